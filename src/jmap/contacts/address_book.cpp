// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/contacts/contacts.hpp"
#include "jmap/context.hpp"
#include "jmap/set.hpp"

namespace milpa::jmap::contacts {

namespace {

json::object object_of(const State& state, const Book& book) {
    json::object out;
    out["id"] = id_text(book.id);
    out["name"] = book.name;
    out["description"] = book.description.empty() ? json::value() : json::value(book.description);
    out["sortOrder"] = book.sort_order;
    out["isDefault"] = state.default_book() == book.id;
    out["isSubscribed"] = book.subscribed;
    out["shareWith"] = nullptr;
    // Everybody has one book, so the last one stays.
    out["myRights"] = {
        {"mayRead", true}, {"mayWrite", true}, {"mayShare", false}, {"mayDelete", state.books().size() > 1}};
    return out;
}

/// RFC 9610 2: sortOrder is less than 2^31.
constexpr std::int64_t sort_order_max = (std::int64_t{1} << 31) - 1;

std::expected<BookWrite, SetError> read_book(const json::object& object) {
    BookWrite write;
    std::vector<std::string> wrong;
    if (object.contains("name")) {
        write.name = text_of(object, "name").value_or("");
        if (write.name->empty() || write.name->size() > book_name_octets_max) {
            wrong.emplace_back("name");
        }
    }
    if (object.contains("description")) {
        write.description = text_of(object, "description").value_or("");
        if (write.description->size() > book_description_octets_max) {
            wrong.emplace_back("description");
        }
    }
    if (object.contains("sortOrder")) {
        const std::int64_t order = number_of(object, "sortOrder").value_or(0);
        write.sort_order = static_cast<std::uint32_t>(order);
        if (order > sort_order_max) {
            wrong.emplace_back("sortOrder");
        }
    }
    if (object.contains("isSubscribed")) {
        write.subscribed = flag_of(object, "isSubscribed", true);
    }
    if (const json::value* share = object.if_contains("shareWith"); share != nullptr && !share->is_null()) {
        return std::unexpected(SetError{"forbidden", "address books are not shared", {"shareWith"}});
    }
    if (!wrong.empty()) {
        return std::unexpected(invalid_properties(std::move(wrong), "too long, too large, or empty"));
    }
    return write;
}

class BookSetter final : public Setter {
public:
    BookSetter(Lent<Context> context, Contacts::Cards cards) : context_(context), cards_(cards) {}

    std::string state() const override { return state_of(*context_); }

    Task<Outcome<New>> create(json::object object) override {
        auto write = read_book(object);
        if (!write) co_return std::unexpected(std::move(write.error()));
        if (!write->name) co_return std::unexpected(invalid_properties({"name"}, "a book has a name"));
        Contacts contacts = contacts_of(*context_);
        auto done = co_await contacts.set_book(std::move(*write));
        if (!done) co_return std::unexpected(set_error_for(done.error()));
        const Book* book = contacts.state().find(done->book);
        if (book == nullptr) co_return std::unexpected(SetError{"notFound", ""});
        New made{id_text(done->book), object_of(contacts.state(), *book)};
        made.set_by_server.erase("id");
        for (const auto& member : object) made.set_by_server.erase(member.key());
        co_return made;
    }

    Task<Outcome<json::object>> read(std::string id, std::vector<std::string> properties) override {
        const Contacts contacts = contacts_of(*context_);
        const auto book_id = read_book_id(id);
        const Book* book = book_id ? contacts.state().find(*book_id) : nullptr;
        if (book == nullptr) co_return std::unexpected(SetError{"notFound", "no such address book"});
        const json::object all = object_of(contacts.state(), *book);
        json::object some;
        for (const std::string& name : properties) {
            if (const json::value* value = all.if_contains(name)) some[name] = *value;
        }
        co_return some;
    }

    Task<Outcome<std::optional<json::object>>> update(std::string id, json::object before,
                                                      json::object after) override {
        for (const auto& member : before) {
            // What a patch took away is as it is in a new book.
            if (!after.contains(member.key()) && member.key() == "name") {
                co_return std::unexpected(invalid_properties({"name"}, "a book has a name"));
            }
        }
        auto write = read_book(after);
        if (!write) co_return std::unexpected(std::move(write.error()));
        if (before.contains("description") && !write->description) write->description = "";
        if (before.contains("sortOrder") && !write->sort_order) write->sort_order = 0;
        if (before.contains("isSubscribed") && !write->subscribed) write->subscribed = true;
        write->book = read_book_id(id);
        Contacts contacts = contacts_of(*context_);
        auto done = co_await contacts.set_book(std::move(*write));
        if (!done) co_return std::unexpected(set_error_for(done.error()));
        co_return std::nullopt;
    }

    Task<Outcome<void>> destroy(std::string id) override {
        const auto book = read_book_id(id);
        Contacts contacts = contacts_of(*context_);
        if (!book || contacts.state().find(*book) == nullptr) {
            co_return std::unexpected(SetError{"notFound", "no such address book"});
        }
        auto done = co_await contacts.remove_book(*book, cards_);
        if (!done) co_return std::unexpected(set_error_for(done.error()));
        if (!done->ok()) {
            co_return std::unexpected(
                SetError{"addressBookHasContents", "cards are in it, and none is to go"});
        }
        co_return Outcome<void>();
    }

    const json::value* default_for(std::string_view property) const override {
        static const json::value zero = 0;
        static const json::value yes = true;
        static const json::value null = nullptr;
        if (property == "sortOrder") return &zero;
        if (property == "isSubscribed") return &yes;
        return property == "description" || property == "shareWith" ? &null : nullptr;
    }

private:
    const Lent<Context> context_;
    const Contacts::Cards cards_;
};

bool is_empty(const json::object& answer, std::string_view member) {
    const json::value* value = answer.if_contains(member);
    return value == nullptr || value->is_null() || (value->is_object() && value->get_object().empty());
}

/// "isDefault" of a book, where the answer tells of it: RFC 9610 2.3.
void tell_default(json::object& answer, const Context& context, BookId book, bool is_default) {
    const std::string id = id_text(book);
    if (json::value* created = answer.if_contains("created"); created != nullptr && created->is_object()) {
        for (auto& [creation_id, object] : created->get_object()) {
            if (context.resolve("#" + std::string(creation_id)) == id) {
                object.get_object()["isDefault"] = is_default;
                return;
            }
        }
    }
    json::value& updated = answer["updated"];
    if (!updated.is_object()) updated = json::object();
    json::value& object = updated.get_object()[id];
    if (!object.is_object()) object = json::object();
    object.get_object()["isDefault"] = is_default;
}

}  // namespace

Task<Answer> book_get(Lent<Context> context, json::object arguments) {
    auto call = read_get(*context, book_type, arguments);
    if (!call) co_return std::unexpected(std::move(call.error()));
    const Contacts contacts = contacts_of(*context);
    GetAnswer answer;
    if (!call->ids) {
        call->ids.emplace();
        for (const auto& [id, book] : contacts.state().books()) call->ids->push_back(id_text(id));
    }
    for (const std::string& text : *call->ids) {
        const auto id = read_book_id(text);
        const Book* book = id ? contacts.state().find(*id) : nullptr;
        if (book == nullptr) {
            answer.miss(text);
            continue;
        }
        json::object object = object_of(contacts.state(), *book);
        keep_wanted(object, *call);
        answer.add(std::move(object));
    }
    co_return std::move(answer).finish(*context, state_of(*context));
}

Task<Answer> book_changes(Lent<Context> context, json::object arguments) {
    auto call = read_changes(*context, arguments);
    if (!call) co_return std::unexpected(std::move(call.error()));
    const Contacts contacts = contacts_of(*context);
    const State& state = contacts.state();
    const auto since = read_state(call->since);
    if (!since || *since < state.floor() || *since > state.seq()) {
        co_return std::unexpected(cannot_calculate_changes());
    }
    std::vector<Happened> all;
    for (const auto& [id, book] : state.books()) {
        if (book.created_seq > *since) {
            all.push_back({Happened::What::created, book.created_seq, id_text(id)});
        } else if (book.changed_seq > *since) {
            all.push_back({Happened::What::updated, book.changed_seq, id_text(id)});
        }
    }
    for (const GoneBook& gone : state.gone_books()) {
        if (gone.seq > *since && gone.created_seq <= *since) {
            all.push_back({Happened::What::destroyed, gone.seq, id_text(gone.book)});
        }
    }
    auto changes = cut_changes(std::move(all), call->max, state.seq());
    if (!changes) co_return std::unexpected(cannot_calculate_changes());
    co_return changes_answer(*context, *call, std::move(*changes));
}

Task<Answer> book_set(Lent<Context> context, json::object arguments) {
    const bool remove = flag_of(arguments, "onDestroyRemoveContents");
    const auto wanted = text_of(arguments, "onSuccessSetIsDefault");
    BookSetter setter(context, remove ? Contacts::Cards::removed : Contacts::Cards::refused);
    Answer answer = co_await run_set(context, {&book_type}, &setter, std::move(arguments));
    if (!answer || !wanted || !is_empty(*answer, "notCreated") || !is_empty(*answer, "notUpdated") ||
        !is_empty(*answer, "notDestroyed")) {
        co_return answer;
    }
    Contacts contacts = contacts_of(*context);
    const auto resolved = context->resolve(*wanted);
    const auto book = resolved ? read_book_id(*resolved) : std::nullopt;
    const BookId before = contacts.state().default_book();
    if (!book || *book == before || contacts.state().find(*book) == nullptr) {
        co_return answer;  // RFC 9610 2.3: ignored
    }
    const auto done = co_await contacts.set_book({.book = book, .make_default = true});
    if (done && done->ok()) {
        tell_default(*answer, *context, *book, true);
        tell_default(*answer, *context, before, false);
        (*answer)["newState"] = state_of(*context);
    }
    co_return answer;
}

}  // namespace milpa::jmap::contacts

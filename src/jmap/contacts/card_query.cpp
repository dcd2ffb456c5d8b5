// SPDX-License-Identifier: AGPL-3.0-or-later
// Every query reads every card: a card is a few hundred octets in memory, and there is no index to keep. The
// thread is left to others between slices; then it may meet a card that was changed meanwhile, and takes it
// as it was when the query began.
#include <algorithm>

#include "contacts/match.hpp"
#include "contacts/moment.hpp"
#include "jmap/contacts/contacts.hpp"
#include "jmap/context.hpp"
#include "jmap/query.hpp"
#include "jmap/type.hpp"
#include "net/turns.hpp"
#include "store/vault.hpp"

namespace milpa::jmap::contacts {

namespace {

constexpr Argument conditions[] = {
    {"inAddressBook", "Id", "It is in this address book."},
    {"uid", "String", "Its uid, exactly."},
    {"hasMember", "String", "A group that has this uid among its members."},
    {"kind", "String", "Its kind, exactly."},
    {"createdBefore", "UTCDate", "Made before that."},
    {"createdAfter", "UTCDate", "Made then or later."},
    {"updatedBefore", "UTCDate", "Changed before that."},
    {"updatedAfter", "UTCDate", "Changed then or later."},
    {"text", "String", "Words or phrases anywhere in it."},
    {"name", "String", "In its name."},
    {"name/given", "String", "In a given name."},
    {"name/surname", "String", "In a surname."},
    {"name/surname2", "String", "In a second surname."},
    {"nickname", "String", "In a nickname."},
    {"organization", "String", "In the name of an organization."},
    {"email", "String", "In an address of mail, or its label."},
    {"phone", "String", "In a number, or its label."},
    {"onlineService", "String", "In a service, its URI, user or label."},
    {"address", "String", "In an address."},
    {"note", "String", "In a note."},
};
constexpr std::string_view sorts[] = {"created", "updated", "name/given", "name/surname", "name/surname2"};
constexpr QueryRules rules{.conditions = conditions, .sorts = sorts};

/// Members of the entries of a map that a condition looks into.
struct Field {
    std::string_view condition;
    std::string_view map;
    std::vector<std::string_view> members;
};
const std::vector<Field>& fields() {
    static const std::vector<Field> all = {
        {"nickname", "nicknames", {"name"}},
        {"organization", "organizations", {"name"}},
        {"email", "emails", {"address", "label"}},
        {"phone", "phones", {"number", "label"}},
        {"onlineService", "onlineServices", {"service", "uri", "user", "label"}},
        {"address", "addresses", {"full"}},
        {"note", "notes", {"note"}},
    };
    return all;
}

const json::object* object_in(const json::object& from, std::string_view member) {
    const json::value* value = from.if_contains(member);
    return value != nullptr && value->is_object() ? &value->get_object() : nullptr;
}

void add_line(std::string& to, const json::object& from, std::string_view member) {
    if (const json::value* value = from.if_contains(member); value != nullptr && value->is_string()) {
        to += std::string_view(value->get_string());
        to += '\n';
    }
}

/// `kind` empty: of any.
void add_components(std::string& to, const json::object& from, std::string_view kind) {
    const json::value* components = from.if_contains("components");
    for (const json::value& one :
         components != nullptr && components->is_array() ? components->get_array() : json::array()) {
        if (one.is_object() && (kind.empty() || text_of(one.get_object(), "kind") == kind)) {
            add_line(to, one.get_object(), "value");
        }
    }
}

void add_strings(std::string& to, const json::value& value) {
    if (value.is_string()) {
        to += std::string_view(value.get_string());
        to += '\n';
    } else if (value.is_array()) {
        for (const json::value& one : value.get_array()) add_strings(to, one);
    } else if (value.is_object()) {
        for (const auto& [key, one] : value.get_object()) add_strings(to, one);
    }
}

/// What people wrote into it: not its types and dates.
std::string all_text(const json::object& card) {
    std::string out;
    out += display_name(card);
    out += '\n';
    for (const auto& [member, value] : card) {
        const std::string_view name = member;
        if (name == "keywords" && value.is_object()) {
            for (const auto& [keyword, set] : value.get_object()) {
                out += std::string_view(keyword);
                out += '\n';
            }
        } else if (!name.starts_with('@') && name != "version" && name != "created" && name != "updated" &&
                   name != "media" && name != "cryptoKeys" && name != "prodId") {
            add_strings(out, value);
        }
    }
    return out;
}

std::string texts_of(const json::object& card, std::string_view condition) {
    std::string out;
    if (condition == "text") return all_text(card);
    if (condition.starts_with("name")) {
        const json::object* name = object_in(card, "name");
        if (name == nullptr) return out;
        const std::size_t slash = condition.find('/');
        if (slash == std::string_view::npos) out = display_name(card) + "\n";
        add_components(out, *name, slash == std::string_view::npos ? "" : condition.substr(slash + 1));
        if (slash == std::string_view::npos) add_line(out, *name, "full");
        return out;
    }
    const auto field = std::ranges::find(fields(), condition, &Field::condition);
    const json::object* map = field == fields().end() ? nullptr : object_in(card, field->map);
    for (const auto& [id, entry] : map == nullptr ? json::object() : *map) {
        if (!entry.is_object()) continue;
        for (const std::string_view member : field->members) add_line(out, entry.get_object(), member);
        if (condition == "address") add_components(out, entry.get_object(), "");
    }
    return out;
}

std::int64_t ms_of(const json::object& card, std::string_view member) {
    const auto text = text_of(card, member);
    const auto moment = text ? read_moment(*text) : std::nullopt;
    return moment ? to_ms(*moment).value_or(0) : 0;
}

/// A card while it is looked at; what is read of it is read once.
class Seen {
public:
    explicit Seen(std::shared_ptr<const Card> card) : card_(std::move(card)) {}

    bool holds(const json::object& condition) {
        return std::ranges::all_of(condition, [&](const auto& one) { return holds(one.key(), one.value()); });
    }
    const json::object& object() {
        if (!object_) object_ = read_without_pictures(*card_);
        return *object_;
    }
    const Card& card() const { return *card_; }

private:
    bool holds(std::string_view name, const json::value& value) {
        const std::string text(value.is_string() ? std::string_view(value.get_string()) : std::string_view());
        if (name == "inAddressBook") {
            const auto book = read_book_id(text);
            return book && card_->find(*book) != nullptr;
        }
        if (name == "uid") return card_->uid == text;
        if (name == "kind") return text_of(object(), "kind") == text;
        if (name == "hasMember") {
            const json::object* members = object_in(object(), "members");
            return members != nullptr && members->contains(text);
        }
        for (const std::string_view date : {"created", "updated"}) {
            if (!name.starts_with(date)) continue;
            const std::int64_t limit = read_utc_date(text).value_or(0);
            const bool before = name.ends_with("Before");
            return before ? ms_of(object(), date) < limit : ms_of(object(), date) >= limit;
        }
        return has_all(fold_text(texts_of(object(), name)), read_needles(text));
    }

    const std::shared_ptr<const Card> card_;
    std::optional<json::object> object_;
};

struct Hit {
    std::string id;
    CardId number;
    std::vector<std::string> keys;
};

std::string key_of(Seen& seen, const Comparator& by) {
    if (by.property == "created" || by.property == "updated") {
        Bytes key;
        append_u64(key, static_cast<std::uint64_t>(ms_of(seen.object(), by.property)));
        return std::string(as_text(key));
    }
    std::string value;
    if (const json::object* name = object_in(seen.object(), "name")) {
        add_components(value, *name, std::string_view(by.property).substr(std::string_view("name/").size()));
    }
    value.resize(std::min(value.find('\n'), value.size()));  // the first of its kind
    return sort_key(by.collation, value);
}

/// What matches, in its order.
Task<std::vector<std::string>> results_of(Lent<Context> context, std::optional<Filter> filter,
                                          std::vector<Comparator> sort) {
    std::vector<std::shared_ptr<const Card>> cards;
    const Contacts contacts = contacts_of(*context);
    for (const auto& [id, card] : contacts.state().cards()) cards.push_back(card);
    std::vector<Hit> found;
    net::Turns turns(&context->room().clock(), store::slice_max);
    for (std::shared_ptr<const Card>& card : cards) {
        Seen seen(std::move(card));
        if (!filter ||
            filter->matches([&](const json::object& condition) { return seen.holds(condition); })) {
            Hit result{id_text(seen.card().id), seen.card().id, {}};
            for (const Comparator& by : sort) result.keys.push_back(key_of(seen, by));
            found.push_back(std::move(result));
        }
        if (turns.is_over()) co_await turns.pass();
    }
    std::ranges::sort(found, [&](const Hit& one, const Hit& other) {
        for (std::size_t i = 0; i < sort.size(); ++i) {
            if (const auto order = one.keys[i] <=> other.keys[i]; order != 0) {
                return sort[i].ascending ? order < 0 : order > 0;
            }
        }
        return one.number < other.number;  // RFC 8620 5.5: stable
    });
    std::vector<std::string> ids;
    for (Hit& result : found) ids.push_back(std::move(result.id));
    co_return ids;
}

}  // namespace

Task<Answer> card_query(Lent<Context> context, json::object arguments) {
    auto query = read_query(*context, rules, arguments);
    if (!query) co_return std::unexpected(std::move(query.error()));
    const std::string state = state_of(*context);
    const std::vector<std::string> results = co_await results_of(context, query->filter, query->sort);
    co_return query_answer(*context, *query, state, true, results);
}

Task<Answer> card_query_changes(Lent<Context> context, json::object arguments) {
    auto call = read_query_changes(*context, rules, arguments);
    if (!call) co_return std::unexpected(std::move(call.error()));
    const Contacts contacts = contacts_of(*context);
    const std::string state = state_of(*context);
    const auto since = read_state(call->since);
    const auto changes = since ? card_changes(contacts.state(), *since) : std::nullopt;
    if (!changes) co_return std::unexpected(cannot_calculate_changes());
    std::vector<std::string> created;
    std::vector<std::string> changed;
    for (const Happened& one : *changes) {
        (one.what == Happened::What::created ? created : changed).push_back(one.id);
    }
    const std::vector<std::string> results = co_await results_of(context, call->filter, call->sort);
    co_return query_changes_answer(*context, *call, state, results, created, changed);
}

}  // namespace milpa::jmap::contacts

// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/mail/identity.hpp"

#include <algorithm>

#include "base/bytes.hpp"
#include "jmap/mail/draft_fields.hpp"
#include "mail/message/header.hpp"

namespace milpa::jmap {

namespace account = mail::account;
namespace message = mail::message;

namespace {

/// FNV-1a: an id that an address always has, and that says nothing of it. Two addresses of one member with
/// the same would share an identity, which nobody lives to see.
std::uint64_t hash_of(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return hash;
}

std::string hex_of(std::uint64_t number) {
    Bytes octets;
    append_u64(octets, number);
    return to_hex(octets);
}

/// Of the identity that an address has from the beginning.
std::string own_id(std::string_view address) { return "i" + hex_of(hash_of(message::lower_case(address))); }

Result<IdentityFacts> known_of(const Room& room) {
    IdentityFacts known;
    TRY(known.addresses, room.own_addresses());
    TRY(known.name, room.own_name());
    return known;
}

events::Identity own_identity(const std::string& address) {
    events::Identity made;
    made.set_id(own_id(address));
    made.set_email(address);
    return made;
}

bool is_own(const events::Identity& identity) { return identity.id() == own_id(identity.email()); }

/// Those of addresses that the member has still: the address's own before others. An own one without a name
/// has the member's.
std::vector<events::Identity> all_identities(account::Account& account, const IdentityFacts& known) {
    std::vector<events::Identity> all;
    const Submissions* kept = submissions_of(account);
    for (const std::string& address : known.addresses) {
        const events::Identity* changed = kept != nullptr ? kept->find_identity(own_id(address)) : nullptr;
        all.push_back(changed != nullptr ? *changed : own_identity(address));
        if (!all.back().has_name()) all.back().set_name(known.name);
    }
    if (kept == nullptr) return all;
    for (const auto& [id, one] : kept->identities()) {
        const bool has_address = std::ranges::any_of(known.addresses, [&](const std::string& address) {
            return message::equal_ignoring_case(address, one.identity().email());
        });
        if (has_address && !is_own(one.identity())) all.push_back(one.identity());
    }
    return all;
}

json::value addresses_json(bool has, const events::NamedAddresses& addresses) {
    if (!has) return nullptr;
    json::array list;
    for (const events::NamedAddress& address : addresses.addresses()) {
        json::object one;
        one["name"] = address.has_name() ? json::value(address.name()) : json::value();
        one["email"] = address.email();
        list.push_back(std::move(one));
    }
    return list;
}

json::object identity_json(const events::Identity& identity) {
    json::object made;
    made["id"] = identity.id();
    made["name"] = identity.name();
    made["email"] = identity.email();
    made["replyTo"] = addresses_json(identity.has_reply_to(), identity.reply_to());
    made["bcc"] = addresses_json(identity.has_bcc(), identity.bcc());
    made["textSignature"] = identity.text_signature();
    made["htmlSignature"] = identity.html_signature();
    made["mayDelete"] = !is_own(identity);
    return made;
}

/// EmailAddress[] of a client. False for what could not be written into a message.
bool read_addresses(const json::value& value, events::NamedAddresses& to) {
    const HeaderProperty as_field{.name = "Reply-To", .form = HeaderForm::addresses};
    if (!written_fields(as_field, value)) return false;
    for (const json::value& one : value.as_array()) {
        events::NamedAddress& address = *to.add_addresses();
        address.set_email(std::string(one.at("email").as_string()));
        const json::value* name = one.as_object().if_contains("name");
        if (name != nullptr && name->is_string()) address.set_name(std::string(name->get_string()));
    }
    return true;
}

class IdentitySetter final : public Setter {
public:
    IdentitySetter(Lent<Context> context, IdentityFacts known)
        : context_(context), known_(std::move(known)) {}

    std::string state() const override { return identity_state(context_->account().state().seq(), known_); }

    Task<Outcome<New>> create(json::object object) override {
        const auto email = text_of(object, "email");
        if (!email) co_return std::unexpected(invalid_properties({"email"}, "It is missing."));
        const auto own = std::ranges::find_if(known_.addresses, [&](const std::string& address) {
            return message::equal_ignoring_case(address, *email);
        });
        if (own == known_.addresses.end())
            co_return std::unexpected(
                SetError{"forbiddenFrom", "It is none of the member's addresses.", {}, {}});
        std::array<std::uint8_t, 8> random;
        context_->room().random().fill(random);
        events::Identity made;
        made.set_id("n" + to_hex(random));
        made.set_email(*own);
        if (auto read = read_into(object, made); !read) co_return std::unexpected(std::move(read.error()));
        json::object all = identity_json(made);
        for (const auto& [name, value] : object) {
            if (all.contains(name) && all.at(name) == value) all.erase(name);
        }
        all.erase("id");
        const std::string id = made.id();
        if (auto kept = co_await keep(std::move(made)); !kept)
            co_return std::unexpected(std::move(kept.error()));
        co_return New{.id = id, .set_by_server = std::move(all)};
    }

    Task<Outcome<json::object>> read(std::string id, std::vector<std::string> properties) override {
        const auto identity = find(id);
        if (!identity) co_return std::unexpected(not_found());
        default_name_ = is_own(*identity) ? known_.name : "";
        const json::object all = identity_json(*identity);
        json::object wanted;
        for (const std::string& name : properties) wanted[name] = all.at(name);
        co_return wanted;
    }

    Task<Outcome<std::optional<json::object>>> update(std::string id, json::object,
                                                      json::object after) override {
        auto identity = find(id);
        if (!identity) co_return std::unexpected(not_found());
        if (auto read = read_into(after, *identity); !read)
            co_return std::unexpected(std::move(read.error()));
        // The directory's name is followed, not kept.
        if (is_own(*identity) && identity->name() == known_.name) identity->clear_name();
        if (auto kept = co_await keep(std::move(*identity)); !kept)
            co_return std::unexpected(std::move(kept.error()));
        co_return std::nullopt;
    }

    Task<Outcome<void>> destroy(std::string id) override {
        const auto identity = find(id);
        if (!identity) co_return std::unexpected(not_found());
        if (is_own(*identity))
            co_return std::unexpected(SetError{"forbidden", "Each address has one that stays.", {}, {}});
        events::SubmissionEvent event;
        event.set_identity_gone(id);
        co_return co_await append(std::move(event));
    }

    const json::value* default_for(std::string_view property) const override {
        static const json::value empty("");
        if (property == "name") return &default_name_;
        const bool text = property == "textSignature" || property == "htmlSignature";
        static const json::value null;
        return text ? &empty : &null;
    }

private:
    static SetError not_found() { return {"notFound", "There is no such identity.", {}, {}}; }

    std::optional<events::Identity> find(std::string_view id) const {
        for (events::Identity& one : all_identities(context_->account(), known_)) {
            if (one.id() == id) return std::move(one);
        }
        return std::nullopt;
    }

    static Outcome<void> read_into(const json::object& object, events::Identity& to) {
        const auto read_text = [&](const char* name, std::size_t octets_max, std::string* field) {
            const auto text = text_of(object, name);
            if (!text) return true;
            *field = *text;
            return text->size() <= octets_max;
        };
        if (!read_text("name", identity_name_octets_max, to.mutable_name()))
            return std::unexpected(invalid_properties({"name"}, "It is too long."));
        if (!read_text("textSignature", signature_octets_max, to.mutable_text_signature()))
            return std::unexpected(invalid_properties({"textSignature"}, "It is too long."));
        if (!read_text("htmlSignature", signature_octets_max, to.mutable_html_signature()))
            return std::unexpected(invalid_properties({"htmlSignature"}, "It is too long."));
        if (const json::value* list = object.if_contains("replyTo")) {
            to.clear_reply_to();
            if (!list->is_null() && !read_addresses(*list, *to.mutable_reply_to()))
                return std::unexpected(invalid_properties({"replyTo"}, "These are no addresses."));
        }
        if (const json::value* list = object.if_contains("bcc")) {
            to.clear_bcc();
            if (!list->is_null() && !read_addresses(*list, *to.mutable_bcc()))
                return std::unexpected(invalid_properties({"bcc"}, "These are no addresses."));
        }
        return {};
    }

    Task<Outcome<void>> keep(events::Identity identity) {
        events::SubmissionEvent event;
        *event.mutable_identity_set() = std::move(identity);
        co_return co_await append(std::move(event));
    }

    Task<Outcome<void>> append(events::SubmissionEvent event) {
        const auto done =
            co_await context_->account().append_annex(submissions_kind, to_bytes(event.SerializeAsString()));
        if (!done) co_return std::unexpected(set_error_for(done.error()));
        co_return Outcome<void>();
    }

    const Lent<Context> context_;
    const IdentityFacts known_;
    json::value default_name_ = "";  // of the identity that was read last, which is being changed
};

}  // namespace

std::string identity_state(std::uint64_t seq, const IdentityFacts& known) {
    std::string all;
    for (const std::string& address : known.addresses) all += address + "\n";
    all += known.name;
    return state_text(seq) + "-" + hex_of(hash_of(all)).substr(0, 8);
}

std::string current_identity_state(Lent<const Context> context) {
    const auto known = known_of(context->room());
    return identity_state(context->account().state().seq(), known ? *known : IdentityFacts());
}

Result<std::optional<events::Identity>> find_identity(Room& room, std::string_view id) {
    TRY(const IdentityFacts known, known_of(room));
    for (events::Identity& one : all_identities(room.account(), known)) {
        if (one.id() == id) return std::optional(std::move(one));
    }
    return std::optional<events::Identity>();
}

Task<Answer> get_identities(Lent<Context> context, json::object arguments) {
    const auto get = read_get(*context, identity_type, arguments);
    if (!get) co_return std::unexpected(get.error());
    const auto known = known_of(context->room());
    if (!known) co_return std::unexpected(error_for(known.error()));
    const auto all = all_identities(context->account(), *known);
    GetAnswer answer;
    const auto add = [&](const events::Identity& identity) {
        json::object made = identity_json(identity);
        keep_wanted(made, *get);
        answer.add(std::move(made));
    };
    if (!get->ids) {
        for (const events::Identity& identity : all) add(identity);
    } else {
        for (const std::string& id : *get->ids) {
            const auto found = std::ranges::find_if(all, [&](const auto& one) { return one.id() == id; });
            found != all.end() ? add(*found) : answer.miss(id);
        }
    }
    co_return std::move(answer).finish(*context, identity_state(context->account().state().seq(), *known));
}

Task<Answer> change_identities(Lent<Context> context, json::object arguments) {
    const auto call = read_changes(*context, arguments);
    if (!call) co_return std::unexpected(call.error());
    const auto known = known_of(context->room());
    if (!known) co_return std::unexpected(error_for(known.error()));
    const std::size_t dash = std::min(call->since.rfind('-'), call->since.size());
    const auto since = read_state(std::string_view(call->since).substr(0, dash));
    // With another name or other addresses, other identities came and went than those that are stored.
    if (!since || call->since != identity_state(*since, *known))
        co_return std::unexpected(cannot_calculate_changes());
    const std::uint64_t now = context->account().state().seq();
    const Submissions* kept = submissions_of(context->account());
    if (kept == nullptr) co_return std::unexpected(cannot_calculate_changes());
    auto changes = kept->identity_changes(*since, now, call->max);
    if (!changes) co_return std::unexpected(cannot_calculate_changes());
    ChangedIds ids;
    ids.new_state = identity_state(changes->seq, *known);
    ids.has_more = changes->has_more;
    // What an address has from the beginning is only stored now.
    for (std::string& id : changes->created)
        (id.starts_with('i') ? ids.updated : ids.created).push_back(std::move(id));
    for (std::string& id : changes->updated) ids.updated.push_back(std::move(id));
    ids.destroyed = std::move(changes->destroyed);
    co_return changes_answer(*context, *call, std::move(ids));
}

Task<Answer> set_identities(Lent<Context> context, json::object arguments) {
    const auto known = known_of(context->room());
    if (!known) co_return std::unexpected(error_for(known.error()));
    IdentitySetter setter(context, *known);
    co_return co_await run_set(context, {.type = &identity_type, .also = {}}, &setter, std::move(arguments));
}

}  // namespace milpa::jmap

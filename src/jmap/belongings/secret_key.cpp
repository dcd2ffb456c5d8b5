// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>
#include <functional>

#include "crypto/secret.hpp"
#include "jmap/belongings/family.hpp"
#include "jmap/type.hpp"
#include "jmap/wiped_json.hpp"
#include "wellknown/openpgp.hpp"

namespace milpa::jmap {

namespace {

constexpr Property properties[] = {
    {"id", "Id", "Stays the same.", Property::Who::server},
    {"fingerprint", "String",
     "Of the primary key, in hex: 40 digits, or 64 of version 6. As the client says it; one key of the "
     "account has it.",
     Property::Who::client_once},
    {"label", "String", "For people."},
    {"secretKey", "String",
     "The key, armored: a PGP PRIVATE KEY BLOCK, with its passphrase or without. It may be sent anew, with "
     "another passphrase or another subkey."},
    {"created", "UTCDate", "When it was put here.", Property::Who::server},
    {"isDefault", "Boolean",
     "Whether it is the one to use where nothing else tells which; one is. true: in place of the one that "
     "was."},
};

constexpr Type types[] = {
    {"OpenPgpSecretKey", openpgp_capability,
     "A secret key of the member's, which their programs use and the server never does.", properties, true,
     belongings_state}};
constexpr const Type& type = types[0];

json::object to_object(const Belongings& all, const events::OpenPgpSecretKey& key) {
    json::object made;
    made["id"] = key.id();
    made["fingerprint"] = key.fingerprint();
    made["label"] = key.label();
    made["secretKey"] = key.secret_key();
    made["created"] = utc_date_text(key.created_ms());
    made["isDefault"] = all.default_key() == key.id();
    return made;
}

/// In upper case; nothing for what is none. RFC 9580 5.5.4: 20 octets of version 4, 32 of version 6.
std::optional<std::string> read_fingerprint(std::string_view text) {
    constexpr std::size_t of_version_4 = 40, of_version_6 = 64;
    if (text.size() != of_version_4 && text.size() != of_version_6) return std::nullopt;
    const auto octets = from_hex(text);
    if (!octets) return std::nullopt;
    std::string upper = to_hex(*octets);
    std::ranges::transform(upper, upper.begin(),
                           [](char c) { return c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c; });
    return upper;
}

/// Wiped, and taken away.
void forget(json::object& object, std::string_view name) {
    json::value* const text = object.if_contains(name);
    if (text == nullptr) return;
    wipe_texts(*text);
    object.erase(name);
}

class KeySetter final : public Setter {
public:
    KeySetter(Lent<Context> context, Lent<const Belongings> kept) : context_(context), kept_(kept) {}

    std::string state() const override { return belongings_state(context_); }

    Task<Outcome<New>> create(json::object object) override {
        events::KeySet event;
        events::OpenPgpSecretKey& made = *event.mutable_key();
        const std::string id = belonging_id('k', context_->room().random());
        made.set_id(id);
        made.set_created_ms(to_unix_ms(context_->room().clock().wall()));
        const auto fingerprint = read_fingerprint(text_of(object, "fingerprint").value_or(""));
        if (!fingerprint)
            co_return std::unexpected(invalid_properties({"fingerprint"}, "It is 40 or 64 digits of hex."));
        made.set_fingerprint(*fingerprint);
        if (!object.contains("secretKey"))
            co_return std::unexpected(invalid_properties({"secretKey"}, "It is missing."));
        if (auto done = co_await keep(std::move(event), std::move(object)); !done)
            co_return std::unexpected(std::move(done.error()));
        const events::KeptKey* const one = kept_->keys().find(id);
        if (one == nullptr) co_return std::unexpected(not_found());
        New told{.id = id, .set_by_server = to_object(*kept_, one->object())};
        // What they sent, and is as they sent it, they know.
        for (const char* name : {"id", "secretKey", "label"}) forget(told.set_by_server, name);
        co_return told;
    }

    Task<Outcome<json::object>> read(std::string id, std::vector<std::string> wanted) override {
        const events::KeptKey* const key = kept_->keys().find(id);
        if (key == nullptr) co_return std::unexpected(not_found());
        json::object all = to_object(*kept_, key->object());
        json::object some;
        for (const std::string& name : wanted) some[name] = all.at(name);
        wipe_texts(all);
        co_return some;
    }

    Task<Outcome<std::optional<json::object>>> update(std::string id, json::object,
                                                      json::object after) override {
        const events::KeptKey* const key = kept_->keys().find(id);
        if (key == nullptr) co_return std::unexpected(not_found());
        const json::value* const is_default = after.if_contains("isDefault");
        if (is_default != nullptr && *is_default != true && kept_->default_key() == id)
            co_return std::unexpected(
                invalid_properties({"isDefault"}, "One key is the default: make another one that."));
        events::KeySet event;
        *event.mutable_key() = key->object();
        if (auto done = co_await keep(std::move(event), std::move(after)); !done)
            co_return std::unexpected(std::move(done.error()));
        co_return std::nullopt;
    }

    Task<Outcome<void>> destroy(std::string id) override {
        if (kept_->keys().find(id) == nullptr) co_return std::unexpected(not_found());
        events::BelongingEvent event;
        event.set_key_gone(id);
        const auto done = co_await append_belonging(&context_->account(), std::move(event));
        if (!done) co_return std::unexpected(set_error_for(done.error()));
        co_return Outcome<void>();
    }

    const json::value* default_for(std::string_view property) const override {
        static const json::value empty(""), no(false);
        if (property == "label") return &empty;
        return property == "isDefault" ? &no : nullptr;
    }

private:
    static SetError not_found() { return {"notFound", "There is no such key.", {}, {}}; }

    static Outcome<void> read_into(const json::object& object, events::KeySet& to) {
        if (const auto label = text_of(object, "label")) {
            if (label->size() > secret_key_label_octets_max)
                return std::unexpected(invalid_properties({"label"}, "It is too long."));
            to.mutable_key()->set_label(*label);
        }
        if (const json::value* const text = object.if_contains("secretKey")) {
            const std::string_view armored = text->as_string();
            if (armored.size() > secret_key_octets_max)
                return std::unexpected(SetError{"tooLarge", "The key is too long.", {"secretKey"}, {}});
            if (!wellknown::check_openpgp_secret_key(armored))
                return std::unexpected(
                    invalid_properties({"secretKey"}, "It is not one OpenPGP secret key, armored."));
            // The one before, in an update: the field would let go of it as it is.
            crypto::wipe(*to.mutable_key()->mutable_secret_key());
            to.mutable_key()->set_secret_key(std::string(armored));
        }
        to.set_make_default(flag_of(object, "isDefault"));
        return {};
    }

    /// Wipes what the key lay in.
    Task<Outcome<void>> keep(events::KeySet set, json::object object) {
        const std::string fingerprint = set.key().fingerprint();
        const auto read = read_into(object, set);
        wipe_texts(object);
        events::BelongingEvent event;
        event.mutable_key_set()->Swap(&set);
        if (!read) {
            crypto::wipe(*event.mutable_key_set()->mutable_key()->mutable_secret_key());
            co_return std::unexpected(read.error());
        }
        const auto done = co_await append_belonging(&context_->account(), std::move(event));
        if (done) co_return Outcome<void>();
        if (done.error().kind != ErrorKind::conflict) co_return std::unexpected(set_error_for(done.error()));
        SetError taken{"alreadyExists", "This key is here already.", {"fingerprint"}, {}};
        if (const auto* other = kept_->find_key(fingerprint)) taken.more["existingId"] = other->id();
        co_return std::unexpected(std::move(taken));
    }

    const Lent<Context> context_;
    const Lent<const Belongings> kept_;  // while the account is open: as long as the request
};

/// RFC 8620 5.3: what a /set changed besides is told, too.
void tell_default(json::object& answer, const Context& context, const std::string& id, bool is_default) {
    if (json::value* const created = answer.if_contains("created"); created->is_object()) {
        for (auto& [creation_id, object] : created->get_object()) {
            if (context.resolve("#" + std::string(creation_id)) != id) continue;
            object.get_object()["isDefault"] = is_default;
            return;
        }
    }
    json::value& updated = answer["updated"];
    if (!updated.is_object()) updated = json::object();
    json::value& object = updated.get_object()[id];
    if (!object.is_object()) object = json::object();
    object.get_object()["isDefault"] = is_default;
}

Task<Answer> get(Lent<Context> context, json::object arguments) {
    const Belongings* const kept = belongings_of(context->account());
    if (kept == nullptr) co_return std::unexpected(no_belongings());
    co_return get_kept(*context, type, arguments, kept->keys(), belongings_state(context),
                       [&](const events::OpenPgpSecretKey& key, const Get& wanted) {
                           json::object made = to_object(*kept, key);
                           if (!wanted.wants("secretKey")) forget(made, "secretKey");
                           return made;
                       });
}

Task<Answer> changes(Lent<Context> context, json::object arguments) {
    co_return changes_of_kept(*context, arguments, belongings_of(context->account()),
                              belongings_seq(context->account()), std::mem_fn(&Belongings::keys));
}

Task<Answer> set(Lent<Context> context, json::object arguments) {
    const Belongings* const kept = belongings_of(context->account());
    if (kept == nullptr) co_return std::unexpected(no_belongings());
    const std::string before = kept->default_key();
    KeySetter setter(context, kept);
    auto answer = co_await run_set(context, {.type = &type}, &setter, std::move(arguments));
    if (!answer || kept->default_key() == before) co_return answer;
    if (kept->keys().find(before) != nullptr) tell_default(*answer, *context, before, false);
    if (!kept->default_key().empty()) tell_default(*answer, *context, kept->default_key(), true);
    co_return answer;
}

constexpr Method methods[] = {
    {.name = "OpenPgpSecretKey/get",
     .capability = openpgp_capability,
     .meaning = "The member's secret keys.",
     .reference = "RFC 8620 5.1",
     .arguments = get_arguments,
     .run = get,
     .manages_account = true},
    {.name = "OpenPgpSecretKey/changes",
     .capability = openpgp_capability,
     .meaning = "What happened to them.",
     .reference = "RFC 8620 5.2",
     .arguments = changes_arguments,
     .run = changes,
     .manages_account = true},
    {.name = "OpenPgpSecretKey/set",
     .capability = openpgp_capability,
     .meaning = "Keeps secret keys, changes and removes them. One that is here already (by its fingerprint) "
                "is alreadyExists, with `existingId`; overQuota: maxSecretKeys.",
     .reference = "RFC 8620 5.3",
     .arguments = set_arguments,
     .run = set,
     .changes = true,
     .manages_account = true},
};

}  // namespace

BelongingsPart secret_key_part() { return {types, methods}; }

}  // namespace milpa::jmap

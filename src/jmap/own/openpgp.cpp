// SPDX-License-Identifier: AGPL-3.0-or-later
// The member's own OpenPGP public key, for whoever writes to them (Web Key Directory).
#include "wellknown/openpgp.hpp"
#include "jmap/own/list.hpp"
#include "jmap/own/own.hpp"
#include "members/openpgp.hpp"

namespace milpa::jmap {

namespace {

constexpr Argument only_account[] = {{"accountId", "Id", "The collective's.", true}};
constexpr Argument publish_arguments[] = {
    {"accountId", "Id", "The collective's.", true},
    {"key", "String|null",
     "The public key, armored, with a user id of an address of yours; others are left out. Null: none any "
     "more.",
     true},
};

std::expected<members::MemberPointer, MethodError> own_record(Context& context,
                                                              const json::object& arguments) {
    if (auto account = context.check_account(arguments); !account)
        return std::unexpected(std::move(account.error()));
    const auto id = asking(context);
    if (!id) return std::unexpected(MethodError{"forbidden", "Only a member has a key."});
    auto member = context.room().collective().read_member(*id);
    if (!member) return std::unexpected(error_for(member.error()));
    return std::move(*member);
}

json::object shown(const Context& context, std::string_view key) {
    json::object answer{{"accountId", context.account_id()}, {"key", nullptr}};
    if (!key.empty()) answer["key"] = wellknown::armor_openpgp(as_bytes(key));
    return answer;
}

Task<Answer> get(Lent<Context> context, json::object arguments) {
    const auto member = own_record(*context, arguments);
    if (!member) co_return std::unexpected(member.error());
    const auto key = members::read_openpgp_key(context->room().collective(), (*member)->id);
    if (!key) co_return std::unexpected(error_for(key.error()));
    co_return shown(*context, *key);
}

/// What is kept of it.
Result<Bytes> read_key(const members::MemberRecord& member, std::string_view text) {
    TRY(const Bytes octets, wellknown::dearmor_openpgp(text));
    TRY(Bytes key, wellknown::openpgp_key_for(octets, [&](std::string_view address) {
            const auto parsed = members::Address::parse(address);
            return parsed && std::ranges::count(member.data.addresses(), parsed->text()) > 0;
        }));
    if (key.size() > members::openpgp_key_bytes_max) return fail(ErrorKind::limit, "a key too long");
    return key;
}

MethodError why(const Error& error) {
    switch (error.kind) {
        case ErrorKind::denied:
            return {"invalidArguments",
                    "This is a private key: keep it to yourself, and send the public one."};
        case ErrorKind::missing:
            return {"invalidArguments", "The key has no user id, signed, with an address of yours."};
        case ErrorKind::limit:
            return {"tooLarge", "The key is too long; an export without others' signatures may do."};
        case ErrorKind::syntax: return {"invalidArguments", "This is not one OpenPGP public key, armored."};
        default: return error_for(error);
    }
}

Task<Answer> publish(Lent<Context> context, json::object arguments) {
    const auto member = own_record(*context, arguments);
    if (!member) co_return std::unexpected(member.error());
    std::string key;
    if (const auto text = text_of(arguments, "key")) {
        const auto read = read_key(**member, *text);
        if (!read) co_return std::unexpected(why(read.error()));
        key = as_text(*read);
    }
    const auto set = co_await members::set_openpgp_key(&context->room().collective(), (*member)->id, key);
    if (!set) co_return std::unexpected(why(set.error()));
    co_return shown(*context, key);
}

constexpr Method methods[] = {
    {.name = "OpenPgpKey/get",
     .capability = collective_urn,
     .meaning = "Your public key, armored, as others find it by your address; null where there is none.",
     .reference = "",
     .arguments = only_account,
     .run = get,
     .of = Method::Of::collective},
    {.name = "OpenPgpKey/publish",
     .capability = collective_urn,
     .meaning =
         "Puts up your public key for whoever asks for it by your address, in place of the one before.",
     .reference = "",
     .arguments = publish_arguments,
     .run = publish,
     .changes = true,
     .of = Method::Of::collective,
     // Whoever has got hold of a mail program's password could have mail encrypted to themselves.
     .manages_account = true},
};

}  // namespace

OwnPart openpgp_part() { return {{}, methods}; }

}  // namespace milpa::jmap

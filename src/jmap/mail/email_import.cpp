// SPDX-License-Identifier: AGPL-3.0-or-later
#include <array>

#include "jmap/blob.hpp"
#include "jmap/mail/email.hpp"
#include "jmap/mail/email_reading.hpp"
#include "jmap/mail/email_set.hpp"
#include "jmap/mail/email_store.hpp"
#include "jmap/type.hpp"
#include "mail/message/date.hpp"
#include "mail/message/header.hpp"

namespace milpa::jmap {

namespace message = mail::message;

namespace {

/// Of a message that is looked at for its newest Received field: it is the first one.
constexpr std::size_t beginning_octets_max = 64 * 1024;

constexpr Property import_properties[] = {
    {"blobId", "Id", "The message."},
    {"mailboxIds", "Id[Boolean]", "The mailboxes that it goes to: one at least."},
    {"keywords", "String[Boolean]", "What it bears."},
    {"receivedAt", "UTCDate", "When it came; else as the message itself says."},
};
constexpr Type import_type{"EmailImport", mail_capability, "A message to be imported.", import_properties};

/// RFC 8621 4.8: the time of the most recent Received field; its date stands behind the last semicolon.
std::optional<std::int64_t> newest_received(std::string_view beginning) {
    const auto value = message::find_field(beginning, "Received");
    if (!value) return std::nullopt;
    const std::size_t semicolon = value->rfind(';');
    if (semicolon == std::string::npos) return std::nullopt;
    const auto date = message::parse_date(std::string_view(*value).substr(semicolon + 1));
    return date ? std::optional(date->unix_ms) : std::nullopt;
}

Task<std::expected<json::object, SetError>> import_one(Lent<Context> context, json::object email) {
    const SetRules rules{.type = &import_type, .also = {}};
    if (auto prepared = prepare_create(*context, rules, email); !prepared)
        co_return std::unexpected(prepared.error());
    const auto blob_id = text_of(email, "blobId");
    if (!blob_id) co_return std::unexpected(invalid_properties({"blobId"}, "It is missing."));
    auto place = read_place(context->account().state(), email, context->room().clock().wall());
    if (!place) co_return std::unexpected(std::move(place.error()));
    const auto blob = co_await find_blob(&context->account(), *blob_id);
    if (!blob && blob.error().kind == ErrorKind::missing)
        co_return std::unexpected(invalid_properties({"blobId"}, "There is no such blob."));
    if (!blob) co_return std::unexpected(set_error_for(blob.error()));
    BlobReader reader(*blob);
    IncomingEmail incoming(context);
    for (bool first = true;; first = false) {
        auto piece = co_await reader.next();
        if (!piece) co_return std::unexpected(set_error_for(piece.error()));
        if (first && !looks_like_message(*piece))
            co_return std::unexpected(
                SetError{"invalidEmail", "It does not begin as a message does.", {}, {}});
        if (piece->empty()) break;
        const std::string_view beginning = std::string_view(*piece).substr(0, beginning_octets_max);
        if (first && !email.contains("receivedAt"))
            place->received_ms = newest_received(beginning).value_or(place->received_ms);
        auto written = co_await incoming.write(std::move(*piece));
        if (!written) co_return std::unexpected(std::move(written.error()));
    }
    co_return co_await incoming.keep(std::move(*place));
}

enum class Parsed : std::uint8_t { no_message, no_blob };

Task<Result<std::expected<json::object, Parsed>>> parse_one(Lent<Context> context, std::string blob_id,
                                                            Lent<const EmailProperties> properties) {
    const auto blob = co_await find_blob(&context->account(), blob_id);
    if (!blob && blob.error().kind == ErrorKind::missing)
        co_return std::expected<json::object, Parsed>(std::unexpected(Parsed::no_blob));
    if (!blob) co_return blob.error();
    const auto octets = co_await read_blob(&*blob, context->limits().upload_octets_max);
    if (!octets && octets.error().kind != ErrorKind::limit) co_return octets.error();
    if (!octets || !looks_like_message(*octets))
        co_return std::expected<json::object, Parsed>(std::unexpected(Parsed::no_message));
    const events::MessageFacts facts = co_await extract_in_turns(&context->room().clock(), *octets);
    EmailView view(*properties, facts, blob_id);
    HeldOctets held(*octets);
    CO_CHECK(co_await read_needs(&view, &held, &context->room().clock()));
    co_return std::expected<json::object, Parsed>(view.json(nullptr));
}

json::value null_if_empty(json::array list) {
    return list.empty() ? json::value() : json::value(std::move(list));
}
json::value null_if_empty(json::object map) {
    return map.empty() ? json::value() : json::value(std::move(map));
}

}  // namespace

Task<Answer> import_emails(Lent<Context> context, json::object arguments) {
    json::object as_set;
    for (const char* name : {"accountId", "ifInState"}) {
        if (arguments.contains(name)) as_set[name] = arguments[name];
    }
    as_set["create"] = arguments["emails"];
    const std::string state = state_text(context->account().state().seq());
    auto call = read_set(*context, state, std::move(as_set));
    if (!call) co_return std::unexpected(std::move(call.error()));
    json::object created;
    json::object not_created;
    for (auto& [creation_id, email] : call->creates) {
        auto made = co_await import_one(context, std::move(email));
        if (!made) {
            not_created[creation_id] = made.error().to_object();
            continue;
        }
        context->created(creation_id, std::string(made->at("id").as_string()));
        created[creation_id] = std::move(*made);
    }
    context->room().settle();
    json::object answer;
    answer["accountId"] = context->account_id();
    answer["oldState"] = state;
    answer["newState"] = state_text(context->account().state().seq());
    answer["created"] = null_if_empty(std::move(created));
    answer["notCreated"] = null_if_empty(std::move(not_created));
    co_return answer;
}

Task<Answer> parse_emails(Lent<Context> context, json::object arguments) {
    if (auto checked = context->check_account(arguments); !checked)
        co_return std::unexpected(checked.error());
    const auto properties = EmailProperties::from(arguments, EmailDefaults::parse);
    if (!properties) co_return std::unexpected(properties.error());
    const json::array ids = arguments.at("blobIds").as_array();
    if (auto fits = check_all(*context, ids.size()); !fits) co_return std::unexpected(fits.error());
    json::object parsed;
    json::array not_parsable;
    json::array not_found;
    for (const json::value& id : ids) {
        auto made = co_await parse_one(context, std::string(id.get_string()), &*properties);
        if (!made) co_return std::unexpected(error_for(made.error()));
        if (*made) {
            parsed[id.get_string()] = std::move(**made);
        } else {
            (made->error() == Parsed::no_blob ? not_found : not_parsable).push_back(id);
        }
    }
    json::object answer;
    answer["accountId"] = context->account_id();
    answer["parsed"] = null_if_empty(std::move(parsed));
    answer["notParsable"] = null_if_empty(std::move(not_parsable));
    answer["notFound"] = null_if_empty(std::move(not_found));
    co_return answer;
}

}  // namespace milpa::jmap

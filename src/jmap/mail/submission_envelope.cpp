// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include "jmap/mail/email_submission.hpp"
#include "jmap/type.hpp"
#include "mail/message/address.hpp"
#include "mail/message/header.hpp"

namespace milpa::jmap {

namespace message = mail::message;

namespace {

/// Parameters of MAIL FROM: those that say what we see ourselves, and when it is to leave (RFC 4865 4.2).
constexpr std::string_view hold_for = "HOLDFOR";
constexpr std::string_view hold_until = "HOLDUNTIL";
constexpr std::array<std::string_view, 5> known_parameters{"BODY", "SIZE", "SMTPUTF8", hold_for, hold_until};

bool is_known_parameter(std::string_view name) {
    return std::ranges::any_of(
        known_parameters, [&](std::string_view known) { return message::equal_ignoring_case(known, name); });
}

json::object address_object(std::string_view email) {
    json::object made;
    made["email"] = email;
    made["parameters"] = nullptr;
    return made;
}

/// The email of an Address whose parameters we can do something with.
std::optional<std::string> read_address(const json::value& value, bool sender) {
    const json::object* object = value.if_object();
    if (object == nullptr) return std::nullopt;
    for (const auto& [name, member] : *object) {
        if (name == "email" && !member.is_string()) return std::nullopt;
        if (name != "email" && name != "parameters") return std::nullopt;
    }
    if (const json::value* parameters = object->if_contains("parameters"); parameters != nullptr) {
        if (!parameters->is_null() && !parameters->is_object()) return std::nullopt;
        if (parameters->is_object() && !std::ranges::all_of(parameters->get_object(), [&](const auto& one) {
                return sender && is_known_parameter(one.key()) &&
                       (one.value().is_null() || one.value().is_string());
            }))
            return std::nullopt;
    }
    return text_of(*object, "email");
}

/// When it is to leave. False for what is no time, too far off, or said in both ways. A time that is past is
/// at once.
bool read_hold(const json::value& from, WallTime now, std::optional<WallTime>& to) {
    const json::value* parameters = from.as_object().if_contains("parameters");
    if (parameters == nullptr || !parameters->is_object()) return true;
    for (const auto& [name, value] : parameters->get_object()) {
        const bool is_for = message::equal_ignoring_case(name, hold_for);
        if (!is_for && !message::equal_ignoring_case(name, hold_until)) continue;
        if (to || !value.is_string()) return false;
        const std::string_view text(value.get_string());
        if (is_for) {
            std::uint32_t seconds = 0;
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
            if (error != std::errc() || end != text.data() + text.size()) return false;
            to = now + std::chrono::seconds(seconds);
        } else {
            const auto time = read_utc_date(text);
            if (!time) return false;
            to = from_unix_ms(*time);
        }
        if (*to > now + hold_max) return false;
    }
    if (to && *to <= now) to.reset();
    return true;
}

std::vector<std::string> emails_of(const json::value& list) {
    std::vector<std::string> emails;
    if (!list.is_array()) return emails;
    for (const json::value& one : list.get_array()) emails.emplace_back(one.at("email").as_string());
    return emails;
}

/// The one address of a field that may stand once. Fails where there are several.
std::expected<std::optional<std::string>, SetError> only_address(const json::value& fields,
                                                                 const char* property) {
    const json::array& all = fields.as_array();
    if (all.empty()) return std::nullopt;
    const auto emails = emails_of(all.back());
    if (all.size() > 1 || emails.size() > 1) {
        return std::unexpected(
            SetError{"invalidEmail", "Several people are named, and none is chosen.", {property}, {}});
    }
    return emails.empty() ? std::nullopt : std::optional(emails.front());
}

}  // namespace

std::expected<SubmissionEnvelope, SetError> read_envelope(const json::object& envelope, WallTime now) {
    const auto wrong = [](const char* why) { return std::unexpected(invalid_properties({"envelope"}, why)); };
    SubmissionEnvelope made;
    made.as_json = envelope;
    for (const auto& member : envelope) {
        if (member.key() != "mailFrom" && member.key() != "rcptTo")
            return wrong("It has mailFrom and rcptTo.");
    }
    const json::value* from = envelope.if_contains("mailFrom");
    const json::value* to = envelope.if_contains("rcptTo");
    if (from == nullptr || to == nullptr || !to->is_array()) return wrong("It has mailFrom and rcptTo.");
    auto sender = read_address(*from, true);
    if (!sender) return wrong("mailFrom is no address, or has a parameter that is not known here.");
    made.outgoing.mail_from = std::move(*sender);
    if (!read_hold(*from, now, made.outgoing.hold_until))
        return wrong(
            "HOLDFOR has seconds, HOLDUNTIL a UTCDate, and neither is further off than maxDelayedSend.");
    for (const json::value& one : to->get_array()) {
        auto recipient = read_address(one, false);
        if (!recipient) return wrong("rcptTo has what is no address, or a parameter that is not known here.");
        made.outgoing.recipients.push_back(std::move(*recipient));
    }
    return made;
}

std::expected<SubmissionEnvelope, SetError> make_envelope(const json::object& email,
                                                          std::string_view identity) {
    SubmissionEnvelope made;
    auto sender = only_address(email.at("header:Sender:asAddresses:all"), "sender");
    if (!sender) return std::unexpected(std::move(sender.error()));
    if (!*sender) sender = only_address(email.at("header:From:asAddresses:all"), "from");
    if (!sender) return std::unexpected(std::move(sender.error()));
    const bool is_identity = *sender && message::equal_ignoring_case(**sender, identity);
    made.outgoing.mail_from = is_identity ? **sender : std::string(identity);
    std::set<std::string> met;
    json::array recipients;
    for (const char* field : {"to", "cc", "bcc"}) {
        for (std::string& one : emails_of(email.at(field))) {
            if (!met.insert(message::lower_case(one)).second) continue;
            recipients.push_back(address_object(one));
            made.outgoing.recipients.push_back(std::move(one));
        }
    }
    made.as_json["mailFrom"] = address_object(made.outgoing.mail_from);
    made.as_json["rcptTo"] = std::move(recipients);
    return made;
}

std::expected<void, SetError> check_envelope(const OutgoingEnvelope& envelope, std::size_t recipients_max,
                                             const std::vector<std::string>& own_addresses) {
    if (envelope.recipients.empty())
        return std::unexpected(SetError{"noRecipients", "It is for nobody.", {}, {}});
    if (envelope.recipients.size() > recipients_max) {
        json::object more;
        more["maxRecipients"] = recipients_max;
        return std::unexpected(
            SetError{"tooManyRecipients", "It is for too many at once.", {}, std::move(more)});
    }
    json::array invalid;
    for (const std::string& one : envelope.recipients) {
        if (!message::parse_mailbox(one)) invalid.emplace_back(one);
    }
    if (!invalid.empty()) {
        json::object more;
        more["invalidRecipients"] = std::move(invalid);
        return std::unexpected(SetError{"invalidRecipients", "These are no addresses.", {}, std::move(more)});
    }
    const bool own = std::ranges::any_of(own_addresses, [&](const std::string& address) {
        return message::equal_ignoring_case(address, envelope.mail_from);
    });
    if (!own)
        return std::unexpected(
            SetError{"forbiddenMailFrom", "It is none of the member's addresses.", {}, {}});
    return {};
}

}  // namespace milpa::jmap

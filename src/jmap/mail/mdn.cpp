// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/mail/mdn.hpp"

#include <algorithm>
#include <array>

#include "base/bytes.hpp"
#include "jmap/blob.hpp"
#include "jmap/mail/email.hpp"
#include "jmap/mail/email_create.hpp"
#include "jmap/mail/email_reading.hpp"
#include "jmap/mail/email_store.hpp"
#include "jmap/mail/identity.hpp"
#include "jmap/mail/ids.hpp"
#include "jmap/mail/message_builder.hpp"
#include "jmap/mail/outbox.hpp"
#include "mail/message/date.hpp"
#include "mail/message/encoded_word.hpp"

namespace milpa::jmap {

namespace account = mail::account;
namespace message = mail::message;

namespace {

constexpr Property mdn_properties[] = {
    {"forEmailId", "Id|null", "The email that was read."},
    {"subject", "String|null", "The subject of the notification."},
    {"textBody", "String|null", "What people read of it."},
    {"includeOriginalMessage", "Boolean", "Whether the email goes back with it."},
    {"reportingUA", "String|null", "The program that says so."},
    {"disposition", "Object", "actionMode, sendingMode and type (RFC 8098)."},
    {"mdnGateway", "String|null", "The gateway that it came through.", Property::Who::server},
    {"originalRecipient", "String|null", "Whom the sender wrote to.", Property::Who::server},
    {"finalRecipient", "String|null", "Who has read it."},
    {"originalMessageId", "String|null", "The email's Message-ID.", Property::Who::server},
    {"error", "String[]|null", "What went wrong.", Property::Who::server},
    {"extensionFields", "String[String]|null", "Further fields."},
};
constexpr Type mdn_type{"MDN", mdn_capability, "A notification that a message was read.", mdn_properties};

constexpr Argument send_arguments[] = {
    {"accountId", "Id", "Whose emails were read.", true},
    {"identityId", "Id", "Whom the notifications are from.", true},
    {"send", "Id[Object]", "Notifications, by creation id.", true},
    {"onSuccessUpdateEmail", "Id[PatchObject]|null", "Must set $mdnsent of each email."},
};
constexpr Argument parse_arguments[] = {
    {"accountId", "Id", "Whose blobs these are.", true},
    {"blobIds", "Id[]", "Messages that may be notifications.", true},
};

constexpr std::string_view default_text =
    "This says that the message was displayed. It does not say that it was read or understood.\n";

template <std::size_t n>
bool is_one_of(const std::array<std::string_view, n>& known, std::string_view text) {
    return std::ranges::find(known, text) != known.end();
}
constexpr std::array<std::string_view, 2> action_modes{"manual-action", "automatic-action"};
constexpr std::array<std::string_view, 2> sending_modes{"mdn-sent-manually", "mdn-sent-automatically"};
constexpr std::array<std::string_view, 4> disposition_types{"deleted", "dispatched", "displayed",
                                                            "processed"};

bool read_disposition(const json::object& mdn, MdnReport& to) {
    const json::value* value = mdn.if_contains("disposition");
    if (value == nullptr || !value->is_object() || value->get_object().size() != 3) return false;
    const json::object& given = value->get_object();
    to.action_mode = text_of(given, "actionMode").value_or("");
    to.sending_mode = text_of(given, "sendingMode").value_or("");
    to.type = text_of(given, "type").value_or("");
    return is_one_of(action_modes, to.action_mode) && is_one_of(sending_modes, to.sending_mode) &&
           is_one_of(disposition_types, to.type);
}

/// What is asked for of the email, with what its fields say.
struct Original {
    account::Record record;
    std::vector<std::string> notify;  ///< Disposition-Notification-To
    json::value subject, message_id, recipient;
};

/// One MDN/send under way.
class MdnSending {
public:
    using Done = std::expected<json::object, SetError>;

    MdnSending(Lent<Context> context, events::Identity identity, json::object updates)
        : context_(context), identity_(std::move(identity)), updates_(std::move(updates)) {}

    /// What the client did not send.
    Task<Done> send(std::string creation_id, json::object mdn) {
        if (auto prepared = prepare_create(*context_, {.type = &mdn_type, .also = {}}, mdn); !prepared)
            co_return std::unexpected(prepared.error());
        const auto email_id = text_of(mdn, "forEmailId");
        const auto record = email_id ? read_email_id(*email_id) : std::nullopt;
        if (!record || !context_->account().state().is_shown(*record)) co_return std::unexpected(not_found());
        auto original = co_await read_original(*record);
        if (!original) co_return std::unexpected(std::move(original.error()));
        const auto flags = context_->account().state().flags_of(*record);
        // Also of this very request, whose keywords are set behind all that it sends.
        const bool already =
            follow_.contains(*email_id) || std::ranges::any_of(flags.keywords, [](const std::string& one) {
                return message::equal_ignoring_case(one, "$mdnsent");
            });
        if (already)
            co_return std::unexpected(
                SetError{"mdnAlreadySent", "A notification of it was sent already.", {}, {}});
        const json::value* update = update_for(creation_id, *email_id);
        if (update == nullptr)
            co_return std::unexpected(
                invalid_properties({"onSuccessUpdateEmail"}, "It must set $mdnsent of the email."));
        auto report = report_of(mdn, *original);
        if (!report) co_return std::unexpected(std::move(report.error()));
        if (auto sent = co_await submit(mdn, *report, std::move(*original)); !sent)
            co_return std::unexpected(std::move(sent.error()));
        follow_[*email_id] = *update;
        co_return set_by_server(mdn, *report);
    }

    void follow() {
        if (follow_.empty()) return;
        Follow next{.method = "Email/set", .arguments = {}};
        next.arguments["accountId"] = context_->account_id();
        next.arguments["update"] = std::move(follow_);
        context_->follow(std::move(next));
    }

private:
    static SetError not_found() {
        return {"notFound", "There is no such email, or nobody asks for a notification.", {}, {}};
    }

    Task<std::expected<Original, SetError>> read_original(account::Record record) {
        const auto facts = co_await context_->account().records_facts({record});
        if (!facts) co_return std::unexpected(set_error_for(facts.error()));
        if (!facts->front()) co_return std::unexpected(not_found());
        json::object arguments;
        arguments["properties"] = json::array{"header:Disposition-Notification-To:asAddresses", "subject",
                                              "messageId", "header:Original-Recipient"};
        const auto properties = EmailProperties::from(arguments, EmailDefaults::get);
        EmailView view(*properties, facts->front()->facts(), "");
        auto reader = context_->account().open_message(*facts->front());
        if (!reader) co_return std::unexpected(set_error_for(reader.error()));
        StoredOctets octets(std::move(*reader));
        const auto read = co_await read_needs(&view, &octets, &context_->room().clock());
        if (!read) co_return std::unexpected(set_error_for(read.error()));
        json::object email = view.json(nullptr);
        Original original{.record = record,
                          .notify = {},
                          .subject = email["subject"],
                          .message_id = email["messageId"],
                          .recipient = email["header:Original-Recipient"]};
        const json::value& notify = email["header:Disposition-Notification-To:asAddresses"];
        if (notify.is_array()) {
            for (const json::value& one : notify.get_array())
                original.notify.emplace_back(one.at("email").as_string());
        }
        if (original.notify.empty()) co_return std::unexpected(not_found());
        co_return original;
    }

    /// By creation id or by the email's id; nothing where it does not set the keyword.
    const json::value* update_for(const std::string& creation_id, std::string_view email_id) const {
        const json::value* update = updates_.if_contains("#" + creation_id);
        if (update == nullptr) update = updates_.if_contains(email_id);
        if (update == nullptr || !update->is_object()) return nullptr;
        const json::value* direct = update->get_object().if_contains("keywords/$mdnsent");
        const json::value* all = update->get_object().if_contains("keywords");
        const json::value* in_all =
            all != nullptr && all->is_object() ? all->get_object().if_contains("$mdnsent") : nullptr;
        const bool sets = (direct != nullptr && *direct == json::value(true)) ||
                          (in_all != nullptr && *in_all == json::value(true));
        return sets ? update : nullptr;
    }

    std::expected<MdnReport, SetError> report_of(const json::object& mdn, const Original& original) const {
        MdnReport report;
        if (!read_disposition(mdn, report))
            return std::unexpected(invalid_properties({"disposition"}, "It is none of RFC 8098."));
        report.reporting_ua = text_of(mdn, "reportingUA");
        report.final_recipient = "rfc822; " + identity_.email();
        if (const auto given = text_of(mdn, "finalRecipient")) {
            const std::size_t semicolon = std::min(given->find(';'), given->size() - 1);
            const std::string_view address = message::trim(std::string_view(*given).substr(semicolon + 1));
            if (!message::equal_ignoring_case(address, identity_.email()))
                return std::unexpected(
                    SetError{"forbiddenFrom", "It is not the identity's address.", {}, {}});
            report.final_recipient = *given;
        }
        if (original.message_id.is_array() && !original.message_id.get_array().empty())
            report.original_message_id = "<" + std::string(original.message_id.at(0).as_string()) + ">";
        if (original.recipient.is_string())
            report.original_recipient =
                std::string(message::trim(std::string_view(original.recipient.get_string())));
        if (const json::value* fields = mdn.if_contains("extensionFields");
            fields != nullptr && fields->is_object()) {
            for (const auto& [name, value] : fields->get_object())
                report.extensions.emplace(name, std::string(value.get_string()));
        }
        return report;
    }

    std::expected<MessageDraft, SetError> draft_of(const json::object& mdn, const MdnReport& report,
                                                   const Original& original) const {
        json::object fields;
        json::object from;
        from["name"] = identity_.name();
        from["email"] = identity_.email();
        fields["from"] = json::array{std::move(from)};
        json::array to;
        for (const std::string& one : original.notify) to.push_back(json::object{{"email", one}});
        fields["to"] = std::move(to);
        const std::string subject(
            original.subject.is_string() ? std::string_view(original.subject.get_string()) : "");
        fields["subject"] = text_of(mdn, "subject").value_or("Read: " + subject);
        if (original.message_id.is_array()) fields["references"] = original.message_id;
        // RFC 3834 5.
        fields["header:Auto-Submitted"] =
            report.sending_mode == "mdn-sent-manually" ? " no" : " auto-replied";
        auto draft = read_draft(fields);
        if (!draft) return draft;
        auto written = write_mdn_report(report);
        if (!written)
            return std::unexpected(invalid_properties({"extensionFields"}, "A field cannot be written so."));
        DraftPart text;
        text.type = "text/plain";
        text.type_parameters.push_back({"charset", "utf-8"});
        text.text = to_crlf(text_of(mdn, "textBody").value_or(std::string(default_text)));
        DraftPart fields_part;
        fields_part.type = "message/disposition-notification";
        fields_part.text = std::move(*written);
        draft->body = DraftPart();
        draft->body.type = "multipart/report";
        draft->body.type_parameters.push_back({"report-type", "disposition-notification"});
        draft->body.parts.push_back(std::move(text));
        draft->body.parts.push_back(std::move(fields_part));
        if (flag_of(mdn, "includeOriginalMessage")) {
            DraftPart& whole = draft->body.parts.emplace_back();
            whole.type = "message/rfc822";
            whole.blob_id = message_blob_id(original.record);
        }
        return draft;
    }

    Task<std::expected<void, SetError>> submit(json::object mdn, MdnReport report, Original original) {
        Outbox* outbox = context_->room().outbox();
        if (outbox == nullptr)
            co_return std::unexpected(SetError{"forbidden", "No mail leaves from here.", {}, {}});
        const auto draft = draft_of(mdn, report, original);
        if (!draft) co_return std::unexpected(draft.error());
        const auto id = new_message_id(context_->room());
        if (!id) co_return std::unexpected(set_error_for(id.error()));
        const DraftCompletion completion{
            .date = "Date: " + message::format_date(context_->room().clock().wall()) + "\r\n",
            .message_id = "Message-ID: " + *id + "\r\n"};
        const auto token = [room = &context_->room()] {
            std::array<std::uint8_t, 16> octets;
            room->random().fill(octets);
            return to_hex(octets);
        };
        std::string octets;
        for (const Segment& segment : build_message(*draft, completion, token)) {
            if (const auto* text = std::get_if<std::string>(&segment)) {
                octets += *text;
                continue;
            }
            const auto blob =
                co_await find_blob(&context_->account(), std::get<BlobSegment>(segment).blob_id);
            if (!blob) co_return std::unexpected(set_error_for(blob.error()));
            const auto content = co_await read_blob(&*blob, outbox->octets_max());
            if (!content) co_return std::unexpected(too_large(*outbox));
            octets += *content;
        }
        if (octets.size() > outbox->octets_max()) co_return std::unexpected(too_large(*outbox));
        HeldOctets held(octets);
        OutgoingEnvelope envelope{
            .mail_from = "", .recipients = std::move(original.notify), .is_notification = true};
        const auto sent = co_await outbox->send(std::move(envelope), &held, octets.size());
        if (sent) co_return std::expected<void, SetError>();
        co_return std::unexpected(refusal(sent.error().why));
    }

    static SetError too_large(const Outbox& outbox) {
        json::object more;
        more["maxSize"] = outbox.octets_max();
        return {"tooLarge", "It is too large to be sent.", {}, std::move(more)};
    }

    static SetError refusal(OutboxRefusal::Why why) {
        using Why = OutboxRefusal::Why;
        if (why == Why::from || why == Why::mail_from)
            return {"forbiddenFrom", "It may not be from there.", {}, {}};
        if (why == Why::limit) return {"rateLimit", "Too much was sent of late: try again later.", {}, {}};
        if (why == Why::recipients) return {"forbidden", "Who asks for it cannot be written to.", {}, {}};
        return {"serverFail", "It could not be sent now: try again later.", {}, {}};
    }

    static json::object set_by_server(const json::object& mdn, const MdnReport& report) {
        json::object made;
        if (!text_of(mdn, "finalRecipient")) made["finalRecipient"] = *report.final_recipient;
        if (report.original_message_id) made["originalMessageId"] = *report.original_message_id;
        if (report.original_recipient) made["originalRecipient"] = *report.original_recipient;
        if (!text_of(mdn, "textBody")) made["textBody"] = default_text;
        if (!mdn.contains("includeOriginalMessage")) made["includeOriginalMessage"] = false;
        return made;
    }

    const Lent<Context> context_;
    const events::Identity identity_;
    const json::object updates_;
    json::object follow_;
};

json::value null_if_empty(json::array list) {
    return list.empty() ? json::value() : json::value(std::move(list));
}
json::value null_if_empty(json::object map) {
    return map.empty() ? json::value() : json::value(std::move(map));
}

json::value or_null(const std::optional<std::string>& text) {
    return text ? json::value(*text) : json::value();
}

/// The decoded content of a part, as text.
std::string content_of(std::string_view octets, const events::Part& part) {
    BodyValueReader value(part);
    value.feed(octets.substr(part.body_begin(), part.body_end() - part.body_begin()));
    return value.finish().value;
}

/// Nothing for what is no notification.
std::optional<json::object> mdn_json(std::string_view octets, const events::MessageFacts& facts) {
    const events::Part& top = facts.structure();
    const auto kind = message::find_parameter(top.parameters(), "report-type");
    if (top.type() != "multipart" || top.subtype() != "report" || !kind ||
        !message::equal_ignoring_case(*kind, "disposition-notification") || top.parts_size() < 2)
        return std::nullopt;
    const events::Part& fields = top.parts(1);
    if (fields.type() != "message" || fields.subtype() != "disposition-notification") return std::nullopt;
    const auto report = parse_mdn_report(message::decode_transfer(
        message::encoding_of(fields.encoding()),
        octets.substr(fields.body_begin(), fields.body_end() - fields.body_begin())));
    if (!report) return std::nullopt;
    json::object made;
    made["forEmailId"] = nullptr;
    made["subject"] =
        facts.envelope().has_subject() ? json::value(text_form(facts.envelope().subject())) : json::value();
    const events::Part& text = top.parts(0);
    made["textBody"] = text.type() == "text" ? json::value(content_of(octets, text)) : json::value();
    made["includeOriginalMessage"] = top.parts_size() > 2 && top.parts(2).type() == "message";
    made["reportingUA"] = or_null(report->reporting_ua);
    json::object disposition;
    disposition["actionMode"] = report->action_mode;
    disposition["sendingMode"] = report->sending_mode;
    disposition["type"] = report->type;
    made["disposition"] = std::move(disposition);
    made["mdnGateway"] = or_null(report->mdn_gateway);
    made["originalRecipient"] = or_null(report->original_recipient);
    made["finalRecipient"] = or_null(report->final_recipient);
    made["originalMessageId"] = or_null(report->original_message_id);
    made["error"] = report->errors.empty() ? json::value() : json::value(to_array(report->errors));
    json::object extensions;
    for (const auto& [name, value] : report->extensions) extensions[name] = value;
    made["extensionFields"] = null_if_empty(std::move(extensions));
    return made;
}

/// The one email with that Message-ID.
Task<Result<json::value>> email_with_id(Lent<account::Account> account, std::string id) {
    account::UidSet among;
    std::vector<account::Record> all = *account->by_date(std::nullopt);
    std::ranges::sort(all);
    for (const account::Record record : all) among.add(record);
    account::TextKey key{
        .field = account::SearchField::header, .needle = std::move(id), .header = "Message-ID"};
    CO_TRY(const account::UidSet found, co_await account->search_records(std::move(key), std::move(among)));
    co_return found.size() == 1 ? json::value(email_id(found.first())) : json::value();
}

enum class Unparsed : std::uint8_t { no_mdn, no_blob };

Task<Result<std::expected<json::object, Unparsed>>> parse_one(Lent<Context> context, std::string blob_id) {
    using Parsed = std::expected<json::object, Unparsed>;
    const auto blob = co_await find_blob(&context->account(), blob_id);
    if (!blob && blob.error().kind == ErrorKind::missing)
        co_return Parsed(std::unexpected(Unparsed::no_blob));
    if (!blob) co_return blob.error();
    const auto octets = co_await read_blob(&*blob, context->limits().upload_octets_max);
    if (!octets && octets.error().kind != ErrorKind::limit) co_return octets.error();
    std::optional<json::object> made;
    if (octets) {
        const auto facts = co_await extract_in_turns(&context->room().clock(), *octets);
        made = mdn_json(*octets, facts);
    }
    if (!made) co_return Parsed(std::unexpected(Unparsed::no_mdn));
    if (const auto id = text_of(*made, "originalMessageId")) {
        CO_TRY((*made)["forEmailId"], co_await email_with_id(&context->account(), *id));
    }
    co_return Parsed(std::move(*made));
}

}  // namespace

Task<Answer> send_mdns(Lent<Context> context, json::object arguments) {
    if (auto checked = context->check_account(arguments); !checked)
        co_return std::unexpected(checked.error());
    if (auto fits = check_set_size(*context, arguments.at("send").as_object().size()); !fits)
        co_return std::unexpected(fits.error());
    const auto id = text_of(arguments, "identityId").value_or("");
    auto identity = find_identity(context->room(), id);
    if (!identity) co_return std::unexpected(error_for(identity.error()));
    if (!*identity)
        co_return std::unexpected(MethodError{"invalidArguments", "There is no such identity.", {}});
    const json::value* updates = arguments.if_contains("onSuccessUpdateEmail");
    MdnSending sending(context, std::move(**identity),
                       updates != nullptr && updates->is_object() ? updates->get_object() : json::object());
    json::object sent;
    json::object not_sent;
    for (const auto& [creation_id, mdn] : arguments.at("send").as_object()) {
        auto done = co_await sending.send(std::string(creation_id), mdn.as_object());
        if (done) {
            sent[creation_id] = std::move(*done);
        } else {
            not_sent[creation_id] = done.error().to_object();
        }
    }
    sending.follow();
    json::object answer;
    answer["accountId"] = context->account_id();
    answer["sent"] = null_if_empty(std::move(sent));
    answer["notSent"] = null_if_empty(std::move(not_sent));
    co_return answer;
}

Task<Answer> parse_mdns(Lent<Context> context, json::object arguments) {
    if (auto checked = context->check_account(arguments); !checked)
        co_return std::unexpected(checked.error());
    const json::array ids = arguments.at("blobIds").as_array();
    if (auto fits = check_all(*context, ids.size()); !fits) co_return std::unexpected(fits.error());
    json::object parsed;
    json::array not_parsable;
    json::array not_found;
    for (const json::value& id : ids) {
        auto made = co_await parse_one(context, std::string(id.get_string()));
        if (!made) co_return std::unexpected(error_for(made.error()));
        if (*made) {
            parsed[id.get_string()] = std::move(**made);
        } else {
            (made->error() == Unparsed::no_blob ? not_found : not_parsable).push_back(id);
        }
    }
    json::object answer;
    answer["accountId"] = context->account_id();
    answer["parsed"] = null_if_empty(std::move(parsed));
    answer["notParsable"] = null_if_empty(std::move(not_parsable));
    answer["notFound"] = null_if_empty(std::move(not_found));
    co_return answer;
}

namespace {

constexpr Method methods[] = {
    {"MDN/send", mdn_capability, "Tells senders that their messages were read.", "RFC 9007 2.1",
     send_arguments, send_mdns, true},
    {"MDN/parse", mdn_capability, "Looks into notifications that came.", "RFC 9007 2.2", parse_arguments,
     parse_mdns},
};
constexpr Type types[] = {mdn_type};

json::object of_server() { return {}; }
json::object of_account(Lent<const Context>) { return {}; }
constexpr Capability capabilities[] = {
    {mdn_capability, "Notifications that a message was read.", of_server, of_account}};

}  // namespace

Family mdn_family() { return {capabilities, types, methods}; }

}  // namespace milpa::jmap

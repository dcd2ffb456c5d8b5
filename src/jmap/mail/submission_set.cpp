// SPDX-License-Identifier: AGPL-3.0-or-later
#include <boost/json/serialize.hpp>

#include "base/bytes.hpp"
#include "jmap/mail/email.hpp"
#include "jmap/mail/email_submission.hpp"
#include "jmap/mail/ids.hpp"
#include "jmap/mail/submission_json.hpp"
#include "mail/message/header.hpp"

namespace milpa::jmap {

namespace account = mail::account;

namespace {

/// What the envelope is made of, where the client gives none.
constexpr std::string_view envelope_properties[] = {"header:Sender:asAddresses:all",
                                                    "header:From:asAddresses:all", "to", "cc", "bcc"};

SetError refusal(const OutboxRefusal& refused) {
    using Why = OutboxRefusal::Why;
    switch (refused.why) {
        case Why::mail_from: return {"forbiddenMailFrom", "It may not be sent from that address.", {}, {}};
        case Why::from: return {"forbiddenFrom", "Its From or Sender is somebody else.", {}, {}};
        case Why::recipients: {
            json::object more;
            more["invalidRecipients"] = to_array(refused.addresses);
            return {"invalidRecipients", "Nobody has these addresses.", {}, std::move(more)};
        }
        case Why::limit:
            return {
                "forbiddenToSend", "Too much was sent of late, or waits to leave: try again later.", {}, {}};
        case Why::message:
            return {"invalidEmail", "It is no message that can be sent.", refused.properties, {}};
        case Why::trouble: return {"serverFail", "It could not be sent now: try again later.", {}, {}};
    }
    return {"serverFail", "", {}, {}};
}

/// A submission on its way to the outbox, from before it is remembered until that has answered.
class Sending {
public:
    Sending(Lent<Context> context, std::string id) : context_(context), id_(std::move(id)) {
        if (auto* kept = submissions_of(context_->account())) kept->begin_sending(id_);
    }
    ~Sending() {
        if (auto* kept = submissions_of(context_->account())) kept->end_sending(id_);
    }
    Sending(const Sending&) = delete;
    Sending& operator=(const Sending&) = delete;

private:
    const Lent<Context> context_;
    const std::string id_;
};

class SubmissionSetter final : public Setter {
public:
    explicit SubmissionSetter(Lent<Context> context) : context_(context) {}

    std::string state() const override { return state_text(context_->account().state().seq()); }

    Task<Outcome<New>> create(json::object object) override {
        if (object.contains("undoStatus"))
            co_return std::unexpected(invalid_properties({"undoStatus"}, "The server says it of a new one."));
        const auto identity_id = text_of(object, "identityId");
        const auto identity =
            identity_id ? find_identity(context_->room(), *identity_id)
                        : Result<std::optional<events::Identity>>(std::optional<events::Identity>());
        if (!identity) co_return std::unexpected(set_error_for(identity.error()));
        if (!*identity)
            co_return std::unexpected(invalid_properties({"identityId"}, "There is no such identity."));
        const auto email_id = text_of(object, "emailId");
        const auto record = email_id ? read_email_id(*email_id) : std::nullopt;
        if (!record || !context_->account().state().is_shown(*record))
            co_return std::unexpected(invalid_properties({"emailId"}, "There is no such email."));
        const auto facts = co_await context_->account().records_facts({*record});
        if (!facts) co_return std::unexpected(set_error_for(facts.error()));
        if (!facts->front())
            co_return std::unexpected(invalid_properties({"emailId"}, "There is no such email."));
        auto envelope = co_await envelope_for(object, (*identity)->email(), &*facts->front());
        if (!envelope) co_return std::unexpected(std::move(envelope.error()));
        if (auto may = check(envelope->outgoing, *facts->front()); !may)
            co_return std::unexpected(std::move(may.error()));
        // Remembered before it is sent: the queue may tell of it at once.
        const std::string id = fresh_id();
        const Sending sending(context_, id);
        events::SubmissionEvent event;
        *event.mutable_submitted() = submission(id, *identity_id, *record, *envelope);
        const std::string told_as = message_id_of((*facts->front()).facts());
        event.mutable_submitted()->set_message_id(told_as);
        if (const auto done = co_await append(std::move(event)); !done)
            co_return std::unexpected(set_error_for(done.error()));
        envelope->outgoing.submission = id;
        const auto sent = co_await send(std::move(envelope->outgoing), &*facts->front());
        if (!sent) {
            (void)co_await forget(id);
            co_return std::unexpected(sent.error());
        }
        if (const auto& left_as = *sent; !left_as.empty() && left_as != told_as)
            (void)co_await append(left_with(id, left_as));
        email_of_[id] = *email_id;
        const events::EmailSubmission* made = find(id);
        if (made == nullptr) co_return New{.id = id, .set_by_server = {}};
        json::object all = submission_json(*made, context_->account().state());
        for (const char* name : {"id", "identityId", "emailId"}) all.erase(name);
        if (object.contains("envelope") && !object.at("envelope").is_null()) all.erase("envelope");
        co_return New{.id = id, .set_by_server = std::move(all)};
    }

    Task<Outcome<json::object>> read(std::string id, std::vector<std::string> properties) override {
        const events::EmailSubmission* found = find(id);
        if (found == nullptr) co_return std::unexpected(not_found());
        email_of_[id] = email_id(found->email());
        const json::object all = submission_json(*found, context_->account().state());
        json::object wanted;
        for (const std::string& name : properties) wanted[name] = all.at(name);
        co_return wanted;
    }

    Task<Outcome<std::optional<json::object>>> update(std::string id, json::object before,
                                                      json::object after) override {
        if (!after.contains("undoStatus") || after.at("undoStatus") == before.at("undoStatus"))
            co_return std::nullopt;
        if (after.at("undoStatus") != "canceled")
            co_return std::unexpected(invalid_properties({"undoStatus"}, "It can only be canceled."));
        const SetError too_late{"cannotUnsend", "It is on its way already.", {}, {}};
        Outbox* outbox = context_->room().outbox();
        if (before.at("undoStatus") != "pending" || outbox == nullptr) co_return std::unexpected(too_late);
        const auto canceled = co_await outbox->cancel(id);
        if (!canceled && canceled.error().kind == ErrorKind::missing) co_return std::unexpected(too_late);
        if (!canceled) co_return std::unexpected(set_error_for(canceled.error()));
        // The queue's own note says the same, and may come later than the answer to this.
        events::SubmissionEvent event;
        event.mutable_noted()->set_id(id);
        event.mutable_noted()->set_undo(events::SUBMISSION_CANCELED);
        (void)co_await append(std::move(event));
        co_return json::object{{"deliveryStatus", nullptr}};
    }

    Task<Outcome<void>> destroy(std::string id) override {
        const events::EmailSubmission* found = find(id);
        if (found == nullptr) co_return std::unexpected(not_found());
        // RFC 8621 7.5: to destroy it would not keep its mail back. What nobody sees any more, nobody can
        // take back, and it must not leave unseen.
        if (found->undo() == events::SUBMISSION_PENDING) {
            co_return std::unexpected(SetError{
                "forbidden", "Its mail is still to leave: set undoStatus to canceled first.", {}, {}});
        }
        email_of_[id] = email_id(found->email());
        const auto done = co_await forget(id);
        if (!done) co_return std::unexpected(set_error_for(done.error()));
        co_return Outcome<void>();
    }

    /// The email of a submission that this call made, changed or destroyed; empty for any other.
    std::string email_of(const std::string& submission_id) const {
        const auto found = email_of_.find(submission_id);
        return found == email_of_.end() ? "" : found->second;
    }

private:
    static SetError not_found() { return {"notFound", "There is no such submission.", {}, {}}; }

    const events::EmailSubmission* find(std::string_view id) const {
        const Submissions* kept = submissions_of(context_->account());
        return kept != nullptr ? kept->find_submission(id) : nullptr;
    }

    Task<Outcome<SubmissionEnvelope>> envelope_for(json::object object, std::string identity,
                                                   Lent<const events::StoredMessage> stored) {
        const json::value* given = object.if_contains("envelope");
        if (given != nullptr && given->is_object())
            co_return read_envelope(given->get_object(), context_->room().clock().wall());
        json::object arguments;
        json::array names;
        for (const std::string_view name : envelope_properties) names.emplace_back(name);
        arguments["properties"] = std::move(names);
        const auto properties = EmailProperties::from(arguments, EmailDefaults::get);
        if (!properties) co_return std::unexpected(SetError{"serverFail", "", {}, {}});
        EmailView view(*properties, stored->facts(), "");
        auto reader = context_->account().open_message(*stored);
        if (!reader) co_return std::unexpected(set_error_for(reader.error()));
        StoredOctets octets(std::move(*reader));
        const auto read = co_await read_needs(&view, &octets, &context_->room().clock());
        if (!read) co_return std::unexpected(set_error_for(read.error()));
        co_return make_envelope(view.json(nullptr), identity);
    }

    /// All that can be said without sending it.
    Outcome<void> check(const OutgoingEnvelope& envelope, const events::StoredMessage& stored) {
        const Outbox* outbox = context_->room().outbox();
        if (outbox == nullptr)
            return std::unexpected(SetError{"forbiddenToSend", "No mail leaves from here.", {}, {}});
        const auto own = context_->room().own_addresses();
        if (!own) return std::unexpected(set_error_for(own.error()));
        if (auto checked = check_envelope(envelope, outbox->recipients_max(), *own); !checked)
            return std::unexpected(std::move(checked.error()));
        if (stored.facts().size() > outbox->octets_max()) {
            json::object more;
            more["maxSize"] = outbox->octets_max();
            return std::unexpected(SetError{"tooLarge", "It is too large to be sent.", {}, std::move(more)});
        }
        return {};
    }

    Task<Outcome<std::string>> send(OutgoingEnvelope envelope, Lent<const events::StoredMessage> stored) {
        const std::uint64_t size = stored->facts().size();
        auto reader = context_->account().open_message(*stored);
        if (!reader) co_return std::unexpected(set_error_for(reader.error()));
        StoredOctets octets(std::move(*reader));
        auto sent = co_await context_->room().outbox()->send(std::move(envelope), &octets, size);
        if (!sent) co_return std::unexpected(refusal(sent.error()));
        co_return std::move(*sent);
    }

    static std::string message_id_of(const events::MessageFacts& facts) {
        mail::message::MessageIds ids(facts.envelope().message_id());
        return std::string(ids.next().value_or(""));
    }

    std::string fresh_id() {
        std::array<std::uint8_t, 8> random;
        context_->room().random().fill(random);
        return "o" + to_hex(random);
    }

    events::EmailSubmission submission(const std::string& id, const std::string& identity,
                                       account::Record record, const SubmissionEnvelope& envelope) {
        events::EmailSubmission made;
        made.set_id(id);
        made.set_identity(identity);
        made.set_email(record);
        const account::RecordInfo* info = context_->account().state().find_record(record);
        made.set_thread(info != nullptr ? info->thread : record);
        made.set_envelope(json::serialize(envelope.as_json));
        made.set_sent_ms(to_unix_ms(context_->room().clock().wall()));
        made.set_untaken(true);
        if (const auto& hold = envelope.outgoing.hold_until) {
            made.set_send_ms(to_unix_ms(*hold));
            made.set_undo(events::SUBMISSION_PENDING);
        }
        for (const std::string& address : envelope.outgoing.recipients) {
            events::RecipientOutcome& outcome = *made.add_outcomes();
            outcome.set_address(address);
            outcome.set_reply("250 2.0.0 It waits for its time");
        }
        return made;
    }

    static events::SubmissionEvent left_with(const std::string& id, const std::string& message_id) {
        events::SubmissionEvent event;
        event.mutable_noted()->set_id(id);
        event.mutable_noted()->set_message_id(message_id);
        return event;
    }

    Task<Result<void>> forget(std::string id) {
        events::SubmissionEvent event;
        event.set_submission_gone(std::move(id));
        co_return co_await append(std::move(event));
    }

    Task<Result<void>> append(events::SubmissionEvent event) {
        CO_CHECK(
            co_await context_->account().append_annex(submissions_kind, to_bytes(event.SerializeAsString())));
        co_return Result<void>();
    }

    const Lent<Context> context_;
    std::map<std::string, std::string> email_of_;
};

/// Whether the call has done to the submission what it was asked for.
bool succeeded(const json::object& answer, std::string_view id) {
    for (const char* name : {"created", "updated"}) {
        const json::value* done = answer.if_contains(name);
        if (done == nullptr || !done->is_object()) continue;
        for (const auto& [key, value] : done->get_object()) {
            if (key == id ||
                (value.is_object() && value.get_object().contains("id") && value.at("id") == json::value(id)))
                return true;
        }
    }
    const json::value* destroyed = answer.if_contains("destroyed");
    return destroyed != nullptr && destroyed->is_array() &&
           std::ranges::any_of(destroyed->get_array(),
                               [&](const json::value& one) { return one == json::value(id); });
}

/// RFC 8621 7.5: one Email/set for all that succeeded.
std::optional<Follow> follow_up(Context& context, const SubmissionSetter& setter, const json::object& answer,
                                const json::value& updates, const json::value& destroys) {
    const auto email_for = [&](std::string_view key) {
        const auto id = context.resolve(key);
        return id && succeeded(answer, *id) ? setter.email_of(*id) : std::string();
    };
    json::object update;
    json::array destroy;
    if (updates.is_object()) {
        for (const auto& [key, patch] : updates.get_object()) {
            if (std::string email = email_for(key); !email.empty()) update[email] = patch;
        }
    }
    if (destroys.is_array()) {
        for (const json::value& key : destroys.get_array()) {
            if (std::string email = email_for(key.get_string()); !email.empty()) destroy.emplace_back(email);
        }
    }
    if (update.empty() && destroy.empty()) return std::nullopt;
    Follow follow{.method = "Email/set", .arguments = {}};
    follow.arguments["accountId"] = context.account_id();
    if (!update.empty()) follow.arguments["update"] = std::move(update);
    if (!destroy.empty()) follow.arguments["destroy"] = std::move(destroy);
    return follow;
}

}  // namespace

Task<Answer> set_submissions(Lent<Context> context, json::object arguments) {
    const auto loaded = co_await context->account().need_threads();
    if (!loaded) co_return std::unexpected(error_for(loaded.error()));
    (void)co_await settle_lost(&context->account());
    const json::value updates = std::exchange(arguments["onSuccessUpdateEmail"], nullptr);
    const json::value destroys = std::exchange(arguments["onSuccessDestroyEmail"], nullptr);
    SubmissionSetter setter(context);
    Answer answer =
        co_await run_set(context, {.type = &submission_type, .also = {}}, &setter, std::move(arguments));
    if (answer) {
        if (auto follow = follow_up(*context, setter, *answer, updates, destroys))
            context->follow(std::move(*follow));
    }
    co_return answer;
}

}  // namespace milpa::jmap

// SPDX-License-Identifier: AGPL-3.0-or-later
// For tests of sending: a member whose outbox notes down what it is given.
#pragma once

#include <gtest/gtest.h>

#include <functional>

#include "jmap/mail/email_submission.hpp"
#include "jmap/mail/mail.hpp"
#include "jmap/mail/submission_json.hpp"
#include "jmap/test_room.hpp"
#include "jmap/type.hpp"

namespace milpa::jmap::testing {

class ScriptedOutbox final : public Outbox {
public:
    explicit ScriptedOutbox(Lent<Room> room) : room_(room) {}

    std::uint64_t octets_max() const override { return octets_most; }
    Task<Result<void>> cancel(std::string submission) override {
        if (std::erase(held, submission) == 0) co_return fail(ErrorKind::missing);
        co_return Result<void>();
    }
    std::vector<std::string> held;
    std::size_t recipients_max() const override { return 5; }
    Task<std::expected<std::string, OutboxRefusal>> send(OutgoingEnvelope envelope,
                                                         Lent<MessageOctets> message,
                                                         std::uint64_t size) override {
        if (refuses) co_return std::unexpected(*refuses);
        const auto octets = co_await message->read(0, size);
        sent.push_back({std::move(envelope), octets ? std::string(as_text(*octets)) : ""});
        if (while_sending) while_sending(sent.back().envelope.submission);
        const events::SubmissionEvent told = note_of(sent.back().envelope);
        (void)co_await room_->account().append_annex(submissions_kind, to_bytes(told.SerializeAsString()));
        co_return leaves_as;
    }

    struct Sent {
        OutgoingEnvelope envelope;
        std::string octets;
    };
    std::vector<Sent> sent;
    std::string leaves_as;  // the Message-ID; empty: it is not known
    std::function<void(const std::string& id)> while_sending;
    std::optional<OutboxRefusal> refuses;
    std::uint64_t octets_most = 10'000;

private:
    /// As the delivery writes it.
    static events::SubmissionEvent note_of(const OutgoingEnvelope& envelope) {
        events::SubmissionEvent event;
        events::SubmissionNote& note = *event.mutable_noted();
        note.set_id(envelope.submission);
        note.set_undo(envelope.hold_until ? events::SUBMISSION_PENDING : events::SUBMISSION_FINAL);
        for (const std::string& one : envelope.recipients) {
            events::RecipientOutcome& outcome = *note.add_outcomes();
            outcome.set_address(one);
            if (one.ends_with("@example.org") && !envelope.hold_until)
                outcome.set_delivered(events::RecipientOutcome::YES);
            outcome.set_reply("250 2.0.0 Ok");
        }
        return event;
    }

    const Lent<Room> room_;
};

struct SubmissionTest : ::testing::Test {
    TestClient client{{mail_family(), submission_family()}};
    ScriptedOutbox outbox{&client.room};
    std::string identity;

    SubmissionTest() {
        auto factories = std::make_shared<mail::account::AnnexFactories>();
        (*factories)[submissions_kind] = [] { return std::make_unique<Submissions>(); };
        client.room.held.annexes = factories;
        client.room.held.reopen();
        client.room.outbox_now = &outbox;
        client.room.addresses = {"ana@example.org", "press@example.org"};
        identity = identities().at(0).at("id").as_string();
    }
    json::array identities() {
        return client.call("Identity/get", "{'accountId':'$A','ids':null}").at("list").as_array();
    }
    std::string state(std::string_view type) {
        return std::string(
            client.call(std::string(type) + "/get", "{'accountId':'$A','ids':[]}").at("state").as_string());
    }
    void deliver(std::string_view header) {
        client.room.held.deliver(std::string(header) + "Subject: hello\r\nMessage-ID: <1@x>\r\n\r\nx\r\n");
    }
    json::object create(std::string_view more = "", std::string_view arguments = "") {
        return client.call("EmailSubmission/set", "{'accountId':'$A','create':{'k':{'identityId':'" +
                                                      identity + "','emailId':'e1'" + std::string(more) +
                                                      "}}" + std::string(arguments) + "}");
    }
    json::object why_not(std::string_view more = "") {
        const json::object answer = create(more);
        if (!answer.contains("notCreated") || !answer.at("notCreated").is_object()) {
            ADD_FAILURE() << json::serialize(answer);
            return {};
        }
        return answer.at("notCreated").at("k").as_object();
    }
};

}  // namespace milpa::jmap::testing

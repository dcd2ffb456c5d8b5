// SPDX-License-Identifier: AGPL-3.0-or-later
// A house for tests and fuzzers: the services of a session, scripted, with everything kept that was stored.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/ensure.hpp"
#include "mail/smtp/send_limits.hpp"
#include "mail/smtp/services.hpp"
#include "mail/smtp/settings.hpp"

namespace milpa::mail::smtp {

/// milpa.test is ours: ana, beto and postmaster are here, "gone" is suspended, "full" is full. Ana (password
/// "secret") writes as ana@milpa.test and taller@milpa.test.
class ScriptedHouse final : public Gate, public Recipients, public Inbound, public Outbox, public Logins {
public:
    struct Stored {
        Envelope envelope;
        std::string content;
        bool submitted = false;
    };

    std::vector<Stored> stored;
    std::vector<Caller> callers;    ///< of logins
    std::size_t open_messages = 0;  ///< begun and neither committed nor destroyed
    bool is_locked = false;
    Acceptance acceptance = Acceptance::stored;
    std::optional<ErrorKind> begin_fails, write_fails, commit_fails, find_fails, login_fails;

    ManualClock clock;
    SeededRandom random{1};
    SendLimits send_limits{5, std::chrono::hours(1)};
    Settings settings{
        .host_name = "mx.milpa.test", .message_octets_max = 200'000, .recipients_max = 3, .starttls = false};

    Services services() { return {this, this, this, this, this, &send_limits, &clock, &random}; }

    bool locked() const override { return is_locked; }

    Task<Result<Found>> find(Mailbox address, std::uint64_t) override {
        if (find_fails) co_return fail(*find_fails);
        if (address.domain.empty()) co_return Found{Standing::here, vault('p')};
        if (address.domain != "milpa.test") co_return Found{Standing::elsewhere, {}};
        if (address.local == "gone") co_return Found{Standing::suspended, {}};
        if (address.local == "full") co_return Found{Standing::over_quota, {}};
        const std::set<std::string> members{"ana", "beto", "carla", "dora"};
        if (members.contains(address.local)) co_return Found{Standing::here, vault(address.local[0])};
        co_return Found{};
    }

    Task<Result<MemberId>> log_in(std::string user, crypto::SecretText password, Caller caller) override {
        callers.push_back(caller);
        if (login_fails) co_return fail(*login_fails);
        if (user != "ana" || password.view() != "secret") co_return fail(ErrorKind::denied);
        co_return ana();
    }

    Task<Result<bool>> may_send_as(MemberId member, Mailbox address) override {
        ensure(member == ana());
        co_return address.domain == "milpa.test" && (address.local == "ana" || address.local == "taller");
    }

    static VaultId vault(char of) {
        VaultId id;
        id.bytes.fill(static_cast<std::uint8_t>(of));
        return id;
    }
    static MemberId ana() {
        MemberId id;
        id.bytes.fill(7);
        return id;
    }

private:
    class Sink final : public Message {
    public:
        Sink(ScriptedHouse* house, Envelope envelope, bool submitted) : house_(house) {
            ++house_->open_messages;
            message_.envelope = std::move(envelope);
            message_.submitted = submitted;
        }
        ~Sink() override { --house_->open_messages; }
        Task<Result<void>> write(ByteView octets) override {
            if (house_->write_fails) co_return fail(*house_->write_fails);
            message_.content += as_text(octets);
            co_return Result<void>();
        }
        Task<Result<Acceptance>> commit() override {
            if (house_->commit_fails) co_return fail(*house_->commit_fails);
            if (house_->acceptance == Acceptance::stored) house_->stored.push_back(std::move(message_));
            co_return house_->acceptance;
        }

    private:
        ScriptedHouse* house_;
        Stored message_;
    };

    // Inbound and Outbox have one function of the same name and type; which of them a session calls is told
    // by whether somebody submitted.
    Task<Result<std::unique_ptr<Message>>> begin(Envelope envelope) override {
        if (begin_fails) co_return fail(*begin_fails);
        const bool submitted = envelope.member.has_value();
        co_return std::make_unique<Sink>(this, std::move(envelope), submitted);
    }
};

}  // namespace milpa::mail::smtp

// SPDX-License-Identifier: AGPL-3.0-or-later
// Who wants to hear of changes, and what they are told (RFC 8620 7): the states of types, as they are now.
//
//     the account changes ──few ms──> PushHub, on the vault's thread ──> each Ear, on its connection's
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "jmap/context.hpp"
#include "jmap/room.hpp"

namespace milpa::server::api {

/// Changes that come together are told together: 1,000 flags that are set one by one are not 1,000 pushes,
/// and nobody notices the wait.
inline constexpr std::chrono::milliseconds push_gather{5};

/// By name of the type: what its /get would give as `state`.
using States = std::map<std::string, std::string, std::less<>>;

/// One listener. Everything in it is touched on `on` alone.
struct Ear {
    explicit Ear(Executor connection) : on(connection) {}
    const Executor on;
    std::shared_ptr<const States> latest;  ///< null: nothing new
    bool ended = false;                    ///< nothing will come any more
    std::function<void()> wake = {};       ///< called after a change of these
};

/// Of one open room; on the home thread of its vault.
class PushHub final : public mail::account::Listener {
public:
    PushHub(Lent<jmap::Room> room, Lent<const jmap::Catalogue> catalogue, Executor home);
    ~PushHub() override;
    PushHub(const PushHub&) = delete;
    PushHub& operator=(const PushHub&) = delete;

    /// From now on the ear hears, until it is gone. The states as they are now.
    std::shared_ptr<const States> add(std::weak_ptr<Ear> ear);
    /// Nothing comes any more; all are told so.
    void end();

    void on_added(const mail::account::Mailbox&, const mail::account::UidSet&) override {}
    void on_flagged(const mail::account::Mailbox&, const mail::account::UidSet&) override {}
    void on_expunged(const mail::account::Mailbox&, const mail::account::UidSet&) override {}
    void on_mailboxes() override {}
    void on_seq(std::uint64_t seq) override;

private:
    std::shared_ptr<const States> states() const;
    void tell();
    void stop_listening();

    const Lent<jmap::Room> room_;
    const Lent<const jmap::Catalogue> catalogue_;
    boost::asio::steady_timer timer_;
    std::vector<std::weak_ptr<Ear>> ears_;
    std::shared_ptr<const States> told_;
    bool listening_ = false;
    bool gathering_ = false;
    bool ended_ = false;
    const std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
};

// ---- what is written of them

/// Which types a client wants to hear of; nothing for all ("*").
using WantedTypes = std::optional<std::vector<std::string>>;

/// Those of `now` that are wanted and differ from `before`.
States changed_states(const States& before, const States& now, const WantedTypes& wanted);
/// RFC 8620 7.1.
jmap::json::object state_change(std::string_view account_id, const States& changed);
/// All states in one word, for Last-Event-ID and pushState: "Email.s12~Mailbox.s9".
std::string push_state_text(const States& states);
/// Nothing for what it never gave.
std::optional<States> read_push_state(std::string_view text);

}  // namespace milpa::server::api

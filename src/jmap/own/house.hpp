// SPDX-License-Identifier: AGPL-3.0-or-later
// What the types of the collective (urn:milpa:...) need of the running server beside members and directory.
// src/server/ binds it; tests script it. All from any thread.
#pragma once

#include <boost/json/array.hpp>
#include <string>
#include <vector>

#include "jmap/method.hpp"
#include "jmap/own/approvals.hpp"
#include "jmap/own/receipts.hpp"
#include "members/held.hpp"
#include "members/members.hpp"
#include "members/sign_in.hpp"

namespace milpa::jmap {

class House {
public:
    virtual ~House() = default;

    /// How the process stands: uptime, connections, sandbox, ports, certificate; more for who may know more.
    enum class For : std::uint8_t { guests, members, administrators };
    virtual json::object standing(For whom) = 0;

    /// What belongs to an unlocking beside the keys; see Server::after_unlock().
    virtual Task<Result<void>> after_unlock() = 0;
    /// Vaults that are still open when it returns.
    virtual Task<std::size_t> lock() = 0;
    virtual Task<Result<void>> purge() = 0;
    /// Reads the settings again: {"taken", "waiting"}, both of keys. Fails with `syntax`, `limit`, `denied`
    /// or `missing` (there was a file at the start); then nothing has changed.
    virtual Task<Result<json::object>> reload_settings() = 0;

    virtual members::Logins& logins() = 0;
    virtual members::SignIns& sign_ins() = 0;
    virtual Task<Result<members::Credentials>> add_member(members::NewMember member) = 0;
    /// By an invitation; see Members::join().
    virtual Task<Result<members::Credentials>> join(std::string token, members::NewMember member,
                                                    std::optional<net::PeerAddress> from) = 0;
    virtual Task<Result<void>> remove_member(MemberId member) = 0;
    /// Sessions that are still there when it returns.
    virtual Task<std::size_t> end_sessions(MemberId member) = 0;
    /// The same for a member's own request, which is one of them: waits for none.
    virtual void end_connections(MemberId member) = 0;
    virtual Task<Result<members::Credentials>> reset_member(MemberId member,
                                                            std::vector<crypto::Share> shares,
                                                            std::optional<crypto::SecretText> password) = 0;
    struct Reopened {
        std::uint64_t messages = 0;
        bool kept = false;  ///< the former vault: it holds more than mail
    };
    virtual Task<Result<Reopened>> reopen_former(members::Login login, crypto::SecretText old) = 0;
    /// A domain has come or gone.
    virtual Task<Result<void>> domains_changed() = 0;
    virtual Task<Result<members::Held>> held(MemberId member) = 0;

    /// How busy the server was, and what it takes of the disk (`load` of server/load.hpp).
    virtual Task<Result<json::object>> load() = 0;

    /// RFC 8620 has no type for mail that waits: messages, recipients, ages, reasons.
    virtual Task<Result<json::object>> queue() = 0;
    virtual Task<Result<void>> retry_queue() = 0;

    virtual Task<Result<void>> set_certificate(std::string chain_pem, crypto::SecretText key_pem) = 0;
    /// Asks the authority for all anew; returns at once. Fails with `missing` where none is set.
    virtual Result<void> renew_certificates() = 0;
    /// RFC 8555 7.3.4: with the account that the authority knows from elsewhere. Fails with `missing` where
    /// no authority is set, `syntax` where the key is not base64url.
    virtual Task<Result<void>> bind_account(std::string key_id, crypto::SecretText mac_key) = 0;
    /// As `milpa dns` has them: name, type, value, need, meaning; with `check` also found.
    virtual Task<Result<json::array>> dns(bool check) = 0;

    virtual Approvals& approvals() = 0;
    virtual Receipts& receipts() = 0;
};

}  // namespace milpa::jmap

// SPDX-License-Identifier: AGPL-3.0-or-later
// The running server, as the collective's own types of the API see it.
#pragma once

#include "jmap/own/house.hpp"
#include "server/server.hpp"

namespace milpa::server {

class ServerHouse final : public jmap::House {
public:
    explicit ServerHouse(Lent<Server> server);

    boost::json::object standing(For whom) override;
    Task<Result<void>> after_unlock() override;
    Task<std::size_t> lock() override;
    Task<Result<void>> purge() override;
    Task<Result<boost::json::object>> reload_settings() override;
    members::Logins& logins() override { return server_->logins(); }
    members::SignIns& sign_ins() override { return server_->sign_ins(); }
    Task<Result<members::Credentials>> add_member(members::NewMember member) override;
    Task<Result<members::Credentials>> join(std::string token, members::NewMember member,
                                            std::optional<net::PeerAddress> from) override;
    Task<Result<void>> remove_member(MemberId member) override;
    Task<std::size_t> end_sessions(MemberId member) override;
    void end_connections(MemberId member) override { server_->sessions().end_of(member); }
    Task<Result<members::Credentials>> reset_member(MemberId member, std::vector<crypto::Share> shares,
                                                    std::optional<crypto::SecretText> password) override;
    Task<Result<Reopened>> reopen_former(members::Login login, crypto::SecretText old) override;
    Task<Result<void>> domains_changed() override { return server_->domains_changed(); }
    Task<Result<members::Held>> held(MemberId member) override;
    Task<Result<boost::json::object>> load() override;
    Task<Result<boost::json::object>> queue() override;
    Task<Result<void>> retry_queue() override;
    Task<Result<void>> set_certificate(std::string chain_pem, crypto::SecretText key_pem) override;
    Result<void> renew_certificates() override;
    Task<Result<void>> bind_account(std::string key_id, crypto::SecretText mac_key) override;
    Task<Result<boost::json::array>> dns(bool check) override;
    jmap::Approvals& approvals() override { return approvals_; }
    jmap::Receipts& receipts() override { return receipts_; }

private:
    const Lent<Server> server_;
    jmap::Approvals approvals_;
    jmap::Receipts receipts_;
};

}  // namespace milpa::server

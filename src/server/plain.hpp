// SPDX-License-Identifier: AGPL-3.0-or-later
// The plain pages (src/pages) bound to the server: its API within the process, signing in, what is public.
#pragma once

#include "pages/house.hpp"
#include "server/server.hpp"

namespace milpa::server {

/// Outlived by the server and its API.
class PlainHouse final : public pages::House {
public:
    explicit PlainHouse(Lent<Server> server)
        : server_(server), search_words_(&server->random()), sendings_(&server->random()) {}

    bool is_unlocked() const override;
    std::string domain() const override;
    pages::MailProgram mail_program() const override;
    std::uint16_t https_port() const override;
    const Clock& clock() const override { return server_->clock(); }
    const pages::SearchWords& search_words() const override { return search_words_; }
    pages::Sendings& sendings() override { return sendings_; }

    Task<Result<std::unique_ptr<pages::Caller>>> enter(http::Request request) override;
    std::unique_ptr<pages::Caller> guest(http::Request request) override;
    bool is_from_own_page(const http::Request& request) const override;
    bool shows_session(const http::Request& request) const override;

    Task<Result<std::variant<pages::Session, pages::SecondStep>>> sign_in(
        http::Request request, std::string address, crypto::SecretText secret, std::string label,
        std::chrono::seconds lifetime) override;
    Task<Result<pages::Session>> by_code(std::string step, crypto::SecretText code) override;
    Task<std::string> sign_out(http::Request request) override;

private:
    const Lent<Server> server_;
    const pages::SearchWords search_words_;
    pages::Sendings sendings_;
};

}  // namespace milpa::server

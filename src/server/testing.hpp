// SPDX-License-Identifier: AGPL-3.0-or-later
// For tests: a whole server of example.org, unlocked, in a folder of its own. It listens nowhere, asks no
// network, and what it sends leaves for nowhere.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "mail/queue/fold.hpp"
#include "mail/queue/queue.hpp"
#include "net/run_now.hpp"
#include "server/folder.hpp"
#include "server/mail.hpp"
#include "server/server.hpp"

namespace milpa::server::testing {

class OpenServerTest : public ::testing::Test {
protected:
    static constexpr std::string_view password = "correct horse battery";

    void SetUp() override {
        namespace fs = std::filesystem;
        std::string pattern = (fs::temp_directory_path() / "milpa-server-XXXXXX").string();
        ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
        folder = pattern;
        shares =
            *found_folder(folder, {.domain = "example.org", .name = "Test", .keyholders = 3, .threshold = 2});
        std::ofstream zone(fs::path(folder) / "zone");
        zone << "else.test. IN MX 10 mx.else.test.\nmx.else.test. IN A 127.0.0.1\nnull.test. IN MX 0 .\n";
        zone.close();
        settings.listen = "127.0.0.1";
        settings.ports = {
            .smtp = 0, .submission = 0, .submissions = 0, .imap = 0, .imaps = 0, .http = 0, .https = 0};
        settings.outbound_zone = (fs::path(folder) / "zone").string();
        settings.outbound_port = 1;
        settings.argon2_memory = 8ULL * 1024 * 1024;
        start();
        ASSERT_TRUE(net::run_now(server->after_unlock()));
    }
    /// Another life of the server, in the same folder; its keys are here, and nothing else that comes with
    /// them.
    void start() {
        server.reset();
        ServerOptions options;
        options.folder = folder;
        options.settings = settings;
        server = *Server::start(std::move(options));
        for (const auto& share : pick())
            ASSERT_TRUE(net::run_now(server->collective().offer(crypto::to_text(share))));
    }
    void TearDown() override {
        server.reset();
        std::error_code ignored;
        std::filesystem::remove_all(folder, ignored);
    }

    /// As many shares as it takes.
    std::vector<crypto::Share> pick() const {
        std::vector<crypto::Share> two;
        for (std::size_t i = 0; i < 2; ++i)
            two.push_back({shares[i].quorum, shares[i].number, shares[i].part.copy()});
        return two;
    }
    MemberId add(std::string address, std::string name = "") {
        members::NewMember fresh;
        fresh.addresses.push_back(std::move(address));
        fresh.name = std::move(name);
        fresh.password.emplace(password);
        return net::run_now(server->add_member(std::move(fresh)))->member;
    }
    void set_alias(const std::string& alias, std::vector<std::string> targets) {
        ASSERT_TRUE(net::run_now(server->collective().set_alias(alias, std::move(targets))));
    }
    VaultId vault_of(const MemberId& member) { return (*server->collective().read_member(member))->vault; }
    std::uint64_t messages_in(const VaultId& vault) {
        return server->collective().usage().of(vault)->messages;
    }
    /// What waits to leave.
    std::vector<std::string> queued() {
        const auto readable = net::run_now(server->mail().queue().readable());
        EXPECT_TRUE(readable);
        std::vector<std::string> texts;
        for (const auto& item : readable->items) {
            const auto& object = item.queued().object();
            auto reader = server->store().read_object(
                {*ObjectId::from(object.id()), *crypto::Key::from(as_bytes(object.key())), object.size(),
                 *store::ReferenceId::from(object.reference())});
            const auto text = net::run_now(reader.read(0, object.size()));
            EXPECT_TRUE(text);
            texts.emplace_back(as_text(*text));
        }
        return texts;
    }

    std::string folder;
    Settings settings;
    std::vector<crypto::Share> shares;
    std::unique_ptr<Server> server;
};

}  // namespace milpa::server::testing

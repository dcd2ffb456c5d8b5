// SPDX-License-Identifier: AGPL-3.0-or-later
// What the tests of own types stand on.
#pragma once

#include <gtest/gtest.h>

#include "jmap/own/list.hpp"
#include "jmap/own/own.hpp"
#include "jmap/test_room.hpp"

namespace milpa::jmap::testing {

/// The server of the tests: does what it is asked with the collective of the room, and notes the rest.
class TestHouse final : public House {
public:
    explicit TestHouse(Lent<TestRoom> room)
        : room_(room),
          sign_ins_(&room->collective(), &room->logins()),
          approvals_(&room->collective(), &room->clock(), &room->random()),
          receipts_(&room->clock(), &room->random()) {}

    json::object standing(For whom) override { return {{"for", static_cast<int>(whom)}}; }
    Task<Result<void>> after_unlock() override {
        ++unlocked;
        if (unlocking_fails) co_return fail(ErrorKind::io, "no queue");
        co_return Result<void>{};
    }
    bool unlocking_fails = false;
    Task<std::size_t> lock() override {
        co_await room_->collective().lock();
        receipts_.forget_all();
        co_return 0;
    }
    Task<Result<void>> purge() override {
        ++purged;
        co_return Result<void>{};
    }
    Task<Result<json::object>> reload_settings() override {
        if (mistake) co_return fail(*mistake, "line 3");
        co_return json::object{{"taken", json::array{"a.b"}}, {"waiting", json::array()}};
    }
    members::Logins& logins() override { return room_->logins(); }
    members::SignIns& sign_ins() override { return sign_ins_; }
    Task<Result<members::Credentials>> join(std::string token, members::NewMember member,
                                            std::optional<net::PeerAddress> from) override {
        return room_->members().join(std::move(token), std::move(member), std::move(from));
    }
    void end_connections(MemberId) override { ++ended; }
    Task<Result<Reopened>> reopen_former(members::Login login, crypto::SecretText old) override {
        CO_CHECK(co_await room_->members().reopen_former(std::move(login), std::move(old)));
        co_return Reopened{.messages = 2, .kept = false};
    }
    Task<Result<void>> domains_changed() override {
        ++domains;
        if (domains_fail) co_return fail(ErrorKind::io, "no certificate");
        co_return Result<void>{};
    }
    Task<Result<members::Credentials>> add_member(members::NewMember member) override {
        return room_->members().add(std::move(member));
    }
    Task<Result<void>> remove_member(MemberId member) override { return room_->members().remove(member); }
    Task<std::size_t> end_sessions(MemberId) override {
        ++ended;
        ++waited;
        co_return 0;
    }
    Task<Result<members::Credentials>> reset_member(MemberId member, std::vector<crypto::Share> shares,
                                                    std::optional<crypto::SecretText> password) override {
        return room_->members().reset(member, std::move(shares), std::move(password));
    }
    Task<Result<members::Held>> held(MemberId member) override {
        CO_TRY(const auto record, room_->collective().read_member(member));
        co_return co_await members::held(&room_->collective(), record->address(), {});
    }
    Task<Result<json::object>> load() override { co_return json::object{{"processors", 2}}; }
    Task<Result<json::object>> queue() override { co_return json::object{{"messages", 3}}; }
    Task<Result<void>> retry_queue() override {
        ++retried;
        co_return Result<void>{};
    }
    Task<Result<void>> set_certificate(std::string chain, crypto::SecretText key) override {
        if (chain != "chain" || key.view() != "key") co_return fail(ErrorKind::conflict);
        co_return Result<void>{};
    }
    Result<void> renew_certificates() override {
        if (++renewed > 1) return fail(ErrorKind::missing, "no authority");
        return {};
    }
    Task<Result<void>> bind_account(std::string id, crypto::SecretText key) override {
        if (id != "id" || key.view() != "a2V5") co_return fail(ErrorKind::syntax, "no key");
        co_return Result<void>{};
    }
    Task<Result<json::array>> dns(bool check) override { co_return json::array{check}; }
    Approvals& approvals() override { return approvals_; }
    Receipts& receipts() override { return receipts_; }

    int unlocked = 0, purged = 0, ended = 0, retried = 0, domains = 0, renewed = 0;
    int waited = 0;  // for the end of sessions
    bool domains_fail = false;
    std::optional<ErrorKind> mistake;  // of the settings

private:
    const Lent<TestRoom> room_;
    members::SignIns sign_ins_;
    Approvals approvals_;
    Receipts receipts_;
};

class Own : public ::testing::Test {
protected:
    Own() : client({own_family()}), house(&client.room) {
        client.room.house_now = &house;
        client.room.duties_now = administrator;
    }

    json::object create(std::string_view method, std::string_view object) {
        auto answer = client.call(method, fmt::format("{{'accountId':'c','create':{{'k':{}}}}}", object));
        if (const auto* made = answer.if_contains("created"); made != nullptr && made->is_object()) {
            if (const auto* one = made->as_object().if_contains("k")) return one->as_object();
        }
        return answer.at("notCreated").at("k").as_object();
    }
    json::object add_member(std::string_view address) {
        return create("Member/set", fmt::format("{{'addresses':['{}']}}", address));
    }
    std::vector<std::string> share_texts() {
        std::vector<std::string> texts;
        for (const auto& share : client.room.shares()) texts.emplace_back(crypto::to_text(share).view());
        return texts;
    }

    TestClient client;
    TestHouse house;
};

}  // namespace milpa::jmap::testing

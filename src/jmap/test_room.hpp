// SPDX-License-Identifier: AGPL-3.0-or-later
// For tests: a member's room over an account of its own, with a collective around it, and requests in one
// line.
#pragma once

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <string>

#include "contacts/state.hpp"
#include "jmap/belongings/belongings.hpp"
#include "jmap/context.hpp"
#include "jmap/dispatch.hpp"
#include "jmap/request.hpp"
#include "jmap/room.hpp"
#include "jmap/uploads.hpp"
#include "mail/account/test_account.hpp"
#include "members/testing.hpp"

namespace milpa::jmap::testing {

/// The account, in whose store all is done, is a test's; the collective is another one beside it.
class TestRoom final : public Room {
public:
    explicit TestRoom(std::string address = "ana@example.org") {
        held.annexes = std::make_shared<const mail::account::AnnexFactories>(mail::account::AnnexFactories{
            {uploads_kind, [] { return std::make_unique<Uploads>(); }},
            {belongings_kind, [] { return std::make_unique<Belongings>(); }},
            {milpa::contacts::annex_kind, milpa::contacts::make_annex},
        });
        held.open();
        auto member = std::make_shared<members::MemberRecord>();
        member->vault = held.vault.id;
        member->data.add_addresses(address);
        login_.member = std::move(member);
        addresses = {std::move(address)};
    }

    mail::account::Account& account() override { return *held.account; }
    const members::Login* login() const override {
        if (guest_now) return nullptr;
        return login_now ? &*login_now : &login_;
    }
    members::Collective& collective() override { return *life().collective; }
    members::Members& members() override { return *life().members; }
    members::Logins& logins() { return *life().logins; }
    store::ObjectWriter write_object() override { return (*held.store)->write_object(); }
    mail::account::Quota quota() const override { return quota_now; }
    void settle() override { ++settled; }
    const Clock& clock() const override { return clock_; }
    Random& random() override { return random_; }
    const Limits& limits() const override { return limits_now; }
    Result<std::vector<std::string>> own_addresses() const override { return addresses; }
    Result<std::string> own_name() const override { return name_now; }
    bool is_open_still() const override { return open_now; }
    std::uint32_t duties() const override { return duties_now; }
    House& house() override {
        ensure(house_now != nullptr);
        return *house_now;
    }
    PushCarrier& push_carrier() override {
        ensure(carrier_now != nullptr);
        return *carrier_now;
    }
    bool is_local() const override { return local_now; }
    Outbox* outbox() override { return outbox_now; }
    FoundingDesk* founding_desk() override { return founding_now; }

    members::testing::TestClock& collective_clock() { return collective_clock_; }
    /// Those of the collective: three, of which two open it.
    const std::vector<crypto::Share>& shares() {
        life();
        return shares_;
    }

    template <class T>
    T run(Task<T> task) {
        return held.store->run(std::move(task));
    }

    mail::account::testing::TestAccount held;
    Outbox* outbox_now = nullptr;
    mail::account::Quota quota_now;
    Limits limits_now;
    std::vector<std::string> addresses;
    std::string name_now;
    std::uint32_t duties_now = 0;
    bool open_now = true;
    /// Of a member of the collective, in place of the account's.
    std::optional<members::Login> login_now;
    House* house_now = nullptr;
    PushCarrier* carrier_now = nullptr;
    FoundingDesk* founding_now = nullptr;
    bool guest_now = false;
    bool local_now = false;
    int settled = 0;

private:
    /// Founded when the first test asks: it takes a while.
    members::testing::Life& life() {
        if (!life_) {
            life_ = std::make_unique<members::testing::Life>(engine_, collective_clock_);
            auto shares = life_->found();
            ensure(shares.has_value() && life_->start().has_value());
            ensure(life_->unlock(members::testing::pick(*shares, {0, 1})).has_value());
            shares_ = std::move(*shares);
        }
        return *life_;
    }

    members::Login login_;
    SystemClock clock_;
    SystemRandom random_;
    store::FaultEngine engine_;
    members::testing::TestClock collective_clock_;
    std::unique_ptr<members::testing::Life> life_;
    std::vector<crypto::Share> shares_;
};

/// A member at a client: families of methods, and what comes back from them.
class TestClient {
public:
    explicit TestClient(std::vector<Family> families) : catalogue(std::move(families)) {}

    TestRoom room;
    Catalogue catalogue;

    std::string account_id() { return Context(&room, &catalogue).account_id(); }

    /// Every capability is used. `calls` is the text of methodCalls, in which ' stands for " and $A for the
    /// account's id.
    json::array call(std::string_view calls) {
        json::value response = request(fmt::format("{{'using':{},'methodCalls':{}}}", all(), calls));
        return response.at("methodResponses").as_array();
    }
    /// The answer of a single call: its arguments, or those of its error.
    json::object call(std::string_view method, std::string_view arguments) {
        json::array responses = call(fmt::format("[['{}',{},'c']]", method, arguments));
        return responses.at(0).at(1).as_object();
    }
    /// The type of the error that the call fails with; empty where it did not.
    std::string error_of(std::string_view method, std::string_view arguments) {
        const json::array responses = call(fmt::format("[['{}',{},'c']]", method, arguments));
        if (responses.at(0).at(0) != "error") return "";
        return std::string(responses.at(0).at(1).at("type").as_string());
    }
    json::value request(std::string text) {
        auto read = read_request(quoted(std::move(text)), catalogue, room.limits());
        EXPECT_TRUE(read) << read.error().type << ": " << read.error().detail;
        if (!read) return nullptr;
        Context context(&room, &catalogue);
        return room.run(run_request(&context, std::move(*read), "state"));
    }
    /// ' as ", $A as the account's id.
    std::string quoted(std::string text) {
        std::ranges::replace(text, '\'', '"');
        const std::string id = account_id();
        for (std::size_t at; (at = text.find("$A")) != std::string::npos;) text.replace(at, 2, id);
        return text;
    }

private:
    std::string all() const {
        json::array urns;
        for (const Family& family : catalogue.families()) {
            for (const Capability& capability : family.capabilities) urns.emplace_back(capability.urn);
        }
        return json::serialize(urns);
    }
};

inline json::value parsed(std::string text) {
    std::ranges::replace(text, '\'', '"');
    return json::parse(text);
}

}  // namespace milpa::jmap::testing

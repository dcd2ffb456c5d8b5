// SPDX-License-Identifier: AGPL-3.0-or-later
// Who listens hears of the end of their session, whatever it came by, and nobody else's ends with it.
#include "server/api/room.hpp"

#include <condition_variable>

#include "server/api/api.hpp"
#include "server/api/families.hpp"
#include "server/house.hpp"
#include "server/testing.hpp"

namespace milpa::server::api {
namespace {

using net::run_now;

constexpr std::string_view address = "ana@example.org";

class RoomEndsTest : public testing::OpenServerTest {
protected:
    void SetUp() override {
        OpenServerTest::SetUp();
        member = add(std::string(address));
        rooms = std::make_unique<Rooms>(server.get(), &catalogue, &server->house());
    }
    void TearDown() override {
        // All rooms end, and then the threads on which they are swept.
        run_now(server->lock());
        run_now(server->wait_all_closed());
        OpenServerTest::TearDown();
        rooms.reset();
    }
    members::Login session() {
        auto step = run_now(
            server->sign_ins().by_password(std::string(address), crypto::SecretText(password), {}, {}));
        EXPECT_TRUE(step && std::holds_alternative<members::SignedIn>(*step));
        return std::get<members::SignedIn>(*step).login;
    }
    /// The password itself: what may change it.
    members::Login proven(std::string who = std::string(address)) {
        return *run_now(server->logins().login(std::move(who), crypto::SecretText(password),
                                               members::Accept::also_recovery));
    }

    /// Somebody who listens, and does nothing else.
    struct Listener {
        std::mutex mutex;  // guards what follows
        std::condition_variable changed;
        bool ended = false;
        std::shared_ptr<Ear> ear;
        bool hears_the_end() {
            std::unique_lock lock(mutex);
            return changed.wait_for(lock, std::chrono::seconds(60), [this] { return ended; });
        }
        bool listens() {
            const std::scoped_lock guard(mutex);
            return !ended;
        }
    };
    std::unique_ptr<Listener> listen(const members::Login& login) {
        auto made = std::make_unique<Listener>();
        made->ear = std::make_shared<Ear>(server->runtime().executor(0));
        made->ear->wake = [self = made.get()] {
            const std::scoped_lock guard(self->mutex);
            self->ended = self->ear->ended;
            self->changed.notify_all();
        };
        auto room = run_now(rooms->enter(login));
        EXPECT_TRUE(room);
        const Executor home = (*room)->home();
        run_now(net::call_on(home, listen_at(std::move(*room), std::weak_ptr<Ear>(made->ear))));
        return made;
    }

    const jmap::Catalogue catalogue{all_families()};
    std::unique_ptr<Rooms> rooms;
    MemberId member;
};

TEST_F(RoomEndsTest, OfOneSessionByAnother) {
    const members::Login one = session();
    const members::Login other = session();
    const auto ends = listen(one);
    const auto stays = listen(other);
    ASSERT_TRUE(run_now(server->sign_ins().end_session(other, one.opener)));
    EXPECT_TRUE(ends->hears_the_end());
    EXPECT_TRUE(stays->listens());
}

TEST_F(RoomEndsTest, AtItsTime) {
    members::Login one = session();
    one.expires = server->clock().wall() + std::chrono::seconds(2);
    const auto ends = listen(one);
    const auto stays = listen(session());
    EXPECT_TRUE(ends->hears_the_end());
    EXPECT_GE(server->clock().wall(), one.expires);
    EXPECT_TRUE(stays->listens());
}

TEST_F(RoomEndsTest, ByAnotherPassword) {
    const members::Login kept = session();
    const auto ends = listen(session());
    const auto stays = listen(kept);
    ASSERT_TRUE(run_now(server->members().change_password(
        proven(), crypto::SecretText("another, longer password"), kept.opener)));
    EXPECT_TRUE(ends->hears_the_end());
    EXPECT_TRUE(stays->listens());
}

TEST_F(RoomEndsTest, OfAnAccountThatIsFrozenOrRemoved) {
    const MemberId friend_ = add("ben@example.org");
    ASSERT_TRUE(run_now(server->members().set_trusted_group(proven(), {friend_}, 1)));
    const auto frozen = listen(session());
    ASSERT_TRUE(run_now(server->members().freeze(proven("ben@example.org"), member)));
    EXPECT_TRUE(frozen->hears_the_end());
    const auto removed = listen(proven("ben@example.org"));
    ASSERT_TRUE(run_now(server->remove_member(friend_)));
    EXPECT_TRUE(removed->hears_the_end());
}

}  // namespace
}  // namespace milpa::server::api

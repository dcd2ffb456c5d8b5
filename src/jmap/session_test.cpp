// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/session.hpp"

#include <gtest/gtest.h>

#include "jmap/core/core.hpp"
#include "jmap/core/quota.hpp"
#include "jmap/test_room.hpp"

namespace milpa::jmap {
namespace {

using testing::parsed;
using testing::TestClient;

TEST(Session, SaysWhatThereIsAndWhere) {
    TestClient client{{core::family(), quota::family()}};
    const Context context(&client.room, &client.catalogue);
    const json::object session = session_object(&context, {"https://example.org:8443"});
    const std::string account = client.account_id();

    const json::object& core = session.at("capabilities").at("urn:ietf:params:jmap:core").as_object();
    const Limits limits;
    EXPECT_EQ(core.at("maxSizeUpload"), limits.upload_octets_max);
    EXPECT_EQ(core.at("maxConcurrentUpload"), limits.uploads_at_once);
    EXPECT_EQ(core.at("maxSizeRequest"), limits.request_octets_max);
    EXPECT_EQ(core.at("maxConcurrentRequests"), limits.requests_at_once);
    EXPECT_EQ(core.at("maxCallsInRequest"), limits.calls_max);
    EXPECT_EQ(core.at("maxObjectsInGet"), limits.objects_in_get_max);
    EXPECT_EQ(core.at("maxObjectsInSet"), limits.objects_in_set_max);
    EXPECT_EQ(core.at("collationAlgorithms").as_array().size(), 3u);
    EXPECT_EQ(session.at("capabilities").at("urn:ietf:params:jmap:websocket"),
              parsed("{'url':'wss://example.org:8443/jmap/ws','supportsPush':true}"));

    const json::object& mine = session.at("accounts").at(account).as_object();
    EXPECT_EQ(mine.at("name"), "ana@example.org");
    EXPECT_EQ(mine.at("isPersonal"), true);
    EXPECT_EQ(mine.at("isReadOnly"), false);
    EXPECT_EQ(mine.at("accountCapabilities"),
              parsed("{'urn:ietf:params:jmap:core':{},'urn:ietf:params:jmap:quota':{}}"));
    EXPECT_EQ(session.at("primaryAccounts"), json::value({{"urn:ietf:params:jmap:quota", account}}));
    EXPECT_EQ(session.at("username"), "ana@example.org");
    EXPECT_EQ(session.at("apiUrl"), "https://example.org:8443/jmap/api");
    EXPECT_EQ(session.at("downloadUrl"),
              "https://example.org:8443/jmap/download/{accountId}/{blobId}/{name}?type={type}");
    EXPECT_EQ(session.at("uploadUrl"), "https://example.org:8443/jmap/upload/{accountId}");
    EXPECT_EQ(session.at("eventSourceUrl"),
              "https://example.org:8443/jmap/eventsource?types={types}&closeafter={closeafter}&ping={ping}");
    // The same session, by whatever name of the server.
    EXPECT_EQ(session.at("state"), session_object(&context, {"https://other"}).at("state"));
    EXPECT_EQ(session.at("state"), json::value(session_state(&context)));
}

TEST(Session, IsInAnotherStateWhenItSaysSomethingElse) {
    TestClient before{{core::family()}};
    TestClient after{{core::family(), quota::family()}};
    const Context a(&before.room, &before.catalogue);
    const Context b(&before.room, &after.catalogue);
    EXPECT_NE(session_state(&a), session_state(&b));
}

}  // namespace
}  // namespace milpa::jmap

// SPDX-License-Identifier: AGPL-3.0-or-later
// What holds secrets, and how it is answered.
#include "server/api/guest.hpp"

#include <gtest/gtest.h>

#include <array>
#include <boost/json/static_resource.hpp>

#include "jmap/belongings/family.hpp"
#include "jmap/own/own.hpp"
#include "server/api/api.hpp"

namespace milpa::server::api {
namespace {

TEST(Secrets, AreInTheCollectivesMethodsAndInWhatAnAppPasswordMayNotDo) {
    const jmap::Catalogue catalogue({jmap::own_family(), jmap::belongings_family()});
    const auto may = [&](std::string method) {
        jmap::Request request;
        request.calls.push_back({.name = "Core/echo", .arguments = {}, .id = "a"});
        request.calls.push_back({.name = std::move(method), .arguments = {}, .id = "b"});
        return may_hold_secrets(catalogue, request);
    };
    EXPECT_TRUE(may("Approval/offer"));
    EXPECT_TRUE(may("Member/set"));
    EXPECT_TRUE(may("OpenPgpSecretKey/get"));
    EXPECT_FALSE(may("ClientData/get"));
    EXPECT_FALSE(may("Email/set"));
}

TEST(Secrets, AreWipedWhenTheyAreAnswered) {
    const std::string secret = "a secret that is longer than what lies in the value itself";
    std::array<unsigned char, 4096> memory{};
    jmap::json::static_resource place(memory.data(), memory.size());
    jmap::json::object object(&place);
    object["password"] = secret;
    const auto held = [&] { return std::ranges::search(memory, secret).begin() != memory.end(); };
    ASSERT_TRUE(held());
    const http::Response response = secret_response(200, std::move(object));
    EXPECT_FALSE(held());
    const auto* const body = std::get_if<http::Response::Shared>(&response.body);
    ASSERT_NE(body, nullptr);
    EXPECT_EQ(**body, "{\"password\":\"" + secret + "\"}");
}

}  // namespace
}  // namespace milpa::server::api

// SPDX-License-Identifier: AGPL-3.0-or-later
#include "onion/control.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "net/run_now.hpp"
#include "net/scripted_wire.hpp"

namespace milpa::onion {
namespace {

const std::string service(56, 'a');
const std::string key_text = "ED25519-V3:" + to_base64(Bytes(64, 7));

Bytes hmac(std::string_view key, ByteView text) {
    Bytes out(32);
    unsigned size = 0;
    ::HMAC(::EVP_sha256(), key.data(), static_cast<int>(key.size()), text.data(), text.size(), out.data(),
           &size);
    return out;
}

/// A cookie in a file of its own, and what Tor would say with it.
class CookieTor : public ::testing::Test {
protected:
    CookieTor()
        : path_(std::filesystem::temp_directory_path() / ("milpa-cookie-" + std::to_string(::getpid()))) {
        std::ofstream(path_, std::ios::binary) << std::string(32, 'c');
    }
    ~CookieTor() override { std::filesystem::remove(path_); }

    std::string protocol_info() const {
        return "250-PROTOCOLINFO 1\r\n250-AUTH METHODS=COOKIE,SAFECOOKIE COOKIEFILE=\"" + path_.string() +
               "\"\r\n250-VERSION Tor=\"0.4.9.11\"\r\n250 OK\r\n";
    }
    /// Both nonces are known: ours is what SeededRandom gives first.
    std::string challenge(std::string_view cookie) const {
        SeededRandom random(1);
        Bytes text = to_bytes(cookie);
        Bytes nonce(32);
        random.fill(nonce);
        append(text, nonce);
        append(text, Bytes(32, 9));
        const Bytes hash = hmac("Tor safe cookie authentication server-to-controller hash", text);
        return "250 AUTHCHALLENGE SERVERHASH=" + to_hex(hash) + " SERVERNONCE=" + to_hex(Bytes(32, 9)) +
               "\r\n";
    }
    Result<void> authenticate(net::ScriptedWire& wire, std::string cookie_file = {}) {
        SeededRandom random(1);
        Control control(&wire, &random);
        return net::run_now(control.authenticate(std::move(cookie_file)));
    }

    std::filesystem::path path_;
};

TEST_F(CookieTor, BothSidesProveThatTheyKnowTheCookie) {
    net::ScriptedWire wire;
    wire.says(protocol_info()).says(challenge(std::string(32, 'c'))).says("250 OK\r\n");
    ASSERT_TRUE(authenticate(wire));
    // The cookie itself never goes over the wire.
    EXPECT_EQ(wire.written().find(to_hex(Bytes(32, 'c'))), std::string::npos);
    EXPECT_NE(wire.written().find("\r\nAUTHENTICATE "), std::string::npos);
}

TEST_F(CookieTor, SomebodyElseAtThePortLearnsNothing) {
    net::ScriptedWire wire;
    wire.says(protocol_info()).says(challenge(std::string(32, 'x')));
    EXPECT_EQ(authenticate(wire).error().kind, ErrorKind::denied);
    EXPECT_EQ(wire.written().find("AUTHENTICATE "), std::string::npos);
}

TEST_F(CookieTor, SaysWhatIsMissing) {
    net::ScriptedWire no_cookie;
    no_cookie.says(protocol_info());
    EXPECT_EQ(authenticate(no_cookie, path_.string() + ".none").error().kind, ErrorKind::missing);
    net::ScriptedWire password;
    password.says("250-PROTOCOLINFO 1\r\n250-AUTH METHODS=HASHEDPASSWORD\r\n250 OK\r\n");
    EXPECT_EQ(authenticate(password).error().kind, ErrorKind::denied);
    net::ScriptedWire refused;
    refused.says(protocol_info()).says(challenge(std::string(32, 'c'))).says("515 Bad authentication\r\n");
    EXPECT_EQ(authenticate(refused).error().kind, ErrorKind::denied);
    net::ScriptedWire web;
    web.says("HTTP/1.1 400 Bad Request\r\n");
    EXPECT_EQ(authenticate(web).error().kind, ErrorKind::syntax);
}

TEST_F(CookieTor, EachBrokenStepIsAFailure) {
    const auto run = [this](std::optional<std::size_t> broken) {
        net::ScriptedWire wire;
        wire.says(protocol_info()).says(challenge(std::string(32, 'c'))).says("250 OK\r\n");
        if (broken) wire.fails_at(*broken, ErrorKind::io);
        return std::pair(authenticate(wire), wire.steps());
    };
    const auto [good, steps] = run(std::nullopt);
    ASSERT_TRUE(good);
    for (std::size_t step = 0; step < steps; ++step) EXPECT_FALSE(run(step).first) << step;
}

TEST(OnionControl, ANewServiceComesWithItsKey) {
    net::ScriptedWire wire;
    wire.says("250-ServiceID=" + service + "\r\n250-PrivateKey=" + key_text + "\r\n250 OK\r\n");
    SeededRandom random(1);
    Control control(&wire, &random);
    const auto made = net::run_now(control.publish(std::nullopt, {{443, 20'443}, {25, 20'025}}));
    ASSERT_TRUE(made);
    EXPECT_EQ(made->service, service);
    EXPECT_EQ(made->key->view(), key_text);
    EXPECT_EQ(wire.written(),
              "ADD_ONION NEW:ED25519-V3 Port=443,127.0.0.1:20443 Port=25,127.0.0.1:20025\r\n");
}

TEST(OnionControl, AKeptKeyIsGivenAndNotSaidAgain) {
    net::ScriptedWire wire;
    wire.says("250-ServiceID=" + service + "\r\n250 OK\r\n");
    SeededRandom random(1);
    Control control(&wire, &random);
    const auto made = net::run_now(control.publish(crypto::SecretText(key_text), {{80, 1}}));
    ASSERT_TRUE(made);
    EXPECT_FALSE(made->key);
    EXPECT_EQ(wire.written(), "ADD_ONION " + key_text + " Flags=DiscardPK Port=80,127.0.0.1:1\r\n");
}

TEST(OnionControl, WhatTorRefusesOrGarbles) {
    const auto kind = [](std::string reply, bool with_key) {
        net::ScriptedWire wire;
        wire.says(std::move(reply));
        SeededRandom random(1);
        Control control(&wire, &random);
        std::optional<crypto::SecretText> key;
        if (with_key) key.emplace(key_text);
        const auto made = net::run_now(control.publish(std::move(key), {{80, 1}}));
        return made ? ErrorKind::io : made.error().kind;
    };
    EXPECT_EQ(kind("550 Onion address collision\r\n", true), ErrorKind::conflict);
    EXPECT_EQ(kind("512 Invalid key type\r\n", true), ErrorKind::denied);
    EXPECT_EQ(kind("250-ServiceID=short\r\n250 OK\r\n", true), ErrorKind::syntax);
    EXPECT_EQ(kind("250-ServiceID=" + service + "\r\n250 OK\r\n", false), ErrorKind::syntax);
    EXPECT_EQ(kind("250-ServiceID=" + service + "\r\n", true), ErrorKind::closed);
    // What is stored is looked at before it goes into a command.
    net::ScriptedWire wire;
    SeededRandom random(1);
    Control control(&wire, &random);
    EXPECT_EQ(net::run_now(control.publish(crypto::SecretText("x\r\nQUIT"), {})).error().kind,
              ErrorKind::corrupt);
    EXPECT_EQ(wire.written(), "");
}

TEST(OnionReply, LinesDataAndEvents) {
    ReplyReader reader;
    EXPECT_FALSE(*reader.take("250+info="));
    EXPECT_FALSE(*reader.take("..dots"));
    EXPECT_FALSE(*reader.take("."));
    EXPECT_FALSE(*reader.take("650 SOMETHING happened"));
    EXPECT_FALSE(*reader.take("250-a=1"));
    const auto reply = *reader.take("250 OK");
    ASSERT_TRUE(reply);
    EXPECT_TRUE(reply->good());
    EXPECT_EQ(reply->find("a"), "1");
    EXPECT_EQ(reply->find("b"), std::nullopt);
    for (const char* bad : {"", "25", "250", "2x0 OK", "250_OK", "hello"}) {
        ReplyReader fresh;
        EXPECT_FALSE(fresh.take(bad)) << bad;
    }
    ReplyReader flooded;
    bool ended = false;
    for (int i = 0; i < 100 && !ended; ++i) ended = !flooded.take("250-" + std::string(1'000, 'x'));
    EXPECT_TRUE(ended);
}

TEST(OnionReply, WhatTorAsksFor) {
    const auto asked = [](std::string line) {
        return read_authentication({.status = 250, .lines = {"PROTOCOLINFO 1", std::move(line), "OK"}});
    };
    EXPECT_TRUE(asked("AUTH METHODS=NULL").none);
    const auto cookie = asked(R"(AUTH METHODS=COOKIE,SAFECOOKIE COOKIEFILE="/run/tor/a \"b\"")");
    EXPECT_TRUE(cookie.safe_cookie);
    EXPECT_FALSE(cookie.none);
    EXPECT_EQ(cookie.cookie_file, "/run/tor/a \"b\"");
    EXPECT_FALSE(asked("AUTH METHODS=HASHEDPASSWORD").safe_cookie);
}

}  // namespace
}  // namespace milpa::onion

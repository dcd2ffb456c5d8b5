// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/target.hpp"

#include <gtest/gtest.h>

namespace milpa::http {
namespace {

/// "path?query [authority]", or the kind of the failure.
std::string read(std::string_view text) {
    const auto target = read_target(text);
    if (!target) return std::string(to_text(target.error().kind));
    std::string seen = target->path;
    if (!target->query.empty()) seen += "?" + target->query;
    if (target->authority) {
        seen += target->secure ? " https " : " http ";
        seen += target->authority->host;
        if (target->authority->port) seen += fmt::format(":{}", *target->authority->port);
    }
    if (target->asterisk) seen += " *";
    return seen;
}

const struct {
    std::string_view text;
    std::string_view seen;
} targets[] = {
    {"/", "/"},
    {"/a/b", "/a/b"},
    {"/a/b/", "/a/b/"},
    {"/a?b=c&d", "/a?b=c&d"},
    {"/a?", "/a"},
    {"/a?b?c/../d", "/a?b?c/../d"},
    {"/?%zz", "/?%zz"},
    {"/%41%2fb", "/A/b"},
    {"/%C3%A9", "/\xC3\xA9"},
    {"/%ff", "/\xff"},
    {"/a%20b", "/a b"},
    {"/.well-known/x", "/.well-known/x"},
    {"/...", "/..."},
    {"/a;b=c,d|e^f[g]{h}`'~!$&()*+=:@", "/a;b=c,d|e^f[g]{h}`'~!$&()*+=:@"},
    {"*", "/ *"},
    {"http://a.test", "/ http a.test"},
    {"HTTPS://A.Test:8443/x?y", "/x?y https a.test:8443"},
    {"http://a.test?q", "/?q http a.test"},
    {"http://[::1]:80/", "/ http [::1]:80"},
    // Not of the grammar, or of two meanings.
    {"", "syntax"},
    {"a", "syntax"},
    {"//", "syntax"},
    {"//a.test/x", "syntax"},
    {"/a//b", "syntax"},
    {"/a/%2fb", "syntax"},
    {"/.", "syntax"},
    {"/..", "syntax"},
    {"/a/..", "syntax"},
    {"/a/../b", "syntax"},
    {"/a/./b", "syntax"},
    {"/%2e%2E/b", "syntax"},
    {"/a%2f..%2fb", "syntax"},
    {"/a%00b", "syntax"},
    {"/a%0d%0ab", "syntax"},
    {"/a%7f", "syntax"},
    {"/a%", "syntax"},
    {"/a%4", "syntax"},
    {"/a%g1", "syntax"},
    {"/a%+1", "syntax"},
    {"/a b", "syntax"},
    {"/a\tb", "syntax"},
    {"/a\\b", "syntax"},
    {"/a#b", "syntax"},
    {"/a?b#c", "syntax"},
    {"/a?b\x01", "syntax"},
    {"/\xC3\xA9", "syntax"},
    {"ftp://a.test/", "syntax"},
    {"http:/a.test", "syntax"},
    {"http://", "syntax"},
    {"http:///x", "syntax"},
    {"http://user@a.test/", "syntax"},
    {"http://a.test:80x/", "syntax"},
    {"a.test:443", "syntax"},
    {"**", "syntax"},
};

TEST(TargetTest, IsReadOrRefused) {
    for (const auto& row : targets) EXPECT_EQ(read(row.text), row.seen) << row.text;
    EXPECT_EQ(read("/" + std::string(target_octets_max, 'a')), "limit");
    EXPECT_EQ(read("/" + std::string(target_octets_max - 1, 'a')).size(), target_octets_max);
}

const struct {
    std::string_view text;
    std::string_view seen;
} authorities[] = {
    {"a.test", "a.test"},
    {"A.TEST.", "a.test"},
    {"a.test:", "a.test"},
    {"a.test:65535", "a.test:65535"},
    {"xn--caf-dma.test", "xn--caf-dma.test"},
    {"a_b-c.test", "a_b-c.test"},
    {"127.0.0.1:8080", "127.0.0.1:8080"},
    {"[2001:DB8::1]", "[2001:db8::1]"},
    {"[::ffff:1.2.3.4]:1", "[::ffff:1.2.3.4]:1"},
    {"", "syntax"},
    {".", "syntax"},
    {".a", "syntax"},
    {"a..b", "syntax"},
    {"a..", "syntax"},
    {"a.test:65536", "syntax"},
    {"a.test:-1", "syntax"},
    {"a.test:1:2", "syntax"},
    {"a b", "syntax"},
    {"a,b", "syntax"},
    {"a/b", "syntax"},
    {"a@b", "syntax"},
    {"[::1", "syntax"},
    {"[::1]x", "syntax"},
    {"[]", "syntax"},
    {"[a]", "syntax"},
    {"::1", "syntax"},
    {"caf\xC3\xA9.test", "syntax"},
};

TEST(TargetTest, ReadsAuthorities) {
    for (const auto& row : authorities) {
        const auto read = read_authority(row.text);
        std::string seen = read ? read->host : std::string(to_text(read.error().kind));
        if (read && read->port) seen += fmt::format(":{}", *read->port);
        EXPECT_EQ(seen, row.seen) << row.text;
    }
    EXPECT_FALSE(read_authority(std::string(host_octets_max + 1, 'a')));
    EXPECT_TRUE(is_address("127.0.0.1"));
    EXPECT_TRUE(is_address("[::1]"));
    EXPECT_FALSE(is_address("a.test"));
    EXPECT_FALSE(is_address(""));
}

TEST(TargetTest, DecodesFormsAndEncodesSegments) {
    EXPECT_EQ(decode_form("a+b%20c%2B%C3%A9"), "a b c+\xC3\xA9");
    EXPECT_EQ(decode_form("100%"), "100%");
    EXPECT_EQ(decode_form("%4"), "%4");
    EXPECT_EQ(decode_form("%zz%41"), "%zzA");
    EXPECT_EQ(encode_segment("a b/\xC3\xA9~"), "a%20b%2F%C3%A9~");
    EXPECT_EQ(read_path("/" + encode_segment("x?y#z%")).value_or(""), "/x?y#z%");
}

}  // namespace
}  // namespace milpa::http

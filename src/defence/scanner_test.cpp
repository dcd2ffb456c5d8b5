// SPDX-License-Identifier: AGPL-3.0-or-later
#include "defence/scanner.hpp"

#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include <fmt/format.h>

namespace milpa::defence {
namespace {

const std::vector<Secret> secrets = {{SecretKind::body, "bcdfghjktvwxzb"},
                                     {SecretKind::folder_name, "qcdfghjétvwxzb"},
                                     {SecretKind::client_address, "127.100.200.250"}};

Findings scan(std::string_view text) {
    Scanner scanner(secrets);
    Findings found;
    scanner.scan_all(as_bytes(text), found);
    return found;
}

std::string noise(std::size_t size) {
    SeededRandom random(5);
    std::string text(size, '\0');
    random.fill({reinterpret_cast<std::uint8_t*>(text.data()), size});
    return text;
}

struct Row {
    std::string text;
    std::uint32_t secret;
    Encoding encoding;
};

TEST(Scanner, FindsEachShape) {
    const std::string base64 = to_base64(as_bytes("..bcdfghjktvwxzb.."));
    const Row rows[] = {
        {"bcdfghjktvwxzb", 0, Encoding::raw},
        {"BcDfghjktvwxZB", 0, Encoding::other_case},
        {"a line of text\r\nbcdfghj\r\nktvwxzb", 0, Encoding::raw},
        {"Subject: a line\r\n bcdfghj\r\n ktvwxzb", 0, Encoding::raw},
        {"a line of text bcdfgh=\r\njktvwxzb", 0, Encoding::raw},
        {base64, 0, Encoding::base64},
        {"AAAAAAAAAAAAAAAA" + base64.substr(0, 9) + "\r\n" + base64.substr(9), 0, Encoding::base64},
        {"&%62%63%64%66%67%68%6a%6b%74%76%77%78%7a%62", 0, Encoding::percent},
        {"qcdfghjétvwxzb", 1, Encoding::raw},
        {"QCDFGHJÉTVWXZB", 1, Encoding::other_case},
        {"qcdfghj=c3=a9tvwxzb", 1, Encoding::quoted_printable},
        {"QCDFGHJETVWXZB", 1, Encoding::unaccented},
        {"qcdfghj&AOk-tvwxzb", 1, Encoding::modified_utf7},
        {std::string("1\0002\0007\000.\0001\0000\0000\000.\0002\0000\0000\000.\0002\0005\0000\000", 30), 2,
         Encoding::utf16},
    };
    for (const Row& row : rows) {
        for (const std::string& around : {std::string(), noise(1000)}) {
            const auto found = scan(around + row.text + around);
            EXPECT_TRUE(found.contains({row.secret, row.encoding, Shell::none})) << row.text;
        }
    }
}

TEST(Scanner, FindsNothingElse) {
    EXPECT_TRUE(scan("").empty());
    EXPECT_TRUE(scan("bcdfghjktvwxz").empty());
    EXPECT_TRUE(scan("bcdfghjk tvwxzb and 127.100.200.25").empty());
    std::string turned = to_base64(as_bytes("bcdfghjktvwxzb"));
    turned[3] = turned[3] == 'A' ? 'a' : static_cast<char>(turned[3] ^ 0x20);
    EXPECT_TRUE(scan(turned).empty());  // base64 in another case is another thing
    EXPECT_TRUE(scan(noise(1 << 20)).empty());
}

TEST(Scanner, LooksIntoCompressedBlocksAnywhere) {
    std::string text;
    for (int i = 0; i < 1000; ++i) text += fmt::format("line {} of a log; ", i % 7);
    text += "bcdfghjktvwxzb" + text;
    std::string zlib(::compressBound(text.size()), '\0');
    uLongf size = zlib.size();
    ASSERT_EQ(::compress(reinterpret_cast<Bytef*>(zlib.data()), &size, as_bytes(text).data(), text.size()),
              Z_OK);
    zlib.resize(size);
    std::string zstd(::ZSTD_compressBound(text.size()), '\0');
    zstd.resize(::ZSTD_compress(zstd.data(), zstd.size(), text.data(), text.size(), 19));
    for (const std::string& block : {zlib, zstd}) {
        for (const std::size_t before : {0, 1, 777}) {
            const auto found = scan(noise(before) + block + noise(50));
            EXPECT_TRUE(found.contains({0, Encoding::raw, Shell::compressed}));
        }
        // A block that was cut off gives what it can.
        EXPECT_FALSE(scan(block.substr(0, block.size() / 8)).contains({0, Encoding::raw, Shell::compressed}));
    }
}

TEST(Scanner, FindsAcrossThePiecesOfAFile) {
    const std::string text = noise(5000) + "bcdfghjktvwxzb" + noise(5000);
    Scanner scanner(secrets);
    for (std::size_t border = 4990; border < 5020; ++border) {
        Findings found;
        scanner.scan(as_bytes(text), border, found);
        scanner.scan_all(as_bytes(std::string_view(text).substr(border)), found);
        EXPECT_EQ(found.size(), 1u) << border;
    }
}

TEST(Scanner, FindsAllOfMany) {
    SeededRandom random(6);
    const auto many = make_secrets(2'000, random);
    Scanner scanner(many);
    std::string text;
    for (const auto& secret : many) text += noise(37) + secret.text;
    Findings found;
    scanner.scan_all(as_bytes(text), found);
    std::set<std::uint32_t> which;
    for (const auto& finding : found) which.insert(finding.secret);
    EXPECT_EQ(which.size(), many.size());
}

}  // namespace
}  // namespace milpa::defence

// SPDX-License-Identifier: AGPL-3.0-or-later
#include "crypto/quorum.hpp"

#include <gtest/gtest.h>

#include <set>

namespace milpa::crypto {
namespace {

constexpr CollectiveTag ours{1, 2, 3, 4};
constexpr CollectiveTag theirs{5, 6, 7, 8};

Share copy(const Share& share) { return {share.quorum, share.number, share.part.copy()}; }

class QuorumTest : public testing::Test {
protected:
    SystemRandom random;
    Key key = Key::random(random);
    Split three_of_five = split(key, 5, 3, ours, 2, random).value();

    const Share& share(std::size_t number) const { return three_of_five.shares[number - 1]; }
    static std::vector<Share> set(std::initializer_list<const Share*> shares) {
        std::vector<Share> made;
        for (const Share* one : shares) made.push_back(copy(*one));
        return made;
    }
    static void expect(const Result<Key>& got, ErrorKind kind, std::string_view sentence) {
        ASSERT_FALSE(got);
        EXPECT_EQ(got.error(), (Error{kind, std::string(sentence)}));
    }
};

TEST_F(QuorumTest, AnyKOfNGiveTheKey) {
    for (std::uint8_t n = 1; n <= keyholders_max; ++n) {
        for (std::uint8_t k = 1; k <= n; ++k) {
            const Split made = split(key, n, k, ours, 1, random).value();
            ASSERT_EQ(made.shares.size(), n);
            // The last k, the first k, and all: in any order.
            std::vector<Share> last, all;
            for (std::size_t i = 0; i < k; ++i) last.push_back(copy(made.shares[n - 1 - i]));
            for (const Share& one : made.shares) all.push_back(copy(one));
            EXPECT_TRUE(combine(last).value() == key) << int{n} << " " << int{k};
            EXPECT_TRUE(combine(std::span(all).first(k)).value() == key);
            EXPECT_TRUE(combine(all).value() == key);
        }
    }
}

TEST_F(QuorumTest, EveryThreeOfFiveGiveTheKey) {
    for (std::size_t a = 1; a <= 5; ++a) {
        for (std::size_t b = 1; b <= 5; ++b) {
            for (std::size_t c = 1; c <= 5; ++c) {
                if (a == b || b == c || a == c) continue;
                EXPECT_TRUE(combine(set({&share(a), &share(b), &share(c)})).value() == key);
            }
        }
    }
}

TEST_F(QuorumTest, FewerKnowNothing) {
    expect(combine({}), ErrorKind::missing, share_errors::too_few);
    expect(combine(set({&share(1), &share(4)})), ErrorKind::missing, share_errors::too_few);
    // And lowering the threshold written in them does not help: the check is for another threshold too.
    auto forged = set({&share(1), &share(4)});
    for (Share& one : forged) one.quorum.threshold = 2;
    expect(combine(forged), ErrorKind::corrupt, share_errors::false_share);
}

TEST_F(QuorumTest, TheSameShareTwiceIsTold) {
    expect(combine(set({&share(1), &share(2), &share(1)})), ErrorKind::conflict, share_errors::twice);
}

TEST_F(QuorumTest, MixedSharesAreTold) {
    const Split other_collective = split(key, 5, 3, theirs, 2, random).value();
    const Split older = split(key, 5, 3, ours, 1, random).value();
    const Split other_key = split(Key::random(random), 5, 3, ours, 2, random).value();
    const Split other_threshold = split(key, 5, 2, ours, 2, random).value();
    const Split same_again = split(key, 5, 3, ours, 2, random).value();
    struct Row {
        const Share* odd;
        ErrorKind kind;
        std::string_view sentence;
    };
    const Row rows[] = {
        {&other_collective.shares[2], ErrorKind::conflict, share_errors::mixed_collectives},
        {&older.shares[2], ErrorKind::conflict, share_errors::mixed_generations},
        {&other_key.shares[2], ErrorKind::conflict, share_errors::mixed_splits},
        {&other_threshold.shares[2], ErrorKind::conflict, share_errors::mixed_splits},
        {&same_again.shares[2], ErrorKind::corrupt, share_errors::false_share},
    };
    for (const Row& row : rows) {
        expect(combine(set({&share(1), &share(2), row.odd})), row.kind, row.sentence);
    }
}

TEST_F(QuorumTest, AFalseShareIsTold) {
    for (std::size_t at = 0; at < Key::size; ++at) {
        auto shares = set({&share(1), &share(2), &share(3)});
        shares[1].part.writable()[at] ^= 1;
        expect(combine(shares), ErrorKind::corrupt, share_errors::false_share);
    }
    auto beyond = set({&share(1), &share(2), &share(3), &share(4)});
    beyond[3].part.writable()[0] ^= 1;
    expect(combine(beyond), ErrorKind::corrupt, share_errors::false_share);
    for (const std::uint8_t number : {0, 17, 255}) {
        auto numbered = set({&share(1), &share(2), &share(3)});
        numbered[0].number = number;
        expect(combine(numbered), ErrorKind::corrupt, share_errors::false_share);
    }
    for (const std::uint8_t threshold : {0, 17, 255}) {
        auto shares = set({&share(1), &share(2), &share(3)});
        for (Share& one : shares) one.quorum.threshold = threshold;
        expect(combine(shares), ErrorKind::corrupt, share_errors::false_share);
    }
}

TEST_F(QuorumTest, AFalseShareOfOneIsTold) {
    const Split alone = split(key, 3, 1, ours, 1, random).value();
    auto shares = set({&alone.shares[0], &alone.shares[1]});
    shares[1].part.writable()[0] ^= 1;
    expect(combine(shares), ErrorKind::corrupt, share_errors::false_share);
    expect(combine(std::span(shares).last(1)), ErrorKind::corrupt, share_errors::false_share);
}

TEST_F(QuorumTest, ASplitOutOfBoundsIsRefused) {
    struct Row {
        std::uint8_t n, k;
        std::uint16_t generation;
    };
    for (const Row& row : {Row{0, 0, 1}, Row{3, 0, 1}, Row{3, 4, 1}, Row{17, 3, 1}, Row{3, 2, 0}}) {
        EXPECT_EQ(split(key, row.n, row.k, ours, row.generation, random).error().kind, ErrorKind::limit);
    }
}

TEST_F(QuorumTest, AShareIsCheckedAlone) {
    const Quorum& quorum = three_of_five.quorum;
    EXPECT_TRUE(check_share(share(1), quorum));
    struct Row {
        Quorum quorum;
        ErrorKind kind;
        std::string_view sentence;
    };
    Row rows[] = {{quorum, ErrorKind::denied, share_errors::other_collective},
                  {quorum, ErrorKind::denied, share_errors::older_generation},
                  {quorum, ErrorKind::denied, share_errors::newer_generation},
                  {quorum, ErrorKind::conflict, share_errors::other_split},
                  {quorum, ErrorKind::conflict, share_errors::other_split}};
    rows[0].quorum.collective = theirs;
    rows[1].quorum.generation = 1;
    rows[2].quorum.generation = 3;
    rows[3].quorum.threshold = 2;
    rows[4].quorum.check[5] ^= 1;
    for (const Row& row : rows) {
        Share odd = copy(share(1));
        odd.quorum = row.quorum;
        const auto got = check_share(odd, quorum);
        ASSERT_FALSE(got) << row.sentence;
        EXPECT_EQ(got.error(), (Error{row.kind, std::string(row.sentence)}));
    }
}

TEST_F(QuorumTest, TheCheckIsOfKeyCollectiveGenerationAndThreshold) {
    std::set<QuorumCheck> checks;
    checks.insert(quorum_check(key, ours, 1, 2));
    checks.insert(quorum_check(Key::random(random), ours, 1, 2));
    checks.insert(quorum_check(key, theirs, 1, 2));
    checks.insert(quorum_check(key, ours, 2, 2));
    checks.insert(quorum_check(key, ours, 1, 3));
    EXPECT_EQ(checks.size(), 5u);
}

TEST_F(QuorumTest, AShareGoesThroughText) {
    const Split wide = split(key, 16, 16, theirs, 65'535, random).value();
    for (const Share* original : {&share(1), &share(5), &wide.shares[0], &wide.shares[15]}) {
        const SecretText text = to_text(*original);
        EXPECT_EQ(text.view().size(), 80u + 15);
        std::string messy = "  ";
        for (const char letter : text.view()) {
            if (letter == '-') {
                messy += "\r\n ";
            } else if (letter == '0') {
                messy += 'o';
            } else if (letter == '1') {
                messy += 'I';
            } else {
                messy += letter >= 'a' ? static_cast<char>(letter - 32) : letter;
            }
        }
        for (const SecretText& typed : {text.copy(), SecretText(messy)}) {
            const auto back = share_from_text(typed);
            ASSERT_TRUE(back) << typed.view();
            EXPECT_EQ(back->quorum, original->quorum);
            EXPECT_EQ(back->number, original->number);
            EXPECT_TRUE(back->part == original->part);
        }
    }
}

TEST_F(QuorumTest, AMistypedShareIsTold) {
    const std::string good(to_text(share(1)).view());
    struct Row {
        std::string typed;
        std::string_view sentence;
    };
    std::vector<Row> rows = {{"", share_errors::too_short},
                             {good.substr(0, good.size() - 1), share_errors::too_short},
                             {good + "a", share_errors::too_long},
                             {good + good, share_errors::too_long},
                             {good + good + good + good, share_errors::foreign_letters},
                             {good.substr(0, good.size() - 1) + "u", share_errors::foreign_letters}};
    for (std::size_t at = 0; at < good.size(); ++at) {
        if (good[at] == '-') continue;
        std::string slip = good;
        slip[at] = slip[at] == 'w' ? 'v' : 'w';
        rows.push_back({slip, share_errors::mistyped});
    }
    std::string swapped = good;  // two groups changed places
    std::swap_ranges(swapped.begin() + 12, swapped.begin() + 17, swapped.begin() + 48);
    rows.push_back({swapped, share_errors::mistyped});
    for (const Row& row : rows) {
        const auto got = share_from_text(SecretText(row.typed));
        ASSERT_FALSE(got) << row.typed;
        EXPECT_EQ(got.error(), (Error{ErrorKind::syntax, std::string(row.sentence)})) << row.typed;
    }
}

TEST(Shares, StayReadable) {
    // A sheet of paper outlives every version of this program: this one was written down by the first.
    const SecretText paper(
        "040g4-0r408-0j3an-vskey-xzttb-9d5mp-jtb9d-5mpjt-b9d5m-pjtb9-d5mpj-tb9d5-mpjtb-9d5mp-jtb9p-9ykrv");
    const auto read = share_from_text(paper);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->quorum.collective, ours);
    EXPECT_EQ(read->quorum.generation, 513);
    EXPECT_EQ(read->quorum.threshold, 3);
    EXPECT_EQ(read->number, 2);
    EXPECT_EQ(to_hex(read->quorum.check), "aabbccddeeff");
    EXPECT_EQ(to_bytes(read->part.view()), Bytes(Key::size, 0x5A));
    EXPECT_TRUE(to_text(*read) == paper);
}

TEST(Shares, OfAFormatToComeAreTold) {
    EXPECT_EQ(share_from_text(SecretText("080g4-0r408-0j3an-vskey-xzttb-9d5mp-jtb9d-5mpjt-b9d5m-pjtb9-d5mpj-"
                                         "tb9d5-mpjtb-9d5mp-jtbb6-9ayp3"))
                  .error(),
              (Error{ErrorKind::syntax, std::string(share_errors::unknown_format)}));
}

}  // namespace
}  // namespace milpa::crypto

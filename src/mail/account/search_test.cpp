// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/account/search.hpp"

#include <gtest/gtest.h>

#include <random>

#include "mail/account/test_account.hpp"
#include "mail/message/address.hpp"
#include "mail/message/encoded_word.hpp"
#include "mail/message/matcher.hpp"

namespace milpa::mail::account {
namespace {

using testing::TestAccount;

class SearchTest : public ::testing::Test {
protected:
    TestAccount test_;
    std::mt19937 random_{4};
    std::map<Uid, std::string> messages_;

    void SetUp() override { test_.open(); }

    void deliver(const std::string& text) {
        test_.deliver(text);
        messages_[test_.account->state().find(inbox_id)->uid_next - 1] = text;
    }
    UidSet search(SearchField field, std::string needle, std::string header = "") {
        auto found = test_.store->run(test_.account->search(
            inbox_id, {field, std::move(needle), std::move(header)}, UidSet::range(1, 99'999)));
        EXPECT_TRUE(found) << (found ? "" : found.error().detail);
        return found ? *found : UidSet();
    }
    /// Reads every message, as a server without an index.
    UidSet read_all(SearchField field, const std::string& needle, const std::string& header = "") {
        const message::Query query(needle);
        UidSet out;
        for (const auto& [uid, text] : messages_) {
            const auto head = std::string_view(text).substr(0, text.find("\r\n\r\n") + 4);
            bool is = false;
            switch (field) {
                case SearchField::subject: is = message::header_contains(head, "subject", query); break;
                case SearchField::from: is = message::header_contains(head, "from", query); break;
                case SearchField::header: is = message::header_contains(head, header, query); break;
                default: {
                    message::TextMatcher matcher(query, field == SearchField::body
                                                            ? message::SearchScope::body
                                                            : message::SearchScope::text);
                    matcher.feed(text);
                    is = matcher.finish();
                }
            }
            if (is) out.add(uid);
        }
        return out;
    }
    std::string word() {
        static const std::string words[] = {"milpa", "Maíz", "FRIJOL", "calabaza", "straße",   "水稻",
                                            "x1",    "a",    "the",    "naïve",    "ÅNGSTRÖM", "2024"};
        return words[random_() % 12];
    }
    std::string text(std::size_t words) {
        static const std::string between[] = {" ", ", ", "-", "\r\n", "  ", ".\r\n\r\n", "'"};
        std::string out = word();
        for (std::size_t i = 1; i < words; ++i) out += between[random_() % 7] + word();
        return out;
    }
    std::string line(std::size_t words) {
        std::string out = word();
        for (std::size_t i = 1; i < words; ++i) out += (random_() % 4 == 0 ? "-" : " ") + word();
        return out;
    }
    std::string mail() {
        return fmt::format(
            "From: {} <{}@example.org>\r\nTo: team@example.org\r\nSubject: {}\r\nX-Crop: {}\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n\r\n{}\r\n",
            word(), random_() % 5, line(1 + random_() % 3), line(2), text(1 + random_() % 8));
    }
    std::string needle() {
        std::string out = random_() % 3 == 0 ? line(2) : word();
        if (random_() % 2 == 0 && out.size() > 3) {
            // A piece, cut between characters.
            const auto is_begin = [&](std::size_t at) { return (out[at] & 0xC0) != 0x80; };
            std::size_t begin = random_() % out.size();
            while (!is_begin(begin)) --begin;
            std::size_t end = begin + 1 + random_() % (out.size() - begin);
            while (end < out.size() && !is_begin(end)) ++end;
            out = out.substr(begin, end - begin);
        }
        return out;
    }
};

TEST_F(SearchTest, FindsExactlyWhatReadingAllMessagesFinds) {
    for (int round = 0; round < 4; ++round) {
        for (int i = 0; i < 25; ++i) deliver(mail());
        if (round != 3) {
            ASSERT_TRUE(test_.store->run(test_.account->snapshot()));
        }
        const Uid gone = 1 + static_cast<Uid>(random_() % 25);
        ASSERT_TRUE(test_.store->run(test_.account->expunge(inbox_id, {gone}, ExpungeOnly::all)));
        messages_.erase(gone);
        for (int i = 0; i < 40; ++i) {
            const std::string what = needle();
            for (const auto field :
                 {SearchField::subject, SearchField::from, SearchField::body, SearchField::text}) {
                ASSERT_EQ(search(field, what), read_all(field, what))
                    << what << " " << static_cast<int>(field);
            }
            for (const char* header : {"x-crop", "Subject", "X-Absent"}) {
                ASSERT_EQ(search(SearchField::header, what, header),
                          read_all(SearchField::header, what, header))
                    << what;
            }
        }
    }
    EXPECT_EQ(test_.account->layout()->segments.size(), 1U) << "small segments become one";
}

TEST_F(SearchTest, EdgesOfNeedles) {
    deliver("From: a@example.org\r\nSubject: hello, world\r\n\r\nfirst -- second!\r\n");
    deliver("From: b@example.org\r\n\r\nno subject\r\n");
    for (int snapshots = 0; snapshots < 2; ++snapshots) {
        EXPECT_EQ(search(SearchField::text, ""), (UidSet{1, 2}));
        EXPECT_EQ(search(SearchField::header, "", "Subject"), (UidSet{1}));
        EXPECT_EQ(search(SearchField::header, "", "X-None"), UidSet());
        EXPECT_EQ(search(SearchField::body, "--"), (UidSet{1}));
        EXPECT_EQ(search(SearchField::body, "first -- second"), (UidSet{1}));
        EXPECT_EQ(search(SearchField::body, "first second"), UidSet());
        EXPECT_EQ(search(SearchField::subject, "O, W"), (UidSet{1}));
        EXPECT_EQ(search(SearchField::from, "example.org"), (UidSet{1, 2}));
        EXPECT_EQ(search(SearchField::to, "example"), UidSet());
        ASSERT_TRUE(test_.store->run(test_.account->snapshot()));
    }
    const auto none =
        test_.store->run(test_.account->search(inbox_id, {SearchField::text, "hello", ""}, {2}));
    EXPECT_EQ(*none, UidSet());
    EXPECT_EQ(test_.store->run(test_.account->search(MailboxId{99}, {SearchField::text, "x", ""}, {2}))
                  .error()
                  .kind,
              ErrorKind::missing);
}

TEST_F(SearchTest, ReadsMessagesWhoseWordsWereCut) {
    std::string book;
    for (std::size_t i = 0; i < message::terms_max + 500; ++i) book += fmt::format("w{} ", i);
    deliver("Subject: book\r\n\r\n" + book + "colophon\r\n");
    deliver("Subject: leaf\r\n\r\nw1 only\r\n");
    const std::string last = fmt::format("w{}", message::terms_max + 499);
    for (int snapshots = 0; snapshots < 2; ++snapshots) {
        EXPECT_EQ(search(SearchField::body, last), (UidSet{1}));
        EXPECT_EQ(search(SearchField::text, "colophon"), (UidSet{1}));
        EXPECT_EQ(search(SearchField::text, "nowhere"), UidSet());
        EXPECT_EQ(search(SearchField::body, "w1"), (UidSet{1, 2}));
        ASSERT_TRUE(test_.store->run(test_.account->snapshot()));
    }
}

}  // namespace
}  // namespace milpa::mail::account

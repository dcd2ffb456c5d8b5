// SPDX-License-Identifier: AGPL-3.0-or-later
// Real and broken messages, from outside the repository: whatever they hold, what the headers promise must
// hold.
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "mail/message/extract.hpp"
#include "mail/message/facts_invariants.hpp"
#include "mail/message/matcher.hpp"

namespace milpa::mail::message {
namespace {

namespace files = std::filesystem;

std::map<std::string, std::string> read_corpus() {
    std::map<std::string, std::string> messages;
    const files::path root = files::path(MILPA_SOURCE_DIR) / "../shared/corpus/mail";
    if (!files::exists(root)) return messages;
    for (const auto& entry : files::recursive_directory_iterator(root)) {
        if (!entry.is_regular_file() || entry.path().extension() != ".eml") continue;
        std::ifstream file(entry.path(), std::ios::binary);
        messages[entry.path().filename()] = std::string(std::istreambuf_iterator<char>(file), {});
    }
    return messages;
}

events::MessageFacts extract_cut(std::string_view message, std::size_t piece) {
    Extractor extractor;
    for (std::size_t at = 0; at < message.size(); at += piece) extractor.feed(message.substr(at, piece));
    return extractor.finish();
}

class Corpus : public testing::Test {
protected:
    void SetUp() override {
        if (messages.empty()) GTEST_SKIP() << "there is no corpus beside the source";
    }
    const std::map<std::string, std::string> messages = read_corpus();
};

TEST_F(Corpus, FactsAreValidHoweverTheMessageIsCut) {
    for (const auto& [name, message] : messages) {
        SCOPED_TRACE(name);
        const events::MessageFacts facts = extract(message);
        ensure_valid(facts, message.size());
        for (std::size_t piece : {1, 7, 64}) {
            EXPECT_EQ(extract_cut(message, piece).SerializeAsString(), facts.SerializeAsString());
        }
    }
}

std::string tree(const events::Part& part) {
    std::string made = part.type() + "/" + part.subtype();
    if (part.parts().empty()) return made;
    for (int i = 0; i < part.parts_size(); ++i) made += (i == 0 ? "(" : " ") + tree(part.parts(i));
    return made + ")";
}

/// As Python's email package reads them too.
constexpr std::pair<std::string_view, std::string_view> known_trees[] = {
    {"attachment_emails-attachment_pdf.eml", "multipart/mixed(text/plain application/pdf)"},
    {"mime_emails-raw_email7.eml",
     "multipart/mixed(multipart/mixed(text/plain text/x-ruby-script application/pdf text/plain) "
     "application/pkcs7-signature)"},
    {"mime_emails-email_with_similar_boundaries.eml",
     "multipart/mixed(multipart/alternative(text/plain text/html) application/octetstream)"},
    {"mime_emails-raw_email_encoded_stack_level_too_deep.eml", "multipart/alternative(text/plain text/html)"},
    {"attachment_emails-attachment_message_rfc822.eml",
     "multipart/mixed(text/plain message/rfc822(multipart/mixed(text/plain application/pdf)))"},
    {"thirdparty-002.eml", "multipart/mixed(text/plain text/plain text/plain)"},
    {"legacy-015.eml",
     "multipart/mixed(multipart/related(multipart/alternative(text/plain text/html) image/png image/png) "
     "image/png image/png)"},
    {"rfc-000.eml",
     "multipart/mixed(text/plain text/plain multipart/parallel(audio/basic image/jpeg) text/enriched "
     "message/rfc822(text/plain))"},
    {"mime_emails-raw_email_with_nested_attachment.eml",
     "multipart/signed(multipart/mixed(text/plain image/png) application/pkcs7-signature)"},
    {"mime_emails-raw_email_with_illegal_boundary.eml", "multipart/alternative(text/plain text/html)"},
};

TEST_F(Corpus, KnownMessagesHaveTheirStructure) {
    for (const auto& [name, expected] : known_trees) {
        const auto found = messages.find(std::string(name));
        ASSERT_NE(found, messages.end()) << name;
        EXPECT_EQ(tree(extract(found->second).structure()), expected) << name;
    }
}

/// Each term of the index is found by reading, and so is a part of it: the two ways of searching agree.
TEST_F(Corpus, ReadingFindsWhatTheIndexHolds) {
    for (const auto& [name, message] : messages) {
        const events::MessageFacts facts = extract(message);
        const auto& terms = facts.words().body();
        for (int i = 0; i < terms.size(); i += 1 + terms.size() / 8) {
            TextMatcher matcher(Query(terms[i]), SearchScope::body);
            matcher.feed(message);
            EXPECT_TRUE(matcher.finish()) << name << ": " << terms[i];
        }
    }
}

}  // namespace
}  // namespace milpa::mail::message

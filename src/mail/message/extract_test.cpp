// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/message/extract.hpp"

#include <ctime>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mail/message/facts_invariants.hpp"

namespace milpa::mail::message {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// The same message with CRLF for LF.
std::string crlf(std::string_view text) {
    std::string made;
    for (char c : text) {
        if (c == '\n') made += '\r';
        made += c;
    }
    return made;
}

/// "text/plain" for a leaf, "multipart/mixed(text/plain text/html)" for a container.
std::string tree(const events::Part& part) {
    std::string made = part.type() + "/" + part.subtype();
    if (part.parts().empty()) return made;
    made += "(";
    for (const events::Part& child : part.parts())
        made += tree(child) + (&child == &*part.parts().rbegin() ? ")" : " ");
    return made;
}

std::string_view body(std::string_view message, const events::Part& part) {
    return message.substr(part.body_begin(), part.body_end() - part.body_begin());
}

/// The parts without parts, in order.
void leaves(const events::Part& part, std::vector<const events::Part*>& to) {
    if (part.parts().empty()) to.push_back(&part);
    for (const events::Part& child : part.parts()) leaves(child, to);
}

constexpr std::string_view mixed =
    "From: Ana <ana@example.org>\n"
    "To: b@example.org\n"
    "Subject: =?utf-8?Q?Ma=C3=ADz?= blue\n"
    "Date: Fri, 21 Nov 1997 09:55:06 -0600\n"
    "Message-ID: <1@example.org>\n"
    "References: <a@b> <c@d>\n"
    "Content-Type: multipart/mixed; boundary=\"b\"\n"
    "\n"
    "preamble\n"
    "--b\n"
    "\n"
    "first\nlines\n"
    "--b\n"
    "Content-Type: Text/HTML; charset=iso-8859-1\n"
    "Content-Transfer-Encoding: Quoted-Printable\n"
    "\n"
    "<p>caf=E9 <b>ne</b>gro\n"
    "\n"
    "--b\n"
    "Content-Type: application/pdf; name=x.pdf\n"
    "Content-Disposition: attachment; filename=\"plan.pdf\"\n"
    "Content-Transfer-Encoding: base64\n"
    "\n"
    "AAAA\n"
    "--b--\n"
    "epilogue\n";

TEST(Extract, FindsPartsWithTheirOctets) {
    const std::string message = crlf(mixed);
    const events::MessageFacts facts = extract(message);
    EXPECT_EQ(tree(facts.structure()), "multipart/mixed(text/plain text/html application/pdf)");
    const auto& parts = facts.structure().parts();
    EXPECT_EQ(body(message, parts[0]), "first\r\nlines");
    EXPECT_EQ(parts[0].lines(), 1u);
    EXPECT_EQ(body(message, parts[1]), "<p>caf=E9 <b>ne</b>gro\r\n");
    EXPECT_EQ(parts[1].lines(), 1u);
    EXPECT_EQ(parts[1].encoding(), "quoted-printable");
    EXPECT_EQ(body(message, parts[2]), "AAAA");
    EXPECT_EQ(message.substr(parts[2].header_begin(), 29), "Content-Type: application/pdf");
    EXPECT_EQ(parts[2].disposition(), "attachment");
    EXPECT_EQ(parts[2].disposition_parameters(0).value(), "plan.pdf");
    EXPECT_EQ(facts.structure().body_end(), message.size());
    EXPECT_TRUE(facts.has_attachment());
}

TEST(Extract, ReadsWhatIsKnownOfTheWhole) {
    const events::MessageFacts facts = extract(crlf(mixed));
    EXPECT_EQ(facts.envelope().subject(), "=?utf-8?Q?Ma=C3=ADz?= blue");
    EXPECT_EQ(facts.envelope().from(0).name(), "Ana");
    EXPECT_EQ(facts.envelope().from(0).domain(), "example.org");
    EXPECT_FALSE(facts.envelope().has_in_reply_to());
    EXPECT_EQ(facts.references(), "<a@b> <c@d>");
    EXPECT_EQ(facts.sent_ms(), 880127706000);
    EXPECT_EQ(facts.sent_zone_minutes(), -360);
    EXPECT_EQ(facts.preview(), "first lines");
    EXPECT_THAT(facts.words().subject(), ElementsAre("blue", "maíz"));
    EXPECT_THAT(facts.words().from(), ElementsAre("ana", "example", "org"));
    EXPECT_THAT(facts.words().body(), ElementsAre("café", "first", "lines", "negro", "pdf", "plan"));
    EXPECT_FALSE(facts.words_cut());
}

struct Row {
    std::string_view message, tree;
    std::vector<std::string_view> bodies;  // of the leaves
};
const Row rows[] = {
    {"", "text/plain", {""}},
    {"\n", "text/plain", {""}},
    {"Subject: x", "text/plain", {""}},
    {"Subject: x\n\nhi", "text/plain", {"hi"}},
    {"no header at all", "text/plain", {""}},
    {"Content-Type: text\n\nx", "text/plain", {"x"}},
    {"Content-Type: image/png\nContent-Type: text/html\n\nx", "image/png", {"x"}},
    {"Content-Type: multipart/mixed\n\n--b\n\nx\n--b--\n", "text/plain", {"--b\n\nx\n--b--\n"}},
    {"Content-Type: multipart/mixed; boundary=b\n\nnothing\n", "multipart/mixed(text/plain)", {""}},
    // An unfinished one; boundaries with white space behind them; without the CRLF of the last.
    {"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx", "multipart/mixed(text/plain)", {"x"}},
    {"Content-Type: multipart/mixed; boundary=b\n\n--b  \n\nx\n--b--", "multipart/mixed(text/plain)", {"x"}},
    {"Content-Type: multipart/mixed; boundary=b\n\n--b", "multipart/mixed(text/plain)", {""}},
    // A header that a boundary ends.
    {"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n--b\n\ny\n--b--\n",
     "multipart/mixed(text/html text/plain)",
     {"", "y"}},
    // The inner multipart is never closed; an inner boundary that begins like the outer one.
    {"Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/related; "
     "boundary=i\n\n--i\n\nx\n--o\n\ny\n--o--\n",
     "multipart/mixed(multipart/related(text/plain) text/plain)",
     {"x", "y"}},
    {"Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/related; "
     "boundary=oo\n\n--oo\n\nx\n--oo--\n--o\n\ny\n--o--\n",
     "multipart/mixed(multipart/related(text/plain) text/plain)",
     {"x", "y"}},
    // After the closing boundary nothing begins.
    {"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b--\n--b\n\ny\n",
     "multipart/mixed(text/plain)",
     {"x"}},
    {"Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: in\n\nx\n--b--\n",
     "multipart/digest(message/rfc822(text/plain))",
     {"x"}},
    {"Content-Type: message/rfc822\n\nSubject: in\nContent-Type: text/html\n\nx\n",
     "message/rfc822(text/html)",
     {"x\n"}},
    {"Content-Type: message/rfc822\n", "message/rfc822(text/plain)", {""}},
    {"Content-Type: multipart/mixed; boundary=\"--=_x y\"\n\n----=_x y\n\n--z\n----=_x y--\n",
     "multipart/mixed(text/plain)",
     {"--z"}},
};

TEST(Extract, ReadsBrokenMessagesAsSomething) {
    for (const Row& row : rows) {
        for (const std::string& message : {std::string(row.message), crlf(row.message)}) {
            const events::MessageFacts facts = extract(message);
            ensure_valid(facts, message.size());
            EXPECT_EQ(tree(facts.structure()), row.tree) << message;
            std::vector<const events::Part*> found;
            leaves(facts.structure(), found);
            ASSERT_EQ(found.size(), row.bodies.size()) << message;
            for (std::size_t i = 0; i < found.size(); ++i) {
                const bool changed = message.size() != row.message.size();
                EXPECT_EQ(body(message, *found[i]), changed ? crlf(row.bodies[i]) : row.bodies[i]) << message;
            }
        }
    }
}

TEST(Extract, GivesTheEnvelopeOfAnAttachedMessage) {
    const events::MessageFacts facts = extract(
        "Subject: out\nContent-Type: message/rfc822\n\nSubject: in\nFrom: a@b\nX-Odd: strange\n\nx\n");
    EXPECT_EQ(facts.envelope().subject(), "out");
    EXPECT_EQ(facts.structure().envelope().subject(), "in");
    EXPECT_EQ(facts.structure().envelope().from(0).local(), "a");
    EXPECT_THAT(facts.words().body(), ElementsAre("a", "b", "in", "strange", "x"));
}

TEST(Extract, TextHasACharset) {
    EXPECT_EQ(extract("\nx").structure().parameters(0).value(), "us-ascii");
    EXPECT_EQ(extract("Content-Type: text/html; CharSet=koi8-r\n\nx").structure().parameters_size(), 1);
}

TEST(Extract, PreviewIsOfThePlainTextElseOfTheHtml) {
    EXPECT_EQ(
        extract("Content-Type: text/html\n\n<style>p{}</style><p>Hola &amp; ad&iacute;&oacute;s").preview(),
        "Hola & adíós");
    EXPECT_EQ(extract("Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: "
                      "text/html\n\n<p>rich\n--b\n\nplain\n--b--\n")
                  .preview(),
              "plain");
    EXPECT_EQ(extract("\n" + std::string(1000, 'x')).preview().size(), preview_octets_max);
}

struct AttachmentRow {
    std::string_view header;
    bool attachment;
};
constexpr AttachmentRow attachment_rows[] = {
    {"Content-Type: text/plain", false},
    {"Content-Type: text/plain; name=a.txt", true},
    {"Content-Type: text/plain; name=a.txt\nContent-Disposition: inline", false},
    {"Content-Disposition: attachment", true},
    {"Content-Type: image/png\nContent-ID: <x@y>", false},
    {"Content-Type: image/png", true},
    {"Content-Type: application/pgp-signature; name=s.asc", false},
    {"Content-Type: message/rfc822", true},
};

TEST(Extract, KnowsAttachments) {
    for (const AttachmentRow& row : attachment_rows) {
        EXPECT_EQ(extract(std::string(row.header) + "\n\nx\n").has_attachment(), row.attachment)
            << row.header;
    }
}

TEST(Extract, LimitsAreSaidAndKept) {
    std::string many = "\n";
    for (std::size_t i = 0; i <= terms_max; ++i) many += fmt::format("word{} ", i);
    EXPECT_TRUE(extract(many).words_cut());
    EXPECT_TRUE(extract("To: " + std::string(field_octets_max, 'x') + "\n\n").words_cut());
    EXPECT_TRUE(extract("\n" + std::string(indexed_octets_max + 1, ' ')).words_cut());
    EXPECT_FALSE(extract("\n" + std::string(indexed_octets_max, ' ')).words_cut());

    std::string parts = "Content-Type: multipart/mixed; boundary=b\n\n";
    for (std::size_t i = 0; i < 2 * parts_max; ++i) parts += "--b\n\nx\n";
    const events::MessageFacts facts = extract(parts);
    ensure_valid(facts, parts.size());
    EXPECT_EQ(facts.structure().parts_size(), static_cast<int>(parts_max) - 1);

    std::string ids = "References: <first@x>";
    for (int i = 0; i < 700; ++i) ids += fmt::format("\n <{}@example.org>", i);
    const std::string references = extract(ids + "\n\n").references();
    EXPECT_THAT(references, testing::StartsWith("<first@x> <"));
    EXPECT_THAT(references, testing::EndsWith(" <699@example.org>"));
    EXPECT_LE(references.size(), references_octets_max);
}

TEST(Extract, AFloodOfRecipientsLeavesTheStructure) {
    std::string message;
    for (int i = 0; i < 3000; ++i)
        message += fmt::format("To: Somebody With A Name <somebody{}@example.org>\n", i);
    message += "Message-ID: <late@example.org>\nContent-Type: multipart/mixed; boundary=b\n\n";
    for (int i = 0; i < 100; ++i) {
        message += fmt::format(
            "--b\nContent-Type: image/png; name=\"picture-{}.png\"\n"
            "Content-Disposition: attachment\n\nx\n",
            i);
    }
    const events::MessageFacts facts = extract(message);
    ensure_valid(facts, message.size());
    EXPECT_GT(facts.envelope().to_size(), 200);
    EXPECT_LT(facts.envelope().to_size(), 3000);
    EXPECT_EQ(facts.envelope().to(200).local(), "somebody200");
    ASSERT_EQ(facts.structure().parts_size(), 100);
    EXPECT_EQ(facts.structure().parts(99).parameters(0).value(), "picture-99.png");
    EXPECT_TRUE(facts.has_attachment());
}

TEST(Extract, StoredFactsAreTheSameAndBounded) {
    std::string message = "Subject: \xf0\x90\x90\xa8\nContent-Type: multipart/mixed; boundary=b\n";
    for (int i = 0; i < 2000; ++i) message += fmt::format("Cc: a{}@b{}.test\nX-{}: w{}\n", i, i, i, i);
    message += "\n--b\nContent-Type: text/plain; charset=utf-8\n\n";
    // The longest terms that there are: forty letters of four octets.
    for (int i = 0; i < 100; ++i) {
        for (int letter = 0; letter < 40; ++letter)
            message += letter < i % 40 ? "\xf0\x90\x90\xa8" : "\xf0\x90\x90\xa9";
        message += '\n';
    }
    for (int i = 0; i < 1000; ++i) message += "--b\n\nx\n";
    Extractor extractor;
    extractor.feed(message);
    const StoredFacts stored = extractor.finish_stored();
    EXPECT_LT(stored.octets.size(), envelope_octets_max + structure_octets_max + references_octets_max +
                                        terms_octets_max + 3 * terms_max + 1024);
    events::MessageFacts facts;
    ASSERT_TRUE(facts.ParseFromString(stored.octets));
    ensure_valid(facts, message.size());
    EXPECT_EQ(facts.SerializeAsString(), extract(message).SerializeAsString());
    EXPECT_TRUE(facts.words_cut());
}

TEST(Extract, NestingEndsInOctets) {
    std::string message;
    for (int i = 0; i < 1000; ++i)
        message += fmt::format("Content-Type: multipart/mixed; boundary={0}x\n\n--{0}x\n", i);
    ensure_valid(extract(message), message.size());
    std::string messages;
    for (int i = 0; i < 1000; ++i) messages += "Content-Type: message/rfc822\n\n";
    ensure_valid(extract(messages), messages.size());
}

/// Of this thread alone: what else the machine does is no part of it.
std::chrono::nanoseconds time_taken() {
    timespec taken{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &taken);
    return std::chrono::seconds(taken.tv_sec) + std::chrono::nanoseconds(taken.tv_nsec);
}

/// Time is linear: none of these takes long, even with sanitizers.
TEST(Extract, HostileMessagesAreReadInLinearTime) {
    constexpr std::size_t octets = 1024 * 1024;
    const std::string head = "Content-Type: multipart/mixed; boundary=b\n\n";
    for (std::string_view unit : {"\n", "--\n", "--b\n", "--b\n\n", "--bx--\n", "-", "To: <@a,\n",
                                  "To: a:;\n", "X: =?a?Q?\n", "e\xcc\x81\xcc\xa7", "a", "a:", " \n", "\r"}) {
        std::string message = head;
        while (message.size() < octets) message += unit;
        const auto before = time_taken();
        ensure_valid(extract(message), message.size());
        ensure_valid(extract(message.substr(head.size())), message.size() - head.size());
        EXPECT_LT(time_taken() - before, std::chrono::seconds(60)) << unit;
    }
}

TEST(Extract, SeveralRecipientsFieldsAreOneListButOnlyTheFirstFromCounts) {
    const auto facts =
        extract("From: a@x\nFrom: b@x\nTo: c@x\nTo: d@x\nSubject: one\nSubject: two\nFrom \n\n");
    EXPECT_EQ(facts.envelope().from_size(), 1);
    EXPECT_EQ(facts.envelope().to_size(), 2);
    EXPECT_EQ(facts.envelope().subject(), "one");
    EXPECT_THAT(facts.envelope().reply_to(), IsEmpty());
}

}  // namespace
}  // namespace milpa::mail::message

// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/imap/reply.hpp"

#include <gtest/gtest.h>

#include "mail.pb.h"
#include "mail/imap/reply_check.hpp"

namespace milpa::mail::imap {
namespace {

template <class Write>
std::string written(Write write, TextForm form = TextForm::rev1) {
    std::string out;
    ReplyWriter writer(&out, form);
    write(writer);
    return out;
}

TEST(Reply, ChoosesHowToWriteStrings) {
    struct Row {
        std::string_view text, rev1, utf8;
    };
    using namespace std::string_view_literals;
    const Row rows[] = {
        {"", "\"\"", "\"\""},
        {"a b", "\"a b\"", "\"a b\""},
        {"a\"b\\c", "\"a\\\"b\\\\c\"", "\"a\\\"b\\\\c\""},
        {"\xc3\xbc", "{2}\r\n\xc3\xbc", "\"\xc3\xbc\""},
        {"\xff", "{1}\r\n\xff", "{1}\r\n\xff"},
        {"a\r\nb", "{4}\r\na\r\nb", "{4}\r\na\r\nb"},
        {"a\0b"sv, "{3}\r\na?b", "{3}\r\na?b"},
        {"\x7f", "{1}\r\n\x7f", "{1}\r\n\x7f"},
    };
    for (const Row& row : rows) {
        EXPECT_EQ(written([&](ReplyWriter& w) { w.string(row.text); }), row.rev1);
        EXPECT_EQ(written([&](ReplyWriter& w) { w.string(row.text); }, TextForm::utf8), row.utf8);
    }
    std::string long_text(1025, 'x');
    EXPECT_EQ(written([&](ReplyWriter& w) { w.string(long_text); }), "{1025}\r\n" + long_text);
    EXPECT_EQ(written([](ReplyWriter& w) { w.astring("a]b"); }), "a]b");
    EXPECT_EQ(written([](ReplyWriter& w) { w.astring("nil"); }), "\"nil\"");
    EXPECT_EQ(written([](ReplyWriter& w) { w.astring(""); }), "\"\"");
    EXPECT_EQ(written([](ReplyWriter& w) { w.mailbox("Entw\xc3\xbcrfe"); }), "Entw&APw-rfe");
    EXPECT_EQ(written([](ReplyWriter& w) { w.mailbox("Entw\xc3\xbcrfe"); }, TextForm::utf8),
              "\"Entw\xc3\xbcrfe\"");
    EXPECT_EQ(written([](ReplyWriter& w) { w.mailbox("a&b"); }), "a&-b");
}

TEST(Reply, WritesLines) {
    const std::vector<std::string_view> names = {"IMAP4rev1", "IDLE"};
    const std::vector<std::pair<std::string_view, std::string_view>> fields = {{"name", "Milpa"}};
    const std::vector<NumberRange> found = {{2, 4}, {9, 9}};
    const std::vector<std::string_view> keywords = {"$Junk"};
    struct Row {
        std::function<void(ReplyWriter&)> write;
        std::string_view line;
    };
    const Row rows[] = {
        {[](auto& w) { w.tagged("a1", Condition::ok, "", "done"); }, "a1 OK done\r\n"},
        {[](auto& w) { w.tagged("a1", Condition::no, "TRYCREATE", "no"); }, "a1 NO [TRYCREATE] no\r\n"},
        {[](auto& w) { w.untagged(Condition::bye, "", "bye"); }, "* BYE bye\r\n"},
        {[](auto& w) { w.refusal({"a", Refusal::Kind::bad, "", "what"}); }, "a BAD what\r\n"},
        {[](auto& w) { w.refusal({"", Refusal::Kind::bye, "TOOBIG", "what"}); }, "* BYE [TOOBIG] what\r\n"},
        {[](auto& w) { w.continuation(""); }, "+ \r\n"},
        {[&](auto& w) { w.capability(names); }, "* CAPABILITY IMAP4rev1 IDLE\r\n"},
        {[&](auto& w) { w.enabled({}); }, "* ENABLED\r\n"},
        {[&](auto& w) { w.id(fields); }, "* ID (\"name\" \"Milpa\")\r\n"},
        {[](auto& w) { w.id({}); }, "* ID NIL\r\n"},
        {[](auto& w) { w.own_namespace(); }, "* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n"},
        {[](auto& w) { w.exists(23); }, "* 23 EXISTS\r\n"},
        {[](auto& w) { w.recent(0); }, "* 0 RECENT\r\n"},
        {[](auto& w) { w.expunge(4); }, "* 4 EXPUNGE\r\n"},
        {[&](auto& w) { w.flags(SystemFlags::seen | SystemFlags::draft, keywords); },
         "* FLAGS (\\Seen \\Draft $Junk)\r\n"},
        {[](auto& w) { w.list({ListAttributes::has_no_children, SpecialUse::sent, "Sent Mail"}); },
         "* LIST (\\HasNoChildren \\Sent) \"/\" \"Sent Mail\"\r\n"},
        {[](auto& w) { w.list({{}, {}, "a", true, "b c"}); },
         "* LIST () \"/\" a (CHILDINFO (\"SUBSCRIBED\") OLDNAME (\"b c\"))\r\n"},
        {[](auto& w) { w.lsub({ListAttributes::no_select, {}, "a"}); }, "* LSUB (\\Noselect) \"/\" a\r\n"},
        {[](auto& w) { w.list_separator(); }, "* LIST (\\Noselect) \"/\" \"\"\r\n"},
        {[](auto& w) { w.status("a", {.messages = 3, .uid_next = 4, .size = 5'000'000'000}); },
         "* STATUS a (MESSAGES 3 UIDNEXT 4 SIZE 5000000000)\r\n"},
        {[](auto& w) { w.status("a", {}); }, "* STATUS a ()\r\n"},
        {[&](auto& w) { w.search(found); }, "* SEARCH 2 3 4 9\r\n"},
        {[](auto& w) { w.search({}); }, "* SEARCH\r\n"},
        {[&](auto& w) { w.esearch("A2", {Numbering::uid, 2, 9, 4, found}); },
         "* ESEARCH (TAG \"A2\") UID MIN 2 MAX 9 ALL 2:4,9 COUNT 4\r\n"},
        {[](auto& w) { w.esearch("A2", {}); }, "* ESEARCH (TAG \"A2\")\r\n"},
    };
    for (const Row& row : rows) EXPECT_EQ(written(row.write), row.line);
}

TEST(Reply, WritesResponseCodes) {
    const std::vector<std::uint32_t> from = {304, 319, 320}, to = {3956, 3957, 3958};
    const std::vector<std::string_view> keywords = {"$Junk"};
    EXPECT_EQ(code::append_uid(38505, 3955), "APPENDUID 38505 3955");
    EXPECT_EQ(code::copy_uid(38505, from, to), "COPYUID 38505 304,319:320 3956:3958");  // RFC 4315 4
    EXPECT_EQ(code::number("UIDNEXT", 7), "UIDNEXT 7");
    EXPECT_EQ(code::permanent_flags(SystemFlags::seen, keywords, code::NewKeywords::allowed),
              "PERMANENTFLAGS (\\Seen $Junk \\*)");
    EXPECT_EQ(code::permanent_flags(SystemFlags::none, {}, code::NewKeywords::refused), "PERMANENTFLAGS ()");
}

TEST(Reply, WritesSmallFetchItems) {
    auto line = written([](ReplyWriter& w) {
        w.fetch_begin(7);
        w.fetch_uid(42);
        w.fetch_flags(SystemFlags::none, {});
        w.fetch_internal_date(from_unix_ms(837'570'205'123));
        w.fetch_size(44827);
        w.fetch_end();
    });
    EXPECT_EQ(
        line,
        "* 7 FETCH (UID 42 FLAGS () INTERNALDATE \"17-Jul-1996 02:23:25 +0000\" RFC822.SIZE 44827)\r\n");
    EXPECT_EQ(written([](ReplyWriter& w) {
                  w.fetch_internal_date(from_unix_ms(-1));
                  w.fetch_uid(1);
              }),
              "INTERNALDATE \"31-Dec-1969 23:59:59 +0000\" UID 1");
}

TEST(Reply, NamesSectionsAsTheyWereAskedFor) {
    using Text = Section::Text;
    using Form = FetchBody::Form;
    using Seen = FetchBody::Seen;
    std::string out;
    ReplyWriter writer(&out, TextForm::rev1);
    writer.fetch_begin(1);
    writer.fetch_literal({}, 1);
    out += '(';  // what is streamed must not confuse the next item
    writer.fetch_nil({Form::body, Seen::peek, {{1, 2}, Text::mime, {}}, Partial{3, 4}});
    writer.fetch_nil({Form::body, Seen::peek, {{}, Text::header_fields, {"DATE", "a(b"}}, {}});
    writer.fetch_nil({Form::body, Seen::peek, {{4}, Text::header_fields_not, {"x"}}, {}});
    writer.fetch_binary_size({Form::binary_size, Seen::peek, {{1}, Text::whole, {}}, {}}, 12);
    writer.fetch_nil({Form::rfc822_header, Seen::peek, {{}, Text::header, {}}, {}});
    writer.fetch_literal({Form::binary, Seen::set, {{1}, Text::whole, {}}, Partial{0, 9}}, 2,
                         ReplyWriter::Octets::any);
    out += "ab";
    writer.fetch_end();
    EXPECT_EQ(
        out,
        "* 1 FETCH (BODY[] {1}\r\n( BODY[1.2.MIME]<3> NIL BODY[HEADER.FIELDS (DATE \"a(b\")] NIL "
        "BODY[4.HEADER.FIELDS.NOT (x)] NIL BINARY.SIZE[1] 12 RFC822.HEADER NIL BINARY[1]<0> ~{2}\r\nab)\r\n");
}

events::Envelope example_envelope() {
    events::Envelope envelope;
    envelope.set_date("Wed, 17 Jul 1996 02:23:25 -0700 (PDT)");
    envelope.set_subject("IMAP4rev2 WG mtg summary and minutes");
    auto add = [](events::Address* address, const char* name, const char* local, const char* domain) {
        if (name != nullptr) address->set_name(name);
        address->set_local(local);
        address->set_domain(domain);
    };
    add(envelope.add_from(), "Terry Gray", "gray", "cac.washington.example");
    add(envelope.add_to(), nullptr, "imap", "cac.washington.example");
    envelope.set_message_id("<B27397-0100000@cac.washington.example>");
    return envelope;
}

constexpr std::string_view example_text =
    "(\"Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\" \"IMAP4rev2 WG mtg summary and minutes\" "
    "((\"Terry Gray\" NIL \"gray\" \"cac.washington.example\")) "
    "((\"Terry Gray\" NIL \"gray\" \"cac.washington.example\")) "
    "((\"Terry Gray\" NIL \"gray\" \"cac.washington.example\")) "
    "((NIL NIL \"imap\" \"cac.washington.example\")) NIL NIL NIL "
    "\"<B27397-0100000@cac.washington.example>\")";

TEST(Reply, WritesEnvelopes) {
    EXPECT_EQ(written([](ReplyWriter& w) { w.fetch_envelope(example_envelope()); }),
              "ENVELOPE " + std::string(example_text));
    EXPECT_EQ(written([](ReplyWriter& w) { w.fetch_envelope({}); }),
              "ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)");
}

events::Part text_part(const char* subtype, std::uint64_t octets, std::uint64_t lines) {
    events::Part part;
    part.set_type("text");
    part.set_subtype(subtype);
    part.set_encoding("7bit");
    auto* parameter = part.add_parameters();
    parameter->set_name("charset");
    parameter->set_value("us-ascii");
    part.set_body_begin(100);
    part.set_body_end(100 + octets);
    part.set_lines(lines);
    return part;
}

TEST(Reply, WritesStructures) {
    events::Part mixed;
    mixed.set_type("multipart");
    mixed.set_subtype("mixed");
    *mixed.add_parts() = text_part("plain", 1152, 23);
    auto* message = mixed.add_parts();
    message->set_type("MESSAGE");
    message->set_subtype("rfc822");
    message->set_encoding("7bit");
    message->set_body_end(10);
    message->set_lines(3);
    *message->mutable_envelope() = example_envelope();
    *message->add_parts() = text_part("html", 5, 1);
    auto* image = mixed.add_parts();
    image->set_type("image");
    image->set_subtype("png");
    image->set_encoding("base64");
    image->set_disposition("attachment");
    auto* file = image->add_disposition_parameters();
    file->set_name("filename");
    file->set_value("\xc3\xbc");
    image->add_language("en");
    image->add_language("de");
    const std::string plain = "(\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 1152 23";
    const std::string inner =
        "(\"MESSAGE\" \"rfc822\" NIL NIL NIL \"7bit\" 10 " + std::string(example_text) + " ";
    const std::string html = "(\"text\" \"html\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 5 1";
    const std::string png = "(\"image\" \"png\" NIL NIL NIL \"base64\" 0";
    EXPECT_EQ(written([&](ReplyWriter& w) { w.fetch_body(mixed); }),
              "BODY (" + plain + ")" + inner + html + ") 3)" + png + ") \"mixed\")");
    EXPECT_EQ(written([&](ReplyWriter& w) { w.fetch_body_structure(mixed); }, TextForm::utf8),
              "BODYSTRUCTURE (" + plain + " NIL NIL NIL NIL)" + inner + html +
                  " NIL NIL NIL NIL) 3 NIL NIL NIL NIL)" + png +
                  " NIL (\"attachment\" (\"filename\" \"\xc3\xbc\")) (\"en\" \"de\") NIL) \"mixed\" NIL NIL "
                  "NIL NIL)");
    // RFC 2231 6: pieces of a parameter are one.
    for (const auto& [name, value] : {std::pair{"filename*0*", "utf-8''a%20"}, {"filename*1*", "b"}}) {
        events::Parameter* piece = mixed.add_disposition_parameters();
        piece->set_name(name);
        piece->set_value(value);
    }
    mixed.set_disposition("attachment");
    EXPECT_TRUE(written([&](ReplyWriter& w) {
                    w.fetch_body_structure(mixed);
                }).ends_with("NIL (\"attachment\" (\"filename*\" \"utf-8''a%20b\")) NIL NIL)"));
    events::Part empty;
    empty.set_type("multipart");
    empty.set_subtype("mixed");
    EXPECT_EQ(written([&](ReplyWriter& w) { w.fetch_body(empty); }),
              "BODY ((\"text\" \"plain\" NIL NIL NIL \"7bit\" 0 0) \"mixed\")");
}

}  // namespace
}  // namespace milpa::mail::imap

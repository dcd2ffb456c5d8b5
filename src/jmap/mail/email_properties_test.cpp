// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/mail/email_properties.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "mail/message/extract.hpp"

namespace milpa::jmap {
namespace {

namespace message = mail::message;

std::string with_crlf(std::string_view text) {
    std::string out;
    for (const char c : text) out += c == '\n' ? "\r\n" : std::string(1, c);
    return out;
}

/// Reads what a view needs, from memory.
void give_needs(EmailView& view, std::string_view octets) {
    if (view.needs_header()) view.give_header(std::string(octets.substr(0, view.header_end())));
    for (const EmailView::Need& need : view.needs()) {
        const events::Part& part = *need.part->part;
        const std::string_view body = octets.substr(part.body_begin(), part.body_end() - part.body_begin());
        if (need.header) {
            view.give_part_header(
                *need.part,
                std::string(octets.substr(part.header_begin(), part.body_begin() - part.header_begin())));
        }
        if (need.size) {
            DecodedSize size(part);
            size.feed(body);
            view.give_size(*need.part, size.finish());
        }
        if (need.value) {
            BodyValueReader value(part);
            value.feed(body);
            view.give_value(*need.part, value.finish());
        }
    }
}

json::object look(std::string_view octets, std::string_view arguments) {
    const events::MessageFacts facts = message::extract(octets);
    const auto properties = EmailProperties::from(json::parse(arguments).as_object(), EmailDefaults::get);
    EXPECT_TRUE(properties);
    EmailView view(*properties, facts, "b1");
    give_needs(view, octets);
    const EmailMeta meta{.id = "e1",
                         .blob_id = "b1",
                         .thread_id = "t1",
                         .mailbox_ids = {"m1", "m2"},
                         .keywords = {"$seen"},
                         .received_ms = 1'000};
    return view.json(&meta);
}

std::string text_of(const json::object& object) { return json::serialize(object); }

TEST(EmailProperties, MetadataAndFields) {
    const std::string octets = with_crlf(
        "From: Joe Bloggs <joe@example.com>\nTo: a@b.example, c@d.example\nSubject: "
        "=?utf-8?q?Gr=C3=BC=C3=9Fe?=\n"
        "Date: Fri, 21 Nov 1997 09:55:06 -0600\nMessage-ID: <1@x>\nIn-Reply-To: <0@x>\nReferences: <9@x> "
        "<0@x>\n"
        "List-Post: <mailto:partytime@lists.example.com>\n\nHello,\nworld\n");
    EXPECT_EQ(text_of(look(octets, R"({"properties":["id","blobId","threadId","mailboxIds","keywords","size",
                                       "receivedAt","hasAttachment","preview"]})")),
              R"({"id":"e1","blobId":"b1","threadId":"t1","mailboxIds":{"m1":true,"m2":true},)"
              R"("keywords":{"$seen":true},"size":)" +
                  std::to_string(octets.size()) +
                  R"(,"receivedAt":"1970-01-01T00:00:01Z","hasAttachment":false,"preview":"Hello, world"})");
    EXPECT_EQ(
        text_of(look(octets, R"({"properties":["from","to","cc","subject","sentAt","messageId","inReplyTo",
                                "references","sender","header:List-POST:asURLs"]})")),
        R"({"from":[{"name":"Joe Bloggs","email":"joe@example.com"}],)"
        R"("to":[{"name":null,"email":"a@b.example"},)"
        R"({"name":null,"email":"c@d.example"}],"cc":null,"subject":"Grüße",)"
        R"("sentAt":"1997-11-21T09:55:06-06:00","messageId":["1@x"],"inReplyTo":["0@x"],)"
        R"("references":["9@x","0@x"],"sender":null,)"
        R"("header:List-POST:asURLs":["mailto:partytime@lists.example.com"]})");
}

TEST(EmailProperties, ListsNeedNoOctets) {
    const events::MessageFacts facts = message::extract("From: a@b.example\r\nSubject: s\r\n\r\nx");
    const auto properties = EmailProperties::from(
        json::parse(
            R"({"properties":["id","threadId","mailboxIds","keywords","from","to","subject","receivedAt",
                        "sentAt","preview","hasAttachment","size","references"]})")
            .as_object(),
        EmailDefaults::get);
    const EmailView view(*properties, facts, "b");
    EXPECT_FALSE(view.needs_header());
    EXPECT_TRUE(view.needs().empty());
}

/// Facts keep a part of a long list: all of it is told.
TEST(EmailProperties, LongListsAreReadFromTheHeader) {
    std::string octets = "To: first@example.com";
    for (int i = 0; i < 1200; ++i) octets += ",\r\n somebody" + std::to_string(i) + "@example.com";
    octets += "\r\n\r\nx";
    EXPECT_EQ(look(octets, R"({"properties":["to"]})").at("to").as_array().size(), 1201);
    std::string references = "References:";
    for (int i = 0; i < 300; ++i)
        references += "\r\n <a-rather-long-id-number" + std::to_string(i) + "@example.com>";
    references += "\r\n\r\nx";
    EXPECT_EQ(look(references, R"({"properties":["references"]})").at("references").as_array().size(), 300);
}

TEST(EmailProperties, WhatIsNoPropertyIsRefused) {
    for (const char* wrong :
         {R"({"properties":["from","nothing"]})", R"({"properties":["header:From:asDate"]})",
          R"({"properties":["partId"]})", R"({"bodyProperties":["subject"]})",
          R"({"bodyProperties":["header:Content-Type:asNothing"]})"}) {
        const auto made = EmailProperties::from(json::parse(wrong).as_object(), EmailDefaults::get);
        ASSERT_FALSE(made) << wrong;
        EXPECT_EQ(made.error().type, "invalidArguments");
    }
}

/// The example of RFC 8621 4.1.4, with names that are the letters there.
constexpr std::string_view lists_example =
    "Content-Type: multipart/mixed; boundary=1\n\n"
    "--1\nContent-ID: <A>\nContent-Disposition: inline\n\na\n"
    "--1\nContent-Type: multipart/mixed; boundary=2\n\n"
    "--2\nContent-Type: multipart/alternative; boundary=3\n\n"
    "--3\nContent-Type: multipart/mixed; boundary=4\n\n"
    "--4\nContent-ID: <B>\nContent-Disposition: inline\n\nb\n"
    "--4\nContent-ID: <C>\nContent-Type: image/jpeg\nContent-Disposition: inline\n\nc\n"
    "--4\nContent-ID: <D>\nContent-Disposition: inline\n\nd\n--4--\n"
    "--3\nContent-Type: multipart/related; boundary=5\n\n"
    "--5\nContent-ID: <E>\nContent-Type: text/html\n\ne\n"
    "--5\nContent-ID: <F>\nContent-Type: image/jpeg\n\nf\n--5--\n--3--\n"
    "--2\nContent-ID: <G>\nContent-Type: image/jpeg\nContent-Disposition: attachment\n\ng\n"
    "--2\nContent-ID: <H>\nContent-Type: application/x-excel\n\nh\n"
    "--2\nContent-ID: <J>\nContent-Type: message/rfc822\n\nSubject: j\n\nj\n--2--\n"
    "--1\nContent-ID: <K>\nContent-Disposition: inline\n\nk\n--1--\n";

std::string cids(const json::value& list) {
    std::string out;
    for (const json::value& part : list.as_array()) out += part.as_object().at("cid").as_string();
    return out;
}

TEST(EmailProperties, ListsOfTheRfc) {
    const json::object email = look(with_crlf(lists_example),
                                    R"({"properties":["textBody","htmlBody","attachments","bodyStructure"],
                          "bodyProperties":["cid","type"]})");
    EXPECT_EQ(cids(email.at("textBody")), "ABCDK");
    EXPECT_EQ(cids(email.at("htmlBody")), "AEK");
    EXPECT_EQ(cids(email.at("attachments")), "CFGHJ");
    const json::object& structure = email.at("bodyStructure").as_object();
    EXPECT_EQ(structure.at("type"), "multipart/mixed");
    EXPECT_EQ(structure.at("subParts").as_array().size(), 3U);
    // What is attached is not looked into.
    const json::object& attached =
        structure.at("subParts").as_array()[1].as_object().at("subParts").as_array()[3].as_object();
    EXPECT_EQ(attached.at("type"), "message/rfc822");
    EXPECT_FALSE(attached.contains("subParts"));
}

TEST(EmailProperties, OneKindOfTextIsTheBodyForBoth) {
    const auto lists = [](std::string_view inside) {
        const json::object email =
            look(with_crlf("Content-Type: multipart/alternative; boundary=1\n\n" + std::string(inside) +
                           "--1--\n"),
                 R"({"properties":["textBody","htmlBody","attachments"],"bodyProperties":["cid"]})");
        return cids(email.at("textBody")) + "|" + cids(email.at("htmlBody")) + "|" +
               cids(email.at("attachments"));
    };
    EXPECT_EQ(lists("--1\nContent-Type: text/html\nContent-ID: <H>\n\nx\n"), "H|H|");
    EXPECT_EQ(lists("--1\nContent-ID: <P>\n\nx\n"), "P|P|");
    EXPECT_EQ(lists("--1\nContent-ID: <P>\n\nx\n--1\nContent-Type: text/html\nContent-ID: <H>\n\nx\n"
                    "--1\nContent-Type: text/calendar\nContent-ID: <C>\n\nx\n"),
              "P|H|C");
}

constexpr std::string_view parts_example =
    "Subject: parts\nContent-Type: multipart/mixed; boundary=1\n\n"
    "--1\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n"
    "Content-Language: de, en\nContent-Location: http://a.example/\n\nGr=FC=DFe\n"
    "--1\nContent-Type: image/png; name=\"old\"\nContent-Transfer-Encoding: base64\n"
    "Content-Disposition: attachment;\n filename*0*=utf-8''%e2%82; filename*1*=%ac.png\n"
    "Content-ID: <c@id>\nX-Own: 1\n\niVBORw0KGgo=\n--1--\n";

TEST(EmailProperties, PropertiesOfParts) {
    const json::object email = look(with_crlf(parts_example),
                                    R"({"properties":["textBody","attachments","bodyStructure"],
                 "bodyProperties":["partId","blobId","size","name","type","charset","disposition","cid",
                 "language",
                                   "location","header:X-Own","headers"]})");
    json::object text = email.at("textBody").as_array().at(0).as_object();
    text.erase("headers");
    EXPECT_EQ(
        text_of(text),
        R"({"partId":"1","blobId":"b1-1","size":5,"name":null,"type":"text/plain","charset":"iso-8859-1",)"
        R"("disposition":null,"cid":null,"language":["de","en"],"location":"http://a.example/",)"
        R"("header:X-Own":null})");
    json::object image = email.at("attachments").as_array().at(0).as_object();
    EXPECT_EQ(image.at("headers").as_array().size(), 5U);
    image.erase("headers");
    EXPECT_EQ(
        text_of(image),
        R"({"partId":"2","blobId":"b1-2","size":8,"name":"€.png","type":"image/png","charset":null,)"
        R"("disposition":"attachment","cid":"c@id","language":null,"location":null,"header:X-Own":" 1"})");
    const json::object& structure = email.at("bodyStructure").as_object();
    EXPECT_TRUE(structure.at("partId").is_null());
    EXPECT_TRUE(structure.at("blobId").is_null());
    EXPECT_EQ(structure.at("headers").as_array().size(), 2U);
    EXPECT_EQ(structure.at("subParts").as_array().at(1).at("size"), 8);
}

TEST(EmailProperties, ValuesThatAreWanted) {
    const std::string octets = with_crlf(
        "Content-Type: multipart/mixed; boundary=0\n\n--0\nContent-Type: multipart/alternative; "
        "boundary=1\n\n"
        "--1\n\nplain\n--1\nContent-Type: text/html\n\n<p>html\n--1--\n"
        "--0\nContent-Type: text/csv\nContent-Disposition: attachment\n\na,b\n--0--\n");
    const auto values = [&](std::string_view fetch) {
        const json::object email =
            look(octets, R"({"properties":["bodyValues"],")" + std::string(fetch) + R"(":true})");
        std::string ids;
        for (const auto& [id, value] : email.at("bodyValues").as_object())
            ids += std::string(id) + ":" + std::string(value.at("value").as_string()) + " ";
        return ids;
    };
    EXPECT_EQ(values("fetchNothing"), "");
    EXPECT_EQ(values("fetchTextBodyValues"), "1:plain ");
    EXPECT_EQ(values("fetchHTMLBodyValues"), "2:<p>html ");
    EXPECT_EQ(values("fetchAllBodyValues").size(), std::string("1:plain 2:<p>html 3:a,b ").size());
}

struct ValueRow {
    std::string_view type, encoding, body;
    std::uint64_t octets_max;
    std::string_view value;
    bool problem, truncated;
};
constexpr std::uint64_t all = BodyValueReader::no_limit;
constexpr ValueRow value_rows[] = {
    {"text/plain; charset=utf-8", "7bit", "a\r\nb\r\n", all, "a\nb\n", false, false},
    {"text/plain; charset=utf-8", "7bit", "a\rb\r\r\n\r", all, "a\rb\r\n\r", false, false},
    {"text/plain; charset=iso-8859-1", "quoted-printable", "gr=FC=\r\n=DF", all, "grüß", false, false},
    {"text/plain; charset=utf-8", "base64", "w6k=", all, "é", false, false},
    {"text/plain; charset=utf-8", "8bit", "\xff!", all, "\xef\xbf\xbd!", true, false},
    // U+FFFD that was written by the sender is no problem.
    {"text/plain; charset=utf-8", "8bit", "\xef\xbf\xbd", all, "\xef\xbf\xbd", false, false},
    {"text/plain", "8bit", "caf\xe9", all, "café", true, false},
    {"text/plain; charset=x-unheard-of", "7bit", "a", all, "a", true, false},
    {"text/plain; charset=utf-8", "x-unheard-of", "a=3D", all, "a=3D", true, false},
    {"text/plain; charset=utf-8", "8bit", "ab\xc3\xa9", 3, "ab", false, true},
    {"text/plain; charset=utf-8", "8bit", "ab\xc3\xa9", 4, "abé", false, false},
    {"text/html; charset=utf-8", "7bit", "<p>Hi <a href=\"x\">y</a>", 10, "<p>Hi ", false, true},
    {"text/html; charset=utf-8", "7bit", "1 < 2 and so on", 6, "1 < 2 ", false, true},
    {"text/html; charset=utf-8", "7bit", "<p>Hi there", 6, "<p>Hi ", false, true},
};

TEST(BodyValues, Rows) {
    for (const ValueRow& row : value_rows) {
        SCOPED_TRACE(row.body);
        const std::string octets = "Content-Type: " + std::string(row.type) +
                                   "\r\nContent-Transfer-Encoding: " + std::string(row.encoding) +
                                   "\r\n\r\n" + std::string(row.body);
        const events::MessageFacts facts = message::extract(octets);
        for (const std::size_t piece : {std::size_t{1}, octets.size()}) {
            BodyValueReader reader(facts.structure(), row.octets_max);
            for (std::size_t at = 0; at < row.body.size(); at += piece)
                reader.feed(row.body.substr(at, piece));
            const BodyValue value = reader.finish();
            EXPECT_EQ(value.value, row.value);
            EXPECT_EQ(value.is_encoding_problem, row.problem);
            EXPECT_EQ(value.is_truncated, row.truncated);
        }
    }
}

/// Real and broken messages: every property can be told, and every leaf has its place in the lists or is a
/// text of the body.
TEST(EmailProperties, Corpus) {
    namespace files = std::filesystem;
    const files::path root = files::path(MILPA_SOURCE_DIR) / "../shared/corpus/mail";
    if (!files::exists(root)) GTEST_SKIP() << "there is no corpus beside the source";
    for (const auto& entry : files::recursive_directory_iterator(root)) {
        if (entry.path().extension() != ".eml") continue;
        SCOPED_TRACE(entry.path().filename());
        std::ifstream file(entry.path(), std::ios::binary);
        const std::string octets(std::istreambuf_iterator<char>(file), {});
        const json::object email = look(
            octets, R"({"properties":["headers","subject","from","to","messageId","sentAt","bodyStructure",
                "bodyValues","textBody","htmlBody","attachments"],
                "bodyProperties":["partId","size","headers"],
                "fetchAllBodyValues":true})");
        EXPECT_TRUE(message::is_utf8(json::serialize(email)));
        std::set<std::string> listed;
        for (const char* list : {"textBody", "htmlBody", "attachments"}) {
            for (const json::value& part : email.at(list).as_array())
                listed.emplace(part.as_object().at("partId").as_string());
        }
        const events::MessageFacts facts = message::extract(octets);
        const BodyPart tree = body_tree(facts.structure());
        for (const BodyPart* leaf : leaves_of(tree)) {
            EXPECT_TRUE(listed.contains(leaf->id)) << leaf->id;
            EXPECT_EQ(find_body_part(tree, leaf->id), leaf);
        }
    }
}

}  // namespace
}  // namespace milpa::jmap

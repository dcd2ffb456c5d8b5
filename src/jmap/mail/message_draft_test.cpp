// SPDX-License-Identifier: AGPL-3.0-or-later
// Drafts and what is made of them: each is read back by the same eyes that read other people's mail.
#include "jmap/mail/message_draft.hpp"

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "jmap/mail/email_properties.hpp"
#include "jmap/mail/message_builder.hpp"
#include "mail/message/charset.hpp"
#include "mail/message/extract.hpp"

namespace milpa::jmap {
namespace {

namespace message = mail::message;

std::string build(std::string_view email) {
    const auto draft = read_draft(json::parse(email).as_object());
    EXPECT_TRUE(draft) << (draft ? "" : json::serialize(draft.error().to_object()));
    if (!draft) return {};
    int count = 0;
    const auto token = [&] { return "boundary" + std::to_string(++count); };
    std::string out;
    for (const Segment& segment : build_message(*draft, {"Date: D\r\n", "Message-ID: <m>\r\n"}, token)) {
        if (const auto* text = std::get_if<std::string>(&segment)) out += *text;
        if (const auto* blob = std::get_if<BlobSegment>(&segment))
            out += blob->base64 ? "QUJD\r\n" : "Subject: x\r\n\r\ny";
    }
    // RFC 5322 2.1.1, and nothing but CRLF.
    std::size_t begin = 0;
    for (std::size_t at = 0; (at = out.find('\n', at)) != std::string::npos; begin = ++at) {
        EXPECT_TRUE(at > 0 && out[at - 1] == '\r');
        EXPECT_LE(at - begin, line_octets_max + 1);
    }
    return out;
}

/// What a client gets back of it.
json::object look(const std::string& octets, std::string_view arguments) {
    const events::MessageFacts facts = message::extract(octets);
    const auto properties = EmailProperties::from(json::parse(arguments).as_object(), EmailDefaults::get);
    EXPECT_TRUE(properties);
    EmailView view(*properties, facts, "b");
    if (view.needs_header()) view.give_header(octets.substr(0, view.header_end()));
    for (const EmailView::Need& need : view.needs()) {
        const events::Part& part = *need.part->part;
        BodyValueReader value(part);
        value.feed(std::string_view(octets).substr(part.body_begin(), part.body_end() - part.body_begin()));
        if (need.value) view.give_value(*need.part, value.finish());
    }
    return view.json(nullptr);
}

std::string tree(const events::Part& part) {
    std::string made = part.type() + "/" + part.subtype();
    if (part.parts().empty()) return made;
    for (int i = 0; i < part.parts_size(); ++i) made += (i == 0 ? "(" : " ") + tree(part.parts(i));
    return made + ")";
}

TEST(MessageDraft, AMessageInFull) {
    EXPECT_EQ(
        build(R"({"from":[{"name":"Joe","email":"joe@example.com"}],"subject":"Hi",
                        "textBody":[{"partId":"1","type":"text/plain"}],
                        "bodyValues":{"1":{"value":"Hello,\nworld"}}})"),
        "Date: D\r\nFrom: Joe <joe@example.com>\r\nSubject: Hi\r\nMessage-ID: <m>\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n\r\nHello,\r\nworld");
    EXPECT_EQ(
        build("{}"),
        "Date: D\r\nMessage-ID: <m>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n");
}

/// What goes in comes out again.
TEST(MessageDraft, FieldsComeBack) {
    constexpr std::string_view fields[] = {
        R"({"subject":"Grüße aus dem schönen Österreich, und viel mehr Worte, damit gefaltet wird: ₤ ₤"})",
        R"({"subject":"日本語の件名はとても長いので、いくつかの符号化された単語に分けられます。それでも読めます。"})",
        R"({"subject":"=?utf-8?q?not=20encoded?= by me"})",
        R"({"subject":"two  spaces and é  é"})",
        R"({"subject":""})",
        R"({"from":[{"name":"Dr. \"Quote\" \\ O'Neil, Jr.","email":"a@b.example"}]})",
        R"({"to":[{"name":"Ünï Cödé","email":"u@example.com"},{"name":null,"email":"bob"}]})",
        R"({"to":[{"name":null,"email":"grå@räksmörgås.example"}]})",
        R"({"cc":[{"name":null,"email":"\"two words\"@example.com"}]})",
        R"({"messageId":["1@x"],"inReplyTo":["0@x"],"references":["8@x","9@x"]})",
        R"({"sentAt":"2014-10-30T14:12:00+08:00"})",
        R"({"sentAt":"2014-10-30T06:12:00Z"})",
        R"({"header:X-One":" a\r\n b"})",
        R"({"header:X-Many:all":[" 1"," 2"]})",
        R"({"header:List-Unsubscribe:asURLs":["mailto:a@b","http://a.example/?x=1"]})",
        R"({"header:To:asGroupedAddresses":[{"name":null,"addresses":[{"name":null,"email":"a@b.example"}]},
            {"name":"Frïends","addresses":[{"name":"J","email":"j@b.example"},
             {"name":null,"email":"k@b.example"}]},
            {"name":"none","addresses":[]}]})",
    };
    for (const std::string_view email : fields) {
        SCOPED_TRACE(email);
        const json::object given = json::parse(email).as_object();
        json::array names;
        for (const auto& member : given) names.emplace_back(member.key());
        json::object arguments;
        arguments["properties"] = names;
        const std::string octets = build(email);
        EXPECT_EQ(json::serialize(look(octets, json::serialize(arguments))), json::serialize(given))
            << octets;
    }
}

TEST(MessageDraft, HeadersAreAsciiAndShort) {
    std::string many = R"({"to":[)";
    for (int i = 0; i < 300; ++i)
        many += (i > 0 ? "," : "") + std::string(R"({"name":"Ä Person )") + std::to_string(i) +
                R"(","email":"p)" + std::to_string(i) + R"(@example.com"})";
    const std::string octets = build(many + R"(],"subject":")" + std::string(3000, 'x') + R"("})");
    EXPECT_TRUE(message::is_ascii(octets));
    std::size_t longest = 0;
    std::size_t begin = 0;
    for (std::size_t at = 0; (at = octets.find("\r\n", at)) != std::string::npos; begin = at += 2)
        longest = std::max(longest, at - begin);
    EXPECT_LE(longest, 80U);
    EXPECT_EQ(look(octets, R"({"properties":["to"]})").at("to").as_array().size(), 300);
    EXPECT_EQ(look(octets, R"({"properties":["subject"]})").at("subject").as_string().size(), 3000);
}

TEST(MessageDraft, BodiesComeBack) {
    std::string long_line(5000, 'x');
    std::string all_octets = "\x01\x7f";
    const std::string bodies[] = {"plain\n",
                                  "",
                                  "no end",
                                  "Ünïcödé wïth äccénts",
                                  "日本語のテキスト\n二行目\n",
                                  long_line,
                                  "From here\n.\n..\n=3D = \n trailing \n\ttab\t",
                                  "a\n\n\n",
                                  all_octets,
                                  long_line + "é"};
    for (const std::string& body : bodies) {
        SCOPED_TRACE(body.substr(0, 40));
        json::object email;
        email["bodyValues"] = json::object{{"a", json::object{{"value", body}}}};
        email["textBody"] = json::array{json::object{{"partId", "a"}}};
        const std::string octets = build(json::serialize(email));
        EXPECT_TRUE(message::is_ascii(octets));
        const json::object back = look(octets, R"({"properties":["bodyValues"],"fetchAllBodyValues":true})");
        const json::object& value = back.at("bodyValues").at("1").as_object();
        EXPECT_EQ(value.at("value").as_string(), body);
        EXPECT_EQ(value.at("isEncodingProblem"), false);
    }
}

struct TreeRow {
    std::string_view email;
    std::string_view tree;
};
constexpr TreeRow tree_rows[] = {
    {R"({"textBody":[{"partId":"t"}]})", "text/plain"},
    {R"({"htmlBody":[{"partId":"h","type":"text/html"}]})", "text/html"},
    {R"({"textBody":[{"partId":"t"}],"htmlBody":[{"partId":"h","type":"text/html"}]})",
     "multipart/alternative(text/plain text/html)"},
    {R"({"textBody":[{"partId":"t"}],"attachments":[{"blobId":"b","type":"image/png","name":"x.png"}]})",
     "multipart/mixed(text/plain image/png)"},
    {R"({"attachments":[{"blobId":"b","type":"image/png"}]})", "multipart/mixed(image/png)"},
    {R"({"textBody":[{"partId":"t"}],"htmlBody":[{"partId":"h","type":"text/html"}],
         "attachments":[{"blobId":"b","type":"image/png","cid":"pic"},{"blobId":"b"},
                        {"blobId":"b","type":"message/rfc822"}]})",
     "multipart/mixed(multipart/alternative(text/plain multipart/related(text/html image/png)) "
     "application/octet-stream message/rfc822(text/plain))"},
    {R"({"bodyStructure":{"type":"multipart/mixed","subParts":[{"partId":"t"},
         {"type":"multipart/digest","subParts":[{"blobId":"b","type":"message/rfc822"}]}]}})",
     "multipart/mixed(text/plain multipart/digest(message/rfc822(text/plain)))"},
};

TEST(MessageDraft, Trees) {
    for (const TreeRow& row : tree_rows) {
        SCOPED_TRACE(row.email);
        json::object email = json::parse(row.email).as_object();
        email["bodyValues"] = json::parse(R"({"t":{"value":"text"},"h":{"value":"<img src=\"cid:pic\">"}})");
        EXPECT_EQ(tree(message::extract(build(json::serialize(email))).structure()), row.tree);
    }
}

TEST(MessageDraft, PropertiesOfPartsComeBack) {
    const std::string octets = build(
        R"({"bodyValues":{"t":{"value":"x"}},
            "bodyStructure":{"type":"multipart/mixed","header:X-Top":" 1","subParts":[
            {"partId":"t","type":"text/markdown","language":["de","en"],"location":"http://a.example/",
             "header:X-Own:asText":"Grüße"},
            {"blobId":"b","type":"application/pdf",
             "name":"Jahresbericht — für alle Mitglieder und Freunde, vorläufige Fassung.pdf",
             "disposition":"attachment","cid":"id1"},
            {"blobId":"b","type":"image/png","name":"a \"b\".png"}]}})");
    const json::object back =
        look(octets,
             R"({"properties":["bodyStructure","header:X-Top"],"bodyProperties":["type","name","disposition",
                         "cid","language","location","charset"]})");
    EXPECT_EQ(back.at("header:X-Top"), " 1");
    const json::array& parts = back.at("bodyStructure").at("subParts").as_array();
    EXPECT_EQ(json::serialize(parts[0]),
              R"({"type":"text/markdown","name":null,"disposition":null,"cid":null,"language":["de","en"],)"
              R"("location":"http://a.example/","charset":"utf-8"})");
    EXPECT_EQ(parts[1].at("name"), "Jahresbericht — für alle Mitglieder und Freunde, vorläufige Fassung.pdf");
    EXPECT_EQ(parts[1].at("disposition"), "attachment");
    EXPECT_EQ(parts[1].at("cid"), "id1");
    EXPECT_EQ(parts[2].at("name"), "a \"b\".png");
    EXPECT_TRUE(parts[2].at("disposition").is_null());
    EXPECT_NE(octets.find("X-Own: =?utf-8?"), std::string::npos);
}

struct RefusedRow {
    std::string_view email;
    std::string_view property;  ///< that is blamed
};
constexpr RefusedRow refused_rows[] = {
    {R"({"headers":[]})", "headers"},
    {R"({"nothing":1})", "nothing"},
    {R"({"id":"a"})", "id"},
    {R"({"from":[{"email":"a@b"}],"header:From":" x"})", "header:From"},
    {R"({"header:From:asDate":"2014-10-30T06:12:00Z"})", "header:From:asDate"},
    {R"({"header:Content-Type":" text/plain"})", "header:Content-Type"},
    {R"({"header:MIME-Version":" 1.0"})", "header:MIME-Version"},
    {R"({"header:X":" a\nBcc: x"})", "header:X"},
    {R"({"header:X":" a\r\nBcc: x"})", "header:X"},
    {R"({"header:X":" a\r\n \r\n b"})", "header:X"},
    {R"({"header:X":" a\r\n "})", "header:X"},
    {R"({"header:X:all":" a"})", "header:X:all"},
    {R"({"from":"a@b"})", "from"},
    {R"({"from":[{"name":"x"}]})", "from"},
    {R"({"from":[{"email":"a\r\nb@c"}]})", "from"},
    {R"({"from":[{"email":"a>b@c"}]})", "from"},
    {R"({"subject":1})", "subject"},
    {R"({"sentAt":"yesterday"})", "sentAt"},
    {R"({"messageId":["a b"]})", "messageId"},
    {R"({"bodyStructure":{"partId":"t"},"textBody":[]})", "textBody"},
    {R"({"subject":"a","bodyStructure":{"partId":"t","header:Subject":" b"}})",
     "bodyStructure/header:Subject"},
    {R"({"textBody":[]})", "textBody"},
    {R"({"textBody":[{"partId":"t"},{"partId":"t"}]})", "textBody"},
    {R"({"textBody":[{"partId":"t","type":"text/html"}]})", "textBody/0/type"},
    {R"({"htmlBody":[{"partId":"t","type":"text/plain"}]})", "htmlBody/0/type"},
    {R"({"textBody":[{"partId":"nowhere"}]})", "textBody/0/partId"},
    {R"({"textBody":[{}]})", "textBody/0/partId"},
    {R"({"textBody":[{"partId":"t","blobId":"b"}]})", "textBody/0/blobId"},
    {R"({"textBody":[{"partId":"t","charset":"utf-8"}]})", "textBody/0/charset"},
    {R"({"textBody":[{"partId":"t","size":1}]})", "textBody/0/size"},
    {R"({"textBody":[{"partId":"t","headers":[]}]})", "textBody/0/headers"},
    {R"({"textBody":[{"partId":"t","header:Content-Transfer-Encoding":" 7bit"}]})",
     "textBody/0/header:Content-Transfer-Encoding"},
    {R"({"textBody":[{"partId":"t","header:X":"a","header:x":"b"}]})", "textBody/0/header:x"},
    {R"({"textBody":[{"partId":"t","type":"text/plain","header:Content-Type":" text/plain"}]})",
     "textBody/0/header:Content-Type"},
    {R"({"attachments":[{"partId":"t","type":"image/png"}]})", "attachments/0/type"},
    {R"({"attachments":[{"blobId":"b","type":"image"}]})", "attachments/0/type"},
    {R"({"attachments":[{"blobId":"b","cid":"a>\r\nX: y"}]})", "attachments/0/cid"},
    {R"({"bodyStructure":{"type":"multipart/mixed"}})", "bodyStructure/subParts"},
    {R"({"bodyStructure":{"type":"multipart/mixed","subParts":[]}})", "bodyStructure/subParts"},
    {R"({"bodyStructure":{"partId":"t","subParts":[{"partId":"t"}]}})", "bodyStructure/type"},
    {R"({"bodyStructure":{"partId":"t","type":"text/plain","subParts":[{"partId":"t"}]}})",
     "bodyStructure/subParts"},
    {R"({"bodyValues":{"t":{"value":"x","isTruncated":true}}})", "bodyValues/t"},
    {R"({"bodyValues":{"t":{"value":"x","isEncodingProblem":true}}})", "bodyValues/t"},
};

TEST(MessageDraft, WhatTheRfcForbidsIsRefused) {
    for (const RefusedRow& row : refused_rows) {
        SCOPED_TRACE(row.email);
        json::object email = json::parse(row.email).as_object();
        if (!email.contains("bodyValues")) email["bodyValues"] = json::parse(R"({"t":{"value":"text"}})");
        const auto draft = read_draft(email);
        if (draft) {
            ADD_FAILURE() << "was taken";
            continue;
        }
        EXPECT_EQ(draft.error().type, "invalidProperties");
        EXPECT_NE(std::ranges::find(draft.error().properties, row.property), draft.error().properties.end())
            << json::serialize(draft.error().to_object());
    }
}

TEST(MessageDraft, BlobsAreNamedOnce) {
    const auto draft =
        read_draft(json::parse(R"({"attachments":[{"blobId":"b"},{"blobId":"a"},{"blobId":"b"}],
                                                  "mailboxIds":{"x":true}})")
                       .as_object());
    ASSERT_TRUE(draft);
    EXPECT_EQ(blobs_of(*draft), (std::vector<std::string>{"b", "a"}));
}

}  // namespace
}  // namespace milpa::jmap

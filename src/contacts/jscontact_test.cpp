// SPDX-License-Identifier: AGPL-3.0-or-later
// Rows of vCard lines and what they are in JSContact, read in both directions; many are the examples of
// RFC 9555.
#include "contacts/jscontact.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace milpa::contacts {
namespace {

json::object object_of(std::string_view text) {
    boost::system::error_code error;
    json::value value = json::parse(text, error);
    EXPECT_FALSE(error) << text;
    return value.is_object() ? value.get_object() : json::object();
}

json::object card_with(std::string_view members) {
    json::object card = object_of(members);
    card["@type"] = "Card";
    card["version"] = "1.0";
    card["uid"] = "u";
    return card;
}

json::object read(std::string_view lines, std::string_view version = "4.0") {
    const auto vcard = read_vcard("BEGIN:VCARD\r\nVERSION:" + std::string(version) + "\r\nUID:u\r\n" +
                                  std::string(lines) + "END:VCARD\r\n");
    EXPECT_TRUE(vcard.has_value()) << lines;
    return vcard ? card_from_vcard(*vcard) : json::object();
}

struct Row {
    std::string_view lines;
    std::string_view members;
};

// 4.0 and JSContact say the same: lines become the members, and the members, written, become them again.
constexpr Row same[] = {
    {"FN:John\r\nKIND:org\r\n", R"({"name":{"full":"John"},"kind":"org"})"},
    {"FN:\r\nN:;;;;\r\nKIND:org\r\n", R"({"kind":"org"})"},
    {"FN:J\r\nN;SORT-AS=\"Stevenson,John Philip\":Stevenson;John;Philip,Paul;Dr.;Jr.,M.D.,A.C.P.;;Jr.\r\n",
     R"({"name":{"full":"J","components":[{"kind":"surname","value":"Stevenson"},{"kind":"given",
        "value":"John"},
        {"kind":"given2","value":"Philip"},{"kind":"given2","value":"Paul"},{"kind":"title","value":"Dr."},
        {"kind":"credential","value":"M.D."},{"kind":"credential","value":"A.C.P."},
        {"kind":"generation","value":"Jr."}],"sortAs":{"surname":"Stevenson","given":"John Philip"}}})"},
    {"FN:J\r\nN;JSCOMPS=\"s,;1;s, ;0\":Doe;Jane;;;\r\n",
     R"({"name":{"full":"J","defaultSeparator":"","isOrdered":true,"components":[{"kind":"given",
        "value":"Jane"},
        {"kind":"separator","value":" "},{"kind":"surname","value":"Doe"}]}})"},
    {"FN:J\r\nN;ALTID=1:Smith;John;;;\r\nN;ALTID=1;PHONETIC=ipa:smT;dZQn;;;\r\n",
     R"({"name":{"full":"J","phoneticSystem":"ipa","components":[
        {"kind":"surname","value":"Smith","phonetic":"smT"},{"kind":"given","value":"John",
        "phonetic":"dZQn"}]}})"},
    {"FN:J\r\nNICKNAME;PROP-ID=n1:Johnny\r\nNICKNAME;PROP-ID=n2;TYPE=work:The John\r\n",
     R"({"name":{"full":"J"},"nicknames":{"n1":{"name":"Johnny"},"n2":{"name":"The John",
        "contexts":{"work":true}}}})"},
    {"FN:J\r\nPHOTO;PROP-ID=p:data:image/png;base64,iVBORw0K\r\n",
     R"({"name":{"full":"J"},"media":{"p":{"kind":"photo","uri":"data:image/png;base64,iVBORw0K"}}})"},
    {"FN:J\r\nBDAY;PROP-ID=k8:19530415\r\n",
     R"({"name":{"full":"J"},"anniversaries":{"k8":{"kind":"birth","date":{"year":1953,"month":4,
        "day":15}}}})"},
    {"FN:J\r\nBDAY;PROP-ID=k8:--0415\r\n",
     R"({"name":{"full":"J"},"anniversaries":{"k8":{"kind":"birth","date":{"month":4,"day":15}}}})"},
    {"FN:J\r\nDEATHDATE;PROP-ID=k9:20191015T231000Z\r\nDEATHPLACE;PROP-ID=k9:4445 Tree\\nUSA\r\n",
     R"({"name":{"full":"J"},"anniversaries":{"k9":{"kind":"death","place":{"full":"4445 Tree\nUSA"},
        "date":{"@type":"Timestamp","utc":"2019-10-15T23:10:00Z"}}}})"},
    {"FN:J\r\nBIRTHPLACE:Oaxaca\r\n",
     R"({"name":{"full":"J"},"vCardProps":[["birthplace",{},"unknown","Oaxaca"]]})"},
    {"FN:J\r\nBIRTHPLACE:Oaxaca\r\nBDAY:--0415\r\n",
     R"({"name":{"full":"J"},"anniversaries":{"a1":{"kind":"birth","place":{"full":"Oaxaca"},
        "date":{"month":4,"day":15}}}})"},
    {"FN:J\r\nGRAMGENDER:neuter\r\nPRONOUNS;PROP-ID=k19;PREF=2:they/them\r\n",
     R"({"name":{"full":"J"},"speakToAs":{"grammaticalGender":"neuter",
        "pronouns":{"k19":{"pronouns":"they/them","pref":2}}}})"},
    {"FN:J\r\nADR;PROP-ID=a1;TYPE=billing;CC=us;GEO=\"geo:46.77,-71.13\";TZ=America/New_York;LABEL=\"54321 "
     "Oak\":"
     ";;54321 Oak;Reston;VA;20190;USA;;;;54321;Oak;;;;;;\r\n",
     R"({"name":{"full":"J"},"addresses":{"a1":{"contexts":{"billing":true},"countryCode":"us",
        "coordinates":"geo:46.77,-71.13","timeZone":"America/New_York","full":"54321 Oak","components":[
        {"kind":"locality","value":"Reston"},{"kind":"region","value":"VA"},{"kind":"postcode",
        "value":"20190"},
        {"kind":"country","value":"USA"},{"kind":"number","value":"54321"},{"kind":"name",
        "value":"Oak"}]}}})"},
    {"FN:J\r\nTEL;PROP-ID=t;VALUE=uri;PREF=1;TYPE=\"cell,home\":tel:+1-555\r\n",
     R"({"name":{"full":"J"},"phones":{"t":{"number":"tel:+1-555","pref":1,"contexts":{"private":true},
        "features":{"mobile":true}}}})"},
    {"FN:J\r\nEMAIL;PROP-ID=e1;TYPE=work:a@x.example\r\n",
     R"({"name":{"full":"J"},"emails":{"e1":{"address":"a@x.example","contexts":{"work":true}}}})"},
    {"FN:J\r\nIMPP;PROP-ID=x1:xmpp:alice@example.com\r\nitem1.SOCIALPROFILE;PROP-ID=x2;SERVICE-TYPE=Mastodon;"
     "USERNAME=\"@a@b\":https://b/@a\r\nitem1.X-ABLabel:foo\r\n",
     R"({"name":{"full":"J"},"onlineServices":{"x1":{"uri":"xmpp:alice@example.com","vCardName":"impp"},
        "x2":{"service":"Mastodon","user":"@a@b","uri":"https://b/@a","label":"foo",
        "vCardParams":{"group":"item1"}}}})"},
    {"FN:J\r\nLANG;PROP-ID=l1;PREF=1;TYPE=work:en\r\n",
     R"({"name":{"full":"J"},"preferredLanguages":{"l1":{"language":"en","pref":1,
        "contexts":{"work":true}}}})"},
    {"FN:J\r\nORG;PROP-ID=o1;SORT-AS=\"ABC\":ABC\\, Inc.;North American Division;Marketing\r\n",
     R"({"name":{"full":"J"},"organizations":{"o1":{"name":"ABC, Inc.","sortAs":"ABC",
        "units":[{"name":"North American Division"},{"name":"Marketing"}]}}})"},
    {"FN:J\r\nTITLE;PROP-ID=le9:Research Scientist\r\ng.ROLE;PROP-ID=k2:Project "
     "Leader\r\ng.ORG;PROP-ID=o2:ABC\r\n",
     R"({"name":{"full":"J"},"titles":{"le9":{"kind":"title","name":"Research Scientist"},
        "k2":{"kind":"role","name":"Project Leader","organizationId":"o2","vCardParams":{"group":"g"}}},
        "organizations":{"o2":{"name":"ABC","vCardParams":{"group":"g"}}}})"},
    {"FN:J\r\nKIND:group\r\nMEMBER:urn:uuid:03a0e51f\r\n",
     R"({"name":{"full":"J"},"kind":"group","members":{"urn:uuid:03a0e51f":true}})"},
    {"FN:J\r\nRELATED;TYPE=friend:urn:uuid:f81d\r\nRELATED;VALUE=text:8cac@example.com\r\n",
     R"({"name":{"full":"J"},"relatedTo":{"urn:uuid:f81d":{"relation":{"friend":true}},
        "8cac@example.com":{"relation":{}}}})"},
    {"FN:J\r\nEXPERTISE;PROP-ID=a;LEVEL=expert;INDEX=1:chemistry\r\nHOBBY;PROP-ID=b;LEVEL=high:reading\r\n",
     R"({"name":{"full":"J"},"personalInfo":{"a":{"kind":"expertise","value":"chemistry","level":"high",
        "listAs":1},
        "b":{"kind":"hobby","value":"reading","level":"high"}}})"},
    {"FN:J\r\nORG-DIRECTORY;PROP-ID=d;INDEX=1:ldap://x\r\nSOURCE;PROP-ID=e:https://s\r\n",
     R"({"name":{"full":"J"},"directories":{"d":{"kind":"directory","uri":"ldap://x","listAs":1},
        "e":{"kind":"entry","uri":"https://s"}}})"},
    {"FN:J\r\nCATEGORIES:internet,IETF\r\nLANGUAGE:de-AT\r\nPRODID:-//A\r\n",
     R"({"name":{"full":"J"},"keywords":{"internet":true,"IETF":true},"language":"de-AT",
        "prodId":"-//A"})"},
    {"FN:J\r\nNOTE;PROP-ID=n1;CREATED=20221123T150132Z;AUTHOR-NAME=John:Open\\, Mon-Fri\r\n",
     R"({"name":{"full":"J"},"notes":{"n1":{"note":"Open, Mon-Fri","created":"2022-11-23T15:01:32Z",
        "author":{"name":"John"}}}})"},
    {"FN:J\r\nREV:20211031T222710Z\r\nCREATED:20220930T143510Z\r\n",
     R"({"name":{"full":"J"},"updated":"2021-10-31T22:27:10Z","created":"2022-09-30T14:35:10Z"})"},
    {"FN:J\r\nKEY;PROP-ID=k:https://k\r\nURL;PROP-ID=l:https://"
     "u\r\nCONTACT-URI;PROP-ID=c;PREF=1:mailto:c@x\r\n",
     R"({"name":{"full":"J"},"cryptoKeys":{"k":{"uri":"https://k"}},"links":{"l":{"uri":"https://u"},
        "c":{"kind":"contact","uri":"mailto:c@x","pref":1}}})"},
    {"FN:J\r\nCALURI;PROP-ID=c:webcal://a\r\nFBURL;PROP-ID=f:https://b\r\nCALADRURI;PROP-ID=s:mailto:j@x\r\n",
     R"({"name":{"full":"J"},"calendars":{"c":{"kind":"calendar","uri":"webcal://a"},
        "f":{"kind":"freeBusy","uri":"https://b"}},"schedulingAddresses":{"s":{"uri":"mailto:j@x"}}})"},
    {"FN:J\r\nTITLE;PROP-ID=t1;ALTID=1:novelist\r\nTITLE;PROP-ID=t1;ALTID=1;LANGUAGE=es:autor\r\n",
     R"({"name":{"full":"J"},"titles":{"t1":{"kind":"title","name":"novelist"}},
        "localizations":{"es":{"titles/t1":{"kind":"title","name":"autor"}}}})"},
    {"FN;ALTID=1:J\r\nFN;ALTID=1;LANGUAGE=es:Juan\r\n",
     R"({"name":{"full":"J"},"localizations":{"es":{"name":{"full":"Juan"}}}})"},
    // What the other form does not know stays.
    {"FN:J\r\nitem2.X-FOO;PREF=1:bar\r\n",
     R"({"name":{"full":"J"},"vCardProps":[["x-foo",{"group":"item2","pref":"1"},"unknown","bar"]]})"},
    {"FN:J\r\nEMAIL;PROP-ID=e1;PID=1.1;X-FOO=\"a,b\",c:a@x.example\r\n",
     R"({"name":{"full":"J"},"emails":{"e1":{"address":"a@x.example",
        "vCardParams":{"pid":"1.1","x-foo":["a,b","c"]}}}})"},
    {"FN:J\r\nJSPROP;JSPTR=\"example.com:foo\":{\"a\":1}\r\n",
     R"({"name":{"full":"J"},"example.com:foo":{"a":1}})"},
    {"FN:J\r\nEMAIL;PROP-ID=e1:a@x.example\r\nJSPROP;JSPTR=\"emails/e1/example.com:x\":[1\\,2]\r\n",
     R"({"name":{"full":"J"},"emails":{"e1":{"address":"a@x.example","example.com:x":[1,2]}}})"},
};

TEST(JSContact, SaysTheSameAsAVCard) {
    for (const Row& row : same) {
        const json::object card = read(row.lines);
        EXPECT_EQ(card, card_with(row.members)) << row.lines << json::serialize(card);
        EXPECT_TRUE(check_card(card).empty()) << json::serialize(card);
        const std::string written = write_vcard(card_to_vcard(card, VCardVersion::v40));
        const auto again = read_vcard(written);
        ASSERT_TRUE(again.has_value()) << written;
        EXPECT_EQ(card_from_vcard(*again), card) << written;
        // 3.0 carries all of it, too, but for what only numbers say there.
        EXPECT_TRUE(read_vcard(write_vcard(card_to_vcard(card, VCardVersion::v30))).has_value());
    }
}

std::string line_of(std::string_view members, VCardVersion version, std::string_view name) {
    const VCard vcard = card_to_vcard(card_with(members), version);
    const Property* property = vcard.find(name);
    return property == nullptr ? std::string("none")
                               : write_vcard({.version = version, .properties = {*property}})
                                     .substr(std::string_view("BEGIN:VCARD\r\nVERSION:4.0\r\n").size());
}

TEST(JSContact, WritesAsTheRfcShows) {
    const std::string_view name = R"({"name":{"isOrdered":true,"components":[{"kind":"title","value":"Ms."},
        {"kind":"given","value":"Mary Jean"},{"kind":"given2","value":"Elizabeth"},
        {"kind":"surname","value":"van Halen"},{"kind":"surname2","value":"Barrientos"},
        {"kind":"generation","value":"III"},{"kind":"separator","value":", "},{"kind":"credential",
        "value":"PhD"}]}})";
    EXPECT_EQ(line_of(name, VCardVersion::v40, "N"),
              "N;JSCOMPS=\";3;1;2;0;5;6;s,\\, ;4\":van Halen,Barrientos;Mary Jean;Elizabeth;M\r\n"
              " s.;PhD,III;Barrientos;III\r\nEND:VCARD\r\n");
    EXPECT_EQ(line_of(name, VCardVersion::v40, "FN"),
              "FN;DERIVED=TRUE:Ms. Mary Jean Elizabeth van Halen Barrientos III\\, PhD\r\nEND:VCARD\r\n");
}

TEST(JSContact, WritesThreeAsPhonesReadIt) {
    struct Old {
        std::string_view members;
        std::string_view name;
        std::string_view line;
    };
    const Old rows[] = {
        {R"({"name":{"full":"J"}})", "N", "N;DERIVED=TRUE:J;;;;\r\n"},
        {R"({"emails":{"e":{"address":"a@x.example","pref":1,"contexts":{"work":true}}}})", "EMAIL",
         "EMAIL;PROP-ID=e;TYPE=work,internet,pref:a@x.example\r\n"},
        {R"({"phones":{"t":{"number":"+1 555","features":{"mobile":true}}}})", "TEL",
         "TEL;PROP-ID=t;TYPE=cell:+1 555\r\n"},
        {R"({"media":{"p":{"kind":"photo","uri":"data:image/jpeg;base64,/9j/4AAQ"}}})", "PHOTO",
         "PHOTO;ENCODING=b;TYPE=JPEG;PROP-ID=p:/9j/4AAQ\r\n"},
        {R"({"media":{"p":{"kind":"photo","uri":"https://x/p.jpg"}}})", "PHOTO",
         "PHOTO;VALUE=uri;PROP-ID=p:https://x/p.jpg\r\n"},
        {R"({"anniversaries":{"b":{"kind":"birth","date":{"year":1953,"month":4,"day":15}}}})", "BDAY",
         "BDAY;PROP-ID=b:1953-04-15\r\n"},
        {R"({"anniversaries":{"b":{"kind":"birth","date":{"month":4,"day":15}}}})", "BDAY",
         "BDAY;PROP-ID=b;X-APPLE-OMIT-YEAR=1604:1604-04-15\r\n"},
        {R"({"kind":"group"})", "X-ADDRESSBOOKSERVER-KIND", "X-ADDRESSBOOKSERVER-KIND:group\r\n"},
        {R"({"kind":"group","members":{"A1":true}})", "X-ADDRESSBOOKSERVER-MEMBER",
         "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:A1\r\n"},
        {R"({"updated":"2021-10-31T22:27:10Z"})", "REV", "REV:2021-10-31T22:27:10Z\r\n"},
    };
    for (const Old& row : rows) {
        EXPECT_EQ(line_of(row.members, VCardVersion::v30, row.name), std::string(row.line) + "END:VCARD\r\n");
        const auto again = read_vcard(write_vcard(card_to_vcard(card_with(row.members), VCardVersion::v30)));
        ASSERT_TRUE(again.has_value());
        const json::object card = card_from_vcard(*again);
        for (const auto& [member, value] : object_of(row.members)) {
            EXPECT_EQ(card.contains(member) ? card.at(member) : json::value(), value)
                << row.members << json::serialize(card);
        }
    }
}

TEST(JSContact, ReadsWhatApplesSend) {
    const json::object card = read(
        "N:Doe;Jane;;;\r\nFN:Jane Doe\r\nitem1.EMAIL;type=INTERNET;type=pref:j@x.example\r\n"
        "item1.X-ABLabel:_$!<Other>!$_\r\nTEL;type=CELL;type=VOICE:+1 555\r\n"
        "BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-06\r\n"
        "X-SOCIALPROFILE;type=twitter;x-user=jd:https://t.example/jd\r\n"
        "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ\r\n SkZJRg==\r\n"
        "X-ADDRESSBOOKSERVER-KIND:group\r\nX-ADDRESSBOOKSERVER-MEMBER:urn:uuid:AB-1\r\n",
        "3.0");
    const json::object expected = object_of(R"({"@type":"Card","version":"1.0","uid":"u","kind":"group",
        "members":{"AB-1":true},
        "name":{"full":"Jane Doe","components":[{"kind":"surname","value":"Doe"},{"kind":"given",
        "value":"Jane"}]},
        "emails":{"e1":{"address":"j@x.example","pref":1,"label":"_$!<Other>!$_",
        "vCardParams":{"group":"item1"}}},
        "phones":{"p1":{"number":"+1 555","features":{"mobile":true,"voice":true}}},
        "anniversaries":{"a1":{"kind":"birth","date":{"month":5,"day":6}}},
        "onlineServices":{"o1":{"service":"twitter","user":"jd","uri":"https://t.example/jd",
            "vCardName":"x-socialprofile"}},
        "media":{"m1":{"kind":"photo","uri":"data:image/jpeg;base64,/9j/4AAQSkZJRg=="}}})");
    EXPECT_EQ(card, expected) << json::serialize(card);
}

TEST(JSContact, SaysWhatIsWrongWithACard) {
    const Row rows[] = {
        {R"({"emails":{"e1":{}}})", "emails/e1/address"},
        {R"({"emails":{"e 1":{"address":"a"}}})", "emails/e 1"},
        {R"({"emails":[]})", "emails"},
        {R"({"emails":{"e1":{"address":"a","pref":101}}})", "emails/e1/pref"},
        {R"({"emails":{"e1":{"address":"a","contexts":{"work":false}}}})", "emails/e1/contexts/work"},
        {R"({"name":{"components":[{"kind":"given"}]}})", "name/components/0/value"},
        {R"({"updated":"yesterday"})", "updated"},
        {R"({"anniversaries":{"a":{"kind":"birth","date":{"year":"x"}}}})", "anniversaries/a/date/year"},
        {R"({"media":{"m":{"kind":"photo"}}})", "media/m/uri"},
        {R"({"members":{"a":true}})", "members"},
        {R"({"keywords":{"a":1}})", "keywords/a"},
        {R"({"vCardProps":[["x"]]})", "vCardProps/0"},
    };
    for (const Row& row : rows) {
        EXPECT_EQ(check_card(card_with(row.lines)), std::vector<std::string>{std::string(row.members)})
            << row.lines;
    }
    EXPECT_EQ(check_card({}), (std::vector<std::string>{"@type", "version", "uid"}));
    EXPECT_TRUE(
        check_card(card_with(R"({"example.com:x":[1],"emails":{"e":{"address":"a","y":2}}})")).empty());
}

TEST(JSContact, TakesNoDeeperCardThanItReads) {
    const auto card_of = [](std::size_t lists) {
        json::object card = card_with("{}");
        json::value deep = 1;
        for (std::size_t i = 0; i < lists; ++i) deep = json::array{std::move(deep)};
        card["example.com:x"] = std::move(deep);
        return card;
    };
    EXPECT_TRUE(check_card(card_of(card_depth_max - 1)).empty());
    EXPECT_EQ(check_card(card_of(card_depth_max)), std::vector<std::string>{"example.com:x"});
}

TEST(JSContact, PatchesReachInside) {
    json::object card = card_with(R"({"name":{"full":"a"},"x":{"a/b":1}})");
    EXPECT_TRUE(apply_patch(card, object_of(R"({"name/full":"b","x/a~1b":null,"y":[1]})")));
    EXPECT_EQ(card, card_with(R"({"name":{"full":"b"},"x":{},"y":[1]})"));
    EXPECT_FALSE(apply_patch(card, object_of(R"({"none/full":"b"})")));
    EXPECT_FALSE(apply_patch(card, object_of(R"({"y/0":"b"})")));
}

}  // namespace
}  // namespace milpa::contacts

// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/contacts/contacts.hpp"

#include <gtest/gtest.h>

#include "jmap/core/blob_methods.hpp"
#include "jmap/core/core.hpp"
#include "jmap/test_room.hpp"

namespace milpa::jmap::contacts {
namespace {

using jmap::testing::parsed;

class ContactsApi : public ::testing::Test {
protected:
    json::object call(std::string_view method, std::string_view arguments = "") {
        return client.call(method, "{'accountId':'$A'" + std::string(arguments.empty() ? "" : ",") +
                                       std::string(arguments) + "}");
    }
    std::string error_of(std::string_view method, std::string_view arguments) {
        return client.error_of(method, "{'accountId':'$A'," + std::string(arguments) + "}");
    }
    /// The id that it got.
    std::string make(std::string_view members, std::string_view books = "'b1':true") {
        const json::object answer =
            call("ContactCard/set", fmt::format("'create':{{'k':{{'addressBookIds':{{{}}}{}{}}}}}", books,
                                                members.empty() ? "" : ",", members));
        EXPECT_TRUE(answer.at("created").is_object()) << json::serialize(answer);
        return answer.at("created").is_object()
                   ? std::string(answer.at("created").at("k").at("id").as_string())
                   : std::string();
    }
    json::object card(std::string_view id) {
        const json::object answer = call("ContactCard/get", fmt::format("'ids':['{}']", id));
        return answer.at("list").as_array().empty() ? json::object() : answer.at("list").at(0).as_object();
    }
    std::string query(std::string_view arguments) {
        return json::serialize(call("ContactCard/query", arguments).at("ids"));
    }
    std::string update(std::string_view id, std::string_view patch) {
        const json::object answer =
            call("ContactCard/set", fmt::format("'update':{{'{}':{{{}}}}}", id, patch));
        const json::value& refused = answer.at("notUpdated");
        return refused.is_object() ? std::string(refused.at(id).at("type").as_string()) : std::string();
    }
    std::string card_state() {
        return std::string(call("ContactCard/get", "'ids':[]").at("state").as_string());
    }

    std::string upload(std::string_view in_base64) {
        const json::object answer = call(
            "Blob/upload", fmt::format("'create':{{'u':{{'data':[{{'data:asBase64':'{}'}}]}}}}", in_base64));
        EXPECT_TRUE(answer.at("created").is_object()) << json::serialize(answer);
        return std::string(answer.at("created").at("u").at("id").as_string());
    }
    /// In base64; empty where there is none such.
    std::string blob_of(const json::value& id) {
        const json::object answer =
            call("Blob/get", fmt::format("'ids':[{}],'properties':['data:asBase64']", json::serialize(id)));
        return answer.at("list").as_array().empty()
                   ? std::string()
                   : std::string(answer.at("list").at(0).at("data:asBase64").as_string());
    }
    void drop_uploads() {
        Uploads& uploads = *uploads_of(client.room.account());
        events::UploadEvent event;
        for (std::string& id : uploads.in_the_way(client.room.account().now(), uploads_octets_max)) {
            event.add_dropped(std::move(id));
        }
        EXPECT_GT(event.dropped_size(), 0);
        EXPECT_TRUE(client.room.run(
            client.room.account().append_annex(uploads_kind, to_bytes(event.SerializeAsString()))));
    }
    std::string vcard(std::string_view id, VCardVersion version) {
        Context context(&client.room, &client.catalogue);
        const Contacts contacts = contacts_of(context);
        auto text = client.room.run(contacts.vcard(contacts.state().find(*read_card_id(id)), version));
        EXPECT_TRUE(text.has_value());
        // Without folds.
        for (std::size_t at = 0; text && (at = text->find("\r\n ")) != std::string::npos;) text->erase(at, 3);
        return text.value_or("");
    }
    void put_vcard(std::string text) {
        Context context(&client.room, &client.catalogue);
        Contacts contacts = contacts_of(context);
        EXPECT_TRUE(
            client.room.run(contacts.set_card({.places = {{first_book, "", 0}}, .vcard = std::move(text)})));
    }

    jmap::testing::TestClient client{{core::family(), blobs::family(), family()}};
};

TEST_F(ContactsApi, ThereIsABookFromTheBeginning) {
    const json::object answer = call("AddressBook/get");
    EXPECT_EQ(answer.at("list"),
              parsed("[{'id':'b1','name':'Contacts','description':null,'sortOrder':0,"
                     "'isDefault':true,'isSubscribed':true,'shareWith':null,'myRights':"
                     "{'mayRead':true,'mayWrite':true,'mayShare':false,'mayDelete':false}}]"));
}

TEST_F(ContactsApi, BooksAreMadeChangedAndRemoved) {
    const json::object made =
        call("AddressBook/set", "'create':{'k':{'name':'Work','sortOrder':3}},'onSuccessSetIsDefault':'#k'");
    EXPECT_EQ(made.at("created").at("k").at("id"), "b2");
    EXPECT_EQ(made.at("created").at("k").at("isDefault"), true);
    EXPECT_EQ(made.at("updated"), parsed("{'b1':{'isDefault':false}}"));
    const json::object changed =
        call("AddressBook/set", "'update':{'b2':{'description':'x','isSubscribed':false}}");
    EXPECT_EQ(changed.at("updated"), parsed("{'b2':null}"));
    const json::object got =
        call("AddressBook/get", "'ids':['b2'],'properties':['description','isSubscribed']");
    EXPECT_EQ(got.at("list"), parsed("[{'id':'b2','description':'x','isSubscribed':false}]"));
    make("'name':{'full':'A'}", "'b2':true");
    EXPECT_EQ(call("AddressBook/set", "'destroy':['b2']").at("notDestroyed").at("b2").at("type"),
              "addressBookHasContents");
    EXPECT_EQ(call("AddressBook/set", "'destroy':['b2'],'onDestroyRemoveContents':true").at("destroyed"),
              parsed("['b2']"));
    EXPECT_EQ(query(""), "[]");
    EXPECT_EQ(call("AddressBook/set", "'destroy':['b1']").at("notDestroyed").at("b1").at("type"),
              "forbidden");
    for (const auto& [object, type] : {std::pair{"{'name':''}", "invalidProperties"},
                                       {"{}", "invalidProperties"},
                                       {"{'name':'x','shareWith':{'p':{}}}", "forbidden"},
                                       {"{'name':'x','isDefault':true}", "invalidProperties"},
                                       {"{'name':'x','sortOrder':2147483648}", "invalidProperties"}}) {
        const json::object answer = call("AddressBook/set", fmt::format("'create':{{'k':{}}}", object));
        EXPECT_EQ(answer.at("notCreated").at("k").at("type"), type) << object;
    }
}

TEST_F(ContactsApi, CardsComeBackAsTheyWereSent) {
    const std::string id = make(
        "'uid':'u1','name':{'components':[{'kind':'given','value':'Joe'},{'kind':'surname','value':'Bloggs'}]"
        ","
        "'isOrdered':true},'emails':{'0':{'contexts':{'private':true},'address':'joe@example.com'}},"
        "'example.com:x':[1,{'y':null}]");
    json::object got = card(id);
    EXPECT_TRUE(got.contains("created") && got.contains("updated"));
    got.erase("created");
    got.erase("updated");
    EXPECT_EQ(
        got,
        parsed("{'id':'c1','addressBookIds':{'b1':true},'@type':'Card','version':'1.0','uid':'u1','name':"
               "{'components':[{'kind':'given','value':'Joe'},{'kind':'surname','value':'Bloggs'}],"
               "'isOrdered':true},'emails':{'0':{'contexts':{'private':true},'address':'joe@example.com'}},"
               "'example.com:x':[1,{'y':null}]}"));
    EXPECT_EQ(call("ContactCard/get", "'ids':['c1','c9'],'properties':['uid']").at("list"),
              parsed("[{'id':'c1','uid':'u1'}]"));
    EXPECT_EQ(call("ContactCard/get", "'ids':['c1','c9']").at("notFound"), parsed("['c9']"));
}

TEST_F(ContactsApi, CardsChangeByPatches) {
    const std::string id = make("'uid':'u1','name':{'full':'A'},'emails':{'e':{'address':'a@x.example'}}");
    EXPECT_EQ(update(id, "'emails/e/address':'b@x.example','notes':{'n':{'note':'hi'}},'name':null"), "");
    EXPECT_EQ(card(id).at("emails"), parsed("{'e':{'address':'b@x.example'}}"));
    EXPECT_FALSE(card(id).contains("name"));
    EXPECT_EQ(update(id, "'emails/e/address':null"), "invalidProperties");
    EXPECT_EQ(update(id, "'emails/x/address':'c'"), "invalidPatch");
    EXPECT_EQ(update(id, "'addressBookIds':{}"), "invalidProperties");
    EXPECT_EQ(update("c9", "'kind':'org'"), "notFound");
    call("AddressBook/set", "'create':{'k':{'name':'Work'}}");
    EXPECT_EQ(update(id, "'addressBookIds/b2':true,'addressBookIds/b1':null"), "");
    EXPECT_EQ(card(id).at("addressBookIds"), parsed("{'b2':true}"));
    EXPECT_EQ(card(id).at("emails"), parsed("{'e':{'address':'b@x.example'}}"));
}

TEST_F(ContactsApi, AUidIsOneCards) {
    const std::string id = make("'uid':'u1'");
    const json::object answer =
        call("ContactCard/set", "'create':{'k':{'addressBookIds':{'b1':true},'uid':'u1'}}");
    EXPECT_EQ(answer.at("notCreated").at("k").at("type"), "alreadyExists");
    EXPECT_EQ(answer.at("notCreated").at("k").at("existingId"), json::value(id));
    const json::object fresh = call("ContactCard/set", "'create':{'k':{'addressBookIds':{'b1':true}}}");
    EXPECT_TRUE(fresh.at("created").at("k").at("uid").as_string().starts_with("urn:uuid:"));
}

TEST_F(ContactsApi, PicturesLieInObjectsAndComeBack) {
    const std::string picture = "iVBORw0KGgoA" + std::string(20'000, 'A');  // as a PNG begins
    const std::string id =
        make(fmt::format("'media':{{'p':{{'kind':'photo','uri':'data:image/png;base64,{}'}}}}", picture));
    const json::value shown = card(id).at("media");
    EXPECT_FALSE(shown.at("p").as_object().contains("uri"));
    EXPECT_EQ(shown.at("p").at("mediaType"), "image/png");
    EXPECT_EQ(blob_of(shown.at("p").at("blobId")), picture);
    auto held = contacts_of(*std::make_unique<Context>(&client.room, &client.catalogue));
    EXPECT_LT(held.state().octets(), 2'000U);
    EXPECT_EQ(update(id, "'kind':'org'"), "");
    EXPECT_EQ(card(id).at("media"), shown);
    EXPECT_EQ(blob_of(shown.at("p").at("blobId")), picture);
    EXPECT_EQ(call("ContactCard/set", fmt::format("'destroy':['{}']", id)).at("destroyed"), parsed("['c1']"));
}

TEST_F(ContactsApi, KeysOfCorrespondentsComeBackAsTheyWereSent) {
    const auto key = [](char filling, std::size_t octets) {
        return fmt::format(
            "{{'@type':'CryptoKey','uri':'data:application/pgp-keys;base64,{}','mediaType':"
            "'application/pgp-keys','label':'by hand'}}",
            to_base64(Bytes(octets, static_cast<std::uint8_t>(filling))));
    };
    // One that lies in the card's text, and one of many signatures.
    const std::string id = make(fmt::format("'cryptoKeys':{{'small':{}}}", key('s', 600)));
    EXPECT_EQ(update(id, fmt::format("'cryptoKeys/large':{}", key('l', 20'000))), "");
    client.room.held.reopen();
    EXPECT_EQ(card(id).at("cryptoKeys"),
              parsed(fmt::format("{{'small':{},'large':{}}}", key('s', 600), key('l', 20'000))));
    // No search finds what is no word.
    EXPECT_EQ(query("'filter':{'text':'base64'}"), "[]");
    EXPECT_EQ(update(id, "'cryptoKeys/large':null"), "");
    EXPECT_EQ(card(id).at("cryptoKeys"), parsed(fmt::format("{{'small':{}}}", key('s', 600))));
    EXPECT_EQ(update(id, "'cryptoKeys/small/uri':7"), "invalidProperties");
}

TEST_F(ContactsApi, MediaAreBlobs) {
    const std::string png = to_base64(to_bytes("\x89PNG\r\n\x1A\n and so on"));
    const std::string sent = upload(png);
    json::object answer = call(
        "ContactCard/set",
        fmt::format("'create':{{'k':{{'addressBookIds':{{'b1':true}},'media':{{'p':{{'kind':'photo','label':"
                    "'me','blobId':'{}'}}}}}}}}",
                    sent));
    ASSERT_TRUE(answer.at("created").is_object()) << json::serialize(answer);
    const json::value made = answer.at("created").at("k");
    const std::string id(made.at("id").as_string());
    const json::value entry = card(id).at("media").at("p");
    // What the server has set is told: another id, which lives as long as the card has it, and the type.
    EXPECT_EQ(made.at("media").at("p"), entry);
    EXPECT_EQ(entry.at("mediaType"), "image/png");
    EXPECT_EQ(entry.at("label"), "me");
    EXPECT_FALSE(entry.as_object().contains("uri"));
    const std::string blob(entry.at("blobId").as_string());
    EXPECT_NE(blob, sent);
    drop_uploads();
    EXPECT_EQ(blob_of(json::value(sent)), "");
    EXPECT_EQ(blob_of(json::value(blob)), png);
    // A program of CardDAV sees the octets, in either version.
    EXPECT_NE(vcard(id, VCardVersion::v30).find("PHOTO;ENCODING=b;TYPE=PNG"), std::string::npos)
        << vcard(id, VCardVersion::v30);
    EXPECT_NE(vcard(id, VCardVersion::v40).find("MEDIATYPE=image/png:data:image/png;base64,"),
              std::string::npos)
        << vcard(id, VCardVersion::v40);
    // Which objects refer to it (RFC 9404 4.3).
    EXPECT_EQ(call("Blob/lookup", fmt::format("'typeNames':['ContactCard'],'ids':['{}']", blob))
                  .at("list")
                  .at(0)
                  .at("matchedIds")
                  .at("ContactCard"),
              json::value(json::array{id}));
    // A patch beside it leaves it; another card may take it; with the card it goes.
    EXPECT_EQ(update(id, "'media/p/label':'still me'"), "");
    EXPECT_EQ(update(id, "'media/p/mediaType':'text/html'"), "invalidProperties");
    EXPECT_EQ(card(id).at("media").at("p").at("blobId"), json::value(blob));
    const std::string other = make(fmt::format("'media':{{'q':{{'kind':'logo','blobId':'{}'}}}}", blob));
    const json::value copied = card(other).at("media").at("q").at("blobId");
    EXPECT_NE(copied, json::value(blob));
    EXPECT_EQ(update(id, "'media':null"), "");
    EXPECT_EQ(blob_of(json::value(blob)), "");
    EXPECT_EQ(blob_of(copied), png);
    call("ContactCard/set", fmt::format("'destroy':['{}']", other));
    EXPECT_EQ(blob_of(copied), "");
}

TEST_F(ContactsApi, WhatIsNoBlobOfMediaIsRefused) {
    const std::string text = upload(to_base64(to_bytes("no picture")));
    const std::string large = upload(to_base64(Bytes(card_octets_max + 1, 7)));
    const std::tuple<std::string, std::string_view, std::string_view> rows[] = {
        {"'kind':'sound','blobId':'u00'", "blobNotFound", "notFound"},
        {"'kind':'sound','blobId':'#none'", "blobNotFound", "notFound"},
        {"'kind':'sound','blobId':'c9-" + std::string(64, '0') + "'", "blobNotFound", "notFound"},
        {"'kind':'sound','blobId':'" + large + "'", "tooLarge", ""},
        {"'kind':'photo','blobId':'" + text + "'", "invalidProperties", "media/p/blobId"},
        {"'kind':'photo','mediaType':'image/png','blobId':'" + text + "'", "invalidProperties",
         "media/p/blobId"},
        {"'kind':'photo','uri':'data:text/plain,x'", "invalidProperties", "media/p/uri"},
        {"'kind':'photo','uri':'data:image/png,no picture'", "invalidProperties", "media/p/uri"},
        {"'kind':'photo','uri':'data:image/svg+xml,%3Csvg/%3E'", "invalidProperties", "media/p/uri"},
        {"'kind':'photo','uri':'data:text/html;base64,iVBORw0KGgoA'", "invalidProperties", "media/p/uri"},
        {"'kind':'sound','mediaType':'audio','blobId':'" + text + "'", "invalidProperties",
         "media/p/mediaType"},
        {"'kind':'sound','uri':'https://x.example','blobId':'" + text + "'", "invalidProperties",
         "media/p/blobId"},
        {"'kind':'sound','blobId':7", "invalidProperties", "media/p/blobId"},
        {"'kind':'sound','blobId':null", "invalidProperties", "media/p/uri"},
    };
    for (const auto& [entry, type, what] : rows) {
        const json::object answer = call(
            "ContactCard/set",
            fmt::format("'create':{{'k':{{'addressBookIds':{{'b1':true}},'media':{{'p':{{{}}}}}}}}}", entry));
        ASSERT_TRUE(answer.at("notCreated").is_object()) << entry;
        const std::string error = json::serialize(answer.at("notCreated").at("k"));
        EXPECT_EQ(answer.at("notCreated").at("k").at("type"), json::value(type)) << error;
        EXPECT_NE(error.find(what), std::string::npos) << error;
    }
    EXPECT_EQ(make("'media':{'p':{'kind':'sound','uri':'https://x.example/a.ogg'}}"), "c1");
    EXPECT_EQ(update("c1", fmt::format("'media/p/uri':null,'media/p/blobId':'{}'", text)), "");
    EXPECT_EQ(card("c1").at("media").at("p").at("mediaType"), "application/octet-stream");
    EXPECT_EQ(query(""), "[\"c1\"]");
}

// A patch of one entry hands all of them back: those that are as they were are not read and made anew.
TEST_F(ContactsApi, WhatTheCardHasIsLeftAsItIs) {
    constexpr int sounds = 400;
    std::string text = "BEGIN:VCARD\r\nVERSION:4.0\r\nUID:u\r\nFN:A\r\n";
    for (int i = 0; i < sounds; ++i) text += fmt::format("SOUND:data:audio/ogg\\,a%20sound%20{}\r\n", i);
    put_vcard(text + "END:VCARD\r\n");
    const json::object before = card("c1").at("media").as_object();
    ASSERT_EQ(before.size(), sounds);
    const std::string first(before.begin()->key());
    EXPECT_EQ(update("c1", fmt::format("'media/{}/label':'the first'", first)), "");
    json::object after = card("c1").at("media").as_object();
    EXPECT_EQ(after.at(first).as_object().at("label"), "the first");
    after.at(first).as_object().erase("label");
    EXPECT_EQ(after, before);
    EXPECT_NE(vcard("c1", VCardVersion::v40).find("data:audio/ogg,a%20sound%20399"), std::string::npos);
    // Another type is another URI of the same octets.
    EXPECT_EQ(update("c1", fmt::format("'media/{}/mediaType':'audio/opus'", first)), "");
    EXPECT_EQ(blob_of(card("c1").at("media").at(first).at("blobId")), to_base64(to_bytes("a sound 0")));
    EXPECT_NE(vcard("c1", VCardVersion::v40).find("data:audio/opus;base64,"), std::string::npos);
    // What is no more in it, or never was, is not there.
    EXPECT_EQ(update("c1", fmt::format("'media/{}/blobId':'c1-{}'", first, std::string(64, '0'))),
              "blobNotFound");
}

TEST_F(ContactsApi, HowManyBlobsIsSeenBeforeAnyIsRead) {
    const auto error = [&](std::size_t blobs) {
        std::string media;
        for (std::size_t i = 0; i < blobs; ++i) {
            media += fmt::format("{}'m{}':{{'kind':'sound','blobId':'u00'}}", i == 0 ? "" : ",", i);
        }
        const json::object answer =
            call("ContactCard/set",
                 fmt::format("'create':{{'k':{{'addressBookIds':{{'b1':true}},'media':{{{}}}}}}}", media));
        return std::string(answer.at("notCreated").at("k").at("type").as_string());
    };
    EXPECT_EQ(error(card_holes_max), "blobNotFound");
    EXPECT_EQ(error(card_holes_max + 1), "tooLarge");
}

// One upload, named again and again: what is beyond the card's limit is not looked for any more.
TEST_F(ContactsApi, WhatIsTakenIsCountedAltogether) {
    const std::string blob = upload(to_base64(Bytes(60'000, 7)));  // 80,000 in base64
    const auto error = [&](std::size_t times, std::string_view last) {
        std::string media;
        for (std::size_t i = 0; i < times; ++i) {
            media += fmt::format("'m{}':{{'kind':'sound','blobId':'{}'}},", i, blob);
        }
        const json::object answer = call(
            "ContactCard/set",
            fmt::format("'create':{{'k':{{'addressBookIds':{{'b1':true}},'media':{{{}'last':{{{}}}}}}}}}",
                        media, last));
        return std::string(answer.at("notCreated").at("k").at("type").as_string());
    };
    EXPECT_EQ(error(3, "'kind':'sound','blobId':'u00'"), "blobNotFound");
    EXPECT_EQ(error(4, "'kind':'sound','blobId':'u00'"), "tooLarge");
    const std::string uri = "data:text/plain," + std::string(30'000, 'x');
    EXPECT_EQ(error(3, fmt::format("'kind':'photo','uri':'{}'", uri)), "tooLarge");
    EXPECT_EQ(error(2, fmt::format("'kind':'photo','uri':'{}'", uri)), "invalidProperties");
    // The card's own, named more often than it has them.
    const std::string id = make(fmt::format("'media':{{'m':{{'kind':'sound','blobId':'{}'}}}}", blob));
    const std::string own(card(id).at("media").at("m").at("blobId").as_string());
    const std::string entry = fmt::format("{{'kind':'sound','blobId':'{}'}}", own);
    EXPECT_EQ(update(id, fmt::format("'media':{{'a':{0},'b':{0},'c':{0}}}", entry)), "");
    EXPECT_EQ(update(id, fmt::format("'media':{{'a':{0},'b':{0},'c':{0},'d':{0},'e':{{'kind':'sound',"
                                     "'blobId':'u00'}}}}",
                                     entry)),
              "tooLarge");
}

TEST_F(ContactsApi, AProgramsPicturesAreBlobsToo) {
    const std::string octets = "\xFF\xD8\xFF" + std::string(6'000, 'z');
    std::string lines = to_base64(to_bytes(octets));
    for (std::size_t at = 70; at < lines.size(); at += 73) lines.insert(at, "\r\n ");
    // The second brings a blobId as if it were one of ours.
    put_vcard("BEGIN:VCARD\r\nVERSION:3.0\r\nUID:u\r\nFN:A\r\nPHOTO;ENCODING=b;TYPE=JPEG:" + lines +
              "\r\nEND:VCARD\r\n");
    put_vcard(
        "BEGIN:VCARD\r\nVERSION:4.0\r\nUID:v\r\nFN:B\r\nSOUND:data:audio/ogg\\,a%20sound\r\n"
        "JSPROP;JSPTR=media/x:{\"@type\":\"Media\",\"kind\":\"photo\",\"blobId\":\"b1\"}\r\n"
        "END:VCARD\r\n");
    const json::object first = card("c1").at("media").as_object();
    ASSERT_EQ(first.size(), 1U);
    EXPECT_EQ(first.begin()->value().at("mediaType"), "image/jpeg");
    EXPECT_EQ(blob_of(first.begin()->value().at("blobId")), to_base64(to_bytes(octets)));
    const json::object second = card("c2").at("media").as_object();
    ASSERT_EQ(second.size(), 1U) << json::serialize(second);
    EXPECT_EQ(second.begin()->value().at("mediaType"), "audio/ogg");
    EXPECT_EQ(blob_of(second.begin()->value().at("blobId")), to_base64(to_bytes("a sound")));
    EXPECT_EQ(update("c2", "'kind':'org'"), "");
}

TEST_F(ContactsApi, ChangesAreTold) {
    const std::string before = card_state();
    const std::string one = make("'uid':'u1'");
    const std::string middle = card_state();
    const std::string two = make("'uid':'u2'");
    update(one, "'kind':'org'");
    const auto since = [&](std::string_view state, std::string_view more = "") {
        json::object answer = call("ContactCard/changes", fmt::format("'sinceState':'{}'{}", state, more));
        return json::serialize(
            json::array{answer["created"], answer["updated"], answer["destroyed"], answer["hasMoreChanges"]});
    };
    EXPECT_EQ(since(before), "[[\"c1\",\"c2\"],[],[],false]");
    EXPECT_EQ(since(middle), "[[\"c2\"],[\"c1\"],[],false]");
    EXPECT_EQ(since(before, ",'maxChanges':1"), "[[\"c1\"],[],[],true]");
    const std::string late = card_state();
    call("ContactCard/set", "'destroy':['c2']");
    EXPECT_EQ(since(late), "[[],[],[\"c2\"],false]");
    EXPECT_EQ(since(middle), "[[],[\"c1\"],[],false]");
    EXPECT_EQ(error_of("ContactCard/changes", "'sinceState':'x'"), "cannotCalculateChanges");
    EXPECT_EQ(error_of("ContactCard/set", "'ifInState':'x','destroy':['c1']"), "stateMismatch");
}

TEST_F(ContactsApi, QueriesFilterAndSort) {
    call("AddressBook/set", "'create':{'k':{'name':'Work'}}");
    make(
        "'uid':'u1','created':'2020-01-01T00:00:00Z','updated':'2022-01-01T00:00:00Z',"
        "'name':{'components':[{'kind':'given','value':'Zoe'},{'kind':'surname','value':'Alba'}]},"
        "'emails':{'e':{'address':'zoe@x.example','label':'Lab'}},'nicknames':{'n':{'name':'Zo'}}");
    make(
        "'uid':'u2','created':'2021-01-01T00:00:00Z','updated':'2021-01-01T00:00:00Z','name':{'full':'Ana "
        "R\xC3\xADo',"
        "'components':[{'kind':'given','value':'Ana'},{'kind':'surname','value':'R\xC3\xADo'},"
        "{'kind':'surname2','value':'Paz'}]},'organizations':{'o':{'name':'Farm'}},"
        "'phones':{'p':{'number':'+1 555'}},'notes':{'n':{'note':'likes maize'}}",
        "'b2':true");
    make(
        "'uid':'u3','created':'2019-01-01T00:00:00Z','updated':'2023-01-01T00:00:00Z','kind':'group',"
        "'members':{'u1':true},'addresses':{'a':{'full':'Street 1','components':[{'kind':'locality',"
        "'value':'Oaxaca'}]}},'onlineServices':{'s':{'service':'Mastodon','user':'@g'}}");
    const std::pair<std::string_view, std::string_view> rows[] = {
        {"'inAddressBook':'b2'", "[\"c2\"]"},
        {"'uid':'u2'", "[\"c2\"]"},
        {"'hasMember':'u1'", "[\"c3\"]"},
        {"'kind':'group'", "[\"c3\"]"},
        {"'createdBefore':'2020-01-01T00:00:00Z'", "[\"c3\"]"},
        {"'createdAfter':'2020-01-01T00:00:00Z'", "[\"c1\",\"c2\"]"},
        {"'updatedBefore':'2022-01-01T00:00:00Z'", "[\"c2\"]"},
        {"'updatedAfter':'2022-01-01T00:00:00Z'", "[\"c1\",\"c3\"]"},
        {"'text':'MAIZE farm'", "[\"c2\"]"},
        {"'text':'maize mastodon'", "[]"},
        {"'name':'\\\"zoe alba\\\"'", "[\"c1\"]"},
        {"'name':'r\xC3\x8DO'", "[\"c2\"]"},
        {"'name/given':'ana'", "[\"c2\"]"},
        {"'name/given':'alba'", "[]"},
        {"'name/surname':'alba'", "[\"c1\"]"},
        {"'name/surname2':'paz'", "[\"c2\"]"},
        {"'nickname':'zo'", "[\"c1\"]"},
        {"'organization':'farm'", "[\"c2\"]"},
        {"'email':'lab'", "[\"c1\"]"},
        {"'phone':'555'", "[\"c2\"]"},
        {"'onlineService':'@g'", "[\"c3\"]"},
        {"'address':'oaxaca'", "[\"c3\"]"},
        {"'note':'maize'", "[\"c2\"]"},
        {"'kind':'group','note':'maize'", "[]"},
        {"'operator':'OR','conditions':[{'kind':'group'},{'note':'maize'}]", "[\"c2\",\"c3\"]"},
        {"", "[\"c1\",\"c2\",\"c3\"]"},
    };
    for (const auto& [filter, ids] : rows) {
        EXPECT_EQ(query(fmt::format("'filter':{{{}}}", filter)), ids) << filter;
    }
    EXPECT_EQ(query("'sort':[{'property':'created'}]"), "[\"c3\",\"c1\",\"c2\"]");
    EXPECT_EQ(query("'sort':[{'property':'updated','isAscending':false}]"), "[\"c3\",\"c1\",\"c2\"]");
    EXPECT_EQ(query("'sort':[{'property':'name/given'}],'filter':{'createdAfter':'2020-01-01T00:00:00Z'}"),
              "[\"c2\",\"c1\"]");
    EXPECT_EQ(query("'sort':[{'property':'name/surname'}],'filter':{'createdAfter':'2020-01-01T00:00:00Z'}"),
              "[\"c1\",\"c2\"]");
    EXPECT_EQ(error_of("ContactCard/query", "'filter':{'shoe':'1'}"), "unsupportedFilter");
    EXPECT_EQ(error_of("ContactCard/query", "'sort':[{'property':'shoe'}]"), "unsupportedSort");
}

TEST_F(ContactsApi, QueryChangesAreTold) {
    make("'uid':'u1','kind':'org'");
    make("'uid':'u2','kind':'org'");
    const std::string state(
        call("ContactCard/query", "'filter':{'kind':'org'}").at("queryState").as_string());
    make("'uid':'u3','kind':'org'");
    update("c1", "'kind':'group'");
    const json::object answer = call("ContactCard/queryChanges",
                                     fmt::format("'filter':{{'kind':'org'}},'sinceQueryState':'{}'", state));
    EXPECT_EQ(answer.at("removed"), parsed("['c1']"));
    EXPECT_EQ(answer.at("added"), parsed("[{'id':'c3','index':1}]"));
}

TEST_F(ContactsApi, WhatIsNoCardIsRefused) {
    for (const std::string_view object :
         {"{}", "{'addressBookIds':{'b9':true}}", "{'addressBookIds':{'b1':true},'emails':{'e':{}}}",
          "{'addressBookIds':{'b1':true},'@type':1}", "{'addressBookIds':{'b1':true},'id':'c7'}",
          "{'addressBookIds':{'b1':true},'links':{'m':{'blobId':'b1'}}}"}) {
        const json::object answer = call("ContactCard/set", fmt::format("'create':{{'k':{}}}", object));
        ASSERT_TRUE(answer.at("notCreated").is_object()) << object;
        EXPECT_EQ(answer.at("notCreated").at("k").at("type"), "invalidProperties") << object;
    }
}

}  // namespace
}  // namespace milpa::jmap::contacts

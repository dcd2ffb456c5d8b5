// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/blob.hpp"

#include <gtest/gtest.h>

#include "jmap/core/blob_methods.hpp"
#include "jmap/core/core.hpp"
#include "jmap/test_room.hpp"

namespace milpa::jmap {
namespace {

using testing::parsed;
using testing::TestClient;

constexpr std::string_view inner =
    "Subject: inner\r\n"
    "Content-Type: multipart/mixed; boundary=i\r\n\r\n"
    "--i\r\n\r\nfirst inner\r\n"
    "--i\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAEC\r\n--i--\r\n";

std::string outer() {
    return "Subject: outer\r\nContent-Type: multipart/mixed; boundary=o\r\n\r\n"
           "--o\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nh=C3=A9llo=\r\n there\r\n"
           "--o\r\nContent-Type: multipart/alternative; boundary=a\r\n\r\n"
           "--a\r\n\r\nplain\r\n--a\r\nContent-Type: text/html\r\n\r\n<b>html</b>\r\n--a--\r\n"
           "--o\r\nContent-Type: message/rfc822\r\n\r\n" +
           std::string(inner) +
           "\r\n--o\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
           to_base64(as_bytes(inner)) + "\r\n--o--\r\n";
}

class BlobTest : public ::testing::Test {
protected:
    std::string read(std::string id, std::uint64_t first = 0, std::uint64_t count = UINT64_MAX) {
        auto blob = client.room.run(find_blob(&client.room.account(), std::move(id)));
        if (!blob) return std::string(to_text(blob.error().kind));
        std::string all;
        BlobReader reader(*blob, first, count);
        for (;;) {
            const auto piece = client.room.run(reader.next());
            EXPECT_TRUE(piece) << piece.error().detail;
            if (!piece || piece->empty()) break;
            all += *piece;
        }
        if (first == 0 && count == UINT64_MAX) {
            EXPECT_EQ(*client.room.run(blob->size()), all.size());
        }
        return all;
    }
    std::string upload(const std::string& octets) {
        store::Batch batch;
        auto object = client.room.held.write(octets, batch);
        EXPECT_TRUE(object);
        SystemRandom random;
        const auto id = client.room.run(
            keep_upload(&client.room.account(), &random, std::move(*object), std::move(batch)));
        EXPECT_TRUE(id) << id.error().detail;
        return upload_blob_id(*id);
    }

    TestClient client{{core::family(), blobs::family()}};
};

TEST(BlobIdTest, IsReadAsItIsWritten) {
    const std::string upload = "u" + std::string(32, 'a');
    for (const std::string& id : {std::string("b1"), std::string("b4294967295"), std::string("b12-3"),
                                  std::string("b12-3-1"), upload, upload + "-7"}) {
        EXPECT_TRUE(read_blob_id(id)) << id;
    }
    for (const std::string& id :
         {std::string(""), std::string("b"), std::string("b0"), std::string("b01"), std::string("b-1"),
          std::string("b4294967296"), std::string("b1-"), std::string("b1-0"), std::string("b1--1"),
          std::string("b1-1-"), std::string("c1"), std::string("b1x"), std::string("u12"),
          "u" + std::string(32, 'A'), "u" + std::string(32, 'g'), upload + "-",
          std::string("b1-1-1-1-1-1-1-1-1-1")}) {
        EXPECT_FALSE(read_blob_id(id)) << id;
    }
}

TEST_F(BlobTest, IsAMessageOrAPartOfOne) {
    client.room.held.deliver(outer());
    EXPECT_EQ(read("b1"), outer());
    EXPECT_EQ(read("b1-1"), "h\xc3\xa9llo there");
    EXPECT_EQ(read("b1-2"), "plain");
    EXPECT_EQ(read("b1-3"), "<b>html</b>");
    EXPECT_EQ(read("b1-4"), inner);
    EXPECT_EQ(read("b1-4-1"), "first inner");
    EXPECT_EQ(read("b1-4-2"), std::string("\0\1\2", 3));
    EXPECT_EQ(read("b1-5"), inner);
    EXPECT_EQ(read("b1-5-1"), "first inner");
    EXPECT_EQ(read("b1-5-2"), std::string("\0\1\2", 3));
    for (const auto* const gone : {"b2", "b1-6", "b1-4-3", "b1-1-2", "x", "b1-4-1-1-2"}) {
        EXPECT_EQ(read(gone), "missing") << gone;
    }
    // Ranges, of octets as they are and of decoded ones.
    EXPECT_EQ(read("b1", 9, 5), outer().substr(9, 5));
    EXPECT_EQ(read("b1-1", 3, 4), "llo ");
    EXPECT_EQ(read("b1-5-1", 6, 100), "inner");
    EXPECT_EQ(read("b1-2", 5, 1), "");
    EXPECT_EQ(read("b1-2", 99, 1), "");
    EXPECT_EQ(read("b1-2", 1, 0), "");
}

TEST_F(BlobTest, IsReadInPiecesWhateverItsSize) {
    std::string octets;
    for (int i = 0; octets.size() < 900'000; ++i) octets += fmt::format("{} ", i);
    client.room.held.deliver(
        "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
        to_base64(as_bytes(octets)));
    EXPECT_EQ(read("b1-1"), octets);
    EXPECT_EQ(read("b1-1", 700'000, 1000), octets.substr(700'000, 1000));
}

TEST_F(BlobTest, GoesWithItsMessage) {
    client.room.held.deliver("\r\nx\r\n");
    EXPECT_EQ(read("b1"), "\r\nx\r\n");
    const auto inbox = client.room.account().state().find(std::string_view("INBOX"))->id;
    ASSERT_TRUE(client.room.run(
        client.room.account().expunge(inbox, mail::account::UidSet{1}, mail::account::ExpungeOnly::all)));
    EXPECT_EQ(read("b1"), "missing");
}

TEST_F(BlobTest, IsUploadedAndStaysOverARestart) {
    const std::string id = upload("octets");
    EXPECT_EQ(read(id), "octets");
    client.room.held.reopen();
    EXPECT_EQ(read(id), "octets");
    ASSERT_TRUE(client.room.run(client.room.account().snapshot()));
    client.room.held.crash();
    EXPECT_EQ(read(id), "octets");
    const std::string message = upload(outer());
    EXPECT_EQ(read(message + "-5-1"), "first inner");
    EXPECT_EQ(read("u" + std::string(32, 'a')), "missing");
}

TEST(UploadsTest, MakeRoomForNewerOnes) {
    Uploads uploads;
    const WallTime start = from_unix_ms(1'700'000'000'000);
    std::uint64_t seq = 0;
    SystemRandom random;
    const auto add = [&](std::string_view id, WallTime at, std::uint64_t size) {
        events::UploadEvent event;
        for (auto& dropped : uploads.in_the_way(at, size)) event.add_dropped(dropped);
        events::Upload& upload = *event.mutable_uploaded();
        upload.set_id(std::string(16, id.front()));
        upload.set_at_ms(to_unix_ms(at));
        const auto key = *crypto::Key::from(Bytes(32, static_cast<std::uint8_t>(id.front())));
        mail::account::write_ref(
            {store::object_id_of(key), key.copy(), size, random.id<store::ReferenceId>()},
            *upload.mutable_object());
        return uploads.apply(++seq, as_bytes(event.SerializeAsString()));
    };
    using std::chrono::hours;
    EXPECT_TRUE(add("a", start, 10).released.empty());
    EXPECT_TRUE(add("b", start + hours(2), uploads_octets_max - 10).released.empty());
    // No room: the oldest goes, and that is enough.
    EXPECT_EQ(add("c", start + hours(3), 5).released.size(), 1u);
    EXPECT_EQ(uploads.count(), 2u);
    EXPECT_EQ(uploads.stored(), uploads_octets_max - 5);
    // Their time is over.
    EXPECT_TRUE(uploads.in_the_way(start + hours(26), 0).empty());
    EXPECT_EQ(uploads.in_the_way(start + hours(27), 0).size(), 1u);
    EXPECT_EQ(uploads.in_the_way(start + hours(28), 0).size(), 2u);
    // An id comes once; what is no event changes nothing.
    EXPECT_TRUE(add("c", start + hours(3), 1).error);
    EXPECT_TRUE(uploads.apply(++seq, as_bytes("\xff\xff")).error);
    Uploads loaded;
    ASSERT_TRUE(loaded.load(uploads.save()));
    EXPECT_EQ(loaded.save(), uploads.save());
    EXPECT_EQ(loaded.stored(), uploads.stored());
    EXPECT_FALSE(Uploads().load(as_bytes("\xff\xff")));
}

TEST_F(BlobTest, UploadMakesOneOfMany) {
    client.room.held.deliver("\r\n0123456789");
    const json::object answer = client.call(
        "Blob/upload",
        "{'accountId':'$A','create':{'k':{'data':[{'data:asText':'h\xc3\xa9'},{'data:asBase64':'AAE='},"
        "{'blobId':'b1-1','offset':2,'length':3},{'blobId':'b1-1','offset':8}],'type':'text/"
        "x'},'e':{'data':[]}}}");
    const json::object& made = answer.at("created").at("k").as_object();
    EXPECT_EQ(made.at("size"), 10u);
    EXPECT_EQ(made.at("type"), "text/x");
    EXPECT_EQ(read(std::string(made.at("id").as_string())), std::string("h\xc3\xa9\0\1"
                                                                        "23489",
                                                                        10));
    EXPECT_EQ(answer.at("created").at("e").at("size"), 0u);
    EXPECT_TRUE(answer.at("notCreated").is_null());
}

TEST_F(BlobTest, UploadUsesWhatItHasCreated) {
    const json::array responses = client.call(
        "[['Blob/upload',{'accountId':'$A','create':{'k':{'data':[{'data:asText':'one'}]}}},'a'],"
        "['Blob/upload',{'accountId':'$A','create':{'l':{'data':[{'blobId':'#k'},{'blobId':'#k'}]}}},'b']]");
    EXPECT_EQ(read(std::string(responses[1].at(1).at("created").at("l").at("id").as_string())), "oneone");
}

TEST_F(BlobTest, UploadRefusesWhatItCannotMake) {
    client.room.held.deliver("\r\n0123456789");
    const std::pair<std::string_view, std::string_view> rows[] = {
        {"{}", "invalidProperties"},
        {"{'data':'x'}", "invalidProperties"},
        {"{'data':[],'what':1}", "invalidProperties"},
        {"{'data':[],'type':1}", "invalidProperties"},
        {"{'data':[{}]}", "invalidProperties"},
        {"{'data':[{'data:asText':'a','data:asBase64':'AAE='}]}", "invalidProperties"},
        {"{'data':[{'data:asText':'a','offset':1}]}", "invalidProperties"},
        {"{'data':[{'data:asBase64':'A'}]}", "invalidProperties"},
        {"{'data':[{'data:asText':1}]}", "invalidProperties"},
        {"{'data':[{'blobId':'b1-1','offset':11}]}", "invalidProperties"},
        {"{'data':[{'blobId':'b1-1','offset':8,'length':3}]}", "invalidProperties"},
        {"{'data':[{'blobId':'b1-1','offset':-1}]}", "invalidProperties"},
        {"{'data':[{'blobId':'b9'}]}", "blobNotFound"},
        {"{'data':[{'blobId':'#none'}]}", "blobNotFound"},
    };
    for (const auto& [object, error] : rows) {
        const json::object answer =
            client.call("Blob/upload", fmt::format("{{'accountId':'$A','create':{{'k':{}}}}}", object));
        EXPECT_EQ(answer.at("notCreated").at("k").at("type"), json::value(error)) << object;
        EXPECT_TRUE(answer.at("created").is_null());
    }
    std::string sources;
    for (std::size_t i = 0; i <= blobs::data_sources_max; ++i) {
        sources += std::string(i == 0 ? "" : ",") + "{'data:asText':'x'}";
    }
    EXPECT_EQ(client
                  .call("Blob/upload",
                        fmt::format("{{'accountId':'$A','create':{{'k':{{'data':[{}]}}}}}}", sources))
                  .at("notCreated")
                  .at("k")
                  .at("type"),
              "tooLarge");
}

TEST_F(BlobTest, WhatCameInPiecesIsJoined) {
    // As many pieces as may be, of which none need have come in the order of the whole.
    const std::size_t count = blobs::data_sources_max;
    std::vector<std::string> ids(count);
    std::string whole;
    for (std::size_t i = count; i-- > 0;) ids[i] = upload(fmt::format("<piece {}>", i));
    std::string sources;
    for (std::size_t i = 0; i < count; ++i) {
        sources += fmt::format("{}{{'blobId':'{}'}}", i == 0 ? "" : ",", ids[i]);
        whole += fmt::format("<piece {}>", i);
    }
    const json::object answer = client.call(
        "Blob/upload",
        fmt::format("{{'accountId':'$A','create':{{'k':{{'type':'image/png','data':[{}]}}}}}}", sources));
    const json::value& made = answer.at("created").at("k");
    EXPECT_EQ(made.at("size"), whole.size());
    EXPECT_EQ(made.at("type"), "image/png");
    const json::object got =
        client.call("Blob/get", fmt::format("{{'accountId':'$A','ids':['{}'],'properties':['data:asText']}}",
                                            std::string(made.at("id").as_string())));
    EXPECT_EQ(got.at("list").at(0).at("data:asText"), json::value(whole));
}

TEST_F(BlobTest, GetGivesOctetsDigestsAndSizes) {
    const std::string text = upload("h\xc3\xa9llo");
    const std::string binary = upload(std::string("\0\xff", 2));
    const auto get = [&](std::string_view id, std::string_view more = "") {
        return client.call("Blob/get", fmt::format("{{'accountId':'$A','ids':['{}']{}}}", id, more))
            .at("list")
            .at(0)
            .as_object();
    };
    const auto with_id = [](std::string_view id, std::string_view more) {
        return parsed(fmt::format("{{'id':'{}',{}}}", id, more));
    };
    EXPECT_EQ(get(text), with_id(text, "'size':6,'data:asText':'h\xc3\xa9llo'"));
    EXPECT_EQ(get(binary), with_id(binary, "'size':2,'data:asBase64':'AP8=','isEncodingProblem':true"));
    EXPECT_EQ(get(binary, ",'properties':['data:asText']"),
              with_id(binary, "'data:asText':null,'isEncodingProblem':true"));
    EXPECT_EQ(get(binary, ",'properties':['data:asBase64']"), with_id(binary, "'data:asBase64':'AP8='"));
    EXPECT_EQ(get(text, ",'offset':3,'length':2"), with_id(text, "'size':6,'data:asText':'ll'"));
    EXPECT_EQ(get(text, ",'offset':3,'length':9"),
              with_id(text, "'size':6,'data:asText':'llo','isTruncated':true"));
    EXPECT_EQ(get(text, ",'offset':7"), with_id(text, "'size':6,'data:asText':'','isTruncated':true"));
    // The range cuts a character in two.
    EXPECT_EQ(get(text, ",'length':2"),
              with_id(text, "'size':6,'data:asBase64':'aMM=','isEncodingProblem':true"));
    EXPECT_EQ(get(upload(""), ",'properties':['digest:sha','digest:sha-256']").at("digest:sha"),
              "2jmj7l5rSw0yVb/vlWAYkK/YBwk=");
    EXPECT_EQ(get(upload("abc"), ",'properties':['digest:sha-256']").at("digest:sha-256"),
              "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
    EXPECT_EQ(client.call("Blob/get", "{'accountId':'$A','ids':['b9','b9','x']}").at("notFound"),
              parsed("['b9','x']"));
    const std::pair<std::string_view, std::string_view> rows[] = {
        {"{'accountId':'$A'}", "invalidArguments"},
        {"{'accountId':'$A','ids':null}", "invalidArguments"},
        {"{'accountId':'$A','ids':[],'properties':['digest:md5']}", "invalidArguments"},
        {"{'accountId':'aother','ids':[]}", "accountNotFound"},
    };
    for (const auto& [arguments, error] : rows) {
        EXPECT_EQ(client.error_of("Blob/get", arguments), error) << arguments;
    }
}

TEST_F(BlobTest, GetGivesNoMoreThanFitsIntoAResponse) {
    const std::string id = upload(std::string(6'000'000, 'x'));
    EXPECT_EQ(client.error_of("Blob/get", fmt::format("{{'accountId':'$A','ids':['{}']}}", id)), "");
    const std::string other = upload(std::string(6'000'000, 'y'));
    EXPECT_EQ(client.error_of("Blob/get", fmt::format("{{'accountId':'$A','ids':['{}','{}']}}", id, other)),
              "requestTooLarge");
}

std::vector<std::string> thing_uses(Lent<Context>, std::string_view blob_id) {
    return blob_id.starts_with("b1") ? std::vector<std::string>{"thing"} : std::vector<std::string>();
}

TEST(BlobLookup, TellsWhoRefersToABlob) {
    static constexpr Capability capabilities[] = {{"urn:test", "", [] { return json::object(); }, nullptr}};
    static constexpr Type types[] = {{"Thing", "urn:test", "", {}}};
    static constexpr BlobUse uses[] = {{"Thing", thing_uses}};
    TestClient client{{core::family(), blobs::family(), Family{capabilities, types, {}, uses}}};
    client.room.held.deliver("\r\nx");
    client.room.held.deliver("\r\ny");
    EXPECT_EQ(client.call("Blob/lookup", "{'accountId':'$A','typeNames':['Thing'],'ids':['b1-1','b2','b3']}"),
              parsed(client.quoted("{'accountId':'$A','list':[{'id':'b1-1','matchedIds':{'Thing':['thing']}},"
                                   "{'id':'b2','matchedIds':{'Thing':[]}}],'notFound':['b3']}")));
    EXPECT_EQ(client.error_of("Blob/lookup", "{'accountId':'$A','typeNames':['Other'],'ids':[]}"),
              "unknownDataType");
    EXPECT_EQ(client.error_of("Blob/copy", "{'accountId':'$A','fromAccountId':'a1','blobIds':[]}"),
              "fromAccountNotFound");
}

TEST(BlobCopy, FromAnAccountToItselfAnUploadLivesOnUnderAnotherId) {
    TestClient client{{core::family(), blobs::family()}};
    client.room.held.deliver("\r\nx");
    const json::object made = client.call(
        "Blob/upload", "{'accountId':'$A','create':{'k':{'data':[{'data:asText':'what was uploaded'}]}}}");
    const std::string upload(made.at("created").at("k").at("id").as_string());
    const json::object answer = client.call(
        "Blob/copy",
        fmt::format("{{'accountId':'$A','fromAccountId':'$A','blobIds':['{0}','b1-1','b9','{0}']}}", upload));
    EXPECT_EQ(answer.at("fromAccountId"), answer.at("accountId"));
    EXPECT_EQ(answer.at("copied").at("b1-1"), "b1-1");
    EXPECT_EQ(answer.at("notCopied").at("b9").at("type"), "notFound");
    const std::string copy(answer.at("copied").at(upload).as_string());
    EXPECT_NE(copy, upload);
    // What was copied goes; the copy stays.
    events::UploadEvent event;
    event.add_dropped(std::string(as_text(std::get<UploadId>(read_blob_id(upload)->base).view())));
    EXPECT_TRUE(client.room.run(
        client.room.account().append_annex(uploads_kind, to_bytes(event.SerializeAsString()))));
    const json::object got =
        client.call("Blob/get", fmt::format("{{'accountId':'$A','ids':['{}','{}']}}", upload, copy));
    EXPECT_EQ(got.at("notFound"), parsed(fmt::format("['{}']", upload)));
    EXPECT_EQ(got.at("list").at(0).at("data:asText"), "what was uploaded");
    client.room.limits_now.objects_in_set_max = 1;
    EXPECT_EQ(client.error_of("Blob/copy", "{'accountId':'$A','fromAccountId':'$A','blobIds':['b1','b2']}"),
              "requestTooLarge");
    EXPECT_EQ(client.error_of("Blob/copy", "{'accountId':'a1','fromAccountId':'$A','blobIds':[]}"),
              "accountNotFound");
}

}  // namespace
}  // namespace milpa::jmap

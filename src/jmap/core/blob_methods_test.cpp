// SPDX-License-Identifier: AGPL-3.0-or-later
// The conversations of RFC 9404, and creation ids where something is to be got or looked into.
#include "jmap/core/blob_methods.hpp"

#include <gtest/gtest.h>

#include "jmap/core/core.hpp"
#include "jmap/mail/mail.hpp"
#include "jmap/test_room.hpp"

namespace milpa::jmap {
namespace {

using testing::parsed;

struct BlobConversation : ::testing::Test {
    testing::TestClient client{{core::family(), blobs::family(), mail_family()}};

    /// The `list` of the n-th answer without its ids, which are the server's to choose.
    static json::array list(const json::array& responses, std::size_t n) {
        json::array all = responses.at(n).at(1).at("list").as_array();
        for (json::value& one : all) one.as_object().erase("id");
        return all;
    }
};

// RFC 9404 4.1.2.
TEST_F(BlobConversation, ABlobOfPartsIsReadByTheIdsOfItsRequest) {
    const json::array responses = client.call(
        "[['Blob/upload',{'accountId':'$A','create':{'b4':{'data':[{'data:asText':'The quick brown fox "
        "jumped over the lazy dog.'}]}}},'S4'],"
        "['Blob/upload',{'accountId':'$A','create':{'cat':{'data':[{'data:asText':'How'},"
        "{'blobId':'#b4','length':7,'offset':3},{'data:asText':'was t'},"
        "{'blobId':'#b4','length':1,'offset':1},{'data:asBase64':'YXQ/'}]}}},'CAT'],"
        "['Blob/get',{'accountId':'$A','properties':['data:asText','size'],'ids':['#cat']},'G4']]");
    ASSERT_EQ(responses.size(), 3U);
    EXPECT_EQ(responses.at(0).at(1).at("created").at("b4").at("size"), 45);
    EXPECT_EQ(responses.at(1).at(1).at("created").at("cat").at("size"), 19);
    EXPECT_EQ(list(responses, 2), parsed("[{'data:asText':'How quick was that?','size':19}]"));
    // It is told by the id that it has, not by the one that it was called by.
    EXPECT_EQ(responses.at(2).at(1).at("list").at(0).at("id"),
              responses.at(1).at(1).at("created").at("cat").at("id"));
    EXPECT_EQ(responses.at(2).at(1).at("notFound"), parsed("[]"));
}

// RFC 9404 4.2.2: ranges, and what is no text.
TEST_F(BlobConversation, RangesAndWhatIsNoText) {
    const json::array responses = client.call(
        "[['Blob/upload',{'accountId':'$A','create':{'b1':{'data':[{'data:asBase64':"
        "'VGhlIHF1aWNrIGJyb3duIGZveCBqdW1wZWQgb3ZlciB0aGUggYEgZG9nLg=='}]},"
        "'b2':{'data':[{'data:asText':'hello world'}],'type':'text/plain'}}},'S1'],"
        "['Blob/get',{'accountId':'$A','ids':['#b1','#b2']},'G1'],"
        "['Blob/get',{'accountId':'$A','ids':['#b1','#b2'],'properties':['data:asText','size']},'G2'],"
        "['Blob/get',{'accountId':'$A','ids':['#b1','#b2'],'properties':['data:asBase64','size']},'G3'],"
        "['Blob/get',{'accountId':'$A','offset':0,'length':5,'ids':['#b1','#b2']},'G4'],"
        "['Blob/get',{'accountId':'$A','offset':20,'length':100,'ids':['#b1','#b2']},'G5']]");
    ASSERT_EQ(responses.size(), 6U);
    EXPECT_EQ(list(responses, 1),
              parsed("[{'data:asBase64':'VGhlIHF1aWNrIGJyb3duIGZveCBqdW1wZWQgb3ZlciB0aGUggYEgZG9nLg==',"
                     "'isEncodingProblem':true,'size':43},{'data:asText':'hello world','size':11}]"));
    EXPECT_EQ(list(responses, 2), parsed("[{'data:asText':null,'isEncodingProblem':true,'size':43},"
                                         "{'data:asText':'hello world','size':11}]"));
    EXPECT_EQ(list(responses, 3),
              parsed("[{'data:asBase64':'VGhlIHF1aWNrIGJyb3duIGZveCBqdW1wZWQgb3ZlciB0aGUggYEgZG9nLg==',"
                     "'size':43},{'data:asBase64':'aGVsbG8gd29ybGQ=','size':11}]"));
    EXPECT_EQ(list(responses, 4),
              parsed("[{'data:asText':'The q','size':43},{'data:asText':'hello','size':11}]"));
    EXPECT_EQ(list(responses, 5),
              parsed("[{'data:asBase64':'anVtcGVkIG92ZXIgdGhlIIGBIGRvZy4=','isEncodingProblem':true,"
                     "'isTruncated':true,'size':43},{'data:asText':'','isTruncated':true,'size':11}]"));
}

TEST_F(BlobConversation, WhatTheRequestHasMadeIsGotLookedUpAndLookedInto) {
    const json::array responses = client.call(
        "[['Blob/upload',{'accountId':'$A','create':{'m':{'data':[{'data:asText':'Subject: "
        "hello\\r\\n\\r\\nx'}]}}},'0'],"
        "['Email/import',{'accountId':'$A','emails':{'e':{'blobId':'#m','mailboxIds':{'m1':true}}}},'1'],"
        "['Email/get',{'accountId':'$A','ids':['#e','e1','#none'],'properties':['subject']},'2'],"
        "['Blob/lookup',{'accountId':'$A','typeNames':['Email'],'ids':['#m','#none']},'3'],"
        "['Email/parse',{'accountId':'$A','blobIds':['#m','#none'],'properties':['subject']},'4'],"
        "['Blob/get',{'accountId':'$A','ids':['#none']},'5']]");
    ASSERT_EQ(responses.size(), 6U);
    const json::value id = responses.at(1).at(1).at("created").at("e").at("id");
    EXPECT_EQ(responses.at(2).at(1).at("list"),
              json::value(json::array{json::object{{"id", id}, {"subject", "hello"}}}))
        << "once, by whatever ids";
    EXPECT_EQ(responses.at(2).at(1).at("notFound"), parsed("['#none']"));
    EXPECT_EQ(responses.at(3).at(1).at("list").as_array().size(), 1U);
    EXPECT_EQ(responses.at(3).at(1).at("notFound"), parsed("['#none']"));
    EXPECT_EQ(responses.at(4).at(1).at("parsed").as_object().size(), 1U);
    EXPECT_EQ(responses.at(4).at(1).at("notFound"), parsed("['#none']"));
    EXPECT_EQ(responses.at(5).at(1).at("notFound"), parsed("['#none']"));
}

}  // namespace
}  // namespace milpa::jmap

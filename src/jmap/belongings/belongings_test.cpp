// SPDX-License-Identifier: AGPL-3.0-or-later
// What a member's programs keep: the methods, and the fold beneath them.
#include "jmap/belongings/belongings.hpp"

#include <gtest/gtest.h>

#include "jmap/belongings/family.hpp"
#include "jmap/json_text.hpp"
#include "jmap/test_room.hpp"
#include "jmap/type.hpp"

namespace milpa::jmap {
namespace {

/// A key as RFC 9580 5.5.3 has it, of which nothing is true but its form.
std::string armored_key(char filling = 'x', std::size_t octets = 100) {
    Bytes packet{0x80 | 0x40 | 5, 0xff};
    append_u32(packet, static_cast<std::uint32_t>(octets));
    packet.push_back(4);
    packet.resize(packet.size() + octets - 1, static_cast<std::uint8_t>(filling));
    return "-----BEGIN PGP PRIVATE KEY BLOCK-----\\nComment: mine\\n\\n" + to_base64(packet) +
           "\\n-----END PGP PRIVATE KEY BLOCK-----\\n";
}
std::string fingerprint(char digit) { return std::string(40, digit); }

class BelongingsTest : public ::testing::Test {
protected:
    testing::TestClient client{{belongings_family()}};

    json::object set(std::string_view type, std::string_view arguments) {
        return client.call(fmt::format("{}/set", type), fmt::format("{{'accountId':'$A',{}}}", arguments));
    }
    json::object get(std::string_view type, std::string_view more = "") {
        return client.call(fmt::format("{}/get", type), fmt::format("{{'accountId':'$A'{}}}", more));
    }
    json::object create(std::string_view type, std::string_view object) {
        const json::object answer = set(type, fmt::format("'create':{{'k':{}}}", object));
        const bool made = answer.at("created").is_object();
        return answer.at(made ? "created" : "notCreated").at("k").as_object();
    }
    json::object create_key(char digit, std::string_view more = "") {
        return create("OpenPgpSecretKey", fmt::format("{{'fingerprint':'{}','secretKey':'{}'{}}}",
                                                      fingerprint(digit), armored_key(), more));
    }
    std::string id_of(const json::object& made) { return std::string(made.at("id").as_string()); }
    json::object one(std::string_view type, const std::string& id) {
        return get(type, fmt::format(",'ids':['{}']", id)).at("list").at(0).as_object();
    }
    std::string state() { return std::string(get("ClientData").at("state").as_string()); }
    json::object changes(std::string_view type, const std::string& since) {
        return client.call(fmt::format("{}/changes", type),
                           fmt::format("{{'accountId':'$A','sinceState':'{}'}}", since));
    }
    void reopen() {
        EXPECT_TRUE(client.room.run(client.room.account().snapshot()));
        client.room.held.reopen();
    }
};

TEST_F(BelongingsTest, AValueIsKeptChangedInPartsAndRemoved) {
    const json::object made =
        create("ClientData", "{'name':'portal.preferences','value':{'theme':'dark','list':[1,2.5,null]}}");
    const std::string id = id_of(made);
    EXPECT_EQ(made.size(), 1U) << json::serialize(made);
    EXPECT_EQ(one("ClientData", id).at("value"), testing::parsed("{'theme':'dark','list':[1,2.5,null]}"));
    set("ClientData", fmt::format("'update':{{'{}':{{'value/theme':'light','value/size':3}}}}", id));
    reopen();
    EXPECT_EQ(one("ClientData", id),
              testing::parsed("{'id':'" + id +
                              "','name':'portal.preferences','value':{'theme':'light','list':[1,2.5,null],"
                              "'size':3}}"));
    set("ClientData", fmt::format("'update':{{'{}':{{'value':null,'name':'portal.other'}}}}", id));
    EXPECT_TRUE(one("ClientData", id).at("value").is_null());
    EXPECT_EQ(set("ClientData", fmt::format("'destroy':['{}']", id)).at("destroyed").at(0), json::value(id));
    EXPECT_TRUE(get("ClientData").at("list").as_array().empty());
    EXPECT_EQ(set("ClientData", fmt::format("'destroy':['{}']", id)).at("notDestroyed").at(id).at("type"),
              "notFound");
}

TEST_F(BelongingsTest, ANameIsOnesAlone) {
    const std::string id = id_of(create("ClientData", "{'name':'a','value':1}"));
    const json::object twice = create("ClientData", "{'name':'a','value':2}");
    EXPECT_EQ(twice.at("type"), "alreadyExists");
    EXPECT_EQ(twice.at("existingId"), json::value(id));
    const std::string other = id_of(create("ClientData", "{'name':'b'}"));
    EXPECT_EQ(set("ClientData", fmt::format("'update':{{'{}':{{'name':'a'}}}}", other))
                  .at("notUpdated")
                  .at(other)
                  .at("type"),
              "alreadyExists");
    EXPECT_EQ(create("ClientData", "{'value':2}").at("type"), "invalidProperties");
    EXPECT_EQ(create("ClientData", "{'name':''}").at("type"), "invalidProperties");
    EXPECT_EQ(create("ClientData", "{'name':'" + std::string(256, 'a') + "'}").at("type"),
              "invalidProperties");
    // It is free again with its object.
    set("ClientData", fmt::format("'destroy':['{}']", id));
    EXPECT_TRUE(create("ClientData", "{'name':'a'}").contains("id"));
}

TEST_F(BelongingsTest, ValuesHaveLimitsOneByOneAndTogether) {
    const auto text = [](std::size_t octets) { return "'" + std::string(octets - 2, 'v') + "'"; };
    const auto value = [&](int number, std::size_t octets) {
        return create("ClientData", fmt::format("{{'name':'{:04}','value':{}}}", number, text(octets)));
    };
    EXPECT_EQ(value(0, client_value_octets_max + 1).at("type"), "tooLarge");
    // 15 whole ones; 16 with their names would be more than all may be together.
    std::string last;
    for (int i = 0; i < 15; ++i) last = id_of(value(i, client_value_octets_max));
    EXPECT_EQ(value(15, client_value_octets_max).at("type"), "overQuota");
    EXPECT_TRUE(value(15, client_value_octets_max - 16 * 4).contains("id"));
    // Full: what becomes less is taken, what becomes more is not.
    const auto update = [&](std::size_t octets) {
        return set("ClientData", fmt::format("'update':{{'{}':{{'value':{}}}}}", last, text(octets)));
    };
    EXPECT_TRUE(update(client_value_octets_max - 1).at("notUpdated").is_null());
    EXPECT_TRUE(update(client_value_octets_max).at("notUpdated").is_null());
    EXPECT_EQ(value(16, 3).at("type"), "overQuota");
    reopen();
    EXPECT_EQ(value(16, 3).at("type"), "overQuota");
    set("ClientData", fmt::format("'destroy':['{}']", last));
    for (int i = 16; i < 101; ++i) EXPECT_TRUE(value(i, 3).contains("id")) << i;
    EXPECT_EQ(value(101, 3).at("type"), "overQuota");
}

TEST_F(BelongingsTest, AValueGrowsNoFurtherThanItIsReadAgain) {
    const std::string id = id_of(create("ClientData", "{'name':'a','value':{}}"));
    const auto grow = [&](const std::string& path, std::string_view what) {
        const json::object answer =
            set("ClientData", fmt::format("'update':{{'{}':{{'value{}':{}}}}}", id, path, what));
        return answer.at("notUpdated").is_null()
                   ? std::string()
                   : std::string(answer.at("notUpdated").at(id).at("type").as_string());
    };
    std::string path, refused;
    for (std::size_t depth = 1; depth <= json_depth_max && refused.empty(); ++depth) {
        path += "/a";
        refused = grow(path, "{}");
    }
    EXPECT_EQ(refused, "tooLarge");
    EXPECT_TRUE(one("ClientData", id).at("value").is_object());

    std::string members = "{'0':0";
    for (std::size_t i = 1; i < json_members_max; ++i) members += fmt::format(",'{}':0", i);
    EXPECT_EQ(grow("", members + "}"), "");
    EXPECT_EQ(grow("/more", "0"), "tooLarge");
    EXPECT_EQ(one("ClientData", id).at("value").as_object().size(), json_members_max);
}

TEST_F(BelongingsTest, ChangesAreToldOfEachTypeAlone) {
    const std::string first = state();
    const std::string id = id_of(create("ClientData", "{'name':'a'}"));
    const std::string key = id_of(create_key('A'));
    const std::string second = state();
    EXPECT_EQ(changes("ClientData", first).at("created"), json::value(json::array{id}));
    EXPECT_EQ(changes("OpenPgpSecretKey", first).at("created"), json::value(json::array{key}));
    set("ClientData", fmt::format("'update':{{'{}':{{'value':1}}}}", id));
    const json::object updated = changes("ClientData", second);
    EXPECT_EQ(updated.at("updated"), json::value(json::array{id}));
    EXPECT_EQ(updated.at("newState"), json::value(state()));
    EXPECT_TRUE(changes("OpenPgpSecretKey", second).at("updated").as_array().empty());
    // Mail that comes is none of it.
    const std::string third = state();
    client.room.held.deliver("From: a@b\r\n\r\nx\r\n");
    EXPECT_EQ(state(), third);
    set("ClientData", fmt::format("'destroy':['{}']", id));
    reopen();
    EXPECT_EQ(changes("ClientData", third).at("destroyed"), json::value(json::array{id}));
    EXPECT_EQ(changes("ClientData", "s999999").at("type"), "cannotCalculateChanges");
    EXPECT_EQ(changes("ClientData", "x").at("type"), "cannotCalculateChanges");
    // Of what went, the last are remembered, and who asks for more is told so.
    for (std::size_t i = 0; i <= gone_belongings_max; ++i) {
        const std::string brief = id_of(create("ClientData", "{'name':'a'}"));
        set("ClientData", fmt::format("'destroy':['{}']", brief));
    }
    EXPECT_EQ(changes("ClientData", third).at("type"), "cannotCalculateChanges");
}

TEST_F(BelongingsTest, ASecretKeyIsGivenBackAsItCame) {
    const json::object made = create_key('a', ",'label':'of the telephone'");
    const std::string id = id_of(made);
    // In one way of writing; the rest is as it was sent.
    EXPECT_EQ(made.at("fingerprint"), json::value(fingerprint('A')));
    EXPECT_EQ(made.at("isDefault"), true);
    EXPECT_FALSE(made.contains("secretKey"));
    reopen();
    const json::object all = one("OpenPgpSecretKey", id);
    EXPECT_EQ(all.at("secretKey"), json::parse('"' + armored_key() + '"'));
    EXPECT_EQ(all.at("label"), "of the telephone");
    EXPECT_TRUE(read_utc_date(all.at("created").as_string()));
    const json::object part = get("OpenPgpSecretKey", ",'properties':['label']").at("list").at(0).as_object();
    EXPECT_FALSE(part.contains("secretKey"));
    // With another passphrase.
    EXPECT_TRUE(set("OpenPgpSecretKey",
                    fmt::format("'update':{{'{}':{{'secretKey':'{}','label':null}}}}", id, armored_key('y')))
                    .at("notUpdated")
                    .is_null());
    EXPECT_EQ(one("OpenPgpSecretKey", id).at("secretKey"), json::parse('"' + armored_key('y') + '"'));
    EXPECT_EQ(one("OpenPgpSecretKey", id).at("label"), "");
    const json::object again = create_key('A');
    EXPECT_EQ(again.at("type"), "alreadyExists");
    EXPECT_EQ(again.at("existingId"), json::value(id));
    EXPECT_EQ(
        set("OpenPgpSecretKey", fmt::format("'update':{{'{}':{{'fingerprint':'{}'}}}}", id, fingerprint('B')))
            .at("notUpdated")
            .at(id)
            .at("type"),
        "invalidProperties");
}

TEST_F(BelongingsTest, WhatIsNoSecretKeyIsNotTaken) {
    const auto refused = [&](std::string_view key, std::string_view print) {
        return create("OpenPgpSecretKey", fmt::format("{{'secretKey':'{}','fingerprint':'{}'}}", key, print))
            .at("type");
    };
    EXPECT_EQ(refused("a key", fingerprint('A')), "invalidProperties");
    std::string is_public = armored_key();
    for (std::size_t at; (at = is_public.find("PRIVATE")) != std::string::npos;)
        is_public.replace(at, 7, "PUBLIC");
    EXPECT_EQ(refused(is_public, fingerprint('A')), "invalidProperties");
    EXPECT_EQ(refused(armored_key('x', secret_key_octets_max), fingerprint('A')), "tooLarge");
    EXPECT_EQ(refused(armored_key(), "abc"), "invalidProperties");
    EXPECT_EQ(refused(armored_key(), std::string(40, 'g')), "invalidProperties");
    EXPECT_EQ(create("OpenPgpSecretKey", fmt::format("{{'fingerprint':'{}'}}", fingerprint('A'))).at("type"),
              "invalidProperties");
    EXPECT_TRUE(create("OpenPgpSecretKey", fmt::format("{{'secretKey':'{}','fingerprint':'{}'}}",
                                                       armored_key(), std::string(64, 'b')))
                    .contains("id"));
}

TEST_F(BelongingsTest, OneKeyIsTheDefaultWhereThereAreAny) {
    const std::string first = id_of(create_key('A', ",'isDefault':false"));
    EXPECT_EQ(one("OpenPgpSecretKey", first).at("isDefault"), true);
    const json::object second = create_key('B');
    EXPECT_EQ(second.at("isDefault"), false);
    const std::string before = state();
    const json::object answer =
        set("OpenPgpSecretKey", fmt::format("'update':{{'{}':{{'isDefault':true}}}}", id_of(second)));
    // The other one has changed by it, and that is told.
    EXPECT_EQ(answer.at("updated").at(first).at("isDefault"), false);
    EXPECT_EQ(answer.at("updated").at(id_of(second)).at("isDefault"), true);
    EXPECT_EQ(changes("OpenPgpSecretKey", before).at("updated").as_array().size(), 2U);
    EXPECT_EQ(set("OpenPgpSecretKey", fmt::format("'update':{{'{}':{{'isDefault':false}}}}", id_of(second)))
                  .at("notUpdated")
                  .at(id_of(second))
                  .at("type"),
              "invalidProperties");
    reopen();
    const json::object third =
        set("OpenPgpSecretKey",
            fmt::format("'create':{{'k':{{'fingerprint':'{}','secretKey':'{}','isDefault':true"
                        "}}}}",
                        fingerprint('C'), armored_key()));
    EXPECT_EQ(third.at("created").at("k").at("isDefault"), true);
    EXPECT_EQ(third.at("updated").at(id_of(second)).at("isDefault"), false);
    // Where it goes, the oldest follows.
    const json::object gone =
        set("OpenPgpSecretKey",
            fmt::format("'destroy':['{}']", std::string(third.at("created").at("k").at("id").as_string())));
    EXPECT_EQ(gone.at("updated").at(first).at("isDefault"), true);
    set("OpenPgpSecretKey", fmt::format("'destroy':['{}','{}']", first, id_of(second)));
    EXPECT_TRUE(get("OpenPgpSecretKey").at("list").as_array().empty());
    for (std::size_t i = 0; i < secret_keys_max; ++i) {
        const auto made = create(
            "OpenPgpSecretKey", fmt::format("{{'fingerprint':'{:040}','secretKey':'{}'}}", i, armored_key()));
        EXPECT_TRUE(made.contains("id"));
    }
    EXPECT_EQ(create_key('D').at("type"), "overQuota");
}

TEST_F(BelongingsTest, AnAppPasswordReadsPreferencesAndNoKeys) {
    const std::string key = id_of(create_key('A'));
    members::Login login = *client.room.login();
    login.kind = events::OPENER_APP_PASSWORD;
    client.room.login_now = std::move(login);
    EXPECT_EQ(client.error_of("ClientData/get", "{'accountId':'$A'}"), "");
    for (const char* method : {"OpenPgpSecretKey/get", "OpenPgpSecretKey/set"})
        EXPECT_EQ(client.error_of(method, "{'accountId':'$A'}"), "forbidden") << method;
    EXPECT_EQ(client.error_of("OpenPgpSecretKey/changes", "{'accountId':'$A','sinceState':'s0'}"),
              "forbidden");
}

TEST_F(BelongingsTest, OnlyTheOwnerWrites) {
    const std::string id = id_of(create("ClientData", "{'name':'a','value':1}"));
    Belongings& kept = *belongings_of(client.room.account());
    events::BelongingEvent event;
    event.set_datum_gone(id);
    const Bytes before = kept.save();
    EXPECT_TRUE(kept.note(1'000, as_bytes(event.SerializeAsString())).error);
    EXPECT_EQ(kept.save(), before);
}

}  // namespace
}  // namespace milpa::jmap

// SPDX-License-Identifier: AGPL-3.0-or-later
// What the collective says of itself.
#include "members/public_page.hpp"

#include <gtest/gtest.h>

#include "jmap/own/own_testing.hpp"
#include "jmap/type.hpp"

namespace milpa::jmap {
namespace {

class PublicPageTest : public testing::Own {
protected:
    json::object page() {
        return client.call("Collective/get", "{'accountId':'c'}").at("list").at(0).as_object();
    }
    json::object update(std::string_view patch) {
        return client.call("Collective/set",
                           fmt::format("{{'accountId':'c','update':{{'singleton':{{{}}}}}}}", patch));
    }
    /// The type of its error; empty where it went well.
    std::string refused(std::string_view patch) {
        const json::object answer = update(patch);
        const json::value& refused = answer.at("notUpdated");
        return refused.is_null() ? "" : std::string(refused.at("singleton").at("type").as_string());
    }
    std::string updated(std::string_view property, std::string_view language) {
        const json::object now = page();
        const json::value* const date = now.at(property).as_object().if_contains(language);
        return date == nullptr ? "" : std::string(date->as_string());
    }
};

TEST_F(PublicPageTest, IsThereFromTheBeginningAndForEverybody) {
    client.room.guest_now = true;
    client.room.duties_now = 0;
    const json::object now = page();
    EXPECT_EQ(now.at("id"), "singleton");
    EXPECT_EQ(now.at("language"), "en");
    EXPECT_TRUE(now.at("texts").as_object().empty());
    EXPECT_TRUE(now.at("contact").is_null());
    EXPECT_EQ(client.error_of("Collective/set", "{'accountId':'c'}"), "forbidden");
    client.room.run(client.room.collective().lock());
    EXPECT_EQ(client.error_of("Collective/get", "{'accountId':'c'}"), "serverUnavailable");
}

TEST_F(PublicPageTest, AnAdministratorSaysItAndNobodyElse) {
    EXPECT_EQ(
        refused("'name':'Milpa del Sur','language':'es','contact':'hola@example.org','texts':{'es':{"
                "'about':'Somos.\\n\\nUn colectivo.','joining':'Con invitación'},'ar':{'about':'نحن'}}"),
        "");
    const json::object now = page();
    EXPECT_EQ(now.at("name"), "Milpa del Sur");
    EXPECT_EQ(now.at("texts").at("es"), testing::parsed("{'about':'Somos.\\n\\nUn colectivo.','services':'',"
                                                        "'joining':'Con invitación','canary':'',"
                                                        "'transparency':''}"));
    EXPECT_EQ(now.at("texts").at("ar").at("about"), "نحن");
    EXPECT_TRUE(now.at("canaryUpdated").as_object().empty());
    // One text of them; a language without any goes.
    EXPECT_EQ(refused("'texts/es/services':'Correo','texts/ar/about':''"), "");
    EXPECT_EQ(page().at("texts").at("es").at("services"), "Correo");
    EXPECT_EQ(page().at("texts").at("es").at("joining"), "Con invitación");
    EXPECT_EQ(page().at("texts").as_object().size(), 1U);
    EXPECT_EQ(refused("'contact':null,'texts/es':null,'language':null"), "");
    EXPECT_TRUE(page().at("contact").is_null());
    EXPECT_TRUE(page().at("texts").as_object().empty());
    EXPECT_EQ(page().at("language"), "en");
    // It stays.
    ASSERT_EQ(refused("'texts/pt-BR':{'about':'Nós'}"), "");
    ASSERT_TRUE(client.room.run(client.room.collective().snapshot()));
    EXPECT_EQ(page().at("texts").at("pt-BR").at("about"), "Nós");
    const auto disk = client.room.run(client.room.collective().on_disk());
    ASSERT_TRUE(disk);
    EXPECT_EQ(disk->snapshot.name(), "Milpa del Sur");
    EXPECT_EQ(disk->snapshot.page().texts(0).about(), "Nós");
    const auto again = members::Directory::from(disk->snapshot);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->page().texts(0).language(), "pt-BR");
}

TEST_F(PublicPageTest, ItIsNotedWhenACanaryLastChanged) {
    const json::object answer = update("'texts':{'es':{'canary':'A 1 de mayo'},'fr':{'about':'Nous'}}");
    const std::string first = updated("canaryUpdated", "es");
    EXPECT_TRUE(read_utc_date(first)) << first;
    EXPECT_EQ(answer.at("updated").at("singleton").at("canaryUpdated").at("es"), json::value(first));
    EXPECT_EQ(updated("transparencyUpdated", "es") + updated("canaryUpdated", "fr"), "");
    client.room.collective_clock().advance(std::chrono::hours(24 * 30));
    // All else may change without it.
    EXPECT_EQ(refused("'texts/es/about':'Somos','texts/es/transparency':'Ninguna orden',"
                      "'texts/fr/canary':'Au 1er juin'"),
              "");
    EXPECT_EQ(updated("canaryUpdated", "es"), first);
    const std::string second = updated("canaryUpdated", "fr");
    EXPECT_GT(second, first);
    EXPECT_EQ(updated("transparencyUpdated", "es"), second);
    client.room.collective_clock().advance(std::chrono::hours(24 * 30));
    EXPECT_EQ(refused("'texts/es/canary':'A 1 de julio'"), "");
    EXPECT_GT(updated("canaryUpdated", "es"), second);
    EXPECT_EQ(refused("'texts/es/canary':''"), "");
    EXPECT_EQ(updated("canaryUpdated", "es"), "");
    EXPECT_EQ(refused("'canaryUpdated':{'fr':'2030-01-01T00:00:00Z'}"), "invalidProperties");
}

TEST_F(PublicPageTest, WhatIsNoPageIsRefused) {
    const std::string long_text(members::page_letters_max + 1, 'x');
    for (const std::string& patch : std::vector<std::string>{
             "'name':''", "'name':'two\\nlines'", "'name':null", "'language':'Spanish'", "'language':'ES'",
             "'contact':'javascript:alert(1)'", "'contact':'nobody'", "'contact':'https://'",
             "'contact':'https://a.org/ x'", "'texts':{'es':{'poem':'x'}}", "'texts':{'es':{'about':7}}",
             "'texts':{'pt-br':{'about':'x'}}", "'texts':{'es':{'about':'a\\u0000b'}}",
             "'texts':{'es':{'about':'" + long_text + "'}}", "'texts':{'es':'x'}"})
        EXPECT_EQ(refused(patch), "invalidProperties") << patch.substr(0, 100);
    EXPECT_TRUE(page().at("texts").as_object().empty());
    // Each text may be long, in letters; all of them together may not be.
    const auto text = [](std::string_view letter) {
        std::string all;
        for (std::size_t i = 0; i < members::page_letters_max; ++i) all += letter;
        return all;
    };
    EXPECT_EQ(refused(fmt::format("'texts':{{'ar':{{'about':'{}'}}}}", text("ن"))), "");
    std::string all;
    for (const char* name : {"about", "services", "joining", "canary", "transparency"})
        all += fmt::format("{}'{}':'{}'", all.empty() ? "" : ",", name, text("ن"));
    EXPECT_EQ(refused(fmt::format("'texts':{{'ar':{{{}}},'es':{{{}}},'fr':{{{}}}}}", all, all, all)),
              "tooLarge");
    std::string many;
    for (char c = 'a'; c <= 'u'; ++c) many += fmt::format("{}'x{}':{{'about':'x'}}", c == 'a' ? "" : ",", c);
    EXPECT_EQ(refused("'texts':{" + many + "}"), "tooLarge");
    const json::object one = client.call(
        "Collective/set", "{'accountId':'c','create':{'k':{'name':'x'}},'destroy':['singleton']}");
    EXPECT_EQ(one.at("notCreated").at("k").at("type"), "singleton");
    EXPECT_EQ(one.at("notDestroyed").at("singleton").at("type"), "singleton");
}

TEST(PageLanguages, AreTagsInTheirUsualCase) {
    for (const auto* tag : {"es", "pt-BR", "sr-Latn-RS", "zh-Hans", "es-419", "nah", "ca-valencia", "de-1996",
                            "sl-Latn-IT-nedis"})
        EXPECT_TRUE(members::is_language_tag(tag)) << tag;
    for (const auto* tag : {"", "e", "ES", "es-", "-es", "es--MX", "pt-br", "pt-Br", "espa", "x-klingon",
                            "es_MX", "es-MX-Latn", "en-a-b", "es-MX\n", "sr-LATN"})
        EXPECT_FALSE(members::is_language_tag(tag)) << tag;
    EXPECT_FALSE(members::is_language_tag("es-" + std::string(40, 'x')));
}

}  // namespace
}  // namespace milpa::jmap

// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/set.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <thread>

#include "jmap/core/core.hpp"
#include "jmap/patch.hpp"
#include "jmap/test_room.hpp"

namespace milpa::jmap {
namespace {

using testing::parsed;
using testing::TestClient;

constexpr std::string_view test_urn = "urn:test";

constexpr Property todo_properties[] = {
    {"id", "Id", "", Property::Who::server},
    {"title", "String|null", ""},
    {"done", "Boolean", ""},
    {"parentId", "Id|null", ""},
    {"tags", "String[Boolean]", ""},
    {"links", "Id[Boolean]", ""},
    {"list", "Int[]", ""},
    {"kind", "String", "", Property::Who::client_once},
    {"size", "UnsignedInt", "", Property::Who::server},
};
constexpr Type todo{"Todo", test_urn, "", todo_properties, true};

/// Things to do, in memory. Titles are unique; "stuck" ones stay.
struct Todos {
    std::map<std::string, json::object> all;
    std::uint64_t seq = 0;
    std::vector<std::string> acts;
    /// How long each creation works at a stretch, and what it does then.
    std::chrono::milliseconds work{0};
    std::function<void()> behind = [] {};
};
Todos* todos = nullptr;

class TodoSetter final : public Setter {
public:
    std::string state() const override { return state_text(todos->seq); }
    Task<Outcome<New>> create(json::object object) override {
        todos->acts.push_back("create " + std::string(object.at("title").as_string()));
        std::this_thread::sleep_for(todos->work);
        if (todos->work.count() > 0) {
            boost::asio::post(co_await boost::asio::this_coro::executor, todos->behind);
        }
        for (const auto& [id, other] : todos->all) {
            if (other.at("title") == object.at("title")) {
                co_return std::unexpected(SetError{"alreadyExists", "", {}, {{"existingId", id}}});
            }
        }
        New made{fmt::format("t{}", ++todos->seq), {{"size", 0}}};
        if (!object.contains("done")) made.set_by_server["done"] = object["done"] = false;
        object["size"] = 0;
        object["id"] = made.id;
        todos->all[made.id] = std::move(object);
        co_return made;
    }
    Task<Outcome<json::object>> read(std::string id, std::vector<std::string> properties) override {
        const auto found = todos->all.find(id);
        if (found == todos->all.end()) co_return std::unexpected(SetError{"notFound", ""});
        json::object read;
        for (const std::string& name : properties) {
            if (found->second.contains(name)) read[name] = found->second.at(name);
        }
        co_return read;
    }
    Task<Outcome<std::optional<json::object>>> update(std::string id, json::object before,
                                                      json::object after) override {
        todos->acts.push_back("update " + id);
        json::object& object = todos->all.at(id);
        for (const auto& member : before) object.erase(member.key());
        for (auto& member : after) object[member.key()] = std::move(member.value());
        ++todos->seq;
        if (!after.contains("list")) co_return std::nullopt;
        object["size"] = object.at("list").as_array().size();
        co_return json::object{{"size", object.at("size")}};
    }
    Task<Outcome<void>> destroy(std::string id) override {
        todos->acts.push_back("destroy " + id);
        if (!todos->all.contains(id)) co_return std::unexpected(SetError{"notFound", ""});
        if (todos->all.at(id).at("title") == "stuck") co_return std::unexpected(SetError{"forbidden", ""});
        todos->all.erase(id);
        ++todos->seq;
        co_return Outcome<void>();
    }
    const json::value* default_for(std::string_view property) const override {
        static const json::value no = false;
        return property == "done" ? &no : nullptr;
    }
};

Task<Answer> todo_set(Lent<Context> context, json::object arguments) {
    TodoSetter setter;
    co_return co_await run_set(context, {&todo}, &setter, std::move(arguments));
}
Task<Answer> single_set(Lent<Context> context, json::object arguments) {
    TodoSetter setter;
    co_return co_await run_set(context, {&todo, true}, &setter, std::move(arguments));
}
Task<Answer> todo_get(Lent<Context> context, json::object arguments) {
    auto call = read_get(*context, todo, arguments, [](std::string_view name) { return name == "also"; });
    if (!call) co_return std::unexpected(std::move(call.error()));
    if (!call->ids) {
        if (auto fits = check_all(*context, todos->all.size()); !fits)
            co_return std::unexpected(fits.error());
        call->ids.emplace();
        for (const auto& [id, object] : todos->all) call->ids->push_back(id);
    }
    GetAnswer answer;
    for (const std::string& id : *call->ids) {
        const auto found = todos->all.find(id);
        if (found == todos->all.end()) {
            answer.miss(id);
            continue;
        }
        json::object object = found->second;
        keep_wanted(object, *call);
        answer.add(std::move(object));
    }
    co_return std::move(answer).finish(*context, state_text(todos->seq));
}
Task<Answer> todo_changes(Lent<Context> context, json::object arguments) {
    auto call = read_changes(*context, arguments);
    if (!call) co_return std::unexpected(std::move(call.error()));
    if (!read_state(call->since)) co_return std::unexpected(cannot_calculate_changes());
    co_return changes_answer(*context, *call, {state_text(todos->seq), call->max == 1, {"a"}, {"b"}, {"c"}});
}

constexpr Method methods[] = {
    {"Todo/get", test_urn, "", "", get_arguments, todo_get},
    {"Todo/changes", test_urn, "", "", changes_arguments, todo_changes},
    {"Todo/set", test_urn, "", "", set_arguments, todo_set, true},
    {"Single/set", test_urn, "", "", set_arguments, single_set, true},
    {"Todo/copy", test_urn, "", "", copy_arguments, run_copy, true},
};
constexpr Type types[] = {todo};
constexpr Capability capabilities[] = {{test_urn, "", nullptr, nullptr}};

class Standard : public ::testing::Test {
protected:
    Standard() { todos = &held; }
    ~Standard() override { todos = nullptr; }

    json::object set(std::string_view arguments) {
        return client.call("Todo/set", fmt::format("{{'accountId':'$A',{}}}", arguments));
    }
    void plant(std::string id, std::string_view object) {
        json::object made = parsed(std::string(object)).as_object();
        made["id"] = id;
        held.all[id] = std::move(made);
    }

    TestClient client{{core::family(), Family{capabilities, types, methods}}};
    Todos held;
};

TEST_F(Standard, GetSaysWhatThereIsAndWhatNot) {
    plant("a", "{'title':'A','done':true}");
    plant("b", "{'title':'B','done':false}");
    const json::object some =
        client.call("Todo/get", "{'accountId':'$A','ids':['b','x','b','x'],'properties':['title']}");
    EXPECT_EQ(some.at("list"), parsed("[{'id':'b','title':'B'}]"));
    EXPECT_EQ(some.at("notFound"), parsed("['x']"));
    EXPECT_EQ(some.at("state"), "s0");
    EXPECT_EQ(some.at("accountId"), json::value(client.account_id()));

    const json::object all = client.call("Todo/get", "{'accountId':'$A','ids':null}");
    EXPECT_EQ(all.at("list"),
              parsed("[{'id':'a','title':'A','done':true},{'id':'b','title':'B','done':false}]"));
    EXPECT_EQ(all.at("notFound"), parsed("[]"));
    EXPECT_EQ(client.call("Todo/get", "{'accountId':'$A','ids':[]}").at("list"), parsed("[]"));
}

TEST_F(Standard, GetFailsAsTheRfcSays) {
    plant("a", "{}");
    plant("b", "{}");
    client.room.limits_now.objects_in_get_max = 1;
    const std::pair<std::string_view, std::string_view> rows[] = {
        {"{'accountId':'$A','ids':['a'],'properties':['id','also']}", ""},
        {"{'accountId':'$A','ids':['a','a']}", ""},
        {"{}", "invalidArguments"},
        {"{'accountId':'aother','ids':[]}", "accountNotFound"},
        {"{'accountId':'$A','ids':['a'],'properties':['nothing']}", "invalidArguments"},
        {"{'accountId':'$A','ids':'a'}", "invalidArguments"},
        {"{'accountId':'$A','ids':['a','b']}", "requestTooLarge"},
        {"{'accountId':'$A'}", "requestTooLarge"},
    };
    for (const auto& [arguments, error] : rows) {
        EXPECT_EQ(client.error_of("Todo/get", arguments), error) << arguments;
    }
}

TEST_F(Standard, ChangesFailsAsTheRfcSays) {
    const std::pair<std::string_view, std::string_view> rows[] = {
        {"{'accountId':'$A','sinceState':'s0'}", ""},
        {"{'accountId':'$A','sinceState':'s0','maxChanges':null}", ""},
        {"{'accountId':'$A'}", "invalidArguments"},
        {"{'accountId':'aother','sinceState':'s0'}", "accountNotFound"},
        {"{'accountId':'$A','sinceState':'s0','maxChanges':0}", "invalidArguments"},
        {"{'accountId':'$A','sinceState':'s0','maxChanges':-1}", "invalidArguments"},
        {"{'accountId':'$A','sinceState':'0'}", "cannotCalculateChanges"},
        {"{'accountId':'$A','sinceState':'s00'}", "cannotCalculateChanges"},
        {"{'accountId':'$A','sinceState':'s99999999999999999999'}", "cannotCalculateChanges"},
    };
    for (const auto& [arguments, error] : rows) {
        EXPECT_EQ(client.error_of("Todo/changes", arguments), error) << arguments;
    }
    const json::object answer =
        client.call("Todo/changes", "{'accountId':'$A','sinceState':'s0','maxChanges':1}");
    EXPECT_EQ(answer, parsed(client.quoted("{'accountId':'$A','oldState':'s0','newState':'s0',"
                                           "'hasMoreChanges':true,'created':['a'],'updated':['b'],"
                                           "'destroyed':['c']}")));
}

TEST_F(Standard, SetCreatesUpdatesAndDestroys) {
    plant("u", "{'title':'U','done':true,'tags':{'x':true},'size':3,'kind':'k'}");
    plant("d", "{'title':'D'}");
    const json::object answer =
        set("'create':{'k1':{'title':'new'},'k2':{'title':'full','done':true}},"
            "'update':{'u':{'title':'V','tags/y':true,'tags/x':null,'done':null}},'destroy':['d']");
    EXPECT_EQ(answer.at("oldState"), "s0");
    EXPECT_EQ(answer.at("newState"), "s4");
    EXPECT_EQ(answer.at("created"),
              parsed("{'k1':{'id':'t1','size':0,'done':false},'k2':{'id':'t2','size':0}}"));
    EXPECT_EQ(answer.at("updated"), parsed("{'u':null}"));
    EXPECT_EQ(answer.at("destroyed"), parsed("['d']"));
    for (const auto* const none : {"notCreated", "notUpdated", "notDestroyed"}) {
        EXPECT_TRUE(answer.at(none).is_null()) << none;
    }
    EXPECT_EQ(held.all.at("u"),
              parsed("{'id':'u','title':'V','tags':{'y':true},'size':3,'kind':'k','done':false}"));
    EXPECT_FALSE(held.all.contains("d"));

    const json::object nothing = set("'create':null");
    EXPECT_TRUE(nothing.at("created").is_null() && nothing.at("destroyed").is_null());
    EXPECT_EQ(set("'update':{'u':{'list':[1,2]}}").at("updated"), parsed("{'u':{'size':2}}"));
}

TEST_F(Standard, SetPutsRealIdsInPlaceOfCreationIds) {
    const json::object answer =
        set("'create':{'a':{'title':'a','parentId':'#b'},'b':{'title':'b','parentId':'#c'},'c':{'title':'c'},"
            "'m':{'title':'m','links':{'#c':true}}},"
            "'update':{'#c':{'links/#a':true},'#a':{'title':'a2','links':{'#m':true}}},'destroy':['#m']");
    EXPECT_TRUE(answer.at("notCreated").is_null()) << json::serialize(answer);
    const auto id = [&](std::string_view k) {
        return std::string(answer.at("created").at(k).at("id").as_string());
    };
    EXPECT_EQ(held.all.at(id("a")).at("parentId"), json::value(id("b")));
    EXPECT_EQ(held.all.at(id("b")).at("parentId"), json::value(id("c")));
    EXPECT_TRUE(answer.at("notUpdated").at(id("c")).at("type") == "invalidPatch");  // links is not there
    EXPECT_EQ(held.all.at(id("a")).at("links"), json::value({{id("m"), true}}));
    EXPECT_EQ(answer.at("destroyed"), json::value(json::array{id("m")}));
}

TEST_F(Standard, SetUsesWhatEarlierCallsCreated) {
    const json::array responses = client.call(
        "[['Todo/set',{'accountId':'$A','create':{'k':{'title':'one'}}},'a'],"
        "['Todo/set',{'accountId':'$A','create':{'k':{'title':'two','parentId':'#k'}}},'b'],"
        "['Todo/set',{'accountId':'$A','destroy':['#k']},'c']]");
    EXPECT_EQ(held.all.size(), 1u);
    EXPECT_EQ(held.all.at("t1").at("title"), "one");
    EXPECT_EQ(responses[2].at(1).at("destroyed"), parsed("['t2']"));
}

TEST_F(Standard, SetRefusesOneObjectAndGoesOn) {
    plant("u", "{'title':'U','done':true,'tags':{'x':true},'list':[1],'size':3,'kind':'k'}");
    plant("stuck", "{'title':'stuck'}");
    struct Row {
        std::string_view object;
        std::string_view type;
        std::string_view properties;  // "" for none
    };
    const Row creates[] = {
        {"{'title':'x','done':1}", "invalidProperties", "['done']"},
        {"{'title':'x','done':null}", "invalidProperties", "['done']"},
        {"{'title':'x','what':1,'size':2,'tags':{'a':1}}", "invalidProperties", "['what','size','tags']"},
        {"{'title':'x','id':'y'}", "invalidProperties", "['id']"},
        {"{'title':'x','parentId':'#none'}", "invalidProperties", "['parentId']"},
        {"{'title':'x','links':{'#none':true}}", "invalidProperties", "['links']"},
        {"{'title':'x','parentId':'#k'}", "invalidProperties", "['parentId']"},
        {"{'title':'U'}", "alreadyExists", ""},
    };
    for (const Row& row : creates) {
        const json::object answer =
            set(fmt::format("'create':{{'k':{},'good':{{'title':'g{}'}}}}", row.object, held.all.size()));
        EXPECT_TRUE(answer.at("created").as_object().contains("good")) << row.object;
        const json::object& error = answer.at("notCreated").at("k").as_object();
        EXPECT_EQ(error.at("type"), json::value(row.type)) << row.object;
        if (!row.properties.empty()) {
            EXPECT_EQ(error.at("properties"), parsed(std::string(row.properties))) << row.object;
        }
    }
    const Row updates[] = {
        {"{'title':1}", "invalidProperties", "['title']"},
        {"{'what':1}", "invalidProperties", "['what']"},
        {"{'size':4}", "invalidProperties", "['size']"},
        {"{'size':null}", "invalidProperties", "['size']"},
        {"{'kind':'other'}", "invalidProperties", "['kind']"},
        {"{'id':'other'}", "invalidProperties", "['id']"},
        {"{'links':{'#none':true}}", "invalidProperties", "['links']"},
        {"{'links/#none':true}", "invalidProperties", "['links']"},
        {"{'tags/x':1}", "invalidProperties", "['tags']"},
        {"{'tags/a/b':1}", "invalidPatch", ""},
        {"{'list/0':1}", "invalidPatch", ""},
        {"{'title/x':1}", "invalidPatch", ""},
        {"{'tags':{},'tags/y':true}", "invalidPatch", ""},
        {"{'tags/x':true,'tags/~2':true}", "invalidPatch", ""},
    };
    const json::object before = held.all.at("u");
    for (const Row& row : updates) {
        const json::object answer = set(fmt::format("'update':{{'u':{}}}", row.object));
        const json::object& error = answer.at("notUpdated").at("u").as_object();
        EXPECT_EQ(error.at("type"), json::value(row.type)) << row.object;
        if (!row.properties.empty()) {
            EXPECT_EQ(error.at("properties"), parsed(std::string(row.properties))) << row.object;
        }
        EXPECT_EQ(held.all.at("u"), before) << row.object;
    }
    const json::object answer =
        set("'update':{'gone':{'title':'x'},'#none':{'title':'x'},'stuck':{'done':true}},"
            "'destroy':['gone','#none','stuck']");
    EXPECT_EQ(answer.at("notUpdated").at("gone").at("type"), "willDestroy");
    EXPECT_EQ(answer.at("notUpdated").at("stuck").at("type"), "willDestroy");
    EXPECT_EQ(answer.at("notDestroyed").at("gone").at("type"), "notFound");
    EXPECT_EQ(answer.at("notDestroyed").at("#none").at("type"), "notFound");
    EXPECT_EQ(answer.at("notDestroyed").at("stuck").at("type"), "forbidden");
    EXPECT_EQ(set("'update':{'gone':{'title':'x'}}").at("notUpdated").at("gone").at("type"), "notFound");
}

TEST_F(Standard, SetTakesAWholeObjectBack) {
    plant("u", "{'title':'U','done':true,'size':3,'kind':'k'}");
    const json::object answer = set("'update':{'u':{'id':'u','title':'V','done':false,'size':3,'kind':'k'}}");
    EXPECT_EQ(answer.at("updated"), parsed("{'u':null}"));
    EXPECT_EQ(held.all.at("u").at("title"), "V");
}

TEST_F(Standard, SetFailsAsTheRfcSays) {
    client.room.limits_now.objects_in_set_max = 2;
    const std::pair<std::string_view, std::string_view> rows[] = {
        {"{'accountId':'$A','ifInState':'s0'}", ""},
        {"{'accountId':'$A','ifInState':null,'create':null,'update':null,'destroy':null}", ""},
        {"{'accountId':'$A','ifInState':'s1'}", "stateMismatch"},
        {"{'accountId':'aother'}", "accountNotFound"},
        {"{'accountId':'$A','create':[]}", "invalidArguments"},
        {"{'accountId':'$A','create':{'a b':{}}}", "invalidArguments"},
        {"{'accountId':'$A','update':{'a':1}}", "invalidArguments"},
        {"{'accountId':'$A','create':{'a':{'title':'x'}},'update':{'b':{}},'destroy':['c']}",
         "requestTooLarge"},
    };
    for (const auto& [arguments, error] : rows) {
        EXPECT_EQ(client.error_of("Todo/set", arguments), error) << arguments;
    }
    EXPECT_TRUE(held.acts.empty());
}

// What takes long keeps nobody from going on, nor from closing the account: a lock does not wait for it.
TEST_F(Standard, OthersGoOnBetweenTwoObjects) {
    constexpr std::string_view three = "'create':{'a':{'title':'A'},'b':{'title':'B'},'c':{'title':'C'}}";
    held.work = std::chrono::milliseconds(5);  // longer than a slice
    std::vector<std::size_t> done;
    held.behind = [&] { done.push_back(held.acts.size()); };
    EXPECT_TRUE(set(three).at("notCreated").is_null());
    ASSERT_GE(done.size(), 2U);
    EXPECT_EQ(done[0], 1U);
    EXPECT_EQ(done[1], 2U);
    held.all.clear();
    held.acts.clear();
    held.behind = [&] { client.room.open_now = false; };
    const json::object answer = set(three);
    EXPECT_EQ(answer.at("created").as_object().size(), 1U);
    EXPECT_EQ(answer.at("notCreated").at("b").at("type"), "forbidden");
    EXPECT_EQ(answer.at("notCreated").at("c").at("type"), "forbidden");
    EXPECT_EQ(held.all.size(), 1U);
    client.room.open_now = true;
}

TEST_F(Standard, SingletonsStayAsTheyAre) {
    plant("singleton", "{'title':'S'}");
    const json::object answer = client.call(
        "Single/set",
        "{'accountId':'$A','create':{'k':{}},'update':{'singleton':{'title':'T'}},'destroy':['other']}");
    EXPECT_EQ(answer.at("notCreated").at("k").at("type"), "singleton");
    // RFC 8620 5.3: of an id that there is not, that.
    EXPECT_EQ(answer.at("notDestroyed").at("other").at("type"), "notFound");
    const json::object kept = client.call("Single/set", "{'accountId':'$A','destroy':['singleton']}");
    EXPECT_EQ(kept.at("notDestroyed").at("singleton").at("type"), "singleton");
    EXPECT_EQ(held.all.at("singleton").at("title"), "T");
}

TEST_F(Standard, CopyNeedsTwoAccounts) {
    EXPECT_EQ(client.error_of("Todo/copy", "{'accountId':'$A','fromAccountId':'a1','create':{}}"),
              "fromAccountNotFound");
    EXPECT_EQ(client.error_of("Todo/copy", "{'accountId':'$A','fromAccountId':'$A','create':{}}"),
              "invalidArguments");
    EXPECT_EQ(client.error_of("Todo/copy", "{'accountId':'a1','fromAccountId':'$A','create':{}}"),
              "accountNotFound");
    EXPECT_EQ(client.error_of("Todo/copy", "{'accountId':'$A','create':{}}"), "invalidArguments");
}

TEST(Patch, ChangesWhatItsPathsLeadTo) {
    struct Row {
        std::string_view patch;
        std::string_view after;  // empty: no patch
    };
    const Row rows[] = {
        {"{}", "{'a':{'b':{'c':1}},'l':[1],'s':'x'}"},
        {"{'a/b/c':2}", "{'a':{'b':{'c':2}},'l':[1],'s':'x'}"},
        {"{'a/b/d':2}", "{'a':{'b':{'c':1,'d':2}},'l':[1],'s':'x'}"},
        {"{'a/b/c':null}", "{'a':{'b':{}},'l':[1],'s':'x'}"},
        {"{'a/gone':null}", "{'a':{'b':{'c':1}},'l':[1],'s':'x'}"},
        {"{'l':[2],'s':null}", "{'a':{'b':{'c':1}},'l':[2],'s':'default'}"},
        {"{'a':null,'l':null,'new~1x':1}", "{'s':'x','new/x':1}"},
        {"{'a/':3}", "{'a':{'b':{'c':1},'':3},'l':[1],'s':'x'}"},
        {"{'a/b':1,'a/bc':2}", "{'a':{'b':1,'bc':2},'l':[1],'s':'x'}"},
        {"{'a/x/y':1}", ""},
        {"{'l/0':1}", ""},
        {"{'l/-':1}", ""},
        {"{'s/x':1}", ""},
        {"{'a':{},'a/b':1}", ""},
        {"{'a/b/c':1,'a/b':2,'a/a':3}", ""},
        {"{'~':1}", ""},
        {"{'/a':1}", ""},
    };
    const json::value by_default = "default";
    for (const Row& row : rows) {
        const json::object before = parsed("{'a':{'b':{'c':1}},'l':[1],'s':'x'}").as_object();
        json::object object = before;
        const auto applied =
            apply_patch(object, parsed(std::string(row.patch)).as_object(),
                        [&](std::string_view name) { return name == "s" ? &by_default : nullptr; });
        EXPECT_EQ(applied.has_value(), !row.after.empty()) << row.patch;
        EXPECT_EQ(object, row.after.empty() ? json::value(before) : parsed(std::string(row.after)))
            << row.patch;
    }
}

}  // namespace
}  // namespace milpa::jmap

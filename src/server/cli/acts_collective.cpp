// SPDX-License-Identifier: AGPL-3.0-or-later
// Status, locking, keyholders: what concerns the server and the collective as a whole.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "server/cli/acts.hpp"
#include "server/server.hpp"
#include "server/words.hpp"

namespace milpa::server::cli {

namespace {

std::string moment_words(const json::object& object, std::string_view name) {
    return time_words(from_unix_ms(moment_of(object, name)));
}

struct Starts {
    json::array list;
    std::string text;
};

/// A line break of theirs begins no line of ours.
std::string in_one_line(std::string text) {
    std::ranges::replace(text, '\n', ' ');
    return text;
}

Result<Starts> starts_of(Client& client) {
    TRY(const json::object answer, client.call("Start/get", {{"ids", nullptr}}));
    Starts starts{{}, "Starts since the founding (times of this machine's clock):\n"};
    bool all_explained = true;
    for (const json::value& one : array_of(answer, "list")) {
        const json::object& start = one.as_object();
        starts.text += fmt::format("  {}", moment_words(start, "at"));
        json::array sessions;
        for (const json::value& life : array_of(start, "sessions")) {
            const json::object& session = life.as_object();
            const std::int64_t locked = moment_of(session, "locked");
            sessions.push_back(
                json::object{{"unlocked_ms", moment_of(session, "unlocked")}, {"locked_ms", locked}});
            starts.text += fmt::format("  unlocked {}", moment_words(session, "unlocked"));
            if (locked != 0) starts.text += fmt::format(", locked {}", moment_words(session, "locked"));
        }
        if (sessions.empty()) starts.text += "  never unlocked";
        const std::string why = text_of(start, "explanation");
        all_explained = all_explained && !why.empty();
        starts.text += fmt::format("\n    {}: {}\n", text_of(start, "id"),
                                   why.empty() ? "NOBODY HAS EXPLAINED IT" : in_one_line(why));
        starts.list.push_back(json::object{{"id", text_of(start, "id")},
                                           {"at_ms", moment_of(start, "at")},
                                           {"at", moment_words(start, "at")},
                                           {"sessions", std::move(sessions)},
                                           {"explanation", start.at("explanation")}});
    }
    if (!all_explained) {
        starts.text +=
            "A start that none of you can explain is a copied disk until proven otherwise. Why one happened "
            "is "
            "said\nby `milpa starts explain ID \"...\"`.\n";
    }
    return starts;
}

std::vector<std::uint64_t> numbers_of(const json::array& list) {
    std::vector<std::uint64_t> numbers;
    for (const json::value& one : list) numbers.push_back(one.to_number<std::uint64_t>());
    return numbers;
}

std::string progress_text(const json::object& keyholders) {
    const auto collected = numbers_of(array_of(keyholders, "collected"));
    std::string here = "No share is here yet.";
    if (!collected.empty()) {
        here = fmt::format("Of keyholder{} {} the share is here.", collected.size() > 1 ? "s" : "",
                           fmt::join(collected, ", "));
    }
    return fmt::format("Locked. {} Still needed: {}, of any of the {} keyholders.\n", here,
                       count_words(number_of(keyholders, "missing"), "share"),
                       number_of(keyholders, "keyholders"));
}

/// How it stands with unlocking, where it is not done.
json::object progress_answer(const json::object& keyholders) {
    return {{"unlocked", false},
            {"missing", number_of(keyholders, "missing")},
            {"threshold", number_of(keyholders, "threshold")},
            {"keyholders", number_of(keyholders, "keyholders")},
            {"text", progress_text(keyholders)}};
}

Told keyholders_of(Client& client) {
    TRY(const json::object answer, client.call("Keyholders/get", {{"ids", nullptr}}));
    const json::array& list = array_of(answer, "list");
    return list.empty() ? json::object() : list.front().as_object();
}

std::string ports_text(const json::object& ports) {
    std::string text;
    for (const auto& [name, port] : ports) {
        const auto number = port.to_number<std::uint32_t>();
        text += number == 0 ? fmt::format("  {} off", std::string_view(name))
                            : fmt::format("  {} {}", std::string_view(name), number);
    }
    return fmt::format("Ports:{}.\n", text);
}

std::string process_text(const json::object& told) {
    const json::object& memory = object_of(told, "memory");
    const json::object& sandbox = object_of(told, "sandbox");
    std::string text =
        fmt::format("{} Started {} ago; {}, {}.\n", flag_of(told, "isUnlocked") ? "Unlocked." : "Locked.",
                    duration_words(std::chrono::seconds(number_of(told, "uptimeSeconds"))),
                    count_words(number_of(told, "sessions"), "session"),
                    count_words(number_of(told, "connections"), "connection"));
    text += ports_text(object_of(told, "ports"));
    text += tell_of_settings(object_of(told, "settings"));
    return text + fmt::format("Memory: core files {}, locked: {}. Sandbox: system calls {}, files {}.\n",
                              flag_of(memory, "coreFilesOff") ? "off" : "NOT off",
                              flag_of(memory, "allLocked")    ? "all"
                              : flag_of(memory, "keysLocked") ? "keys"
                                                              : "NOTHING",
                              flag_of(sandbox, "systemCalls") ? "filtered" : "NOT filtered",
                              flag_of(sandbox, "files") ? "limited to the data folder" : "NOT limited");
}

/// What there is to tell once it is unlocked.
std::string service_text(const json::object& told, json::object& answer) {
    std::string text;
    if (!flag_of(told, "queueRuns"))
        text += "ALARM: no mail leaves, since the queue does not run: `milpa unlock` starts it.\n";
    text += tell_of_certificates(told, answer);
    if (told.contains("onion")) {
        const std::string onion = text_of(told, "onion");
        text += onion.empty() ? std::string("ALARM: Tor does not know our onion service; is it running?\n")
                              : fmt::format("Onion service: {}\n", onion);
    }
    if (number_of(told, "foreignEvents") != 0)
        text += "ALARM: somebody without the collective's key has written to the directory on the disk.\n";
    return text;
}

std::string_view act_words(std::string_view act) {
    if (act == "founded") return "founded";
    if (act == "unlocked") return "unlocked";
    if (act == "changedKeyholders") return "changed the keyholders";
    if (act == "resetMember") return "reset a member's account";
    if (act == "thawedMember") return "thawed a member's account";
    return "did what this version does not know";
}

}  // namespace

Told status(Asked& asked) {
    TRY(const json::object told, asked.client.call("Server/status"));
    const bool unlocked = flag_of(told, "isUnlocked");
    json::object answer = snake_case(told);
    answer.erase("account_id");
    answer.erase("is_unlocked");
    answer["state"] = unlocked ? "unlocked" : "locked";
    std::string text = process_text(told);
    if (!unlocked) {
        TRY(const json::object keyholders, keyholders_of(asked.client));
        answer["missing_shares"] = number_of(keyholders, "missing");
        answer["threshold"] = number_of(keyholders, "threshold");
        answer["keyholders"] = number_of(keyholders, "keyholders");
        answer["text"] = text + progress_text(keyholders) + "Starts are shown once the server is unlocked.\n";
        return answer;
    }
    text += service_text(told, answer);
    TRY(Starts starts, starts_of(asked.client));
    answer["starts"] = std::move(starts.list);
    answer["text"] = text + starts.text;
    return answer;
}

Told starts_explain(Asked& asked) {
    CHECK(
        asked.client.call("Start/explain", {{"id", asked.word("id")}, {"explanation", asked.word("text")}}));
    TRY(Starts starts, starts_of(asked.client));
    return json::object{{"starts", std::move(starts.list)}, {"text", std::move(starts.text)}};
}

namespace {

/// The server's words, and what to do.
Error half_open(Error error) {
    if (error.detail.starts_with("the keys are here")) error.detail += ": `milpa unlock` tries it again";
    return error;
}

Told unlocked_answer(Client& client, const json::object& keyholders, std::string_view begin) {
    TRY(Starts starts, starts_of(client));
    return json::object{{"unlocked", true},
                        {"missing", 0},
                        {"threshold", number_of(keyholders, "threshold")},
                        {"keyholders", number_of(keyholders, "keyholders")},
                        {"starts", std::move(starts.list)},
                        {"text", fmt::format("{}\n{}", begin, starts.text)}};
}

}  // namespace

Told unlock(Client& client, const crypto::SecretText* share) {
    if (share == nullptr) {
        TRY(const json::object now, keyholders_of(client));
        if (!flag_of(now, "isUnlocked")) return progress_answer(now);
        // Where something of it failed before, this does it again.
        if (const auto done = client.call("Keyholders/finish"); !done) return half_open(done.error());
        return unlocked_answer(client, now, "Unlocked already.");
    }
    const auto offered = client.call("Keyholders/offer", {{"share", share->view()}});
    if (!offered) return half_open(offered.error());
    if (!flag_of(*offered, "isUnlocked")) return progress_answer(*offered);
    return unlocked_answer(client, *offered, "Unlocked.");
}

Told lock(Asked& asked) {
    TRY(const json::object told, asked.client.call("Keyholders/lock"));
    const std::uint64_t open = number_of(told, "openVaults");
    std::string text = "Locked: every key is forgotten.\n";
    if (open > 0) {
        text = fmt::format(
            "Locked: the keys of the collective are forgotten. But {} did not end in time: those members' "
            "keys "
            "are in memory\nuntil they do. Stop the server if that is too long.\n",
            count_words(open, "session"));
    }
    return json::object{{"state", "locked"}, {"open_vaults", open}, {"text", text}};
}

Told keyholders_show(Asked& asked) {
    TRY(const json::object now, keyholders_of(asked.client));
    json::object answer{{"keyholders", number_of(now, "keyholders")},
                        {"threshold", number_of(now, "threshold")},
                        {"generation", number_of(now, "generation")}};
    std::string text =
        fmt::format("{} keyholders, any {} of whom open the server; shares of generation {}.\n",
                    number_of(now, "keyholders"), number_of(now, "threshold"), number_of(now, "generation"));
    if (flag_of(now, "isUnlocked")) {
        TRY(const json::object acts, asked.client.call("Act/get", {{"ids", nullptr}}));
        json::array list;
        for (const json::value& one : array_of(acts, "list")) {
            const json::object& act = one.as_object();
            const auto shares = numbers_of(array_of(act, "shares"));
            const std::string_view words = act_words(text_of(act, "act"));
            list.push_back(json::object{{"at", moment_words(act, "at")},
                                        {"at_ms", moment_of(act, "at")},
                                        {"act", words},
                                        {"shares", array_of(act, "shares")}});
            text += fmt::format("  {}  {}{}{}\n", moment_words(act, "at"), words,
                                shares.empty() ? "" : ", with the shares of keyholders ",
                                fmt::join(shares, ", "));
        }
        answer["acts"] = std::move(list);
    }
    answer["text"] = text;
    return answer;
}

Told keyholders_change(Asked& asked) {
    TRY(const json::object now, keyholders_of(asked.client));
    TRY(const auto keyholders,
        asked.arguments.number("keyholders", number_of(now, "keyholders"), 1, crypto::keyholders_max));
    TRY(const auto threshold,
        asked.arguments.number("threshold", number_of(now, "threshold"), 1, keyholders));
    TRY(const json::object drawn,
        approve(asked.client,
                {{"act", "changeKeyholders"}, {"newKeyholders", keyholders}, {"newThreshold", threshold}},
                asked.secrets));
    const json::array& shares = array_of(drawn, "shares");
    std::string text = "Nothing has changed yet: the present shares still open the server.\n\n";
    for (std::size_t i = 0; i < shares.size(); ++i)
        text += fmt::format("Keyholder {}:\n  {}\n\n", i + 1, std::string_view(shares[i].as_string()));
    text += fmt::format(
        "Hand each to one person. Then any {} of these {} confirm that they have theirs: `milpa keyholders "
        "confirm`.\n"
        "From that moment on the old shares open nothing.\n",
        threshold, keyholders);
    return json::object{
        {"keyholders", keyholders}, {"threshold", threshold}, {"shares", shares}, {"text", text}};
}

Told keyholders_confirm(Asked& asked) {
    CHECK(approve(asked.client, {{"act", "confirmKeyholders"}}, asked.secrets));
    TRY(const json::object now, keyholders_of(asked.client));
    return json::object{{"keyholders", number_of(now, "keyholders")},
                        {"threshold", number_of(now, "threshold")},
                        {"generation", number_of(now, "generation")},
                        {"text", "The new shares are in force; the old ones open nothing any more.\n"}};
}

// ---- acts that somebody else has asked for

namespace {

std::string_view wanted_words(std::string_view act) {
    if (act == "resetMember") return "a new, empty account for";
    if (act == "thawMember") return "to thaw the account of";
    if (act == "changeKeyholders") return "new shares";
    if (act == "confirmKeyholders") return "to put the new shares in force";
    return "what this version does not know";
}

}  // namespace

Told approval_list(Asked& asked) {
    TRY(const json::object answer, asked.client.call("Approval/get", {{"ids", nullptr}}));
    json::array list;
    std::string text;
    for (const json::value& one : array_of(answer, "list")) {
        const json::object& act = one.as_object();
        const std::string address = text_of(act, "address");
        const bool done = flag_of(act, "isDone");
        list.push_back(json::object{{"id", text_of(act, "id")},
                                    {"act", wanted_words(text_of(act, "act"))},
                                    {"address", address},
                                    {"missing", number_of(act, "missing")},
                                    {"done", done}});
        text += fmt::format("{}  {}{}{}  {}\n", text_of(act, "id"), wanted_words(text_of(act, "act")),
                            address.empty() ? "" : " ", address,
                            done ? std::string("done, and not fetched yet")
                                 : count_words(number_of(act, "missing"), "share") + " still needed");
    }
    if (list.empty()) text = "Nothing waits for keyholders.\n";
    return json::object{{"approvals", std::move(list)}, {"text", text}};
}

Told approval_give(Asked& asked) {
    const std::string id = asked.word("id");
    if (asked.secrets.empty()) return fail(ErrorKind::missing, "no share was given");
    json::object last;
    for (const crypto::SecretText& share : asked.secrets) {
        TRY(last, asked.client.call("Approval/offer", {{"id", id}, {"share", share.view()}}));
        if (flag_of(last, "isDone")) break;
    }
    const bool done = flag_of(last, "isDone");
    const std::uint64_t missing = number_of(last, "missing");
    return json::object{
        {"id", id},
        {"done", done},
        {"missing", missing},
        {"text", done ? std::string("Done. Who asked for it gets what it gave.\n")
                      : fmt::format("Taken. {} still needed.\n", count_words(missing, "share"))}};
}

Told purge(Asked& asked) {
    CHECK(asked.client.call("Server/purge"));
    return json::object{{"purged", true},
                        {"text", "What was deleted is in no file of the folder any more.\n"}};
}

}  // namespace milpa::server::cli

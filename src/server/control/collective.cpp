// SPDX-License-Identifier: AGPL-3.0-or-later
// Locking, keyholders, domains, aliases, certificates: what concerns the collective as a whole.
#include <boost/json/array.hpp>

#include "base/log.hpp"
#include "server/control/commands.hpp"
#include "server/control/words.hpp"
#include "server/server.hpp"

namespace milpa::server::control {

namespace {

Result<std::vector<crypto::Share>> take_shares(Call& call) {
    std::vector<crypto::Share> shares;
    for (const auto& secret : call.secrets) {
        TRY(crypto::Share share, crypto::share_from_text(secret));
        shares.push_back(std::move(share));
    }
    return shares;
}

std::string lives_text(const std::vector<events::Start>& starts) {
    std::string text = "Starts since the founding (times of this machine's clock):\n";
    for (const auto& start : starts) {
        text += fmt::format("  {}", time_words(from_unix_ms(start.started_ms())));
        if (start.sessions().empty()) text += "  never unlocked";
        for (const auto& session : start.sessions()) {
            text += fmt::format("  unlocked {}", time_words(from_unix_ms(session.unlocked_ms())));
            if (session.locked_ms() != 0)
                text += fmt::format(", locked {}", time_words(from_unix_ms(session.locked_ms())));
        }
        text += "\n";
    }
    return text + "A start that none of you can explain is a copied disk until proven otherwise.\n";
}

boost::json::array lives_json(const std::vector<events::Start>& starts) {
    boost::json::array list;
    for (const auto& start : starts) {
        boost::json::array sessions;
        for (const auto& session : start.sessions()) {
            sessions.push_back(boost::json::object{{"unlocked_ms", session.unlocked_ms()},
                                                   {"locked_ms", session.locked_ms()}});
        }
        list.push_back(boost::json::object{{"at_ms", start.started_ms()},
                                           {"at", time_words(from_unix_ms(start.started_ms()))},
                                           {"sessions", std::move(sessions)}});
    }
    return list;
}

std::string_view act_words(events::ActKind kind) {
    switch (kind) {
        case events::ACT_FOUNDED: return "founded";
        case events::ACT_UNLOCKED: return "unlocked";
        case events::ACT_KEYHOLDERS_CHANGED: return "changed the keyholders";
        case events::ACT_MEMBER_RESET: return "reset a member's account";
        default: return "did what this version does not know";
    }
}

std::string progress_text(const members::ShareProgress& progress) {
    std::string numbers;
    for (const auto number : progress.collected) numbers += fmt::format(" {}", number);
    return fmt::format("Locked. Shares that are here:{}. Still needed: {} of {}.\n",
                       numbers.empty() ? " none" : numbers, progress.missing, progress.threshold);
}

}  // namespace

Answer status(Request request) {
    Server& server = *request.server;
    members::Collective& collective = server.collective();
    const bool unlocked = collective.unlocked();
    const Standing standing = server.standing();
    boost::json::object answer{{"state", unlocked ? "unlocked" : "locked"},
                               {"uptime_seconds", standing.uptime.count()},
                               {"sessions", server.sessions().count()},
                               {"connections", standing.connections},
                               {"open_vaults", standing.open_vaults}};
    answer["memory"] = boost::json::object{{"core_files_off", standing.hardening.core_files_off},
                                           {"not_dumpable", standing.hardening.not_dumpable},
                                           {"all_locked", standing.hardening.all_memory_locked},
                                           {"keys_locked", standing.hardening.keys_locked}};
    answer["sandbox"] = boost::json::object{{"no_new_privileges", standing.sandbox.no_new_privileges},
                                            {"system_calls", standing.sandbox.system_calls},
                                            {"files", standing.sandbox.files}};
    boost::json::object counters;
    for (const auto& [name, value] : log::counters()) counters[name] = value;
    answer["counters"] = std::move(counters);
    std::string text = fmt::format(
        "{} for {}; {}, {}.\n", unlocked ? "Unlocked: serving" : "Locked", duration_words(standing.uptime),
        count_words(server.sessions().count(), "session"), count_words(standing.connections, "connection"));
    text += fmt::format("Memory: core files {}, locked: {}. Sandbox: system calls {}, files {}.\n",
                        standing.hardening.core_files_off ? "off" : "NOT off",
                        standing.hardening.all_memory_locked ? "all"
                        : standing.hardening.keys_locked     ? "keys"
                                                             : "NOTHING",
                        standing.sandbox.system_calls ? "filtered" : "NOT filtered",
                        standing.sandbox.files ? "limited to the data folder" : "NOT limited");
    if (!unlocked) {
        const members::ShareProgress progress = collective.progress();
        answer["missing_shares"] = progress.missing;
        answer["threshold"] = progress.threshold;
        answer["keyholders"] = progress.keyholders;
        answer["text"] = text + progress_text(progress) + "Starts are shown once the server is unlocked.\n";
        co_return answer;
    }
    CO_TRY(const auto starts, collective.starts());
    CO_TRY(const std::uint64_t foreign, collective.foreign_events());
    answer["starts"] = lives_json(starts);
    answer["foreign_events"] = foreign;
    if (foreign != 0)
        text += "ALARM: somebody without the collective's key has written to the directory on the disk.\n";
    answer["text"] = text + lives_text(starts);
    co_return answer;
}

Answer unlock(Request request) {
    members::Collective& collective = request.server->collective();
    if (collective.unlocked())
        co_return boost::json::object{{"unlocked", true}, {"missing", 0}, {"text", "Unlocked already.\n"}};
    CO_TRY(crypto::SecretText share, request.call->take_secret(0));
    CO_TRY(const members::ShareProgress progress, co_await collective.offer(std::move(share)));
    const bool unlocked = collective.unlocked();
    boost::json::object answer{{"unlocked", unlocked},
                               {"missing", unlocked ? 0 : progress.missing},
                               {"threshold", progress.threshold},
                               {"keyholders", progress.keyholders}};
    if (!unlocked) {
        answer["text"] = progress_text(progress);
        co_return answer;
    }
    CO_CHECK(co_await request.server->after_unlock());
    CO_TRY(const auto starts, collective.starts());
    answer["starts"] = lives_json(starts);
    answer["text"] = "Unlocked.\n" + lives_text(starts);
    co_return answer;
}

Answer lock(Request request) {
    co_await request.server->lock();
    co_return boost::json::object{{"state", "locked"}, {"text", "Locked: every key is forgotten.\n"}};
}

Answer keyholders_show(Request request) {
    const events::Founding founding = request.server->collective().founding();
    boost::json::object answer{{"keyholders", founding.keyholders()},
                               {"threshold", founding.threshold()},
                               {"generation", founding.generation()}};
    std::string text =
        fmt::format("{} keyholders, any {} of whom open the server; shares of generation {}.\n",
                    founding.keyholders(), founding.threshold(), founding.generation());
    if (request.server->collective().unlocked()) {
        CO_TRY(const auto acts, request.server->collective().acts());
        boost::json::array list;
        for (const auto& act : acts) {
            std::string numbers;
            for (const auto number : act.shares()) numbers += fmt::format(" {}", number);
            list.push_back(boost::json::object{{"at", time_words(from_unix_ms(act.at_ms()))},
                                               {"act", act_words(act.kind())},
                                               {"shares", numbers}});
            text += fmt::format("  {}  {}{}{}\n", time_words(from_unix_ms(act.at_ms())),
                                act_words(act.kind()), numbers.empty() ? "" : ", with shares", numbers);
        }
        answer["acts"] = std::move(list);
    }
    answer["text"] = text;
    co_return answer;
}

Answer keyholders_change(Request request) {
    const events::Founding founding = request.server->collective().founding();
    CO_TRY(const auto keyholders,
           request.call->number("keyholders", founding.keyholders(), 1, crypto::keyholders_max));
    CO_TRY(const auto threshold, request.call->number("threshold", founding.threshold(), 1, keyholders));
    CO_TRY(auto current, take_shares(*request.call));
    CO_TRY(const auto fresh, co_await request.server->collective().draw_keyholders(
                                 std::move(current), static_cast<std::uint8_t>(keyholders),
                                 static_cast<std::uint8_t>(threshold)));
    boost::json::array shares;
    std::string text = "Nothing has changed yet: the present shares still open the server.\n\n";
    for (const crypto::Share& share : fresh) {
        const crypto::SecretText words = crypto::to_text(share);
        shares.emplace_back(words.view());
        text += fmt::format("Keyholder {}:\n  {}\n\n", share.number, words.view());
    }
    text += fmt::format(
        "Hand each to one person. Then any {} of these {} confirm that they have theirs: `milpa keyholders "
        "confirm`.\n"
        "From that moment on the old shares open nothing.\n",
        threshold, keyholders);
    co_return boost::json::object{
        {"keyholders", keyholders}, {"threshold", threshold}, {"shares", std::move(shares)}, {"text", text}};
}

Answer keyholders_confirm(Request request) {
    CO_TRY(auto fresh, take_shares(*request.call));
    CO_CHECK(co_await request.server->collective().confirm_keyholders(std::move(fresh)));
    co_return boost::json::object{
        {"text", "The new shares are in force; the old ones open nothing any more.\n"}};
}

Answer alias_set(Request request) {
    CO_TRY(const std::string alias, request.call->text("alias"));
    std::vector<std::string> targets;
    if (const auto* rest = request.call->arguments.if_contains("rest"); rest != nullptr && rest->is_array()) {
        for (const auto& word : rest->as_array()) {
            if (!word.is_string()) co_return fail(ErrorKind::syntax, "a target is an address");
            targets.emplace_back(word.as_string());
        }
    }
    CO_CHECK(co_await request.server->collective().set_alias(alias, std::move(targets)));
    co_return boost::json::object{{"text", "Set.\n"}};
}

Answer alias_remove(Request request) {
    CO_TRY(const std::string alias, request.call->text("alias"));
    CO_CHECK(co_await request.server->collective().remove_alias(alias));
    co_return boost::json::object{{"text", "Removed.\n"}};
}

Answer alias_list(Request request) {
    CO_TRY(const auto all, request.server->collective().aliases());
    boost::json::array list;
    std::string text;
    for (const auto& alias : all) {
        boost::json::array targets;
        std::string words;
        for (const auto& target : alias.targets()) {
            std::string address = target.address();
            if (target.has_member()) {
                CO_TRY(const MemberId id, MemberId::from(target.member()));
                CO_TRY(const auto member, request.server->collective().read_member(id));
                address = member->address();
            }
            words += " " + address;
            targets.emplace_back(std::move(address));
        }
        list.push_back(boost::json::object{{"alias", alias.address()}, {"targets", std::move(targets)}});
        text += fmt::format("{} ->{}\n", alias.address(), words);
    }
    co_return boost::json::object{{"aliases", std::move(list)}, {"text", text}};
}

Answer domain_add(Request request) {
    CO_TRY(const std::string domain, request.call->text("domain"));
    CO_CHECK(co_await request.server->collective().add_domain(domain));
    co_return boost::json::object{{"text", "Added.\n"}};
}

Answer domain_remove(Request request) {
    CO_TRY(const std::string domain, request.call->text("domain"));
    CO_CHECK(co_await request.server->collective().remove_domain(domain));
    co_return boost::json::object{{"text", "Removed.\n"}};
}

Answer domain_list(Request request) {
    CO_TRY(const auto all, request.server->collective().domains());
    boost::json::array list;
    std::string text;
    for (const auto& domain : all) {
        list.emplace_back(domain);
        text += domain + "\n";
    }
    co_return boost::json::object{{"domains", std::move(list)}, {"text", text}};
}

Answer certificate_set(Request request) {
    CO_TRY(const std::string chain, request.call->text("chain"));
    CO_TRY(crypto::SecretText key, request.call->take_secret(0));
    CO_CHECK(co_await request.server->set_certificate(chain, std::move(key)));
    co_return boost::json::object{
        {"text", "The certificate is stored, sealed, and in use for new connections.\n"}};
}

Answer purge(Request request) {
    CO_CHECK(co_await request.server->purge());
    co_return boost::json::object{{"text", "What was deleted is in no file of the folder any more.\n"}};
}

}  // namespace milpa::server::control

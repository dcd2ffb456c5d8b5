// SPDX-License-Identifier: AGPL-3.0-or-later
// Locking, keyholders, domains, aliases, certificates: what concerns the collective as a whole.
#include <fmt/ranges.h>
#include <boost/json/array.hpp>

#include "base/log.hpp"
#include "mail/queue/queue.hpp"
#include "net/certificate_facts.hpp"
#include "server/control/commands.hpp"
#include "server/control/words.hpp"
#include "server/mail.hpp"
#include "server/onion.hpp"
#include "server/server.hpp"

namespace milpa::server::control {

Result<std::vector<crypto::Share>> take_shares(const Call& call, std::size_t from) {
    std::vector<crypto::Share> shares;
    for (std::size_t i = from; i < call.secrets.size(); ++i) {
        auto share = crypto::share_from_text(call.secrets[i]);
        if (!share)
            return fail(share.error().kind,
                        fmt::format("share {} of those given: {}", i + 1 - from, share.error().detail));
        shares.push_back(std::move(*share));
    }
    return shares;
}

namespace {

/// A certificate that ends within it is told of: time for two people to be on holiday.
constexpr std::chrono::days certificate_warning{21};

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
        case events::ACT_MEMBER_THAWED: return "thawed a member's account";
        default: return "did what this version does not know";
    }
}

std::string progress_text(const members::ShareProgress& progress) {
    std::string here = "No share is here yet.";
    if (!progress.collected.empty()) {
        here = fmt::format("Of keyholder{} {} the share is here.", progress.collected.size() > 1 ? "s" : "",
                           fmt::join(progress.collected, ", "));
    }
    return fmt::format("Locked. {} Still needed: {}, of any of the {} keyholders.\n", here,
                       count_words(progress.missing, "share"), progress.keyholders);
}

/// How it stands with unlocking, where it is not done.
boost::json::object progress_answer(const members::ShareProgress& progress) {
    return {{"unlocked", false},
            {"missing", progress.missing},
            {"threshold", progress.threshold},
            {"keyholders", progress.keyholders},
            {"text", progress_text(progress)}};
}

boost::json::object ports_json(const Ports& ports) {
    return {{"smtp", ports.smtp},  {"submission", ports.submission}, {"submissions", ports.submissions},
            {"imap", ports.imap},  {"imaps", ports.imaps},           {"http", ports.http},
            {"https", ports.https}};
}

std::string ports_text(const boost::json::object& ports) {
    std::string text;
    for (const auto& [name, port] : ports) {
        const auto number = port.to_number<std::uint32_t>();
        text += number == 0 ? fmt::format("  {} off", std::string_view(name))
                            : fmt::format("  {} {}", std::string_view(name), number);
    }
    return fmt::format("Ports:{}.\n", text);
}

/// What the certificate is good for, and until when: those who look after a server are told in time.
std::string certificate_text(const net::CertificateFacts& facts, WallTime now) {
    std::string text = fmt::format("Certificate: for {}, until {}.\n", fmt::join(facts.names, ", "),
                                   time_words(facts.until));
    if (facts.issuer == own_authority)
        return text + "It is of the server's own making: bring one that programs trust.\n";
    if (facts.until <= now) return text + "ALARM: the certificate is out of date, and programs refuse it.\n";
    if (facts.until - now < certificate_warning) text += "Bring a new certificate: this one ends soon.\n";
    return text;
}

boost::json::object certificate_json(const net::CertificateFacts& facts) {
    boost::json::array names;
    for (const auto& name : facts.names) names.emplace_back(name);
    return {{"names", std::move(names)},
            {"until", time_words(facts.until)},
            {"until_ms", to_unix_ms(facts.until)},
            {"self_made", facts.issuer == own_authority}};
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
        "{} Started {} ago; {}, {}.\n", unlocked ? "Unlocked." : "Locked.", duration_words(standing.uptime),
        count_words(server.sessions().count(), "session"), count_words(standing.connections, "connection"));
    answer["ports"] = ports_json(server.settings().ports);
    text += ports_text(answer["ports"].as_object());
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
    const bool queue_runs = server.mail().queue().is_running();
    answer["queue_runs"] = queue_runs;
    if (!queue_runs)
        text += "ALARM: no mail leaves, since the queue does not run: `milpa unlock` starts it.\n";
    if (const auto facts = server.certificate_facts(); facts) {
        answer["certificate"] = certificate_json(*facts);
        text += certificate_text(*facts, server.clock().wall());
    }
    if (server.onion().is_wanted()) {
        const std::string onion = server.onion().address();
        answer["onion"] = onion;
        text += onion.empty() ? std::string("ALARM: Tor does not know our onion service; is it running?\n")
                              : fmt::format("Onion service: {}\n", onion);
    }
    answer["starts"] = lives_json(starts);
    answer["foreign_events"] = foreign;
    if (foreign != 0)
        text += "ALARM: somebody without the collective's key has written to the directory on the disk.\n";
    answer["text"] = text + lives_text(starts);
    co_return answer;
}

namespace {

/// What belongs to an unlocking beside the keys. Where it failed before, `milpa unlock` does it again.
Answer finish_unlocking(Lent<Server> server, std::string begin) {
    if (const auto done = co_await server->after_unlock(); !done) {
        co_return fail(done.error().kind,
                       fmt::format("the keys are here, but certificate or queue failed ({}): `milpa unlock` "
                                   "tries it again",
                                   plain_words(done.error())));
    }
    CO_TRY(const auto starts, server->collective().starts());
    co_return boost::json::object{{"unlocked", true},
                                  {"missing", 0},
                                  {"threshold", server->collective().founding().threshold()},
                                  {"keyholders", server->collective().founding().keyholders()},
                                  {"starts", lives_json(starts)},
                                  {"text", begin + "\n" + lives_text(starts)}};
}

}  // namespace

/// Without a share: how it stands.
Answer unlock(Request request) {
    members::Collective& collective = request.server->collective();
    if (collective.unlocked()) {
        co_return co_await finish_unlocking(request.server, "Unlocked already.");
    }
    if (request.call->secrets.empty()) co_return progress_answer(collective.progress());
    CO_TRY(crypto::SecretText share, request.call->take_secret(0));
    CO_TRY(const members::ShareProgress progress, co_await collective.offer(std::move(share)));
    if (!collective.unlocked()) co_return progress_answer(progress);
    co_return co_await finish_unlocking(request.server, "Unlocked.");
}

Answer lock(Request request) {
    co_await request.server->lock();
    const std::size_t open = co_await request.server->wait_all_closed();
    std::string text = "Locked: every key is forgotten.\n";
    if (open > 0) {
        text = fmt::format(
            "Locked: the keys of the collective are forgotten. But {} did not end in time: those members' "
            "keys "
            "are in memory\nuntil they do. Stop the server if that is too long.\n",
            count_words(open, "session"));
    }
    co_return boost::json::object{{"state", "locked"}, {"open_vaults", open}, {"text", text}};
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
            boost::json::array numbers;
            for (const auto number : act.shares()) numbers.emplace_back(number);
            list.push_back(boost::json::object{{"at", time_words(from_unix_ms(act.at_ms()))},
                                               {"at_ms", act.at_ms()},
                                               {"act", act_words(act.kind())},
                                               {"shares", std::move(numbers)}});
            text +=
                fmt::format("  {}  {}{}{}\n", time_words(from_unix_ms(act.at_ms())), act_words(act.kind()),
                            act.shares().empty() ? "" : ", with the shares of keyholders ",
                            fmt::join(act.shares(), ", "));
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
    CO_TRY(auto current, take_shares(*request.call, 0));
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
    CO_TRY(auto fresh, take_shares(*request.call, 0));
    CO_CHECK(co_await request.server->collective().confirm_keyholders(std::move(fresh)));
    const events::Founding founding = request.server->collective().founding();
    co_return boost::json::object{
        {"keyholders", founding.keyholders()},
        {"threshold", founding.threshold()},
        {"generation", founding.generation()},
        {"text", "The new shares are in force; the old ones open nothing any more.\n"}};
}

namespace {

/// A target elsewhere always does, as far as can be known here.
bool leads_somewhere(const members::Collective& collective, std::string_view target) {
    const auto address = members::Address::parse(target);
    if (!address) return false;
    const auto ours = collective.is_local(address->domain());
    return !ours || !*ours || collective.route(*address).has_value();
}

}  // namespace

Answer alias_set(Request request) {
    CO_TRY(const std::string alias, request.call->text("alias"));
    std::vector<std::string> targets;
    if (const auto* rest = request.call->arguments.if_contains("rest"); rest != nullptr && rest->is_array()) {
        for (const auto& word : rest->as_array()) {
            if (!word.is_string()) co_return fail(ErrorKind::syntax, "a target is an address");
            targets.emplace_back(word.as_string());
        }
    }
    CO_CHECK(co_await request.server->collective().set_alias(alias, targets));
    boost::json::array list;
    boost::json::array nobody;
    std::string text = "Set.\n";
    for (const auto& target : targets) {
        list.emplace_back(target);
        if (leads_somewhere(request.server->collective(), target)) continue;
        nobody.emplace_back(target);
        text += fmt::format("But nobody has {} here, so nothing reaches them.\n", target);
    }
    co_return boost::json::object{
        {"alias", alias}, {"targets", std::move(list)}, {"nobody", std::move(nobody)}, {"text", text}};
}

Answer alias_remove(Request request) {
    CO_TRY(const std::string alias, request.call->text("alias"));
    CO_CHECK(co_await request.server->collective().remove_alias(alias));
    co_return boost::json::object{{"alias", alias}, {"text", "Removed.\n"}};
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
    CO_CHECK(co_await request.server->domains_changed());
    co_return boost::json::object{{"domain", domain}, {"text", "Added.\n"}};
}

Answer domain_remove(Request request) {
    CO_TRY(const std::string domain, request.call->text("domain"));
    CO_CHECK(co_await request.server->collective().remove_domain(domain));
    CO_CHECK(co_await request.server->domains_changed());
    co_return boost::json::object{{"domain", domain}, {"text", "Removed.\n"}};
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
    CO_TRY(const auto facts, net::read_certificate_facts(chain));
    co_return boost::json::object{
        {"certificate", certificate_json(facts)},
        {"text", "The certificate is stored, sealed, and in use for new connections.\n" +
                     certificate_text(facts, request.server->clock().wall())}};
}

Answer purge(Request request) {
    CO_CHECK(co_await request.server->purge());
    co_return boost::json::object{{"purged", true},
                                  {"text", "What was deleted is in no file of the folder any more.\n"}};
}

}  // namespace milpa::server::control

// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/house.hpp"

#include <boost/json/array.hpp>

#include "base/log.hpp"
#include "jmap/type.hpp"
#include "mail/queue/queue.hpp"
#include "server/certificates.hpp"
#include "server/dns_plan.hpp"
#include "server/load.hpp"
#include "server/mail.hpp"
#include "server/onion.hpp"
#include "server/renewals.hpp"

namespace milpa::server {

namespace json = boost::json;

namespace {

json::object certificate_object(const net::CertificateFacts& facts) {
    json::array names;
    for (const auto& name : facts.names) names.emplace_back(name);
    return {{"names", std::move(names)},
            {"until", jmap::utc_date_text(to_unix_ms(facts.until))},
            {"isSelfMade", facts.issuer == own_authority}};
}

/// Those that clients are shown, the one for whoever asks for no name first.
json::array certificates_of(Server& server) {
    json::array all;
    const auto in_force = certificates_in_force(server.collective(), server.clock().wall());
    if (!in_force) return all;
    for (const net::Certificate& one : *in_force) {
        if (const auto facts = net::read_certificate_facts(one.chain_pem))
            all.push_back(certificate_object(*facts));
    }
    return all;
}

json::object renewal_object(const RenewalReport& report) {
    json::array names;
    for (const auto& name : report.names) names.emplace_back(name);
    json::object one{{"domain", report.domain}, {"names", std::move(names)},
                     {"until", nullptr},        {"nextTry", nullptr},
                     {"failures", 0},           {"trouble", nullptr},
                     {"isWorking", false},      {"isAlarm", report.needs_people()}};
    if (!report.last) return one;
    if (report.last->lifetime) one["until"] = jmap::utc_date_text(to_unix_ms(report.last->lifetime->until));
    one["nextTry"] = jmap::utc_date_text(to_unix_ms(report.last->next_try));
    one["isWorking"] = report.last->doing == acme::Report::Doing::working;
    one["failures"] = report.last->failures;
    if (report.last->failures > 0) one["trouble"] = report.last->last_trouble;
    return one;
}

json::array keys_of(const std::vector<SettingChange>& changes) {
    json::array keys;
    for (const SettingChange& one : changes) keys.emplace_back(one.key.text());
    return keys;
}

/// What came of the last reload.
json::object settings_object(const ReloadStanding& standing) {
    json::array waiting;
    for (const std::string& key : standing.waiting) waiting.emplace_back(key);
    json::object told{{"waiting", std::move(waiting)}, {"mistake", nullptr}};
    if (standing.mistake) told["mistake"] = *standing.mistake;
    return told;
}

json::object load_object(const LoadSample& sample) {
    const auto seconds = [](auto time) { return std::chrono::duration<double>(time).count(); };
    json::object one{{"at", jmap::utc_date_text(to_unix_ms(sample.at))},
                     {"seconds", seconds(sample.span)},
                     {"connections", sample.levels.connections},
                     {"openVaults", sample.levels.open_vaults},
                     {"queued", nullptr},
                     {"memoryOctets", sample.levels.memory_octets},
                     {"messagesIn", sample.done.messages_in},
                     {"messagesOut", sample.done.messages_out},
                     {"requests", sample.done.requests},
                     {"processorSeconds", seconds(sample.done.processor)}};
    if (sample.levels.queued) one["queued"] = *sample.levels.queued;
    return one;
}

json::object process_object(Server& server) {
    const Standing standing = server.standing();
    json::object counters;
    for (const auto& [name, value] : log::counters()) counters[name] = value;
    return {{"uptimeSeconds", standing.uptime.count()},
            {"sessions", server.sessions().count()},
            {"connections", standing.connections},
            {"openVaults", standing.open_vaults},
            {"memory", json::object{{"coreFilesOff", standing.hardening.core_files_off},
                                    {"notDumpable", standing.hardening.not_dumpable},
                                    {"allLocked", standing.hardening.all_memory_locked},
                                    {"keysLocked", standing.hardening.keys_locked}}},
            {"sandbox", json::object{{"noNewPrivileges", standing.sandbox.no_new_privileges},
                                     {"systemCalls", standing.sandbox.system_calls},
                                     {"files", standing.sandbox.files}}},
            {"settings", settings_object(server.reload_standing())},
            {"counters", std::move(counters)}};
}

}  // namespace

ServerHouse::ServerHouse(Lent<Server> server)
    : server_(server),
      approvals_(&server->collective(), &server->clock(), &server->random()),
      receipts_(&server->clock(), &server->random()) {}

json::object ServerHouse::standing(For whom) {
    const bool unlocked = server_->collective().unlocked();
    json::object told{{"isUnlocked", unlocked}};
    // Locked, only who is at the machine is somebody.
    if (whom == For::guests || (whom == For::members && !unlocked)) return told;
    const Ports ports = server_->settings()->ports;
    told["ports"] = json::object{
        {"smtp", ports.smtp},  {"submission", ports.submission}, {"submissions", ports.submissions},
        {"imap", ports.imap},  {"imaps", ports.imaps},           {"http", ports.http},
        {"https", ports.https}};
    if (const auto domains = ascii_domains(server_->collective()))
        told["hostName"] = "mail." + domains->front();
    if (const auto facts = server_->certificate_facts()) told["certificate"] = certificate_object(*facts);
    if (whom != For::administrators) return told;
    for (auto& [name, value] : process_object(*server_)) told[name] = value;
    if (!unlocked) return told;
    told["certificates"] = certificates_of(*server_);
    if (server_->onion().is_wanted()) told["onion"] = server_->onion().address();
    if (server_->renewals().is_wanted()) {
        json::array renewals;
        for (const RenewalReport& report : server_->renewals().reports())
            renewals.push_back(renewal_object(report));
        told["renewals"] = std::move(renewals);
    }
    told["queueRuns"] = server_->mail().queue().is_running();
    if (const auto foreign = server_->collective().foreign_events()) told["foreignEvents"] = *foreign;
    return told;
}

Task<Result<void>> ServerHouse::after_unlock() { return server_->after_unlock(); }

Task<std::size_t> ServerHouse::lock() {
    co_await server_->lock();
    co_return co_await server_->wait_all_closed();
}

Task<Result<void>> ServerHouse::purge() { return server_->purge(); }

Task<Result<json::object>> ServerHouse::reload_settings() {
    CO_TRY(const Reload done,
           co_await server_->runtime().pool().run([server = server_] { return server->reload(); }));
    co_return json::object{{"taken", keys_of(done.taken)}, {"waiting", keys_of(done.waiting)}};
}

Task<Result<members::Credentials>> ServerHouse::add_member(members::NewMember member) {
    return server_->add_member(std::move(member));
}

Task<Result<members::Credentials>> ServerHouse::join(std::string token, members::NewMember member,
                                                     std::optional<net::PeerAddress> from) {
    return server_->join(std::move(token), std::move(member), std::move(from));
}

Task<Result<void>> ServerHouse::remove_member(MemberId member) { return server_->remove_member(member); }

Task<std::size_t> ServerHouse::end_sessions(MemberId member) { return server_->end_sessions(member); }

Task<Result<members::Credentials>> ServerHouse::reset_member(MemberId member,
                                                             std::vector<crypto::Share> shares,
                                                             std::optional<crypto::SecretText> password) {
    return server_->reset_member(member, std::move(shares), std::move(password));
}

Task<Result<ServerHouse::Reopened>> ServerHouse::reopen_former(members::Login login, crypto::SecretText old) {
    CO_TRY(const Server::Reopened done, co_await server_->reopen_former(std::move(login), std::move(old)));
    co_return Reopened{.messages = done.messages, .kept = done.kept};
}

Task<Result<members::Held>> ServerHouse::held(MemberId member) {
    CO_TRY(const auto record, server_->collective().read_member(member));
    co_return co_await server_->held(*record);
}

Task<Result<json::object>> ServerHouse::load() {
    const LoadMeasure measure = co_await server_->measure_load();
    json::array samples;
    for (const LoadSample& one : server_->load().samples()) samples.push_back(load_object(one));
    json::object told{
        {"interval", std::chrono::seconds(load_interval).count()},
        {"samples", std::move(samples)},
        {"now", load_object(server_->load().since_last(measure))},
        {"storage", nullptr},
        {"processors", ProcessGauge::processors()},
    };
    const auto disk = co_await server_->disk_space();
    const auto mail = server_->collective().usage().total();
    if (disk && mail) {
        told["storage"] = json::object{{"usedOctets", disk->used_bytes},
                                       {"freeOctets", disk->free_bytes},
                                       {"totalOctets", disk->total_bytes},
                                       {"mailOctets", mail->bytes},
                                       {"messages", mail->messages}};
    }
    co_return told;
}

Task<Result<json::object>> ServerHouse::queue() {
    CO_TRY(const mail::queue::Summary summary, co_await server_->mail().queue().summary());
    json::object reasons;
    for (const auto& [reason, count] : summary.by_reason) reasons[mail::queue::to_text(reason)] = count;
    json::object told{{"messages", summary.messages},
                      {"recipients", summary.recipients},
                      {"held", summary.held},
                      {"underWay", summary.under_way},
                      {"unreported", summary.unreported},
                      {"oldestSeconds", summary.oldest.count()},
                      {"byReason", std::move(reasons)},
                      {"nextTrySeconds", nullptr}};
    if (summary.next) told["nextTrySeconds"] = summary.next->count();
    co_return told;
}

Task<Result<void>> ServerHouse::retry_queue() { return server_->mail().queue().retry_all(); }

Task<Result<void>> ServerHouse::set_certificate(std::string chain_pem, crypto::SecretText key_pem) {
    return server_->set_certificate(std::move(chain_pem), std::move(key_pem));
}

Result<void> ServerHouse::renew_certificates() { return server_->renewals().renew(); }

Task<Result<void>> ServerHouse::bind_account(std::string key_id, crypto::SecretText mac_key) {
    return server_->bind_account(std::move(key_id), std::move(mac_key));
}

Task<Result<json::array>> ServerHouse::dns(bool check) {
    CO_TRY(const DnsPlan plan, dns_plan(*server_));
    json::array records;
    for (const DnsRecord& record : dns_records(plan)) {
        json::object one = to_object(record);
        if (check) one["found"] = to_text(co_await look_at(&server_->mail().resolver(), record));
        records.emplace_back(std::move(one));
    }
    co_return records;
}

}  // namespace milpa::server

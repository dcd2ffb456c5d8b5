// SPDX-License-Identifier: AGPL-3.0-or-later
// Domains, aliases, the DNS, and mail that waits.
#include <fmt/format.h>

#include <deque>

#include "jmap/own/list.hpp"
#include "mail/queue/entry.hpp"
#include "members/address.hpp"
#include "server/cli/acts.hpp"
#include "server/cli/words.hpp"
#include "server/dns_plan.hpp"
#include "server/words.hpp"

namespace milpa::server::cli {

namespace {

/// As the API has it: the same for whatever way an address is written.
Result<std::string> alias_id(const std::string& typed) {
    TRY(const members::Address address, members::Address::parse(typed));
    return jmap::id_of_name(address.text());
}

/// What was typed is no address, or no domain.
Error in_plain_words(Error error) {
    error.detail = plain_words(error);
    return error;
}

json::array words_of(const std::vector<std::string>& list) {
    json::array made;
    for (const auto& one : list) made.emplace_back(one);
    return made;
}

}  // namespace

Told alias_set(Asked& asked) {
    const std::string alias = asked.word("alias");
    const json::array targets = words_of(asked.arguments.rest);
    const auto id = alias_id(alias);
    if (!id) return in_plain_words(id.error());
    TRY(const json::object before,
        asked.client.call("Alias/get", {{"ids", json::array{*id}}, {"properties", json::array{"id"}}}));
    if (array_of(before, "list").empty()) {
        CHECK(asked.client.create("Alias/set", {{"address", alias}, {"targets", targets}}));
    } else {
        CHECK(asked.client.update("Alias/set", *id, {{"targets", targets}}));
    }
    TRY(const json::object now, asked.client.call("Alias/get", {{"ids", json::array{*id}}}));
    json::array nobody;
    if (!array_of(now, "list").empty())
        nobody = array_of(array_of(now, "list").front().as_object(), "unreachable");
    std::string text = "Set.\n";
    for (const json::value& one : nobody) {
        text += fmt::format("But nobody has {} here, so nothing reaches them.\n",
                            std::string_view(one.as_string()));
    }
    return json::object{
        {"alias", alias}, {"targets", targets}, {"nobody", std::move(nobody)}, {"text", text}};
}

Told alias_remove(Asked& asked) {
    const auto id = alias_id(asked.word("alias"));
    if (!id) return in_plain_words(id.error());
    CHECK(asked.client.destroy("Alias/set", *id));
    return json::object{{"alias", asked.word("alias")}, {"text", "Removed.\n"}};
}

Told alias_list(Asked& asked) {
    TRY(const json::object answer, asked.client.call("Alias/get", {{"ids", nullptr}}));
    json::array list;
    std::string text;
    for (const json::value& one : array_of(answer, "list")) {
        const json::object& alias = one.as_object();
        list.push_back(
            json::object{{"alias", text_of(alias, "address")}, {"targets", array_of(alias, "targets")}});
        text += fmt::format("{} ->", text_of(alias, "address"));
        for (const json::value& target : array_of(alias, "targets"))
            text += fmt::format(" {}", std::string_view(target.as_string()));
        text += "\n";
    }
    return json::object{{"aliases", std::move(list)}, {"text", text}};
}

Told domain_add(Asked& asked) {
    CHECK(asked.client.create("Domain/set", {{"name", asked.word("domain")}}));
    return json::object{{"domain", asked.word("domain")}, {"text", "Added.\n"}};
}

Told domain_remove(Asked& asked) {
    const auto name = members::normalise_domain(asked.word("domain"));
    if (!name) return in_plain_words(name.error());
    CHECK(asked.client.destroy("Domain/set", jmap::id_of_name(*name)));
    return json::object{{"domain", asked.word("domain")}, {"text", "Removed.\n"}};
}

Told domain_list(Asked& asked) {
    TRY(const json::object answer, asked.client.call("Domain/get", {{"ids", nullptr}}));
    json::array list;
    std::string text;
    for (const json::value& one : array_of(answer, "list")) {
        list.emplace_back(text_of(one.as_object(), "name"));
        text += text_of(one.as_object(), "name") + "\n";
    }
    return json::object{{"domains", std::move(list)}, {"text", text}};
}

// ---- the DNS

namespace {

std::string_view words_of(std::string_view found) {
    if (found == to_text(Found::there)) return "ok     ";
    if (found == to_text(Found::other)) return "OTHER  ";
    if (found == to_text(Found::nothing)) return "MISSING";
    return "?      ";
}

Need need_named(std::string_view text) {
    for (const Need need : {Need::must, Need::should}) {
        if (to_text(need) == text) return need;
    }
    return Need::can;
}

}  // namespace

Told dns(Asked& asked) {
    const bool check = asked.arguments.find("check").has_value();
    TRY(const json::object answer, asked.client.call("Server/dns", {{"check", check}}));
    std::vector<DnsRecord> records;
    std::deque<std::string> meanings;  // records have views of them
    std::string checked;
    std::size_t wrong = 0;
    for (const json::value& one : array_of(answer, "records")) {
        const json::object& record = one.as_object();
        meanings.push_back(text_of(record, "meaning"));
        records.push_back({.name = text_of(record, "name"),
                           .type = text_of(record, "type"),
                           .value = text_of(record, "value"),
                           .need = need_named(text_of(record, "need")),
                           .meaning = meanings.back()});
        const std::string found = text_of(record, "found");
        const DnsRecord& last = records.back();
        checked += fmt::format("{} {} {} {}\n", words_of(found), last.name, last.type, last.value);
        const bool is_right = found == to_text(Found::there) || found == to_text(Found::unknown);
        if (last.need == Need::must && !is_right) ++wrong;
    }
    json::object told{{"records", array_of(answer, "records")}};
    if (check) {
        told["wrong"] = wrong;
        checked += wrong == 0 ? "What must be there is there.\n" : "Mail needs what is missing or other.\n";
    }
    told["text"] = check ? checked : zone_text(records);
    return told;
}

// ---- mail that waits

namespace {

std::string_view words_of(mail::queue::Reason reason) {
    switch (reason) {
        using enum mail::queue::Reason;
        case none: return "not tried yet";
        case dns: return "the other domain could not be looked up";
        case connect: return "no host of the other side answers";
        case tls: return "TLS with the other side failed";
        case timeout: return "the other side was silent";
        case lost: return "the connection broke";
        case deferred: return "the other side says: later";
        case refused: return "the other side refused it";
        case unsupported: return "the other side cannot take such a message";
        case loop: return "it would come back to us";
        case no_mail: return "the other domain takes no mail";
        case local: return "trouble of our own: the message could not be read";
    }
    return "";
}

std::string_view reason_words(std::string_view name) {
    for (std::size_t i = 0; i < mail::queue::reasons; ++i) {
        const auto reason = static_cast<mail::queue::Reason>(i);
        if (mail::queue::to_text(reason) == name) return words_of(reason);
    }
    return "";
}

}  // namespace

Told queue(Asked& asked) {
    TRY(const json::object told, asked.client.call("Queue/status"));
    std::string text = fmt::format("{} to {}; the oldest waits for {}; {} open.\n",
                                   count_words(number_of(told, "messages"), "message"),
                                   count_words(number_of(told, "recipients"), "recipient"),
                                   duration_words(std::chrono::seconds(number_of(told, "oldestSeconds"))),
                                   count_words(number_of(told, "underWay"), "connection"));
    if (number_of(told, "messages") == 0) text = "Nothing waits.\n";
    for (const auto& [reason, count] : object_of(told, "byReason")) {
        text += fmt::format("  {:<12} {:>6}  {}\n", std::string_view(reason),
                            count.to_number<std::uint64_t>(), reason_words(reason));
    }
    if (const std::uint64_t held = number_of(told, "held"); held > 0)
        text += fmt::format("  {:<12} {:>6}  not before the time that its sender chose\n", "held", held);
    if (const std::uint64_t unreported = number_of(told, "unreported"); unreported > 0) {
        text += fmt::format("{} failed, and the sender could not be told yet.\n",
                            count_words(unreported, "recipient"));
    }
    json::object answer = snake_case(told);
    answer.erase("account_id");
    if (told.contains("nextTrySeconds") && told.at("nextTrySeconds").is_number()) {
        text += fmt::format("Next try in {}.\n",
                            duration_words(std::chrono::seconds(number_of(told, "nextTrySeconds"))));
    } else {
        answer.erase("next_try_seconds");
    }
    answer["text"] = text;
    return answer;
}

Told queue_retry(Asked& asked) {
    TRY(const json::object told, asked.client.call("Queue/retry"));
    // What its sender lets wait is not tried before its time.
    const std::uint64_t held = number_of(told, "held");
    const std::uint64_t recipients = number_of(told, "recipients") - held;
    std::string text = "Nothing waits.\n";
    if (recipients > 0) text = fmt::format("Tried now: {}.\n", count_words(recipients, "recipient"));
    if (recipients == 0 && held > 0) text = "Nothing waits but what its senders let wait.\n";
    return json::object{{"recipients", recipients}, {"held", held}, {"text", std::move(text)}};
}

}  // namespace milpa::server::cli

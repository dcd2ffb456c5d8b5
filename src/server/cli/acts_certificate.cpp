// SPDX-License-Identifier: AGPL-3.0-or-later
// Certificates: brought by people, or got by the server itself.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <fstream>

#include "base/clock.hpp"
#include "net/certificate_facts.hpp"
#include "server/certificates.hpp"
#include "server/cli/acts.hpp"
#include "server/words.hpp"

namespace milpa::server::cli {

namespace {

/// A certificate that ends within it is told of: time for two people to be on holiday.
constexpr std::chrono::days certificate_warning{21};

struct CertificateWords {
    json::object json;
    std::string text;
};

/// What the certificate is good for, and until when: those who look after a server are told in time.
CertificateWords certificate_words(const std::vector<std::string>& names, WallTime until, bool self_made) {
    CertificateWords words;
    json::array list;
    for (const auto& name : names) list.emplace_back(name);
    words.json = {{"names", std::move(list)},
                  {"until", time_words(until)},
                  {"until_ms", to_unix_ms(until)},
                  {"self_made", self_made}};
    words.text = fmt::format("Certificate: for {}, until {}.\n", fmt::join(names, ", "), time_words(until));
    const WallTime now = SystemClock().wall();
    if (self_made) {
        words.text += "It is of the server's own making: bring one that programs trust.\n";
    } else if (until <= now) {
        words.text += "ALARM: the certificate is out of date, and programs refuse it.\n";
    } else if (until - now < certificate_warning) {
        words.text += "Bring a new certificate: this one ends soon.\n";
    }
    return words;
}

std::vector<std::string> names_of(const json::object& object) {
    std::vector<std::string> names;
    for (const json::value& name : array_of(object, "names")) names.emplace_back(name.as_string());
    return names;
}

/// Milliseconds since 1970, or null.
json::value moment_ms(const json::object& object, std::string_view name) {
    if (text_of(object, name).empty()) return nullptr;
    return moment_of(object, name);
}

/// For programs: moments as numbers, as those of "certificate" are.
json::object renewal_json(const json::object& renewal) {
    const std::string trouble = text_of(renewal, "trouble");
    return {{"domain", text_of(renewal, "domain")},
            {"names", array_of(renewal, "names")},
            {"until_ms", moment_ms(renewal, "until")},
            {"next_try_ms", moment_ms(renewal, "nextTry")},
            {"failures", number_of(renewal, "failures")},
            {"trouble", trouble.empty() ? json::value(nullptr) : json::value(trouble)},
            {"working", flag_of(renewal, "isWorking")},
            {"alarm", flag_of(renewal, "isAlarm")}};
}

std::string renewal_text(const json::object& renewal) {
    const std::string of = fmt::format("Certificate of {}", text_of(renewal, "domain"));
    const std::vector<std::string> names = names_of(renewal);
    if (names.empty())
        return of + ": none, since nothing of the domain leads to this machine (`milpa dns --check`).\n";
    if (text_of(renewal, "nextTry").empty()) return of + ": it is looked at now.\n";
    const std::string next = time_words(from_unix_ms(moment_of(renewal, "nextTry")));
    std::string until = "none yet";
    if (!text_of(renewal, "until").empty()) {
        const WallTime end = from_unix_ms(moment_of(renewal, "until"));
        until = fmt::format("{} {}", end <= SystemClock().wall() ? "out of date since" : "good until",
                            time_words(end));
    }
    const std::uint64_t failures = number_of(renewal, "failures");
    if (failures == 0) {
        return fmt::format(
            "{}: for {}, {}; {}.\n", of, fmt::join(names, ", "), until,
            flag_of(renewal, "isWorking") ? "a new one is on its way" : "renewed by itself at " + next);
    }
    return fmt::format(
        "{}{}: {}; a new one could not be got ({}): {}\n  The next try is at {}; `milpa "
        "certificate renew` tries now.\n",
        flag_of(renewal, "isAlarm") ? "ALARM: " : "", of, until, count_words(failures, "try"),
        text_of(renewal, "trouble"), next);
}

/// The server may be unable to read them.
Result<std::string> read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (!file) return fail(ErrorKind::missing, fmt::format("{} cannot be read", path));
    return text;
}

}  // namespace

std::string tell_of_certificates(const json::object& told, json::object& answer) {
    std::string text;
    if (told.contains("certificate")) {
        const json::object& certificate = object_of(told, "certificate");
        CertificateWords words =
            certificate_words(names_of(certificate), from_unix_ms(moment_of(certificate, "until")),
                              flag_of(certificate, "isSelfMade"));
        answer["certificate"] = std::move(words.json);
        // What comes by itself is told below, a domain each.
        if (!told.contains("renewals")) text = std::move(words.text);
    }
    if (told.contains("certificates")) {
        json::array all;
        for (const json::value& one : array_of(told, "certificates")) {
            CertificateWords words = certificate_words(names_of(one.as_object()),
                                                       from_unix_ms(moment_of(one.as_object(), "until")),
                                                       flag_of(one.as_object(), "isSelfMade"));
            all.push_back(std::move(words.json));
            // The first is told already.
            if (all.size() > 1 && !told.contains("renewals")) text += words.text;
        }
        answer["certificates"] = std::move(all);
    }
    if (!told.contains("renewals")) return text;
    json::array renewals;
    for (const json::value& renewal : array_of(told, "renewals")) {
        renewals.emplace_back(renewal_json(renewal.as_object()));
        text += renewal_text(renewal.as_object());
    }
    answer["renewals"] = std::move(renewals);
    return text;
}

Told certificate_set(Asked& asked) {
    TRY(const std::string chain, read_file(asked.word("chain")));
    TRY(std::string key, read_file(asked.word("key")));
    const auto done = asked.client.call("Certificate/set", {{"chain", chain}, {"key", key}});
    crypto::wipe(key);
    if (!done) return done.error();
    TRY(const auto facts, net::read_certificate_facts(chain));
    CertificateWords words = certificate_words(facts.names, facts.until, facts.issuer == own_authority);
    TRY(const json::object standing, asked.client.call("Server/status"));
    if (standing.contains("renewals"))
        words.text +=
            "Those that the server gets by itself (acme.directory) go before it, for their names.\n";
    return json::object{
        {"certificate", std::move(words.json)},
        {"text", "The certificate is stored, sealed, and in use for new connections.\n" + words.text}};
}

Told certificate_renew(Asked& asked) {
    CHECK(asked.client.call("Certificate/renew"));
    return json::object{
        {"asked", true},
        {"text", "The authority is asked for all certificates now; `milpa status` says how it goes.\n"}};
}

Told certificate_external(Asked& asked) {
    CHECK(asked.client.call("Certificate/bindAccount",
                            {{"keyId", asked.word("key-id")}, {"key", asked.secrets.at(0).view()}}));
    return json::object{
        {"bound", true},
        {"text", "Stored, sealed. The authority is asked with it now; `milpa status` says how it goes.\n"}};
}

}  // namespace milpa::server::cli

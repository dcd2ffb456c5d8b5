// SPDX-License-Identifier: AGPL-3.0-or-later
#include "acme/messages.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <boost/json/parse.hpp>

#include "http/url.hpp"

namespace milpa::acme {

namespace json = boost::json;

namespace {

constexpr std::string_view error_namespace = "urn:ietf:params:acme:error:";
/// RFC 8555 6.5: what a server makes of its nonces is its own affair, in reason.
constexpr std::size_t nonce_letters_max = 1024;
/// Longer than any authority would have us wait, and shorter than what overflows.
constexpr std::chrono::seconds retry_after_max = std::chrono::days(7);
constexpr std::size_t parts_max = names_max;

struct StatusName {
    std::string_view text;
    Status status;
};
constexpr StatusName statuses[] = {
    {"pending", Status::pending}, {"ready", Status::ready},     {"processing", Status::processing},
    {"valid", Status::valid},     {"invalid", Status::invalid}, {"deactivated", Status::deactivated},
    {"expired", Status::expired}, {"revoked", Status::revoked},
};

struct TypeName {
    std::string_view text;
    ChallengeType type;
};
constexpr TypeName types[] = {
    {"http-01", ChallengeType::http_01},
    {"tls-alpn-01", ChallengeType::tls_alpn_01},
    {"dns-01", ChallengeType::dns_01},
};

bool is_base64url(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '_';
    });
}

Result<json::object> read_object(std::string_view text) {
    json::parse_options options;
    options.max_depth = json_depth_max;
    boost::system::error_code code;
    json::value value = json::parse(text, code, {}, options);
    if (code || !value.is_object()) return fail(ErrorKind::syntax, "not a JSON object");
    return std::move(value.as_object());
}

/// Empty where there is none.
std::string_view text_of(const json::object& object, std::string_view key) {
    const json::value* const value = object.if_contains(key);
    if (value == nullptr || !value->is_string()) return {};
    return value->get_string();
}

bool is_true(const json::object& object, std::string_view key) {
    const json::value* const value = object.if_contains(key);
    return value != nullptr && value->is_bool() && value->get_bool();
}

const json::object* object_of(const json::object& object, std::string_view key) {
    const json::value* const value = object.if_contains(key);
    return value != nullptr ? value->if_object() : nullptr;
}

/// RFC 8555 6.1: all of it is by https.
Result<std::string> check_url(std::string_view text) {
    TRY(const http::Url url, http::Url::parse(text));
    if (!url.secure) return fail(ErrorKind::syntax, "a URL that is not https");
    return std::string(text);
}

Result<std::string> url_of(const json::object& object, std::string_view key) {
    return check_url(text_of(object, key));
}

Result<Status> status_of(const json::object& object) {
    const auto* const found = std::ranges::find(statuses, text_of(object, "status"), &StatusName::text);
    if (found == std::end(statuses)) return fail(ErrorKind::syntax, "a status that is none");
    return found->status;
}

/// Foreign words, shown to people at a terminal.
std::string plain_words(std::string_view text) {
    if (text.size() > words_octets_max) {
        text = text.substr(0, words_octets_max);
        // Not in the middle of a letter of UTF-8.
        while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0x80U) != 0) text.remove_suffix(1);
    }
    std::string plain(text);
    for (char& c : plain) {
        if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') c = ' ';
    }
    // The control characters beyond ASCII begin so in UTF-8.
    for (std::size_t at = 0; (at = plain.find('\xc2', at)) != std::string::npos;) {
        const bool control = at + 1 < plain.size() && static_cast<unsigned char>(plain[at + 1]) < 0xa0U;
        if (control) plain.replace(at, 2, " ");
        ++at;
    }
    return plain;
}

Problem to_problem(const json::object& object, bool with_parts) {
    Problem problem;
    std::string_view type = text_of(object, "type");
    if (type.starts_with(error_namespace)) type.remove_prefix(error_namespace.size());
    problem.type = plain_words(type);
    problem.detail = plain_words(text_of(object, "detail"));
    if (const json::object* const identifier = object_of(object, "identifier")) {
        problem.name = plain_words(text_of(*identifier, "value"));
    }
    const json::value* const parts = with_parts ? object.if_contains("subproblems") : nullptr;
    if (parts == nullptr || !parts->is_array()) return problem;
    for (const json::value& part : parts->get_array()) {
        if (problem.parts.size() == parts_max) break;
        if (part.is_object()) problem.parts.push_back(to_problem(part.get_object(), false));
    }
    return problem;
}

std::optional<Problem> error_of(const json::object& object) {
    const json::object* const error = object_of(object, "error");
    if (error == nullptr) return std::nullopt;
    return to_problem(*error, true);
}

/// Nothing for one of a type that we do not know.
Result<std::optional<Challenge>> to_challenge(const json::object& object) {
    const auto* const type = std::ranges::find(types, text_of(object, "type"), &TypeName::text);
    if (type == std::end(types)) return std::optional<Challenge>();
    Challenge challenge;
    challenge.type = type->type;
    TRY(challenge.url, url_of(object, "url"));
    challenge.token = text_of(object, "token");
    // RFC 8555 8: nothing else; it becomes a part of a path, and of a file's name in other people's servers.
    if (!is_base64url(challenge.token) || challenge.token.size() > token_letters_max) {
        return fail(ErrorKind::syntax, "a token that is none");
    }
    challenge.error = error_of(object);
    return std::optional(std::move(challenge));
}

constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::optional<unsigned> read_number(std::string_view text) {
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

/// RFC 9110 5.6.7, the form that is to be sent: "Sun, 06 Nov 1994 08:49:37 GMT".
std::optional<WallTime> read_date(std::string_view text) {
    constexpr std::size_t letters = 29;
    if (text.size() != letters || !text.ends_with(" GMT")) return std::nullopt;
    const auto day = read_number(text.substr(5, 2));
    const auto* const month = std::ranges::find(months, text.substr(8, 3));
    const auto year = read_number(text.substr(12, 4));
    const auto hour = read_number(text.substr(17, 2));
    const auto minute = read_number(text.substr(20, 2));
    const auto second = read_number(text.substr(23, 2));
    if (!day || month == months.end() || !year || !hour || !minute || !second) return std::nullopt;
    const std::chrono::year_month_day date{
        std::chrono::year(static_cast<int>(*year)),
        std::chrono::month(static_cast<unsigned>(month - months.begin()) + 1), std::chrono::day(*day)};
    if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    return std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
           std::chrono::seconds(*second);
}

}  // namespace

std::string_view to_text(ChallengeType type) { return std::ranges::find(types, type, &TypeName::type)->text; }

Result<Directory> read_directory(std::string_view text) {
    TRY(const json::object object, read_object(text));
    Directory directory;
    TRY(directory.new_nonce, url_of(object, "newNonce"));
    TRY(directory.new_account, url_of(object, "newAccount"));
    TRY(directory.new_order, url_of(object, "newOrder"));
    if (const json::object* const meta = object_of(object, "meta")) {
        directory.terms = plain_words(text_of(*meta, "termsOfService"));
        directory.external_account_required = is_true(*meta, "externalAccountRequired");
    }
    return directory;
}

Result<Problem> read_problem(std::string_view text) {
    TRY(const json::object object, read_object(text));
    return to_problem(object, true);
}

Result<Authorization> read_authorization(std::string_view text) {
    TRY(const json::object object, read_object(text));
    Authorization authorization;
    TRY(authorization.status, status_of(object));
    const json::object* const identifier = object_of(object, "identifier");
    if (identifier == nullptr || text_of(*identifier, "type") != "dns") {
        return fail(ErrorKind::syntax, "an authorization for no name");
    }
    authorization.name = text_of(*identifier, "value");
    authorization.wildcard = is_true(object, "wildcard");
    const json::value* const challenges = object.if_contains("challenges");
    if (challenges == nullptr || !challenges->is_array()) return fail(ErrorKind::syntax, "no challenges");
    if (challenges->get_array().size() > challenges_max) return fail(ErrorKind::limit, "too many challenges");
    for (const json::value& value : challenges->get_array()) {
        if (!value.is_object()) return fail(ErrorKind::syntax, "a challenge that is none");
        TRY(auto challenge, to_challenge(value.get_object()));
        if (challenge) authorization.challenges.push_back(*std::move(challenge));
    }
    return authorization;
}

Result<Order> read_order(std::string_view text) {
    TRY(const json::object object, read_object(text));
    Order order;
    TRY(order.status, status_of(object));
    TRY(order.finalize, url_of(object, "finalize"));
    const json::value* const authorizations = object.if_contains("authorizations");
    if (authorizations == nullptr || !authorizations->is_array())
        return fail(ErrorKind::syntax, "no authorizations");
    if (authorizations->get_array().size() > names_max)
        return fail(ErrorKind::limit, "too many authorizations");
    for (const json::value& value : authorizations->get_array()) {
        if (!value.is_string()) return fail(ErrorKind::syntax, "an authorization that is no URL");
        TRY(std::string url, check_url(value.get_string()));
        order.authorizations.push_back(std::move(url));
    }
    if (object.contains("certificate")) {
        TRY(order.certificate, url_of(object, "certificate"));
    }
    order.error = error_of(object);
    return order;
}

bool is_nonce(std::string_view text) { return text.size() <= nonce_letters_max && is_base64url(text); }

std::optional<std::chrono::seconds> read_retry_after(std::string_view text, WallTime now) {
    std::chrono::seconds wait;
    if (const auto seconds = read_number(text)) {
        wait = std::chrono::seconds(*seconds);
    } else if (const auto date = read_date(text)) {
        wait = std::max(std::chrono::ceil<std::chrono::seconds>(*date - now), std::chrono::seconds(0));
    } else {
        return std::nullopt;
    }
    return std::min(wait, retry_after_max);
}

}  // namespace milpa::acme

// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/smtp/grammar.hpp"

#include <limits>

#include "mail/message/header.hpp"

namespace milpa::mail::smtp {

namespace {

using message::equal_ignoring_case;
using Parsed = std::expected<Request, Fault>;

constexpr std::size_t hello_octets_max = 255;  // RFC 5321 4.5.3.1.2
constexpr std::size_t digits_max = 20;         // RFC 1870 3, RFC 3030 2

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

/// The word at the front, taken off together with the spaces behind it.
std::string_view take_word(std::string_view& rest) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    const std::string_view word = rest.substr(0, end);
    rest.remove_prefix(end);
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    return word;
}

/// 1 to 20 digits; what is beyond 64 bits is the greatest number, so that it is refused as too big.
std::optional<std::uint64_t> parse_number(std::string_view text) {
    if (text.empty() || text.size() > digits_max) return std::nullopt;
    constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t value = 0;
    for (char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        const auto digit = static_cast<std::uint64_t>(c - '0');
        value = value > (most - digit) / 10 ? most : value * 10 + digit;
    }
    return value;
}

/// `<...>` at the front, taken off with the spaces behind it: what is between the brackets, without a source
/// route.
std::optional<std::string_view> take_path(std::string_view& rest) {
    if (!rest.starts_with('<')) return std::nullopt;
    bool quoted = false;
    std::size_t at = 1;
    for (; at < rest.size() && (quoted || rest[at] != '>'); ++at) {
        if (rest[at] == '"') quoted = !quoted;
        if (rest[at] == '\\' && quoted) ++at;
    }
    if (at >= rest.size()) return std::nullopt;
    std::string_view path = rest.substr(1, at - 1);
    rest.remove_prefix(at + 1);
    if (!rest.empty() && !rest.starts_with(' ')) return std::nullopt;
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    // RFC 5321 C: "@one,@two:user@three" is to be accepted, and the route ignored.
    if (path.starts_with('@')) {
        const std::size_t colon = path.find(':');
        if (colon == std::string_view::npos) return std::nullopt;
        path.remove_prefix(colon + 1);
        if (path.empty()) return std::nullopt;
    }
    return path;
}

/// "FROM:" or "TO:", and the spaces that some programs put behind it.
bool take_keyword(std::string_view& rest, std::string_view keyword) {
    if (!equal_ignoring_case(rest.substr(0, keyword.size()), keyword)) return false;
    rest.remove_prefix(keyword.size());
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    return true;
}

std::optional<Fault> read_parameter(std::string_view word, MailParameters& to) {
    const std::size_t equals = word.find('=');
    const std::string_view keyword = word.substr(0, equals);
    const std::string_view value =
        equals == std::string_view::npos ? std::string_view() : word.substr(equals + 1);
    if (equal_ignoring_case(keyword, "SIZE")) {
        if (to.size) return Fault::arguments;
        to.size = parse_number(value);
        return to.size ? std::nullopt : std::optional(Fault::arguments);
    }
    if (equal_ignoring_case(keyword, "BODY")) {
        if (equal_ignoring_case(value, "7BIT")) return std::nullopt;
        if (!equal_ignoring_case(value, "8BITMIME")) return Fault::parameter;
        to.body = Body::eight_bit;
        return std::nullopt;
    }
    if (equal_ignoring_case(keyword, "SMTPUTF8")) {
        if (equals != std::string_view::npos) return Fault::arguments;
        to.utf8 = true;
        return std::nullopt;
    }
    if (equal_ignoring_case(keyword, "AUTH")) {
        return value.empty() ? std::optional(Fault::arguments) : std::nullopt;
    }
    return Fault::parameter;
}

Parsed parse_hello(std::string_view rest, Dialect dialect) {
    const std::string_view name = take_word(rest);
    if (name.empty() || name.size() > hello_octets_max || !rest.empty()) {
        return std::unexpected(Fault::arguments);
    }
    return Hello{dialect, std::string(name)};
}

Parsed parse_mail(std::string_view rest) {
    if (!take_keyword(rest, "FROM:")) return std::unexpected(Fault::arguments);
    const auto path = take_path(rest);
    if (!path) return std::unexpected(Fault::sender);
    MailFrom mail;
    while (!rest.empty()) {
        if (const auto fault = read_parameter(take_word(rest), mail.parameters)) {
            return std::unexpected(*fault);
        }
    }
    if (path->empty()) return mail;
    auto sender = message::parse_mailbox(*path);
    if (!sender) return std::unexpected(Fault::sender);
    if (message::needs_utf8(*sender) && !mail.parameters.utf8) return std::unexpected(Fault::utf8);
    mail.sender = std::move(*sender);
    return mail;
}

Parsed parse_rcpt(std::string_view rest) {
    if (!take_keyword(rest, "TO:")) return std::unexpected(Fault::arguments);
    const auto path = take_path(rest);
    if (!path) return std::unexpected(Fault::recipient);
    if (!rest.empty()) return std::unexpected(Fault::parameter);
    // RFC 5321 4.1.1.3: the one address without a domain.
    if (equal_ignoring_case(*path, "postmaster")) return RcptTo{Mailbox{std::string(*path), ""}};
    auto recipient = message::parse_mailbox(*path);
    if (!recipient) return std::unexpected(Fault::recipient);
    return RcptTo{std::move(*recipient)};
}

Parsed parse_bdat(std::string_view rest) {
    const auto octets = parse_number(take_word(rest));
    if (!octets) return std::unexpected(Fault::chunk);
    if (rest.empty()) return Bdat{*octets, Last::no};
    if (!equal_ignoring_case(rest, "LAST")) return std::unexpected(Fault::chunk);
    return Bdat{*octets, Last::yes};
}

Parsed parse_auth(std::string_view rest) {
    Auth auth;
    auth.mechanism = message::lower_case(take_word(rest));
    for (char& c : auth.mechanism) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    if (auth.mechanism.empty()) return std::unexpected(Fault::arguments);
    if (!rest.empty()) auth.initial = std::string(take_word(rest));
    if (!rest.empty()) return std::unexpected(Fault::arguments);
    return auth;
}

template <class Type>
Parsed without_arguments(std::string_view rest) {
    if (!rest.empty()) return std::unexpected(Fault::arguments);
    return Type{};
}

template <class Type>
Parsed with_an_argument(std::string_view rest) {
    if (rest.empty()) return std::unexpected(Fault::arguments);
    return Type{};
}

template <class Type>
Parsed with_any_arguments(std::string_view) {
    return Type{};
}

struct Verb {
    std::string_view name;
    Parsed (*parse)(std::string_view rest);
};

constexpr Verb verbs[] = {
    {"EHLO", [](std::string_view rest) { return parse_hello(rest, Dialect::ehlo); }},
    {"HELO", [](std::string_view rest) { return parse_hello(rest, Dialect::helo); }},
    {"MAIL", parse_mail},
    {"RCPT", parse_rcpt},
    {"DATA", without_arguments<Data>},
    {"BDAT", parse_bdat},
    {"RSET", without_arguments<Reset>},
    {"NOOP", with_any_arguments<Noop>},
    {"VRFY", with_an_argument<Verify>},
    {"EXPN", with_an_argument<Expand>},
    {"HELP", with_any_arguments<Help>},
    {"QUIT", without_arguments<Quit>},
    {"STARTTLS", without_arguments<StartTls>},
    {"AUTH", parse_auth},
};

}  // namespace

std::expected<Request, Fault> parse_request(std::string_view line) {
    const bool has_control = std::ranges::any_of(line, is_control);
    // RFC 5321 4.1.1: white space at the end is tolerated.
    while (line.ends_with(' ')) line.remove_suffix(1);
    const std::string_view name = take_word(line);
    for (const Verb& verb : verbs) {
        if (!equal_ignoring_case(name, verb.name)) continue;
        auto request = verb.parse(line);
        if (has_control && request) return std::unexpected(Fault::arguments);
        return request;
    }
    return std::unexpected(Fault::verb);
}

}  // namespace milpa::mail::smtp

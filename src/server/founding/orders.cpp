// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/founding/orders.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>

namespace milpa::server::founding {

namespace {

constexpr std::string_view cannot = "cannot ";
constexpr std::string_view settle = "settle ";

bool is_plain(std::string_view text) {
    return text.find_first_of(std::string_view("\t\n\0", 3)) == std::string_view::npos;
}

}  // namespace

Line::~Line() {
    for (const int end : {from_, to_})
        if (end >= 0) ::close(end);
}

Result<void> Line::say(std::string_view line) {
    if (line.size() >= order_octets_max || line.contains('\n')) return fail(ErrorKind::limit, "no line");
    const std::string whole = std::string(line) + "\n";
    for (std::string_view rest = whole; !rest.empty();) {
        const ssize_t sent = ::write(to_, rest.data(), rest.size());
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return fail(ErrorKind::closed, "nobody hears it");
        rest.remove_prefix(static_cast<std::size_t>(sent));
    }
    return {};
}

Result<std::string> Line::hear(std::chrono::milliseconds within) {
    const auto until = std::chrono::steady_clock::now() + within;
    std::array<char, 512> some{};
    for (;;) {
        if (const auto end = heard_.find('\n'); end != std::string::npos) {
            std::string line = heard_.substr(0, end);
            heard_.erase(0, end + 1);
            return line;
        }
        if (heard_.size() >= order_octets_max) return fail(ErrorKind::limit, "no line");
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        if (left.count() <= 0) return fail(ErrorKind::timeout, "no answer");
        pollfd readable{.fd = from_, .events = POLLIN, .revents = 0};
        if (const int ready = ::poll(&readable, 1, static_cast<int>(left.count())); ready <= 0) continue;
        const ssize_t got = ::read(from_, some.data(), some.size());
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return fail(ErrorKind::closed, "the other end is gone");
        heard_.append(some.data(), static_cast<std::size_t>(got));
    }
}

Result<std::pair<Line, Line>> make_line() {
    std::array<int, 2> there{};
    std::array<int, 2> back{};
    if (::pipe2(there.data(), O_CLOEXEC) != 0) return fail(ErrorKind::io, "no pipe");
    if (::pipe2(back.data(), O_CLOEXEC) != 0) {
        for (const int end : there) ::close(end);
        return fail(ErrorKind::io, "no pipe");
    }
    return std::pair(Line(back[0], there[1]), Line(there[0], back[1]));
}

std::string cannot_order(const Error& error) {
    std::string detail = error.detail.substr(0, order_octets_max / 2);
    std::ranges::replace(detail, '\n', ' ');
    return fmt::format("{}{} {}", cannot, static_cast<int>(error.kind), detail);
}

std::string settle_order(const jmap::FoundingAnswers::Certificates& certificates) {
    return fmt::format("{}{}\t{}", settle, certificates.directory, certificates.contact);
}

std::optional<Error> read_cannot(std::string_view line) {
    if (!line.starts_with(cannot)) return std::nullopt;
    line.remove_prefix(cannot.size());
    int kind = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), kind);
    if (error != std::errc() || kind < 0 || kind > static_cast<int>(ErrorKind::corrupt)) return std::nullopt;
    const auto detail = line.substr(static_cast<std::size_t>(end - line.data()));
    return fail(static_cast<ErrorKind>(kind),
                std::string(detail.substr(std::min<std::size_t>(1, detail.size()))));
}

std::optional<jmap::FoundingAnswers::Certificates> read_settle(std::string_view line) {
    if (!line.starts_with(settle)) return std::nullopt;
    line.remove_prefix(settle.size());
    const auto between = line.find('\t');
    if (between == std::string_view::npos) return std::nullopt;
    jmap::FoundingAnswers::Certificates read{.directory = std::string(line.substr(0, between)),
                                             .contact = std::string(line.substr(between + 1))};
    if (!is_plain(read.directory) || !is_plain(read.contact)) return std::nullopt;
    return read;
}

}  // namespace milpa::server::founding

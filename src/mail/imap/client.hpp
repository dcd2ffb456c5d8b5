// SPDX-License-Identifier: AGPL-3.0-or-later
// An IMAP client on a wire: for drills, tests and benches. It sends commands as texts, with non-synchronizing
// literals (RFC 7888), so it is for servers that have LITERAL+, as ours does; it understands replies as far
// as finding their ends takes.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "net/line_reader.hpp"
#include "net/wire.hpp"

namespace milpa::mail::imap {

/// How long an answer may take in all.
inline constexpr std::chrono::seconds client_answer_timeout{120};
/// One line of a reply, without its literals.
inline constexpr std::size_t client_line_bytes_max = 1024 * 1024;
/// All literals of one answer.
inline constexpr std::size_t client_literal_bytes_max = 256 * 1024 * 1024;

/// One response, RFC 9051 2.2.2.
struct Response {
    std::string text;  ///< without its tag or "* " and its end; where a literal stood there is its "{n}"
    std::vector<std::string> literals;  ///< in the order in which they stood
};

enum class TaggedStatus : unsigned char { ok, no, bad };

struct Answer {
    TaggedStatus completion = TaggedStatus::bad;
    std::string text;  ///< behind OK, NO or BAD
    std::vector<Response> untagged;
};

/// A string as a literal, whatever is in it but NUL: "{3+}" CRLF "abc".
std::string literal(std::string_view octets);
/// A mailbox's name, given as UTF-8, as a session without ENABLE writes it: quoted modified UTF-7.
std::string mailbox_argument(std::string_view utf8);

/// One connection, one task at a time. After a failure only destruction follows.
class Client {
public:
    explicit Client(std::unique_ptr<net::Wire> wire) : wire_(std::move(wire)), reader_(wire_.get()) {}

    /// Reads the greeting. Fails with `closed` when it is BYE (the server is locked).
    Task<Result<Response>> open();
    /// `words` without tag and end: "SELECT INBOX". Fails with `closed`, `timeout`, `io`, `syntax`, `limit`;
    /// NO and BAD are answers.
    Task<Result<Answer>> command(std::string words);
    Task<Result<Answer>> login(std::string user, std::string password);
    /// `mailbox` in UTF-8; `flags` as "(\\Seen)", or empty.
    Task<Result<Answer>> append(std::string mailbox, std::string flags, std::string message);
    /// LOGOUT, and the end of the connection.
    Task<> logout();

    net::Wire& wire() { return *wire_; }

private:
    Task<Result<Response>> read_response();

    std::unique_ptr<net::Wire> wire_;
    net::LineReader reader_;
    std::uint64_t tag_ = 0;
    std::size_t literal_bytes_ = 0;  // of the present answer
};

}  // namespace milpa::mail::imap

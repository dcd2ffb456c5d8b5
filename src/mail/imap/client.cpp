// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/imap/client.hpp"

#include <fmt/format.h>

#include <charconv>

#include "mail/imap/utf7.hpp"

namespace milpa::mail::imap {
namespace {

/// The size of the literal that the line announces at its end: "... {12}".
Result<std::optional<std::size_t>> announced(std::string_view line) {
    if (!line.ends_with('}')) return std::optional<std::size_t>();
    const std::size_t brace = line.rfind('{');
    if (brace == line.npos) return std::optional<std::size_t>();
    std::size_t size = 0;
    const char* const end = line.data() + line.size() - 1;
    const auto [stop, error] = std::from_chars(line.data() + brace + 1, end, size);
    // A text may end in braces without being a literal.
    if (stop != end || stop == line.data() + brace + 1) return std::optional<std::size_t>();
    if (error != std::errc()) return fail(ErrorKind::limit, "a literal of a size beyond all numbers");
    return std::optional(size);
}

bool take(std::string_view& text, std::string_view word) {
    if (!text.starts_with(word)) return false;
    text.remove_prefix(word.size());
    return true;
}

Result<Answer> completed(std::string_view text, std::vector<Response> untagged) {
    Answer answer;
    if (take(text, "OK ")) {
        answer.completion = TaggedStatus::ok;
    } else if (take(text, "NO ")) {
        answer.completion = TaggedStatus::no;
    } else if (!take(text, "BAD ")) {
        return fail(ErrorKind::syntax, "an answer that is neither OK, NO nor BAD");
    }
    answer.text = text;
    answer.untagged = std::move(untagged);
    return answer;
}

}  // namespace

std::string literal(std::string_view octets) { return fmt::format("{{{}+}}\r\n{}", octets.size(), octets); }

std::string mailbox_argument(std::string_view utf8) {
    std::string quoted = "\"";
    for (const char c : to_modified_utf7(utf8)) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted + '"';
}

Task<Result<Response>> Client::read_response() {
    Response response;
    for (;;) {
        CO_TRY(const net::Line line, co_await reader_.read_line(client_line_bytes_max));
        response.text += line.text;
        CO_TRY(const auto size, announced(line.text));
        if (!size) co_return response;
        if (*size > client_literal_bytes_max - literal_bytes_ ||
            response.text.size() > client_line_bytes_max) {
            co_return fail(ErrorKind::limit, "more literals than any answer has");
        }
        literal_bytes_ += *size;
        std::string octets(*size, '\0');
        CO_CHECK(co_await reader_.read_exactly(octets));
        response.literals.push_back(std::move(octets));
    }
}

Task<Result<Response>> Client::open() {
    wire_->set_deadline(client_answer_timeout);
    CO_TRY(Response greeting, co_await read_response());
    if (!greeting.text.starts_with("* OK") && !greeting.text.starts_with("* PREAUTH")) {
        co_return fail(ErrorKind::closed, "the greeting is no welcome");
    }
    greeting.text.erase(0, 2);
    co_return greeting;
}

Task<Result<Answer>> Client::command(std::string words) {
    const std::string tag = fmt::format("c{}", ++tag_);
    literal_bytes_ = 0;
    wire_->set_deadline(client_answer_timeout);
    words = fmt::format("{} {}\r\n", tag, words);
    CO_CHECK(co_await wire_->write(words));
    std::vector<Response> untagged;
    for (;;) {
        CO_TRY(Response response, co_await read_response());
        std::string_view text = response.text;
        if (take(text, tag + " ")) co_return completed(text, std::move(untagged));
        if (!take(text, "* ")) co_return fail(ErrorKind::syntax, "a response to another command");
        response.text.erase(0, 2);
        untagged.push_back(std::move(response));
    }
}

Task<Result<Answer>> Client::login(std::string user, std::string password) {
    co_return co_await command(fmt::format("LOGIN {} {}", literal(user), literal(password)));
}

Task<Result<Answer>> Client::append(std::string mailbox, std::string flags, std::string message) {
    if (!flags.empty()) flags += ' ';
    co_return co_await command(
        fmt::format("APPEND {} {}{}", mailbox_argument(mailbox), flags, literal(message)));
}

Task<> Client::logout() {
    (void)co_await command("LOGOUT");
    (void)co_await wire_->shutdown();
}

}  // namespace milpa::mail::imap

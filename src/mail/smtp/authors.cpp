// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/smtp/authors.hpp"

#include <algorithm>
#include <optional>

#include "mail/message/charset.hpp"

namespace milpa::mail::smtp {

namespace {

using message::Mailbox;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// RFC 5322 3.2.3 and RFC 6532 3.2, and the dot, which names have without quotes everywhere.
bool is_word(char c) {
    const auto octet = static_cast<unsigned char>(c);
    return octet > ' ' && octet != 0x7f &&
           std::string_view("()<>[]:;@\\,\"").find(c) == std::string_view::npos;
}

/// Readers who know that encoded words are written with commas inside (against RFC 2047 5) look for the end
/// of this one behind the word, and would not see an address that begins there.
bool is_open_encoded_word(std::string_view word) {
    if (!word.starts_with("=?")) return false;
    const std::size_t charset_end = word.find('?', 2);
    return charset_end == std::string_view::npos ||
           word.find("?=", charset_end + 3) == std::string_view::npos;
}

class Reader {
public:
    explicit Reader(std::string_view text) : text_(text) {}

    std::variant<std::vector<Mailbox>, AuthorFault> read() {
        std::vector<Mailbox> authors;
        do {
            if (!skip()) return AuthorFault::syntax;
            if (at_ == text_.size()) return authors.empty() ? AuthorFault::none : AuthorFault::syntax;
            auto author = mailbox();
            if (!author) return group_ ? AuthorFault::group : AuthorFault::syntax;
            if (authors.size() == authors_max) return AuthorFault::many;
            authors.push_back(std::move(*author));
        } while (take(','));
        if (at_ != text_.size()) return AuthorFault::syntax;
        return authors;
    }

private:
    char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
    bool take(char c) {
        if (peek() != c || at_ == text_.size()) return false;
        ++at_;
        return true;
    }

    /// White space and comments. False: a comment that is not closed, or in which a reader might see more.
    bool skip() {
        while (at_ < text_.size()) {
            if (is_space(text_[at_])) {
                ++at_;
            } else if (text_[at_] == '(') {
                const std::size_t end = text_.find_first_of("()<>[]:;@\\,\"", at_ + 1);
                if (end == std::string_view::npos || text_[end] != ')') return false;
                at_ = end + 1;
            } else {
                break;
            }
        }
        return true;
    }

    /// Up to the closing quote; false where there is none. No control characters but those of folding.
    bool quoted() {
        for (++at_; at_ < text_.size(); ++at_) {
            const char c = text_[at_];
            if (c == '"') {
                ++at_;
                return true;
            }
            if (c == '\\' && ++at_ == text_.size()) return false;
            const auto octet = static_cast<unsigned char>(text_[at_]);
            if ((octet < ' ' || octet == 0x7f) && !is_space(text_[at_])) return false;
        }
        return false;
    }

    std::optional<Mailbox> mailbox() {
        const std::size_t begin = at_;
        std::size_t end = at_;  // of the words so far
        std::size_t words = 0;
        while (at_ < text_.size()) {
            if (text_[at_] == '"') {
                if (!quoted()) return std::nullopt;
            } else if (is_word(text_[at_])) {
                const std::size_t word = at_;
                while (at_ < text_.size() && is_word(text_[at_])) ++at_;
                if (is_open_encoded_word(text_.substr(word, at_ - word))) return std::nullopt;
            } else {
                break;
            }
            ++words;
            end = at_;
            // Directly behind a word: a local part. After a space it would be one in the obsolete form.
            if (peek() == '@') return words == 1 ? bare(begin) : std::nullopt;
            if (!skip()) return std::nullopt;
        }
        group_ = end > begin && peek() == ':';
        return take('<') ? angle() : std::nullopt;
    }

    /// `local@domain`: from `begin`, where `at_` is on the @.
    std::optional<Mailbox> bare(std::size_t begin) {
        const std::size_t end = std::min(text_.find_first_of(" \t\r\n(),;<>\"", at_), text_.size());
        auto address = message::parse_mailbox(text_.substr(begin, end - begin));
        at_ = end;
        if (!address || !skip()) return std::nullopt;
        return std::move(*address);
    }

    std::optional<Mailbox> angle() {
        const std::size_t begin = at_;
        if (peek() == '"' && !quoted()) return std::nullopt;
        const std::size_t end = text_.find_first_of(" \t\r\n(),;<>\"", at_);
        if (end == std::string_view::npos || text_[end] != '>') return std::nullopt;
        if (is_open_encoded_word(text_.substr(begin, end - begin))) return std::nullopt;
        auto address = message::parse_mailbox(text_.substr(begin, end - begin));
        at_ = end + 1;
        if (!address || !skip()) return std::nullopt;
        return std::move(*address);
    }

    std::string_view text_;
    std::size_t at_ = 0;
    bool group_ = false;
};

}  // namespace

std::variant<std::vector<Mailbox>, AuthorFault> read_authors(std::string_view value) {
    if (!message::is_utf8(value)) return AuthorFault::syntax;
    return Reader(value).read();
}

}  // namespace milpa::mail::smtp

// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/message/address.hpp"

#include "mail/message/encoded_word.hpp"

namespace milpa::mail::message {

namespace {

/// An encoded word with commas or other specials inside is believed to be one up to this length.
constexpr std::size_t encoded_word_octets_max = 200;
/// A source route; RFC 5321 4.5.3.1.3 allows 256 for a whole path.
constexpr std::size_t route_octets_max = 512;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0'; }

bool is_special(char c) {
    return is_space(c) || std::string_view("()<>@,;:\"[]").find(c) != std::string_view::npos;
}

void put(std::string& to, std::string_view what) {
    to += what.substr(0, address_text_octets_max - std::min(address_text_octets_max, to.size()));
}
void put(std::string& to, char c) { put(to, {&c, 1}); }

/// One pass over a list. What is read of the current address:
///   phrase_ all words, a space where there was one;
///   chain_  the words since the last space that does not stand beside a dot: a local part, if an @ follows;
///   before_chain_ the length of phrase_ before the chain: the name, if it was written without angle
///   brackets.
class ListReader {
public:
    ListReader(std::string_view text, AddressSink& to, std::size_t limit)
        : text_(text), to_(to), left_(limit) {}
    void read();

private:
    void step(char c);
    void word(std::string_view what);
    void quoted(std::string& out);
    std::string_view atom();
    void comment();
    void domain_literal(std::string& out);
    std::string domain();
    void at_sign();
    void angle();
    void route(std::string& out);
    void begin_group();
    void end_group();
    void end_address();
    void clear();
    char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
    bool more() const { return at_ < text_.size(); }

    std::string_view text_;
    AddressSink& to_;
    std::size_t left_;  // addresses that may still be given
    std::size_t at_ = 0;
    bool in_group_ = false;
    bool space_before_ = false;

    std::string phrase_, chain_, comment_;
    std::size_t before_chain_ = 0;
    std::optional<std::string> local_, domain_, route_;
    std::string name_;
};

void ListReader::clear() {
    phrase_.clear();
    chain_.clear();
    comment_.clear();
    name_.clear();
    before_chain_ = 0;
    local_.reset();
    domain_.reset();
    route_.reset();
    space_before_ = false;
}

void ListReader::read() {
    while (more()) step(text_[at_]);
    end_address();
    if (in_group_) end_group();
}

void ListReader::step(char c) {
    switch (c) {
        case '"': {
            std::string content;
            quoted(content);
            return word(content);
        }
        case '(': return comment();
        case '<': return angle();
        case '@': return at_sign();
        case ',': ++at_; return end_address();
        case ';':
            ++at_;
            end_address();
            if (in_group_) end_group();
            return;
        case ':':
            if (!in_group_ && !local_) return begin_group();
            ++at_;
            return word(":");
        case '[': {
            std::string literal;
            domain_literal(literal);
            return word(literal);
        }
        case '>':
        case ')':
        case ']': ++at_; return;  // closes nothing
        default: break;
    }
    if (is_space(c)) {
        space_before_ = true;
        ++at_;
    } else {
        word(atom());
    }
}

void ListReader::word(std::string_view what) {
    const bool joined = !space_before_ || chain_.ends_with('.') || what.starts_with('.');
    if (space_before_ && !phrase_.empty()) put(phrase_, ' ');
    if (!joined || chain_.empty()) {
        before_chain_ = phrase_.size();
        chain_.clear();
    }
    put(phrase_, what);
    put(chain_, what);
    space_before_ = false;
}

std::string_view ListReader::atom() {
    const std::size_t begin = at_;
    // Encoded words with a comma inside are forbidden (RFC 2047 5) and common.
    if (text_.substr(at_, 2) == "=?") {
        std::string_view near = text_.substr(at_, encoded_word_octets_max);
        near = near.substr(0, near.find_first_of(" \t\r\n\""));
        std::size_t end = near.find('?', 2);
        if (end != std::string_view::npos) end = near.find("?=", end + 3);
        if (end != std::string_view::npos) at_ += end + 2;
    }
    while (more() && !is_special(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
}

void ListReader::quoted(std::string& out) {
    for (++at_; more() && text_[at_] != '"'; ++at_) {
        if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
        if (text_[at_] != '\r' && text_[at_] != '\n' && text_[at_] != '\0') put(out, text_[at_]);
    }
    if (more()) ++at_;
}

void ListReader::comment() {
    comment_.clear();
    int depth = 0;
    for (; more(); ++at_) {
        const char c = text_[at_];
        if (c == '(' && depth++ == 0) continue;
        if (c == ')' && --depth == 0) {
            ++at_;
            break;
        }
        if (c == '\\' && at_ + 1 < text_.size()) ++at_;
        if (text_[at_] != '\r' && text_[at_] != '\n' && text_[at_] != '\0') put(comment_, text_[at_]);
    }
    space_before_ = true;
}

void ListReader::domain_literal(std::string& out) {
    for (; more(); ++at_) {
        if (!is_space(text_[at_])) put(out, text_[at_]);
        if (text_[at_] == ']') {
            ++at_;
            return;
        }
    }
}

/// After an @: atoms and literals, white space only beside dots (RFC 5322 4.4 obs-domain).
std::string ListReader::domain() {
    std::string out;
    bool space = false;
    while (more()) {
        const char c = text_[at_];
        if (is_space(c)) {
            space = true;
            ++at_;
        } else if (c == '(') {
            comment();
            space = true;
        } else if (space && !out.empty() && c != '.' && !out.ends_with('.')) {
            space_before_ = true;
            break;
        } else if (c == '[') {
            domain_literal(out);
        } else if (!is_special(c)) {
            put(out, atom());
        } else {
            break;
        }
        if (!is_space(c) && c != '(') space = false;
    }
    return out;
}

void ListReader::at_sign() {
    ++at_;
    std::string local = local_.value_or(chain_);
    if (local_) put(local, "@" + domain_.value_or(""));
    if (!local_) name_ = phrase_.substr(0, before_chain_);
    while (name_.ends_with(' ')) name_.pop_back();
    local_ = std::move(local);
    domain_ = domain();
    // An angle bracket may follow: then all this was a name.
    put(phrase_, '@' + *domain_);
    chain_.clear();
}

void ListReader::route(std::string& out) {
    const std::size_t size = text_.substr(at_, route_octets_max).find_first_of(":>");
    if (size == std::string_view::npos || text_[at_ + size] != ':') return;
    const std::size_t end = at_ + size;
    for (; at_ < end; ++at_) {
        if (!is_space(text_[at_])) out += text_[at_];
    }
    ++at_;
}

void ListReader::angle() {
    ++at_;
    if (local_ || !phrase_.empty()) name_ = phrase_;
    std::string local, source_route;
    std::optional<std::string> found_domain;
    while (is_space(peek()) && more()) ++at_;
    if (peek() == '@') route(source_route);
    while (more()) {
        const char c = text_[at_];
        if (c == ',' || c == ';') break;  // never closed
        if (c == '>') {
            ++at_;
            break;
        }
        if (c == '"') {
            quoted(local);
        } else if (c == '(') {
            comment();
        } else if (c == '@') {
            ++at_;
            if (found_domain) put(local, '@' + *found_domain);
            found_domain = domain();
        } else if (is_special(c)) {
            if (c == ':' || c == '[' || c == ']') put(local, c);
            ++at_;
        } else {
            put(local, atom());
        }
    }
    local_ = std::move(local);
    domain_ = found_domain.value_or("");
    if (!source_route.empty()) route_ = std::move(source_route);
    phrase_ = name_;
    chain_.clear();
}

void ListReader::begin_group() {
    ++at_;
    if (left_ > 0) {
        --left_;
        to_.address({.local = phrase_});
        in_group_ = true;
    }
    clear();
}

void ListReader::end_group() {
    // One more than the limit may be given, so that no group stays open.
    to_.address({});
    left_ -= std::min<std::size_t>(left_, 1);
    in_group_ = false;
}

void ListReader::end_address() {
    if ((local_ || !phrase_.empty()) && left_ > 0) {
        --left_;
        const std::string& name = name_.empty() ? comment_ : name_;  // user@host (Name)
        ReadAddress read{.local = local_ ? std::string_view(*local_) : phrase_,
                         .domain = domain_ ? std::string_view(*domain_) : std::string_view("")};
        if (!name.empty()) read.name = name;
        if (route_) read.route = *route_;
        to_.address(read);
    }
    clear();
}

}  // namespace

void read_address_list(std::string_view value, AddressSink& to, std::size_t limit) {
    ListReader(value, to, limit).read();
}

void parse_address_list(std::string_view value, AddressList& to) {
    struct Add final : AddressSink {
        explicit Add(AddressList& list) : to(list) {}
        void address(const ReadAddress& read) override {
            events::Address& made = *to.Add();
            if (read.name) made.set_name(std::string(*read.name));
            if (read.route) made.set_route(std::string(*read.route));
            if (read.local) made.set_local(std::string(*read.local));
            if (read.domain) made.set_domain(std::string(*read.domain));
        }
        AddressList& to;
    } add(to);
    const auto there = static_cast<std::size_t>(to.size());
    read_address_list(value, add, addresses_max - std::min(addresses_max, there));
}

std::string to_display_text(const AddressList& addresses) {
    std::string out;
    for (const events::Address& address : addresses) {
        if (!address.has_local()) continue;
        if (!out.empty()) out += ", ";
        const std::string name = decode_words(address.name());
        const std::string spec = address.domain().empty()
                                     ? decode_words(address.local())
                                     : decode_words(address.local() + "@" + address.domain());
        out += name.empty() ? spec : name + " <" + spec + ">";
    }
    return out;
}

}  // namespace milpa::mail::message

// SPDX-License-Identifier: AGPL-3.0-or-later
// Words, status lines, and what is said of the server and of mailboxes. Of messages: reply_message.cpp.
#include "mail/imap/reply.hpp"

#include "base/ensure.hpp"
#include "mail/imap/characters.hpp"
#include "mail/imap/digits.hpp"
#include "mail/imap/reply_flags.hpp"
#include "mail/imap/text.hpp"
#include "mail/imap/utf7.hpp"

namespace milpa::mail::imap {

namespace {

/// Octets: longer strings are literals, as RFC 9051 4.3 has clients expect of long ones (RFC 2683 3.2.1.5:
/// lines).
constexpr std::size_t quoted_bytes_max = 1024;

enum class Writing : unsigned char { plain, escaped, literal };

Writing writing_of(std::string_view text, TextForm form) {
    if (text.size() > quoted_bytes_max) return Writing::literal;
    Writing writing = Writing::plain;
    bool is_8bit = false;
    for (char c : text) {
        auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f) return Writing::literal;
        is_8bit |= byte > 0x7f;
        if (c == '"' || c == '\\') writing = Writing::escaped;
    }
    // RFC 9051 4.3.1: UTF-8 may stand in quotes only where the client has enabled it.
    if (is_8bit && (form != TextForm::utf8 || !is_utf8(text))) return Writing::literal;
    return writing;
}

bool has_line_end(std::string_view text) { return text.find_first_of("\r\n") != std::string_view::npos; }

std::string_view word_for(Condition condition) {
    switch (condition) {
        case Condition::ok: return "OK ";
        case Condition::no: return "NO ";
        case Condition::bad: return "BAD ";
        case Condition::bye: return "BYE ";
        case Condition::preauth: return "PREAUTH ";
    }
    ensure(false);
    return {};
}

constexpr std::pair<ListAttributes, std::string_view> attribute_names[] = {
    {ListAttributes::non_existent, "\\NonExistent"},
    {ListAttributes::no_inferiors, "\\Noinferiors"},
    {ListAttributes::no_select, "\\Noselect"},
    {ListAttributes::has_children, "\\HasChildren"},
    {ListAttributes::has_no_children, "\\HasNoChildren"},
    {ListAttributes::marked, "\\Marked"},
    {ListAttributes::unmarked, "\\Unmarked"},
    {ListAttributes::subscribed, "\\Subscribed"},
};
constexpr std::pair<SpecialUse, std::string_view> use_names[] = {
    {SpecialUse::all, "\\All"},       {SpecialUse::archive, "\\Archive"},
    {SpecialUse::drafts, "\\Drafts"}, {SpecialUse::flagged, "\\Flagged"},
    {SpecialUse::junk, "\\Junk"},     {SpecialUse::sent, "\\Sent"},
    {SpecialUse::trash, "\\Trash"},   {SpecialUse::important, "\\Important"},
};

}  // namespace

// ---- words
// ---------------------------------------------------------------------------------------------------------

void ReplyWriter::string(std::string_view text) {
    switch (writing_of(text, form_)) {
        case Writing::literal: return literal(text);
        case Writing::plain:
            *out_ += '"';
            *out_ += text;
            break;
        case Writing::escaped:
            *out_ += '"';
            for (char c : text) {
                if (c == '"' || c == '\\') *out_ += '\\';
                *out_ += c;
            }
            break;
    }
    *out_ += '"';
}

void ReplyWriter::literal(std::string_view text) {
    *out_ += '{';
    append_number(*out_, text.size());
    *out_ += "}\r\n";
    std::size_t begin = out_->size();
    *out_ += text;
    // RFC 9051 9: no NUL in a literal; a header that holds one is broken, and a client can show that.
    for (std::size_t at = begin; (at = out_->find('\0', at)) != std::string::npos; ++at) (*out_)[at] = '?';
}

void ReplyWriter::nstring(bool is_there, std::string_view text) {
    if (is_there) return string(text);
    *out_ += "NIL";
}

void ReplyWriter::astring(std::string_view text) {
    bool is_atom = !text.empty() && text.size() <= quoted_bytes_max && !same_ignoring_case(text, "NIL");
    for (char c : text) is_atom = is_atom && is_astring_char(c);
    if (!is_atom) return string(text);
    *out_ += text;
}

void ReplyWriter::mailbox(std::string_view name_utf8) {
    if (form_ == TextForm::utf8) return astring(name_utf8);
    astring(to_modified_utf7(name_utf8));
}

// ---- status lines
// --------------------------------------------------------------------------------------------------

void ReplyWriter::tagged(std::string_view tag, Condition condition, std::string_view code,
                         std::string_view text) {
    ensure(!has_line_end(tag) && !has_line_end(code) && !has_line_end(text) && !text.empty());
    *out_ += tag.empty() ? std::string_view("*") : tag;
    *out_ += ' ';
    *out_ += word_for(condition);
    if (!code.empty()) {
        *out_ += '[';
        *out_ += code;
        *out_ += "] ";
    }
    *out_ += text;
    *out_ += "\r\n";
}

void ReplyWriter::untagged(Condition condition, std::string_view code, std::string_view text) {
    tagged({}, condition, code, text);
}

void ReplyWriter::refusal(const Refusal& refusal) {
    Condition condition = Condition::bad;
    if (refusal.kind == Refusal::Kind::no) condition = Condition::no;
    if (refusal.kind == Refusal::Kind::bye) condition = Condition::bye;
    tagged(refusal.tag, condition, refusal.code, refusal.text);
}

void ReplyWriter::continuation(std::string_view text) {
    ensure(!has_line_end(text));
    *out_ += "+ ";
    *out_ += text;
    *out_ += "\r\n";
}

// ---- the server and the mailbox
// ------------------------------------------------------------------------------------

void ReplyWriter::line_of_names(std::string_view begin, std::span<const std::string_view> names) {
    *out_ += begin;
    for (std::string_view name : names) {
        *out_ += ' ';
        *out_ += name;
    }
    *out_ += "\r\n";
}

void ReplyWriter::capability(std::span<const std::string_view> names) {
    line_of_names("* CAPABILITY", names);
}

void ReplyWriter::enabled(std::span<const std::string_view> names) { line_of_names("* ENABLED", names); }

void ReplyWriter::id(std::span<const std::pair<std::string_view, std::string_view>> fields) {
    *out_ += "* ID ";
    if (fields.empty()) *out_ += "NIL";
    char before = '(';
    for (auto [field, value] : fields) {
        *out_ += std::exchange(before, ' ');
        string(field);
        *out_ += ' ';
        string(value);
    }
    *out_ += fields.empty() ? "\r\n" : ")\r\n";
}

void ReplyWriter::own_namespace() {
    *out_ += "* NAMESPACE ((\"\" \"";
    *out_ += hierarchy_separator;
    *out_ += "\")) NIL NIL\r\n";
}

void ReplyWriter::number_line(std::uint64_t number, std::string_view what) {
    *out_ += "* ";
    append_number(*out_, number);
    *out_ += what;
}

void ReplyWriter::exists(std::uint32_t messages) { number_line(messages, " EXISTS\r\n"); }
void ReplyWriter::recent(std::uint32_t messages) { number_line(messages, " RECENT\r\n"); }
void ReplyWriter::expunge(std::uint32_t sequence_number) { number_line(sequence_number, " EXPUNGE\r\n"); }

void ReplyWriter::flags(SystemFlags system, std::span<const std::string_view> keywords) {
    *out_ += "* FLAGS (";
    append_flags(*out_, system, keywords);
    *out_ += ")\r\n";
}

void ReplyWriter::list_line(std::string_view begin, const ListEntry& entry) {
    *out_ += begin;
    std::string_view before;
    auto attribute = [&](std::string_view name) {
        *out_ += std::exchange(before, " ");
        *out_ += name;
    };
    for (auto [bit, name] : attribute_names) {
        if ((entry.attributes & bit) != ListAttributes::none) attribute(name);
    }
    for (auto [bit, name] : use_names) {
        if ((entry.use & bit) != SpecialUse::none) attribute(name);
    }
    *out_ += ") \"";
    *out_ += hierarchy_separator;
    *out_ += "\" ";
    mailbox(entry.name_utf8);
    if (entry.has_subscribed_below || entry.old_name) {
        *out_ += " (";
        if (entry.has_subscribed_below) *out_ += "CHILDINFO (\"SUBSCRIBED\")";
        if (entry.has_subscribed_below && entry.old_name) *out_ += ' ';
        if (entry.old_name) {
            *out_ += "OLDNAME (";
            mailbox(*entry.old_name);
            *out_ += ')';
        }
        *out_ += ')';
    }
    *out_ += "\r\n";
}

void ReplyWriter::list_separator(std::string_view verb) {
    *out_ += "* ";
    *out_ += verb;
    *out_ += " (\\Noselect) \"";
    *out_ += hierarchy_separator;
    *out_ += "\" \"\"\r\n";
}

void ReplyWriter::status(std::string_view name_utf8, const StatusValues& values) {
    *out_ += "* STATUS ";
    mailbox(name_utf8);
    *out_ += " (";
    std::string_view before;
    auto item = [&](std::string_view name, auto value) {
        if (!value) return;
        *out_ += std::exchange(before, " ");
        *out_ += name;
        append_number(*out_, *value);
    };
    item("MESSAGES ", values.messages);
    item("RECENT ", values.recent);
    item("UIDNEXT ", values.uid_next);
    item("UIDVALIDITY ", values.uid_validity);
    item("UNSEEN ", values.unseen);
    item("DELETED ", values.deleted);
    item("SIZE ", values.size);
    *out_ += ")\r\n";
}

void ReplyWriter::search(std::span<const NumberRange> found) {
    search_begin();
    for (NumberRange range : found) search_numbers(range);
    search_end();
}

void ReplyWriter::search_begin() { *out_ += "* SEARCH"; }
void ReplyWriter::search_end() { *out_ += "\r\n"; }

void ReplyWriter::search_numbers(NumberRange range) {
    // Counted in 64 bits: the last number of all has no successor in 32.
    for (std::uint64_t number = range.first; number <= range.last; ++number) {
        *out_ += ' ';
        append_number(*out_, number);
    }
}

void ReplyWriter::esearch(std::string_view tag, const SearchResult& result) {
    *out_ += "* ESEARCH (TAG ";
    string(tag);
    *out_ += ')';
    if (result.numbering == Numbering::uid) *out_ += " UID";
    auto item = [&](std::string_view name, std::optional<std::uint32_t> value) {
        if (!value) return;
        *out_ += name;
        append_number(*out_, *value);
    };
    item(" MIN ", result.min);
    item(" MAX ", result.max);
    if (result.all) {
        *out_ += " ALL ";
        append_ranges(*out_, *result.all);
    }
    item(" COUNT ", result.count);
    *out_ += "\r\n";
}

// ---- response codes
// ------------------------------------------------------------------------------------------------

namespace code {

std::string number(std::string_view name, std::uint64_t value) {
    std::string text(name);
    text += ' ';
    append_number(text, value);
    return text;
}

std::string append_uid(std::uint32_t uid_validity, std::uint32_t uid) {
    std::string text = number("APPENDUID", uid_validity);
    text += ' ';
    append_number(text, uid);
    return text;
}

std::string copy_uid(std::uint32_t uid_validity, std::span<const std::uint32_t> from,
                     std::span<const std::uint32_t> to) {
    ensure(from.size() == to.size());
    std::string text = number("COPYUID", uid_validity);
    text += ' ';
    append_numbers(text, from);
    text += ' ';
    append_numbers(text, to);
    return text;
}

std::string permanent_flags(SystemFlags system, std::span<const std::string_view> keywords,
                            NewKeywords allowed) {
    std::string text = "PERMANENTFLAGS (";
    std::size_t begin = text.size();
    append_flags(text, system, keywords);
    if (allowed == NewKeywords::allowed) text += text.size() == begin ? "\\*" : " \\*";
    text += ')';
    return text;
}

}  // namespace code

}  // namespace milpa::mail::imap

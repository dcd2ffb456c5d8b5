// SPDX-License-Identifier: AGPL-3.0-or-later
// What is said of a message: the items of FETCH. RFC 9051 7.5.2.
#include "base/ensure.hpp"
#include "mail.pb.h"
#include "mail/imap/digits.hpp"
#include "mail/imap/reply.hpp"
#include "mail/imap/reply_flags.hpp"
#include "mail/imap/text.hpp"
#include "mail/message/encoded_word.hpp"

namespace milpa::mail::imap {

namespace {

/// Levels of parts: what is deeper is shown as an empty part, as the extractor does not look so deep either.
constexpr unsigned body_depth_max = 100;

constexpr std::pair<SystemFlags, std::string_view> flag_names[] = {
    {SystemFlags::answered, "\\Answered"}, {SystemFlags::flagged, "\\Flagged"},
    {SystemFlags::deleted, "\\Deleted"},   {SystemFlags::seen, "\\Seen"},
    {SystemFlags::draft, "\\Draft"},       {SystemFlags::recent, "\\Recent"},
};
constexpr std::size_t flag_sets = 64;  // 2 to the number of system flags
/// Octets of all six names with the spaces between them.
constexpr std::size_t flags_bytes_max = 48;

struct FlagText {
    std::array<char, flags_bytes_max> bytes{};
    std::size_t size = 0;
};

consteval std::array<FlagText, flag_sets> write_all_flags() {
    std::array<FlagText, flag_sets> all{};
    for (std::size_t set = 0; set < flag_sets; ++set) {
        FlagText& text = all[set];
        for (auto [bit, name] : flag_names) {
            if ((set & static_cast<std::size_t>(bit)) == 0) continue;
            if (text.size > 0) text.bytes[text.size++] = ' ';
            for (char c : name) text.bytes[text.size++] = c;
        }
    }
    return all;
}
constexpr auto all_flags = write_all_flags();

void append_two_digits(std::string& to, unsigned value) {
    to += static_cast<char>('0' + value / 10);
    to += static_cast<char>('0' + value % 10);
}

bool is(std::string_view text, std::string_view upper) { return same_ignoring_case(text, upper); }

}  // namespace

void append_flags(std::string& to, SystemFlags system, std::span<const std::string_view> keywords) {
    const FlagText& text = all_flags[static_cast<std::size_t>(system)];
    to.append(text.bytes.data(), text.size);
    bool first = text.size == 0;
    for (std::string_view keyword : keywords) {
        if (!first) to += ' ';
        first = false;
        to += keyword;
    }
}

// ---- small items
// ---------------------------------------------------------------------------------------------------

void ReplyWriter::fetch_begin(std::uint32_t sequence_number) {
    number_line(sequence_number, " FETCH (");
    is_first_item_ = true;
}

void ReplyWriter::next_item() {
    if (!std::exchange(is_first_item_, false)) *out_ += ' ';
}

void ReplyWriter::fetch_uid(std::uint32_t uid) {
    next_item();
    *out_ += "UID ";
    append_number(*out_, uid);
}

void ReplyWriter::fetch_flags(SystemFlags system, std::span<const std::string_view> keywords) {
    next_item();
    *out_ += "FLAGS (";
    append_flags(*out_, system, keywords);
    *out_ += ')';
}

void ReplyWriter::fetch_internal_date(WallTime date) {
    constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    next_item();
    auto day = std::chrono::floor<std::chrono::days>(date);
    std::chrono::year_month_day civil(day);
    std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(date - day));
    // RFC 9051 9, date-time: the year has four digits, whatever a client has once given.
    int year = std::clamp(static_cast<int>(civil.year()), 0, 9999);
    *out_ += "INTERNALDATE \"";
    append_two_digits(*out_, static_cast<unsigned>(civil.day()));
    *out_ += '-';
    *out_ += months.substr((static_cast<unsigned>(civil.month()) - 1) * 3, 3);
    *out_ += '-';
    append_two_digits(*out_, static_cast<unsigned>(year) / 100);
    append_two_digits(*out_, static_cast<unsigned>(year) % 100);
    *out_ += ' ';
    append_two_digits(*out_, static_cast<unsigned>(time.hours().count()));
    *out_ += ':';
    append_two_digits(*out_, static_cast<unsigned>(time.minutes().count()));
    *out_ += ':';
    append_two_digits(*out_, static_cast<unsigned>(time.seconds().count()));
    *out_ += " +0000\"";
}

void ReplyWriter::fetch_size(std::uint64_t octets) {
    next_item();
    *out_ += "RFC822.SIZE ";
    append_number(*out_, octets);
}

// ---- ENVELOPE
// ------------------------------------------------------------------------------------------------------

void ReplyWriter::addresses(const auto& list) {
    if (list.empty()) {
        *out_ += "NIL";
        return;
    }
    *out_ += '(';
    for (const events::Address& address : list) {
        *out_ += '(';
        nstring(address.has_name(), address.name());
        *out_ += ' ';
        nstring(address.has_route(), address.route());
        *out_ += ' ';
        nstring(address.has_local(), address.local());
        *out_ += ' ';
        nstring(address.has_domain(), address.domain());
        *out_ += ')';
    }
    *out_ += ')';
}

void ReplyWriter::envelope(const events::Envelope& envelope) {
    auto space = [&] { *out_ += ' '; };
    *out_ += '(';
    nstring(envelope.has_date(), envelope.date());
    space();
    nstring(envelope.has_subject(), envelope.subject());
    space();
    addresses(envelope.from());
    space();
    addresses(envelope.sender().empty() ? envelope.from() : envelope.sender());
    space();
    addresses(envelope.reply_to().empty() ? envelope.from() : envelope.reply_to());
    space();
    addresses(envelope.to());
    space();
    addresses(envelope.cc());
    space();
    addresses(envelope.bcc());
    space();
    nstring(envelope.has_in_reply_to(), envelope.in_reply_to());
    space();
    nstring(envelope.has_message_id(), envelope.message_id());
    *out_ += ')';
}

void ReplyWriter::fetch_envelope(const events::Envelope& envelope) {
    next_item();
    *out_ += "ENVELOPE ";
    this->envelope(envelope);
}

// ---- BODY and BODYSTRUCTURE
// ----------------------------------------------------------------------------------------

void ReplyWriter::fetch_body(const events::Part& part) {
    next_item();
    *out_ += "BODY ";
    body(part, Extensions::without, 0);
}

void ReplyWriter::fetch_body_structure(const events::Part& part) {
    next_item();
    *out_ += "BODYSTRUCTURE ";
    body(part, Extensions::with, 0);
}

void ReplyWriter::body(const events::Part& part, Extensions extensions, unsigned depth) {
    if (depth > body_depth_max) return empty_part();
    if (is(part.type(), "MULTIPART")) return multipart(part, extensions, depth);
    single_part(part, extensions, depth);
}

/// RFC 9051 9: a multipart has at least one part, and a message its own body: where none was found, this
/// stands.
void ReplyWriter::empty_part() { *out_ += "(\"text\" \"plain\" NIL NIL NIL \"7bit\" 0 0)"; }

void ReplyWriter::multipart(const events::Part& part, Extensions extensions, unsigned depth) {
    *out_ += '(';
    for (const events::Part& inner : part.parts()) body(inner, extensions, depth + 1);
    if (part.parts().empty()) empty_part();
    *out_ += ' ';
    string(part.subtype());
    if (extensions == Extensions::with) {
        *out_ += ' ';
        parameters(part.parameters());
        extensions_after(part);
    }
    *out_ += ')';
}

void ReplyWriter::single_part(const events::Part& part, Extensions extensions, unsigned depth) {
    bool is_text = is(part.type(), "TEXT");
    // MESSAGE/GLOBAL has the form of MESSAGE/RFC822 in IMAP4rev2 only.
    bool is_message =
        is(part.type(), "MESSAGE") &&
        (is(part.subtype(), "RFC822") || (is(part.subtype(), "GLOBAL") && form_ == TextForm::utf8));
    *out_ += '(';
    string(part.type());
    *out_ += ' ';
    string(part.subtype());
    *out_ += ' ';
    parameters(part.parameters());
    *out_ += ' ';
    nstring(part.has_id(), part.id());
    *out_ += ' ';
    nstring(part.has_description(), part.description());
    *out_ += ' ';
    string(part.encoding());
    *out_ += ' ';
    append_number(*out_, part.body_end() > part.body_begin() ? part.body_end() - part.body_begin() : 0);
    if (is_message) {
        *out_ += ' ';
        envelope(part.envelope());
        *out_ += ' ';
        if (part.parts().empty()) empty_part();
        if (!part.parts().empty()) body(part.parts(0), extensions, depth + 1);
    }
    if (is_text || is_message) {
        *out_ += ' ';
        append_number(*out_, part.lines());
    }
    if (extensions == Extensions::with) {
        *out_ += ' ';
        nstring(part.has_md5(), part.md5());
        extensions_after(part);
    }
    *out_ += ')';
}

void ReplyWriter::parameters(const auto& list) {
    if (list.empty()) {
        *out_ += "NIL";
        return;
    }
    char before = '(';
    const auto write = [&](const events::Parameter& parameter) {
        *out_ += std::exchange(before, ' ');
        string(parameter.name());
        *out_ += ' ';
        string(parameter.value());
    };
    // RFC 2231 6: a server should join the pieces of what is continued; nearly nothing is.
    if (std::ranges::none_of(list, [](const auto& parameter) { return parameter.name().contains('*'); })) {
        std::ranges::for_each(list, write);
    } else {
        std::ranges::for_each(message::join_continuations(list), write);
    }
    *out_ += ')';
}

/// Disposition, language, location.
void ReplyWriter::extensions_after(const events::Part& part) {
    *out_ += ' ';
    if (part.has_disposition()) {
        *out_ += '(';
        string(part.disposition());
        *out_ += ' ';
        parameters(part.disposition_parameters());
        *out_ += ')';
    } else {
        *out_ += "NIL";
    }
    *out_ += ' ';
    if (part.language().empty()) {
        *out_ += "NIL";
    } else {
        char before = '(';
        for (const std::string& language : part.language()) {
            *out_ += std::exchange(before, ' ');
            string(language);
        }
        *out_ += ')';
    }
    *out_ += ' ';
    nstring(part.has_location(), part.location());
}

// ---- BODY[...]
// -----------------------------------------------------------------------------------------------------

void ReplyWriter::section(const Section& section) {
    *out_ += '[';
    std::string_view before;
    for (std::uint32_t number : section.part) {
        *out_ += std::exchange(before, ".");
        append_number(*out_, number);
    }
    using Text = Section::Text;
    if (section.text != Text::whole) *out_ += before;
    switch (section.text) {
        case Text::whole: break;
        case Text::header: *out_ += "HEADER"; break;
        case Text::header_fields: *out_ += "HEADER.FIELDS"; break;
        case Text::header_fields_not: *out_ += "HEADER.FIELDS.NOT"; break;
        case Text::text: *out_ += "TEXT"; break;
        case Text::mime: *out_ += "MIME"; break;
    }
    before = " (";
    for (const std::string& field : section.fields) {
        *out_ += std::exchange(before, " ");
        astring(field);
    }
    *out_ += section.fields.empty() ? "]" : ")]";
}

void ReplyWriter::item_name(const FetchBody& item) {
    next_item();
    switch (item.form) {
        case FetchBody::Form::rfc822: *out_ += "RFC822 "; return;
        case FetchBody::Form::rfc822_header: *out_ += "RFC822.HEADER "; return;
        case FetchBody::Form::rfc822_text: *out_ += "RFC822.TEXT "; return;
        case FetchBody::Form::body: *out_ += "BODY"; break;
        case FetchBody::Form::binary: *out_ += "BINARY"; break;
        case FetchBody::Form::binary_size: *out_ += "BINARY.SIZE"; break;
    }
    section(item.section);
    if (item.partial) {
        *out_ += '<';
        append_number(*out_, item.partial->offset);
        *out_ += '>';
    }
    *out_ += ' ';
}

void ReplyWriter::fetch_literal(const FetchBody& item, std::uint64_t octets, Octets kind) {
    ensure(item.form != FetchBody::Form::binary_size);
    ensure(kind == Octets::text || item.form == FetchBody::Form::binary);
    item_name(item);
    *out_ += kind == Octets::any ? "~{" : "{";
    append_number(*out_, octets);
    *out_ += "}\r\n";
}

void ReplyWriter::fetch_nil(const FetchBody& item) {
    ensure(item.form != FetchBody::Form::binary_size);
    item_name(item);
    *out_ += "NIL";
}

void ReplyWriter::fetch_binary_size(const FetchBody& item, std::uint64_t octets) {
    ensure(item.form == FetchBody::Form::binary_size);
    item_name(item);
    append_number(*out_, octets);
}

}  // namespace milpa::mail::imap

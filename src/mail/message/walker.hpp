// SPDX-License-Identifier: AGPL-3.0-or-later
// Walks through a raw message in one pass: finds its parts, gives its texts. Extractor and TextMatcher stand
// on it. Internal to this folder; what holds of the result is written in extract.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mail.pb.h"
#include "mail/message/mime_fields.hpp"
#include "mail/message/report.hpp"
#include "mail/message/text_part.hpp"
#include "mail/message/wire.hpp"

namespace milpa::mail::message {

/// Where a text stands; the lists of events::Words.
enum class TextKind : std::uint8_t { subject, from, to, cc, bcc, header, body };

/// Who takes the texts: each comes in pieces of valid UTF-8, then `end_text`.
class TextSink {
public:
    virtual ~TextSink() = default;
    virtual void text(TextKind kind, std::string_view utf8) = 0;
    virtual void end_text(TextKind kind) = 0;
    /// The body of a text part begins: the texts until `end_text` are its.
    virtual void begin_body(const events::Part& part) = 0;
    /// False: texts of this kind are not wanted any more, and need not be decoded.
    virtual bool wants(TextKind kind) const = 0;
    /// A field was longer than its limit, so its texts are not complete.
    virtual void field_was_cut() = 0;
};

/// A header or a body, and where in its lines we stand:
///   begin   no octet of the line seen (or only its CR, in a header: `held_cr_`)
///   maybe   it begins with "-" and a multipart is open: gathered in `line_` until it is known to be a
///   boundary or not inside  an ordinary line rest    behind a boundary, which counts for nothing
class Walker {
public:
    explicit Walker(TextSink& sink);

    void feed(std::string_view octets);
    /// Size, references, date, has_attachment and report are set in the facts; envelope and structure are
    /// written.
    void finish();
    events::MessageFacts& facts() { return facts_; }
    /// Those two as fields of a serialized events::MessageFacts. They are written while the message passes:
    /// as objects they would take five times as much.
    wire::Blocks& written() { return written_; }

private:
    enum class Line : std::uint8_t { begin, maybe, inside, rest };
    enum class Section : std::uint8_t { header, body };

    /// An open part; the last one is current. `written_` has all of it that its header said.
    struct Frame {
        bool envelope;           // it is the top part of a message, whose envelope its header gives
        bool in_digest;          // what it is when it does not say
        bool multipart = false;  // known after its header
        bool digest = false;     // the same
        bool open = false;       // a multipart whose closing boundary has not come
        bool has_parts = false;
        std::size_t place = 0;           // in `written_`: of its length
        std::uint64_t lines_before = 0;  // lines of the message before its body
        std::uint64_t inside_end = 0;    // where its last part ended; without one, where its body begins
        std::string boundary;
    };

    // lines
    std::size_t begin_line(std::string_view octets);
    std::size_t gather_line(std::string_view octets);
    void decide_line();
    std::size_t inside_line(std::string_view octets);
    std::size_t rest_of_line(std::string_view octets);
    void pass(std::string_view octets);

    // headers
    void end_field();
    void take_field(std::string_view name, std::string_view value);
    void texts_of_field(std::string_view name, std::string_view value);
    void add_references(std::string_view value);
    void give(TextKind kind, std::string_view utf8);
    void give_decoded(TextKind kind, std::string_view value);
    void end_header(std::uint64_t body_begin);
    void end_open_header();

    // parts
    void open_part(bool envelope, bool in_digest);
    bool begin_container();
    void write_header();
    void write_empty_part(std::uint64_t at);
    void give_names();
    void boundary(std::size_t frame, bool closing);
    void close_part(std::uint64_t end);
    std::optional<std::size_t> find_boundary(std::string_view line) const;

    TextSink& sink_;
    events::MessageFacts facts_;
    wire::Blocks written_;
    Budget envelope_budget_;
    Budget structure_budget_;
    std::vector<Frame> frames_;
    // While the header of the current part is read.
    events::Part part_;
    Budget part_budget_;
    EnvelopeWriter envelope_;
    std::size_t parts_ = 0;
    bool has_open_multipart_ = false;
    bool new_part_after_rest_ = false;

    Section section_ = Section::header;
    Line state_ = Line::begin;
    bool held_cr_ = false;
    std::string line_;   // while `maybe`
    std::string field_;  // the current field, as far as field_octets_max
    std::size_t header_octets_ = 0;

    std::uint64_t offset_ = 0;         // of the next octet that is not gathered
    std::uint64_t lines_ = 0;          // line ends before it
    char last_ = 0;                    // the octet before it
    std::uint64_t line_end_size_ = 0;  // of the line end just before it, where a line begins

    std::optional<TextPart> text_;        // of the current part, if it is a text that is wanted
    std::optional<ReportReader> report_;  // the message is one
    bool reads_report_ = false;           // the current part is one of those that say what it is about
};

}  // namespace milpa::mail::message

// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/message/walker.hpp"

#include "base/ensure.hpp"
#include "mail/message/date.hpp"
#include "mail/message/encoded_word.hpp"
#include "mail/message/extract.hpp"
#include "mail/message/header.hpp"

namespace milpa::mail::message {

namespace {

/// With its memory, which assigning an empty one would keep.
void give_back(std::string& text) { std::string().swap(text); }

/// Text is decoded in pieces of this size, so that a large feed does not become large buffers.
constexpr std::size_t decoded_octets_at_once = 2 * 1024;

/// Nearly every field fits into that.
constexpr std::size_t field_octets_at_first = 1024;

/// "--", the boundary, and "--" again: all that is looked at of a line.
constexpr std::size_t line_octets_max = boundary_octets_max + 4;

constexpr std::string_view content_prefix = "content-";

bool is_message(const events::Part& part) {
    return part.type() == "message" && (part.subtype() == "rfc822" || part.subtype() == "global");
}

}  // namespace

Walker::Walker(TextSink& sink)
    : sink_(sink),
      envelope_budget_(envelope_octets_max),
      structure_budget_(structure_octets_max),
      part_budget_(part_values_octets_max) {
    open_part(true, false);
}

// ---- lines
// -------------------------------------------------------------------------------------------------------

void Walker::feed(std::string_view octets) {
    while (!octets.empty()) {
        std::size_t used = 0;
        switch (state_) {
            case Line::begin: used = begin_line(octets); break;
            case Line::maybe: used = gather_line(octets); break;
            case Line::inside: used = inside_line(octets); break;
            case Line::rest: used = rest_of_line(octets); break;
        }
        octets.remove_prefix(used);
    }
}

/// Octets that belong to the current header or body, whole or in part, are behind us.
void Walker::pass(std::string_view octets) {
    if (octets.empty()) return;
    offset_ += octets.size();
    lines_ += static_cast<std::uint64_t>(std::ranges::count(octets, '\n'));
    if (octets.back() == '\n') {
        const char before = octets.size() > 1 ? octets[octets.size() - 2] : last_;
        line_end_size_ = before == '\r' ? 2 : 1;
    }
    last_ = octets.back();
    if (section_ == Section::header) {
        const std::size_t left =
            std::min(field_octets_max - field_.size(), header_octets_max - header_octets_);
        const std::string_view taken = octets.substr(0, left);
        if (field_.size() + taken.size() > field_.capacity()) {
            field_.reserve(field_.size() + taken.size() <= field_octets_at_first ? field_octets_at_first
                                                                                 : field_octets_max);
        }
        field_ += taken;
        header_octets_ += taken.size();
        if (taken.size() < octets.size()) sink_.field_was_cut();
        return;
    }
    for (std::size_t at = 0; reads_report_ && at < octets.size(); at += decoded_octets_at_once)
        report_->feed(octets.substr(at, decoded_octets_at_once));
    if (!text_) return;
    for (std::size_t at = 0; at < octets.size(); at += decoded_octets_at_once) {
        const std::string_view text = text_->feed(octets.substr(at, decoded_octets_at_once));
        if (!text.empty()) sink_.text(TextKind::body, text);
    }
    if (!sink_.wants(TextKind::body)) {
        sink_.end_text(TextKind::body);
        text_.reset();
    }
}

std::size_t Walker::begin_line(std::string_view octets) {
    const char c = octets[0];
    if (c == '-' && has_open_multipart_ && !held_cr_) {
        line_.clear();
        state_ = Line::maybe;
        return 0;
    }
    state_ = Line::inside;
    if (section_ == Section::body) return 0;
    if (c == '\n') {
        // RFC 5322 2.1: the empty line. It is none of the header's fields, and its octets are counted here.
        end_field();
        const std::uint64_t size = held_cr_ ? 2 : 1;
        held_cr_ = false;
        offset_ += size;
        ++lines_;
        last_ = '\n';
        line_end_size_ = size;
        state_ = Line::begin;
        end_header(offset_);
        return 1;
    }
    if (held_cr_) {
        held_cr_ = false;
        end_field();
        pass("\r");
        return 0;
    }
    if (c == '\r') {
        held_cr_ = true;
        state_ = Line::begin;
        return 1;
    }
    if (c != ' ' && c != '\t') end_field();
    return 0;
}

std::size_t Walker::gather_line(std::string_view octets) {
    const std::string_view possible = octets.substr(0, line_octets_max - line_.size());
    const std::size_t line_end = possible.find('\n');
    const std::size_t used = line_end == std::string_view::npos ? possible.size() : line_end + 1;
    line_ += octets.substr(0, used);
    const bool dashes = line_.size() < 2 || line_[1] == '-';
    if (!dashes || line_.ends_with('\n') || line_.size() == line_octets_max) decide_line();
    return used;
}

void Walker::decide_line() {
    std::string_view content = line_;
    while (content.ends_with('\n') || content.ends_with('\r')) content.remove_suffix(1);
    const auto frame = content.starts_with("--") ? find_boundary(content.substr(2)) : std::nullopt;
    if (frame) {
        const std::size_t size = frames_[*frame].boundary.size();
        boundary(*frame, content.substr(2 + size).starts_with("--"));
        state_ = Line::rest;
        rest_of_line(line_);
        return;
    }
    if (section_ == Section::header) end_field();
    pass(line_);
    state_ = line_.ends_with('\n') ? Line::begin : Line::inside;
}

std::size_t Walker::inside_line(std::string_view octets) {
    // In a header each line's first octet matters. In a body, outside multiparts none does; inside them only
    // a "-".
    std::size_t end = octets.size();
    bool line_ended = octets.ends_with('\n');
    if (section_ == Section::header) {
        const std::size_t found = octets.find('\n');
        line_ended = found != std::string_view::npos;
        if (line_ended) end = found + 1;
    } else if (has_open_multipart_) {
        std::size_t at = 0;
        while ((at = octets.find('\n', at)) != std::string_view::npos) {
            ++at;
            if (at < octets.size() && octets[at] == '-') {
                end = at;
                line_ended = true;
                break;
            }
        }
    }
    pass(octets.substr(0, end));
    if (line_ended) state_ = Line::begin;
    return end;
}

std::size_t Walker::rest_of_line(std::string_view octets) {
    const std::size_t found = octets.find('\n');
    const bool line_ended = found != std::string_view::npos;
    const std::size_t used = line_ended ? found + 1 : octets.size();
    const std::string_view passed = octets.substr(0, used);
    if (passed.empty()) return 0;
    if (line_ended) {
        ++lines_;
        const char before = used > 1 ? passed[used - 2] : last_;
        line_end_size_ = before == '\r' ? 2 : 1;
        state_ = Line::begin;
    }
    last_ = passed.back();
    offset_ += used;
    if (new_part_after_rest_) part_.set_header_begin(offset_);
    if (line_ended) new_part_after_rest_ = false;
    return used;
}

void Walker::finish() {
    if (state_ == Line::maybe) decide_line();
    if (held_cr_) {
        held_cr_ = false;
        end_field();
        pass("\r");
    }
    end_open_header();
    line_end_size_ = 0;
    while (!frames_.empty()) close_part(offset_);
    facts_.set_size(offset_);
    if (!report_) return;
    if (auto report = report_->finish(facts_.references())) *facts_.mutable_report() = std::move(*report);
}

// ---- headers
// -----------------------------------------------------------------------------------------------------

void Walker::end_field() {
    if (field_.empty()) return;
    Fields fields(field_);
    if (const auto field = fields.next(); field && !field->name.empty()) {
        const std::string name = lower_case(field->name);
        // Unfolded (as by unfold()) where it lies: a copy could be long.
        const std::string_view value = trim(field->value);
        const auto begin = value.data() - field_.data();
        const auto end = begin + static_cast<std::ptrdiff_t>(value.size());
        const auto is_dropped = [](char c) { return c == '\r' || c == '\n' || c == '\0'; };
        const auto kept = std::remove_if(field_.begin() + begin, field_.begin() + end, is_dropped);
        take_field(name, {field_.begin() + begin, kept});
    }
    field_.clear();
}

void Walker::take_field(std::string_view name, std::string_view value) {
    const Frame& frame = frames_.back();
    if (name.starts_with(content_prefix)) {
        set_part_field(name, value, part_, part_budget_, structure_budget_);
    }
    if (!frame.envelope) return;
    const bool top = frames_.size() == 1;
    if (set_envelope_field(name, value, envelope_, envelope_budget_) && top && name == "date") {
        if (const auto date = parse_date(value)) {
            facts_.set_sent_ms(date->unix_ms);
            facts_.set_sent_zone_minutes(date->zone_minutes);
        }
    }
    texts_of_field(name, value);
    if (top && name == "references") add_references(value);
    // The third part of a report is the message that it is about, or its header.
    if (report_ && frames_.size() == 3 && name == "message-id") report_->take_message_id(value);
}

void Walker::texts_of_field(std::string_view name, std::string_view value) {
    // Fields of an attached message are text of the body.
    const bool top = frames_.size() == 1;
    TextKind kind = top ? TextKind::header : TextKind::body;
    if (top && name == "subject") kind = TextKind::subject;
    if (top && name == "from") kind = TextKind::from;
    if (top && name == "to") kind = TextKind::to;
    if (top && name == "cc") kind = TextKind::cc;
    if (top && name == "bcc") kind = TextKind::bcc;
    if (!sink_.wants(kind)) return;
    if (kind == TextKind::header) give_decoded(kind, name);
    if (is_ascii(value) && value.find("=?") == std::string_view::npos) {
        give(kind, value);
    } else {
        give_decoded(kind, value);
    }
}

void Walker::add_references(std::string_view value) {
    if (!facts_.references().empty()) return;
    // Of too many, the first names the thread and the last the message that was answered.
    std::size_t behind_first = 0;
    MessageIds counted(value);
    const auto first = counted.next();
    if (!first) return;
    std::string kept(*first);
    while (const auto id = counted.next()) behind_first += id->size() + 1;
    MessageIds again(value);
    again.next();
    while (const auto id = again.next()) {
        if (kept.size() + behind_first <= references_octets_max) kept.append(1, ' ').append(*id);
        behind_first -= id->size() + 1;
    }
    facts_.set_references(std::move(kept));
}

void Walker::give(TextKind kind, std::string_view utf8) {
    sink_.text(kind, utf8);
    sink_.end_text(kind);
}

void Walker::give_decoded(TextKind kind, std::string_view value) {
    decode_words(value, [&](std::string_view piece) { sink_.text(kind, piece); });
    sink_.end_text(kind);
}

/// The current part's header is over. Its own container or text begins, or the header of the message inside
/// it.
void Walker::end_header(std::uint64_t body_begin) {
    Frame& frame = frames_.back();
    part_.set_body_begin(body_begin);
    frame.lines_before = lines_;
    frame.inside_end = body_begin;
    section_ = Section::body;
    complete_part(part_, frame.in_digest);
    give_names();
    const bool holds_message = begin_container();
    write_header();
    if (!frame.multipart && is_attachment(part_)) facts_.set_has_attachment(true);
    if (field_.capacity() > field_octets_at_first) give_back(field_);
    if (frames_.size() == 1 && frame.multipart) report_ = ReportReader::begin(part_);
    reads_report_ = report_ && frames_.size() == 2 && report_->begin_part(part_);
    if (holds_message) {
        open_part(true, false);
    } else if (part_.type() == "text" && sink_.wants(TextKind::body)) {
        sink_.begin_body(part_);
        text_.emplace(part_);
    }
    // Written; what it held can be much.
    if (!holds_message) part_ = {};
}

/// What the header said goes into `written_`: the envelope that it is, then its part without its end.
void Walker::write_header() {
    Frame& frame = frames_.back();
    const bool top = frames_.size() == 1;
    if (frame.envelope) {
        // That of the message stands beside the structure, that of a message inside on the part that it is.
        wire::append_octets(written_,
                            top ? static_cast<int>(events::MessageFacts::kEnvelopeFieldNumber)
                                : static_cast<int>(events::Part::kEnvelopeFieldNumber),
                            envelope_.octets);
        give_back(envelope_.octets);
        envelope_.has = 0;
    }
    wire::append_tag(written_,
                     top ? static_cast<int>(events::MessageFacts::kStructureFieldNumber)
                         : static_cast<int>(events::Part::kPartsFieldNumber),
                     wire::Type::octets);
    frame.place = written_.leave_place();
    written_.append(part_.SerializeAsString());
}

/// Without its empty line: a boundary or the end of the message came first. If that was the header of a
/// message/rfc822, the message in it has no octet.
void Walker::end_open_header() {
    while (section_ == Section::header) {
        end_field();
        end_header(offset_);
    }
}

/// By its name an attachment is found, and by its description.
void Walker::give_names() {
    if (!sink_.wants(TextKind::body)) return;
    if (const auto name = file_name(part_)) give(TextKind::body, *name);
    if (part_.has_description()) give_decoded(TextKind::body, part_.description());
}

// ---- parts
// -------------------------------------------------------------------------------------------------------

void Walker::open_part(bool envelope, bool in_digest) {
    ++parts_;
    part_ = {};
    part_.set_header_begin(offset_);
    part_budget_ = Budget(part_values_octets_max);
    give_back(envelope_.octets);
    envelope_.has = 0;
    frames_.push_back({.envelope = envelope, .in_digest = in_digest, .boundary = {}});
    section_ = Section::header;
    field_.clear();
}

/// What holds other parts begins; true when it is a message. There is always room for one part in it: none
/// may be without.
bool Walker::begin_container() {
    Frame& frame = frames_.back();
    const bool multipart = part_.type() == "multipart";
    if (!multipart && !is_message(part_)) return false;
    if (frames_.size() >= nesting_max || parts_ >= parts_max || !structure_budget_.take(part_octets)) {
        part_.set_type("application");
        part_.set_subtype("octet-stream");
        return false;
    }
    if (!multipart) return true;
    for (const events::Parameter& parameter : part_.parameters()) {
        if (!equal_ignoring_case(parameter.name(), "boundary") || parameter.value().empty()) continue;
        frame.boundary = parameter.value().substr(0, boundary_octets_max);
        frame.multipart = true;
        frame.digest = part_.subtype() == "digest";
        frame.open = true;
        has_open_multipart_ = true;
        return false;
    }
    part_.set_type("text");
    part_.set_subtype("plain");
    part_.clear_parameters();
    complete_part(part_, false);
    return false;
}

std::optional<std::size_t> Walker::find_boundary(std::string_view line) const {
    std::optional<std::size_t> best;
    for (std::size_t i = frames_.size(); i-- > 0;) {
        const Frame& frame = frames_[i];
        if (!frame.open || !line.starts_with(frame.boundary)) continue;
        if (!best || frame.boundary.size() > frames_[*best].boundary.size()) best = i;
    }
    return best;
}

/// A boundary line begins at `offset_`.
void Walker::boundary(std::size_t frame, bool closing) {
    end_open_header();
    while (frames_.size() > frame + 1) close_part(offset_);
    if (closing) {
        frames_[frame].open = false;
        has_open_multipart_ = std::ranges::any_of(frames_, &Frame::open);
    } else if (parts_ < parts_max && structure_budget_.take(part_octets)) {
        open_part(false, frames_[frame].digest);
        new_part_after_rest_ = true;
    }
}

/// The current part ends where a boundary line begins, or the message ends: the line end before belongs to
/// the boundary (RFC 2046 5.1.1).
void Walker::close_part(std::uint64_t end) {
    if (text_) {
        const std::string_view text = text_->finish();
        if (!text.empty()) sink_.text(TextKind::body, text);
        sink_.end_text(TextKind::body);
        text_.reset();
    }
    if (std::exchange(reads_report_, false)) report_->end_part();
    const Frame& frame = frames_.back();
    // The line end may be that of a header, or within a part inside: then it is not before this body's end.
    const bool line_end = end >= frame.inside_end + line_end_size_ && line_end_size_ > 0;
    const std::uint64_t body_end = line_end ? end - line_end_size_ : end;
    wire::append_number(written_, events::Part::kBodyEndFieldNumber, body_end);
    wire::append_number(written_, events::Part::kLinesFieldNumber,
                        lines_ - frame.lines_before - (line_end ? 1 : 0));
    if (frame.multipart && !frame.has_parts) write_empty_part(body_end);
    written_.fill_place(frame.place, written_.size() - frame.place - wire::Blocks::place_octets);
    frames_.pop_back();
    if (!frames_.empty()) {
        frames_.back().has_parts = true;
        frames_.back().inside_end = body_end;
    }
    has_open_multipart_ = std::ranges::any_of(frames_, &Frame::open);
}

/// RFC 9051 body-type-mpart: there is at least one.
void Walker::write_empty_part(std::uint64_t at) {
    events::Part empty;
    complete_part(empty, false);
    empty.set_header_begin(at);
    empty.set_body_begin(at);
    empty.set_body_end(at);
    wire::append_octets(written_, events::Part::kPartsFieldNumber, empty.SerializeAsString());
}

}  // namespace milpa::mail::message

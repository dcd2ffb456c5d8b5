// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/message/words.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "base/ensure.hpp"
#include "mail/message/charset.hpp"

namespace milpa::mail::message {

namespace {

/// Text is folded in pieces of this size: the worst of characters becomes eleven times as long.
constexpr std::size_t folded_octets_at_once = 512;

/// Folded text is looked through in pieces of about this size.
constexpr std::size_t window_octets = 4096;

enum class Class : std::uint8_t { separator, word, space, wide };

constexpr auto classes = [] {
    std::array<Class, 256> table{};
    for (int c = 0; c < 256; ++c) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        const bool space = c == ' ' || (c >= '\t' && c <= '\r');
        table[c] = c >= 0x80 ? Class::wide : letter ? Class::word : space ? Class::space : Class::separator;
    }
    return table;
}();

Class class_of(char c) { return classes[static_cast<unsigned char>(c)]; }

bool is_word_code_point(UChar32 code_point) {
    return (U_GET_GC_MASK(code_point) & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK)) != 0;
}

void append_lower(std::string_view ascii, std::string& out) {
    const std::size_t begin = out.size();
    out += ascii;
    // Without a branch, so that many octets are done at once.
    for (char& c : std::span(out).subspan(begin)) {
        c = static_cast<char>(c + (static_cast<unsigned char>(c - 'A') < 26 ? 32 : 0));
    }
}

const icu::Normalizer2& normalizer() {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* found = icu::Normalizer2::getNFKCCasefoldInstance(status);
    ensure(U_SUCCESS(status) && found != nullptr);
    return *found;
}

UChar32 code_point_at(std::string_view text, std::size_t& at) {
    UChar32 code_point = 0;
    auto offset = static_cast<std::int32_t>(at);
    U8_NEXT(text.data(), offset, static_cast<std::int32_t>(text.size()), code_point);
    at = static_cast<std::size_t>(offset);
    return code_point;
}

std::size_t count_code_points(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

/// The octets of the first `count` code points (all, where there are fewer).
std::size_t octets_of(std::string_view text, std::size_t count) {
    std::size_t at = 0;
    for (; at < text.size(); ++at) {
        if ((static_cast<unsigned char>(text[at]) & 0xc0) != 0x80 && count-- == 0) break;
    }
    return at;
}

/// Appends `folded`, each run of white space as one space. `after_space`: what was appended last is one.
void append_collapsed(std::string_view folded, bool& after_space, std::string& out) {
    for (char c : folded) {
        if (class_of(c) == Class::space) {
            if (!after_space) out += ' ';
            after_space = true;
        } else {
            out += c;
            after_space = false;
        }
    }
}

}  // namespace

// ---- folding
// -----------------------------------------------------------------------------------------------------

// ASCII is folded by table. Of an ASCII run the last character is held, for a mark may follow and combine
// with it; with the first other octet, all is held until an ASCII character that is no letter: before ASCII
// nothing can combine.
void Folder::feed(std::string_view utf8, std::string& out) {
    std::size_t at = 0;
    while (at < utf8.size()) {
        if (held_.empty() || (held_.size() == 1 && is_ascii(held_))) {
            const std::size_t end = at + ascii_length(utf8.substr(at));
            if (end > at) {
                append_lower(held_, out);
                append_lower(utf8.substr(at, end - at - 1), out);
                held_.assign(1, utf8[end - 1]);
                at = end;
                continue;
            }
        } else if (const Class found = class_of(utf8[at]);
                   found == Class::separator || found == Class::space) {
            flush(out);
            continue;
        }
        // Long runs (of scripts without spaces) are cut between characters that do not combine, where there
        // are some.
        if (held_.size() >= held_octets_max && (static_cast<unsigned char>(utf8[at]) & 0xc0) != 0x80)
            flush(out);
        if (held_.size() >= held_octets_max + 3) flush(out);  // not UTF-8
        held_ += utf8[at++];
    }
}

void Folder::flush(std::string& out) {
    if (!is_utf8(held_)) held_ = to_utf8("utf-8", held_);
    if (is_ascii(held_)) {
        append_lower(held_, out);
    } else {
        UErrorCode status = U_ZERO_ERROR;
        icu::StringByteSink<std::string> sink(&out);
        normalizer().normalizeUTF8(0, held_, sink, nullptr, status);
        ensure(U_SUCCESS(status));
    }
    held_.clear();
}

void Folder::finish(std::string& out) { flush(out); }

std::string fold(std::string_view utf8) {
    std::string out;
    Folder folder;
    folder.feed(utf8, out);
    folder.finish(out);
    return out;
}

// ---- terms
// -------------------------------------------------------------------------------------------------------

void WordSplitter::feed(std::string_view utf8) {
    for (; !utf8.empty(); utf8.remove_prefix(std::min(utf8.size(), folded_octets_at_once))) {
        folded_.clear();
        folder_.feed(utf8.substr(0, folded_octets_at_once), folded_);
        split(folded_);
    }
}

void WordSplitter::finish() {
    folded_.clear();
    folder_.finish(folded_);
    split(folded_);
    end_run();
    // What a strange text has made large does not stay so for the rest of the message.
    if (folded_.capacity() > 2 * folded_octets_at_once) folded_ = {};
}

void WordSplitter::split(std::string_view folded) {
    std::size_t at = 0;
    while (at < folded.size()) {
        const Class first = class_of(folded[at]);
        if (first == Class::wide) {
            const std::size_t begin = at;
            // Folded text is valid UTF-8 and folding gives whole characters.
            if (is_word_code_point(code_point_at(folded, at))) {
                append(folded.substr(begin, at - begin));
            } else {
                end_run();
            }
            continue;
        }
        if (first != Class::word) {
            end_run();
            ++at;
            continue;
        }
        std::size_t end = at + 1;
        while (end < folded.size() && class_of(folded[end]) == Class::word) ++end;
        const std::string_view run = folded.substr(at, end - at);
        const bool ended = end < folded.size() && class_of(folded[end]) != Class::wide;
        if (run_.empty() && ended && run.size() <= term_code_points_max) {
            sink_.term(run);
        } else {
            for (std::size_t i = 0; i < run.size(); ++i) append(run.substr(i, 1));
        }
        at = end;
    }
}

void WordSplitter::append(std::string_view character) {
    if (run_code_points_ == term_code_points_max) {
        sink_.term(run_);
        run_.erase(0, octets_of(run_, piece_step_code_points));
        run_code_points_ -= piece_step_code_points;
    }
    run_ += character;
    ++run_code_points_;
}

void WordSplitter::end_run() {
    if (run_.empty()) return;
    sink_.term(run_);
    run_.clear();
    run_code_points_ = 0;
}

std::vector<std::string> terms_of(std::string_view utf8) {
    struct Collect final : TermSink {
        std::vector<std::string> terms;
        void term(std::string_view term) override { terms.emplace_back(term); }
    } collect;
    WordSplitter splitter(collect);
    splitter.feed(utf8);
    splitter.finish();
    std::ranges::sort(collect.terms);
    const auto rest = std::ranges::unique(collect.terms);
    collect.terms.erase(rest.begin(), rest.end());
    return std::move(collect.terms);
}

// ---- queries
// -----------------------------------------------------------------------------------------------------

bool Query::Run::matches(std::string_view term) const {
    if (open_begin && open_end) return term.find(text) != std::string_view::npos;
    if (open_begin) return term.ends_with(text);
    if (open_end) return term.starts_with(text);
    return term == text;
}

Query::Query(std::string_view utf8) {
    bool after_space = false;
    append_collapsed(fold(utf8), after_space, needle_);
    std::size_t at = 0;
    while (at < needle_.size()) {
        const std::size_t begin = at;
        std::size_t end = at;
        while (at < needle_.size() && is_word_code_point(code_point_at(needle_, at))) end = at;
        if (end == begin) continue;
        const std::string_view text = std::string_view(needle_).substr(begin, end - begin);
        const bool open_begin = begin == 0, open_end = end == needle_.size();
        const std::size_t size = count_code_points(text);
        const bool whole =
            size <= piece_step_code_points || (size <= term_code_points_max && !open_begin && !open_end);
        if (whole) {
            runs_.push_back({std::string(text), open_begin, open_end});
            index_is_proof_ = open_begin && open_end;
            continue;
        }
        // It may lie across the pieces of a longer word: its beginning and its end each lie within one.
        const std::size_t head = octets_of(text, piece_step_code_points);
        const std::size_t tail = octets_of(text, size - piece_step_code_points);
        runs_.push_back({std::string(text.substr(0, head)), open_begin, true});
        runs_.push_back({std::string(text.substr(tail)), true, open_end});
    }
}

void Finder::feed(std::string_view utf8) {
    if (found_) return;
    folded_.clear();
    folder_.feed(utf8, folded_);
    append_collapsed(folded_, after_space_, window_);
    if (window_.size() >= window_octets + query_.needle().size()) search();
}

void Finder::finish() {
    if (!found_) {
        folded_.clear();
        folder_.finish(folded_);
        append_collapsed(folded_, after_space_, window_);
        search();
    }
    window_.clear();
    after_space_ = false;
}

void Finder::search() {
    const std::string& needle = query_.needle();
    // memmem is linear, unlike std::string::find.
    found_ = memmem(window_.data(), window_.size(), needle.data(), needle.size()) != nullptr;
    const std::size_t keep = needle.size() - 1;
    if (window_.size() > keep) window_.erase(0, window_.size() - keep);
}

bool contains(std::string_view utf8, const Query& query) {
    Finder finder(query);
    finder.feed(utf8);
    finder.finish();
    return finder.found();
}

}  // namespace milpa::mail::message

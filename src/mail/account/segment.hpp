// SPDX-License-Identifier: AGPL-3.0-or-later
// The search index: immutable segments, each over the words of up to some thousand messages. Pure.
//
// A segment is a row of pages: one head (its records: a document is an index into them), dictionary pages,
// and pages of postings, which are one stream cut at equal lengths. A dictionary page is one blob of sorted
// terms between NULs, so that looking for a substring is memmem over it, and where each term's postings are
// in the stream. So a search reads all of the dictionary and of the postings only what it needs.
//
// Postings of a term: their count, then for each the gap of documents and, where it differs from the one
// before, the mask of fields that hold the term. The term "\x01" has the documents whose words were cut.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/bytes.hpp"
#include "mail.pb.h"
#include "mail/account/mailbox.hpp"
#include "mail/message/words.hpp"

namespace milpa::mail::account {

/// Documents of a segment: taking one expunged message out rewrites it all, and a search reads one dictionary
/// a segment.
inline constexpr std::size_t segment_docs_max = 8192;
/// Octets above which a segment is not merged with others.
inline constexpr std::size_t segment_octets_max = 8 * 1024 * 1024;
inline constexpr std::size_t dictionary_page_octets = 256 * 1024;
inline constexpr std::size_t postings_page_octets = 64 * 1024;

/// Lists of events::Words, as bits.
enum WordField : std::uint8_t {
    in_subject = 1,
    in_from = 2,
    in_to = 4,
    in_cc = 8,
    in_bcc = 16,
    in_header = 32,
    in_body = 64,
};
inline constexpr std::uint8_t in_any = 127;

/// A segment's pages, in the order head, dictionary, postings.
struct Segment {
    std::vector<Bytes> pages;
    std::uint32_t dictionary_pages = 0;
    std::uint32_t docs = 0;
    Record first = 0;  ///< of its records
    Record last = 0;
};

/// Collects the words of messages in ascending order of records.
class SegmentBuilder {
public:
    /// At most segment_docs_max records.
    void add(Record record, const events::MessageFacts& facts);
    std::size_t docs() const { return records_.size(); }
    /// About what is held in memory.
    std::size_t octets() const { return octets_; }
    /// Requires at least one document.
    Segment build() const;

private:
    void add_list(const google::protobuf::RepeatedPtrField<std::string>& terms, std::uint8_t field);
    void add_term(std::string_view term, std::uint8_t fields);

    struct Posting {
        std::uint32_t term;
        std::uint16_t doc;
        std::uint8_t fields;
    };
    std::vector<Record> records_;
    std::deque<std::string> terms_;
    std::unordered_map<std::string_view, std::uint32_t> numbers_;  // into terms_
    std::vector<std::size_t> last_posting_;                        // of each term
    std::vector<Posting> postings_;
    std::size_t octets_ = 0;
};

/// One segment of several neighbours (in ascending order), without the records in `dead` (ascending).
/// Fails with `corrupt`. The result has no pages when no record is left.
Result<Segment> merge_segments(std::span<const Segment> segments, std::span<const Record> dead);

/// Records of a head page. Fails with `corrupt`.
Result<std::vector<Record>> parse_head(ByteView page);

/// Places in the postings stream.
struct StreamRange {
    std::uint64_t begin;
    std::uint64_t end;
    bool operator==(const StreamRange&) const = default;
};

/// What is looked for in dictionaries: one run of a query, or the documents with cut words.
class TermPattern {
public:
    explicit TermPattern(const message::Query::Run& run);
    /// Sorts before all words: only the first dictionary page of a segment can have it.
    static TermPattern cut_documents();
    /// Adds where the postings of all matching terms are; neighbours become one range. Fails with `corrupt`.
    Result<void> scan(ByteView dictionary_page, std::vector<StreamRange>& found) const;
    /// The same for several at once: found[n] is that of patterns[n].
    static Result<void> scan_all(ByteView dictionary_page, std::span<const TermPattern> patterns,
                                 std::span<std::vector<StreamRange>> found);

private:
    TermPattern() = default;
    std::string needle_;  // NUL at a closed side
};

/// Adds the documents of some posting lists, one after another, to a bitmap (a bool a document).
Result<void> mark_documents(ByteView postings, std::uint8_t fields, std::vector<bool>& documents);

}  // namespace milpa::mail::account

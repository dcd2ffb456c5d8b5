// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/account/segment.hpp"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "base/ensure.hpp"
#include "mail/account/codec.hpp"

namespace milpa::mail::account {
namespace {

constexpr std::uint8_t head_version = 4;
constexpr std::uint8_t dictionary_version = 5;
constexpr std::string_view cut_term = "\x01";

Error broken() { return fail(ErrorKind::corrupt, "a page of the search index that is not of its format"); }

/// Writes terms in ascending order.
class SegmentWriter {
public:
    explicit SegmentWriter(std::span<const Record> records) {
        ensure(!records.empty() && records.size() <= segment_docs_max);
        out_.docs = static_cast<std::uint32_t>(records.size());
        out_.first = records.front();
        out_.last = records.back();
        Bytes head{head_version};
        put_varint(head, records.size());
        Record before = 0;
        for (const Record record : records) {
            put_varint(head, record - before);
            before = record;
        }
        out_.pages.push_back(std::move(head));
        blob_.push_back(0);
    }

    void posting(std::uint32_t doc, std::uint8_t fields) {
        const bool changed = fields != fields_;
        put_varint(list_, std::uint64_t{doc - doc_} << 1 | (changed ? 1 : 0));
        if (changed) list_.push_back(fields);
        doc_ = doc;
        fields_ = fields;
        ++count_;
    }

    /// The postings since the last call belong to this term; without any there is no such term.
    void term(std::string_view term) {
        if (count_ == 0) return;
        if (blob_.size() + term.size() > dictionary_page_octets) end_page();
        append(blob_, as_bytes(term));
        blob_.push_back(0);
        const std::size_t before = stream_.size();
        put_varint(stream_, count_);
        append(stream_, list_);
        put_varint(lengths_, stream_.size() - before);
        ++terms_;
        list_.clear();
        count_ = doc_ = fields_ = 0;
    }

    Segment finish() {
        end_page();
        out_.dictionary_pages = static_cast<std::uint32_t>(out_.pages.size() - 1);
        for (std::size_t at = 0; at < stream_.size(); at += postings_page_octets) {
            const std::size_t length = std::min(postings_page_octets, stream_.size() - at);
            out_.pages.push_back(to_bytes(ByteView(stream_).subspan(at, length)));
        }
        return std::move(out_);
    }

private:
    void end_page() {
        Bytes page{dictionary_version};
        put_varint(page, page_begin_);
        put_varint(page, terms_);
        put_varint(page, blob_.size());
        append(page, blob_);
        append(page, lengths_);
        out_.pages.push_back(std::move(page));
        page_begin_ = stream_.size();
        blob_.assign(1, 0);
        lengths_.clear();
        terms_ = 0;
    }

    Segment out_;
    Bytes stream_;
    Bytes blob_;
    Bytes lengths_;
    Bytes list_;
    std::uint64_t page_begin_ = 0;
    std::uint32_t terms_ = 0;
    std::uint32_t count_ = 0;
    std::uint32_t doc_ = 0;
    std::uint8_t fields_ = 0;
};

struct DictionaryPage {
    std::uint64_t begin = 0;
    std::uint64_t terms = 0;
    std::string_view blob;  // begins and ends with NUL
    ByteView lengths;

    static Result<DictionaryPage> parse(ByteView bytes) {
        Reader in(bytes);
        DictionaryPage page;
        if (in.octet() != dictionary_version) return broken();
        page.begin = in.bounded(1ULL << 40);
        page.terms = in.bounded(bytes.size());
        page.blob = as_text(in.bytes(in.varint()));
        page.lengths = in.bytes(in.left());
        if (!in.ok() || page.blob.empty() || page.blob.front() != 0 || page.blob.back() != 0) return broken();
        if (static_cast<std::uint64_t>(std::ranges::count(page.blob, '\0')) != page.terms + 1)
            return broken();
        return page;
    }
};

/// Goes through a posting list: visit(doc, fields) for each.
template <class Visit>
bool each_posting(Reader& in, std::size_t docs, Visit visit) {
    const std::uint64_t count = in.bounded(docs);
    std::uint64_t doc = 0;
    std::uint8_t fields = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t gap = in.bounded(2 * docs + 1);
        doc += gap >> 1;
        if ((gap & 1) != 0) fields = in.octet();
        if (!in.ok() || doc >= docs || (i > 0 && gap < 2)) return false;
        visit(static_cast<std::uint32_t>(doc), fields);
    }
    return in.ok() && count > 0;
}

}  // namespace

void SegmentBuilder::add(Record record, const events::MessageFacts& facts) {
    ensure(records_.size() < segment_docs_max && (records_.empty() || records_.back() < record));
    records_.push_back(record);
    const events::Words& words = facts.words();
    add_list(words.subject(), in_subject);
    add_list(words.from(), in_from);
    add_list(words.to(), in_to);
    add_list(words.cc(), in_cc);
    add_list(words.bcc(), in_bcc);
    add_list(words.header(), in_header);
    add_list(words.body(), in_body);
    if (facts.words_cut()) add_term(cut_term, in_any);
}

void SegmentBuilder::add_list(const google::protobuf::RepeatedPtrField<std::string>& terms,
                              std::uint8_t field) {
    for (const std::string& term : terms) {
        // Terms are letters and digits; anything else would break the blob.
        const bool clean = std::ranges::none_of(term, [](char c) { return c >= 0 && c < 0x20; });
        if (clean && !term.empty()) add_term(term, field);
    }
}

void SegmentBuilder::add_term(std::string_view term, std::uint8_t fields) {
    const auto doc = static_cast<std::uint16_t>(records_.size() - 1);
    auto known = numbers_.find(term);
    if (known == numbers_.end()) {
        terms_.emplace_back(term);
        last_posting_.push_back(SIZE_MAX);
        known = numbers_.emplace(terms_.back(), static_cast<std::uint32_t>(terms_.size() - 1)).first;
        octets_ += 96 + term.size();
    }
    std::size_t& last = last_posting_[known->second];
    if (last != SIZE_MAX && postings_[last].doc == doc) {
        postings_[last].fields |= fields;
        return;
    }
    last = postings_.size();
    postings_.push_back({known->second, doc, fields});
    octets_ += sizeof(Posting);
}

Segment SegmentBuilder::build() const {
    // A counting sort by term keeps the documents of each in order.
    std::vector<std::uint32_t> begins(terms_.size() + 1, 0);
    for (const Posting& posting : postings_) ++begins[posting.term + 1];
    std::partial_sum(begins.begin(), begins.end(), begins.begin());
    std::vector<std::uint32_t> by_term(postings_.size());
    auto next = begins;
    for (std::uint32_t i = 0; i < postings_.size(); ++i) by_term[next[postings_[i].term]++] = i;

    std::vector<std::uint32_t> order(terms_.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, {}, [&](std::uint32_t term) -> const std::string& { return terms_[term]; });
    SegmentWriter writer(records_);
    for (const std::uint32_t term : order) {
        for (std::uint32_t i = begins[term]; i < begins[term + 1]; ++i) {
            writer.posting(postings_[by_term[i]].doc, postings_[by_term[i]].fields);
        }
        writer.term(terms_[term]);
    }
    return writer.finish();
}

Result<std::vector<Record>> parse_head(ByteView page) {
    Reader in(page);
    if (in.octet() != head_version) return broken();
    std::vector<Record> records(in.bounded(segment_docs_max));
    std::uint64_t record = 0;
    for (Record& out : records) {
        const std::uint64_t gap = in.bounded(UINT32_MAX);
        record += gap;
        if (gap == 0 || record > UINT32_MAX) return broken();
        out = static_cast<Record>(record);
    }
    CHECK(in.finish());
    if (records.empty()) return broken();
    return records;
}

namespace {

/// Goes through the terms of a segment in order.
class SegmentCursor {
public:
    static Result<SegmentCursor> open(const Segment& segment) {
        if (segment.pages.size() <= segment.dictionary_pages) return broken();
        SegmentCursor cursor;
        cursor.segment_ = &segment;
        TRY(cursor.records_, parse_head(segment.pages.front()));
        for (std::size_t i = segment.dictionary_pages + 1; i < segment.pages.size(); ++i) {
            append(cursor.stream_, segment.pages[i]);
        }
        CHECK(cursor.next());
        return cursor;
    }

    const std::vector<Record>& records() const { return records_; }
    bool at_end() const { return at_end_; }
    std::string_view term() const { return term_; }
    /// visit(doc, fields) for each posting of the present term.
    template <class Visit>
    Result<void> each(Visit visit) const {
        if (length_ > stream_.size() || offset_ > stream_.size() - length_) return broken();
        Reader in(ByteView(stream_).subspan(offset_, length_));
        if (!each_posting(in, records_.size(), visit) || !in.at_end()) return broken();
        return {};
    }

    Result<void> next() {
        offset_ += length_;
        while (left_ == 0) {
            if (page_ >= segment_->dictionary_pages) {
                at_end_ = true;
                return {};
            }
            TRY(dictionary_, DictionaryPage::parse(segment_->pages[++page_]));
            lengths_ = Reader(dictionary_.lengths);
            left_ = dictionary_.terms;
            offset_ = dictionary_.begin;
            at_ = 1;
        }
        const std::size_t end = dictionary_.blob.find('\0', at_);
        term_ = dictionary_.blob.substr(at_, end - at_);
        at_ = end + 1;
        length_ = lengths_.varint();
        --left_;
        if (!lengths_.ok()) return broken();
        return {};
    }

private:
    const Segment* segment_ = nullptr;
    std::vector<Record> records_;
    Bytes stream_;
    DictionaryPage dictionary_;
    Reader lengths_{ByteView()};
    std::size_t page_ = 0;
    std::uint64_t left_ = 0;
    std::size_t at_ = 0;
    std::string_view term_;
    std::uint64_t offset_ = 0;
    std::uint64_t length_ = 0;
    bool at_end_ = false;
};

constexpr std::uint32_t dropped = UINT32_MAX;

}  // namespace

Result<Segment> merge_segments(std::span<const Segment> segments, std::span<const Record> dead) {
    std::vector<SegmentCursor> cursors;
    std::vector<std::vector<std::uint32_t>> numbers;  // of the old documents, in the new segment
    std::vector<Record> records;
    for (const Segment& segment : segments) {
        TRY(SegmentCursor cursor, SegmentCursor::open(segment));
        std::vector<std::uint32_t>& map = numbers.emplace_back();
        for (const Record record : cursor.records()) {
            if (std::ranges::binary_search(dead, record)) {
                map.push_back(dropped);
                continue;
            }
            if (!records.empty() && records.back() >= record) return broken();
            map.push_back(static_cast<std::uint32_t>(records.size()));
            records.push_back(record);
        }
        cursors.push_back(std::move(cursor));
    }
    if (records.empty()) return Segment{};
    if (records.size() > segment_docs_max) return broken();

    SegmentWriter writer(records);
    std::string term;
    std::string before;
    for (bool first = true;; first = false) {
        const SegmentCursor* least = nullptr;
        for (const SegmentCursor& cursor : cursors) {
            if (!cursor.at_end() && (least == nullptr || cursor.term() < least->term())) least = &cursor;
        }
        if (least == nullptr) break;
        term = least->term();
        if (!first && term <= before) return broken();
        for (std::size_t i = 0; i < cursors.size(); ++i) {
            if (cursors[i].at_end() || cursors[i].term() != term) continue;
            CHECK(cursors[i].each([&](std::uint32_t doc, std::uint8_t fields) {
                if (numbers[i][doc] != dropped) writer.posting(numbers[i][doc], fields);
            }));
            CHECK(cursors[i].next());
        }
        writer.term(term);
        std::swap(before, term);
    }
    return writer.finish();
}

TermPattern::TermPattern(const message::Query::Run& run) {
    ensure(!run.text.empty());
    if (!run.open_begin) needle_.push_back('\0');
    needle_ += run.text;
    if (!run.open_end) needle_.push_back('\0');
}

TermPattern TermPattern::cut_documents() {
    TermPattern pattern;
    pattern.needle_ = std::string(1, '\0') + std::string(cut_term) + '\0';
    return pattern;
}

namespace {

Result<void> scan_page(const DictionaryPage& page, std::string_view needle, std::vector<StreamRange>& found) {
    const std::string_view blob = page.blob;
    Reader lengths(page.lengths);
    std::uint64_t offset = page.begin;  // of the postings of term number `term`
    std::uint64_t term = 0;
    std::size_t counted = 0;  // NULs before here are counted: term + 1 of them, when it is at a term's begin
    for (std::size_t at = 0; at + needle.size() <= blob.size();) {
        const void* hit = memmem(blob.data() + at, blob.size() - at, needle.data(), needle.size());
        if (hit == nullptr) break;
        auto begin = static_cast<std::size_t>(static_cast<const char*>(hit) - blob.data());
        begin = needle.front() == '\0' ? begin + 1 : blob.rfind('\0', begin) + 1;
        // How many terms were passed over.
        const auto passed = std::count(blob.begin() + static_cast<std::ptrdiff_t>(counted),
                                       blob.begin() + static_cast<std::ptrdiff_t>(begin), '\0');
        for (std::uint64_t n = static_cast<std::uint64_t>(passed) - (counted == 0 ? 1 : 0); n > 0; --n) {
            offset += lengths.bounded(1ULL << 40);
            ++term;
        }
        const std::uint64_t length = lengths.bounded(1ULL << 40);
        if (!lengths.ok() || term >= page.terms) return broken();
        if (!found.empty() && found.back().end == offset) {
            found.back().end += length;
        } else {
            found.push_back({offset, offset + length});
        }
        offset += length;
        ++term;
        // The NUL that ends this term begins the next.
        at = blob.find('\0', begin);
        counted = at + 1;
    }
    return {};
}

}  // namespace

Result<void> TermPattern::scan(ByteView bytes, std::vector<StreamRange>& found) const {
    TRY(const DictionaryPage page, DictionaryPage::parse(bytes));
    return scan_page(page, needle_, found);
}

Result<void> TermPattern::scan_all(ByteView bytes, std::span<const TermPattern> patterns,
                                   std::span<std::vector<StreamRange>> found) {
    ensure(patterns.size() <= found.size());
    TRY(const DictionaryPage page, DictionaryPage::parse(bytes));
    for (std::size_t i = 0; i < patterns.size(); ++i) CHECK(scan_page(page, patterns[i].needle_, found[i]));
    return {};
}

Result<void> mark_documents(ByteView postings, std::uint8_t fields, std::vector<bool>& documents) {
    Reader in(postings);
    while (!in.at_end()) {
        const bool good = each_posting(in, documents.size(), [&](std::uint32_t doc, std::uint8_t where) {
            if ((where & fields) != 0) documents[doc] = true;
        });
        if (!good) return broken();
    }
    return in.finish();
}

}  // namespace milpa::mail::account

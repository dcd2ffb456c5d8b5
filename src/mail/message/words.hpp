// SPDX-License-Identifier: AGPL-3.0-or-later
// Words: what the search index holds of a message, and how a search string is looked up in it.
//
// IMAP SEARCH (RFC 9051 6.4.4) is a case-insensitive substring match. The index answers it by scanning its
// sorted terms for substrings, so what always holds is:
// - text is folded first (NFKC with full case folding); a term is a maximal run of letters, digits and marks
// of it;
// - a run longer than `term_code_points_max` is stored as pieces of that length, each beginning
// `piece_step_code_points`
//   after the one before: every substring of up to `piece_step_code_points` lies within one piece;
// - so a term of up to `piece_step_code_points` is always a whole run.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace milpa::mail::message {

inline constexpr std::size_t term_code_points_max = 40;
inline constexpr std::size_t piece_step_code_points = 20;
static_assert(term_code_points_max == 2 * piece_step_code_points);

/// NFKC_Casefold of Unicode, the form in which all is compared. Invalid UTF-8 becomes U+FFFD.
std::string fold(std::string_view utf8);

/// The same in pieces; the output is a function of all the input, however it is cut.
class Folder {
public:
    /// A run of characters that may still combine with the next is held up to this length, then folded as it
    /// is.
    static constexpr std::size_t held_octets_max = 512;

    /// Appends folded text to `out`.
    void feed(std::string_view utf8, std::string& out);
    void finish(std::string& out);

private:
    void flush(std::string& out);
    std::string held_;
};

/// Who takes terms: valid only during the call.
class TermSink {
public:
    virtual ~TermSink() = default;
    virtual void term(std::string_view term) = 0;
};

/// Splits text into terms as it passes. Not copyable: `sink` must outlive it.
class WordSplitter {
public:
    explicit WordSplitter(TermSink& sink) : sink_(sink) {}
    void feed(std::string_view utf8);
    /// Ends the text: the next one begins with a new word.
    void finish();

private:
    void split(std::string_view folded);
    void append(std::string_view character);
    void end_run();

    TermSink& sink_;
    Folder folder_;
    std::string folded_;
    std::string run_;
    std::size_t run_code_points_ = 0;
};

/// The terms of a text: sorted, unique.
std::vector<std::string> terms_of(std::string_view utf8);

/// A search string, taken apart for the index.
class Query {
public:
    /// One term to look for. Open at its beginning (end): the term in the index may go on before (after) it.
    struct Run {
        std::string text;  ///< folded, at most piece_step_code_points long, unless closed on both sides
        bool open_begin = false;
        bool open_end = false;

        bool matches(std::string_view term) const;
        bool operator==(const Run&) const = default;
    };

    explicit Query(std::string_view utf8);

    /// A message can match only if each run matches some term of the searched lists. Empty: the index cannot
    /// help, each message must be read (unless `matches_all`).
    const std::vector<Run>& runs() const { return runs_; }
    /// True: a message matches exactly if the (one) run matches a term of the list and the message is not
    /// `words_cut`. False: the index only narrows; the text must be read (contains, TextMatcher).
    bool index_is_proof() const { return index_is_proof_; }
    /// The empty string is in every text.
    bool matches_all() const { return needle_.empty(); }
    /// The folded string, white space collapsed to single spaces.
    const std::string& needle() const { return needle_; }

private:
    std::string needle_;
    std::vector<Run> runs_;
    bool index_is_proof_ = false;
};

/// Folds a text as a Query is folded, and looks for the needle in it as it passes. `query` must outlive it.
class Finder {
public:
    explicit Finder(const Query& query) : query_(query), found_(query.matches_all()) {}
    void feed(std::string_view utf8);
    /// Ends one text: nothing matches across two of them.
    void finish();
    bool found() const { return found_; }

private:
    void search();

    const Query& query_;
    Folder folder_;
    std::string folded_;
    std::string window_;
    bool after_space_ = false;
    bool found_;
};

/// Is the query in this text (UTF-8, already decoded)?
bool contains(std::string_view utf8, const Query& query);

}  // namespace milpa::mail::message

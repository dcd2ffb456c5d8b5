// SPDX-License-Identifier: AGPL-3.0-or-later
// Replies -> bytes. RFC 9051 7.
//
// Invariants: what is appended is always of the grammar, whatever the values hold: a string is quoted only
// where it may be, is a literal else, and a literal holds no NUL; texts and codes hold no line end. Appends
// to a string that the caller owns and sends when it is large enough; nothing is kept here. No allocation but
// that string's growth.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/lent.hpp"
#include "mail/imap/request.hpp"

namespace milpa::events {
class Envelope;
class Part;
}  // namespace milpa::events

namespace milpa::mail::imap {

enum class Condition : unsigned char { ok, no, bad, bye, preauth };

/// Which of STATUS's numbers are known: those that are absent were not asked for.
struct StatusValues {
    std::optional<std::uint32_t> messages{}, recent{}, uid_next{}, uid_validity{}, unseen{}, deleted{};
    std::optional<std::uint64_t> size{};
};

/// Attributes of a LIST reply: RFC 9051 7.3.1, as bits.
enum class ListAttributes : std::uint16_t {
    none = 0,
    non_existent = 1,
    no_inferiors = 2,
    no_select = 4,
    has_children = 8,
    has_no_children = 16,
    marked = 32,
    unmarked = 64,
    subscribed = 128,
};
constexpr ListAttributes operator|(ListAttributes a, ListAttributes b) {
    return static_cast<ListAttributes>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
constexpr ListAttributes operator&(ListAttributes a, ListAttributes b) {
    return static_cast<ListAttributes>(static_cast<unsigned>(a) & static_cast<unsigned>(b));
}

struct ListEntry {
    ListAttributes attributes = ListAttributes::none;
    SpecialUse use = SpecialUse::none;
    std::string_view name_utf8;
    bool has_subscribed_below = false;           ///< CHILDINFO ("SUBSCRIBED"): RFC 5258 3.5
    std::optional<std::string_view> old_name{};  ///< OLDNAME: RFC 9051 6.3.9.7
};

/// RFC 4731 3.1. `min`, `max` and `all` must be absent where nothing was found.
struct SearchResult {
    Numbering numbering = Numbering::sequence;
    std::optional<std::uint32_t> min, max, count;
    std::optional<std::span<const NumberRange>> all;  ///< not empty
};

/// Response codes with values, to be given as `code` below.
namespace code {
std::string append_uid(std::uint32_t uid_validity, std::uint32_t uid);
/// RFC 4315 3: `from` and `to` in the same order, as many, at least one.
std::string copy_uid(std::uint32_t uid_validity, std::span<const std::uint32_t> from,
                     std::span<const std::uint32_t> to);
std::string number(std::string_view name,
                   std::uint64_t value);  ///< UIDNEXT, UIDVALIDITY, UNSEEN, APPENDLIMIT
enum class NewKeywords : unsigned char { refused, allowed };
/// With "\*" where new keywords are allowed.
std::string permanent_flags(SystemFlags system, std::span<const std::string_view> keywords,
                            NewKeywords allowed);
}  // namespace code

class ReplyWriter {
public:
    /// `out` must outlive the writer. `form`: of this session, at the time of the command.
    ReplyWriter(Lent<std::string> out, TextForm form) : out_(out), form_(form) {}

    // ---- status lines; an empty `code` is none. `text`: one of our own, not empty
    // --------------------------------
    void tagged(std::string_view tag, Condition condition, std::string_view code, std::string_view text);
    void untagged(Condition condition, std::string_view code, std::string_view text);
    void refusal(const Refusal& refusal);
    /// "+ text"; of AUTHENTICATE the base64 of a challenge, which may be empty.
    void continuation(std::string_view text);

    // ---- about the server and the mailbox
    // -------------------------------------------------------------------------
    void capability(std::span<const std::string_view> names);
    void enabled(std::span<const std::string_view> names);
    void id(std::span<const std::pair<std::string_view, std::string_view>> fields);
    /// One personal namespace without a prefix, no others: RFC 9051 6.3.10.
    void own_namespace();
    void exists(std::uint32_t messages);
    void recent(std::uint32_t messages);
    void expunge(std::uint32_t sequence_number);
    void flags(SystemFlags system, std::span<const std::string_view> keywords);
    void list(const ListEntry& entry) { list_line("* LIST (", entry); }
    void lsub(const ListEntry& entry) { list_line("* LSUB (", entry); }
    /// The answer to LIST "" "": the separator.
    void list_separator(std::string_view verb = "LIST");
    void status(std::string_view name_utf8, const StatusValues& values);
    /// RFC 3501 7.2.5.
    void search(std::span<const NumberRange> found);
    /// The same in pieces: begin, numbers as often as wanted, end.
    void search_begin();
    void search_numbers(NumberRange range);
    void search_end();
    void esearch(std::string_view tag, const SearchResult& result);

    // ---- FETCH: begin, some items, end: all by the same writer
    // ------------------------------------------------------
    void fetch_begin(std::uint32_t sequence_number);
    void fetch_uid(std::uint32_t uid);
    void fetch_flags(SystemFlags system, std::span<const std::string_view> keywords);
    void fetch_internal_date(WallTime date);
    void fetch_size(std::uint64_t octets);
    /// Sender and Reply-To that are absent are given as From: RFC 9051 7.5.2.
    void fetch_envelope(const events::Envelope& envelope);
    void fetch_body(const events::Part& part);            ///< BODY: without extension data
    void fetch_body_structure(const events::Part& part);  ///< BODYSTRUCTURE
    /// BODY[...] (or as `item` was named), then a value of `octets`, which the caller appends or streams:
    /// exactly so many. `any`, which may hold NUL, is a literal8: of `binary` alone.
    enum class Octets : unsigned char { text, any };
    void fetch_literal(const FetchBody& item, std::uint64_t octets, Octets kind = Octets::text);
    /// The same with the value NIL: there is no such part.
    void fetch_nil(const FetchBody& item);
    void fetch_binary_size(const FetchBody& item, std::uint64_t octets);
    void fetch_end() { *out_ += ")\r\n"; }

    // ---- words
    // ----------------------------------------------------------------------------------------------------
    void string(std::string_view text);
    void nstring(bool is_there, std::string_view text);
    /// As an atom where it can be one.
    void astring(std::string_view text);
    void mailbox(std::string_view name_utf8);

private:
    enum class Extensions : unsigned char { without, with };

    void line_of_names(std::string_view begin, std::span<const std::string_view> names);
    void list_line(std::string_view begin, const ListEntry& entry);
    void number_line(std::uint64_t number, std::string_view what);
    void literal(std::string_view text);
    void next_item();
    void item_name(const FetchBody& item);
    void section(const Section& section);
    void addresses(const auto& list);
    void envelope(const events::Envelope& envelope);
    void body(const events::Part& part, Extensions extensions, unsigned depth);
    void multipart(const events::Part& part, Extensions extensions, unsigned depth);
    void single_part(const events::Part& part, Extensions extensions, unsigned depth);
    void empty_part();
    void parameters(const auto& list);
    void extensions_after(const events::Part& part);

    Lent<std::string> out_;
    TextForm form_;
    bool is_first_item_ = true;  // of the FETCH that is being written
};

}  // namespace milpa::mail::imap

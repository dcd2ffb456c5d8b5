// SPDX-License-Identifier: AGPL-3.0-or-later
// What is known of a message, taken out in one pass as it arrives: envelope, MIME structure with offsets,
// preview, words.
//
// What always holds:
// - every message gives facts: nothing fails, whatever the octets; however they are cut, the result is the
// same;
// - time is linear in the octets, memory is bounded by the limits below: server/delivery_memory_test.cpp
//   counts what a connection takes with it, for the worst messages that we could make; what goes over a
//   limit is missing from the facts, and never from the message;
// - offsets are within the message, header_begin <= body_begin <= body_end, parts in order, inside their
// parent;
// - a multipart has at least one part, a message/rfc822 (message/global) exactly one, anything else none;
// - envelope fields that the message does not have are absent: IMAP shows From for an absent Sender or
// Reply-To;
// - type, subtype, encoding and disposition are lower case;
// - a text part always has a charset parameter ("us-ascii").
//
// How broken messages are read (as Dovecot does, where it has a custom):
// - a header ends at the first empty line, at a boundary of an open multipart, or with the message;
// - lines without a colon in a header are passed over;
// - a line is a boundary when it begins with "--" and the value of an open multipart; of several, the
// longest;
// - without a Content-Type that can be read, a part is text/plain (message/rfc822 in a multipart/digest);
// - a multipart without a boundary parameter is text/plain;
// - a multipart in which no boundary is found has one empty text/plain;
// - of a field that may occur once the first counts; several To, Cc or Bcc fields are one list;
// - below nesting_max, containers are application/octet-stream; after parts_max, or when structure_octets_max
//   is used up, no boundary begins another part.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "mail.pb.h"

namespace milpa::mail::message {

/// A field longer than that counts as far as this (about 400 addresses); the message is then `words_cut`. It
/// is held while it is read.
inline constexpr std::size_t field_octets_max = 16 * 1024;
/// All headers of a message, of its parts too; what comes after is passed over, so a flood of fields costs
/// little. The message is then `words_cut`.
inline constexpr std::size_t header_octets_max = 1024 * 1024;
/// The envelope of a message with those of the messages attached to it; what comes after is absent from the
/// facts. A field of the longest kind fits.
inline constexpr std::size_t envelope_octets_max = 18 * 1024;
static_assert(envelope_octets_max > field_octets_max);
/// The structure, envelopes aside; what comes after is absent from the facts. A budget of its own: however
/// many recipients a message has, its parts are found.
inline constexpr std::size_t structure_octets_max = 20 * 1024;
/// What a part without a header takes of that.
inline constexpr std::size_t part_octets = 72;
/// Multiparts and messages inside each other. Real mail stays below ten.
inline constexpr std::size_t nesting_max = 50;
/// Parts of a message altogether; digests of lists have some tens.
inline constexpr std::size_t parts_max = 250;
static_assert(parts_max * part_octets < structure_octets_max);
/// RFC 2046 5.1.1 allows 70; a longer one is compared as far as this.
inline constexpr std::size_t boundary_octets_max = 200;
/// RFC 8970 3.2 (PREVIEW) recommends 200 characters.
inline constexpr std::size_t preview_octets_max = 256;
/// Different terms of a message, and their octets: a message with more (a book) is searched by reading it.
/// Long newsletters have half as many.
inline constexpr std::size_t terms_max = 2560;
inline constexpr std::size_t terms_octets_max = 20 * 1024;
/// Decoded text that is split into words: bounds the work for a message of 50 MiB of text.
inline constexpr std::size_t indexed_octets_max = 2 * 1024 * 1024;
/// References kept: the first id and the last ones (RFC 5322 3.6.4 grows without end).
inline constexpr std::size_t references_octets_max = 4 * 1024;

/// Facts as they are stored: a serialized events::MessageFacts, without the objects, which take five times as
/// much memory.
struct StoredFacts {
    std::string octets;
    std::size_t words_begin = 0;  ///< the words are the last of it

    /// Leaves the words out: a search reads the message then.
    void drop_words();
};

class Extractor {
public:
    Extractor();
    ~Extractor();
    Extractor(Extractor&&) noexcept;
    Extractor& operator=(Extractor&&) noexcept;

    /// The next octets of the message, cut anywhere.
    void feed(std::string_view octets);
    /// One of them requires to be called once, after the last feed.
    events::MessageFacts finish();
    StoredFacts finish_stored();

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// A whole message at once.
events::MessageFacts extract(std::string_view message);

}  // namespace milpa::mail::message

// SPDX-License-Identifier: AGPL-3.0-or-later
// Searches messages that the index cannot decide: reads them as the extractor does.
#pragma once

#include <memory>
#include <string_view>

#include "mail/message/words.hpp"

namespace milpa::mail::message {

/// RFC 9051 6.4.4: BODY looks at text parts, at the headers of attached messages and at names of attachments;
/// TEXT also at the header.
enum class SearchScope : unsigned char { body, text };

/// Streams one raw message, decoded as for the index (but without its limits, save that of a
/// field's length), and says whether it holds the
/// query.
class TextMatcher {
public:
    TextMatcher(Query query, SearchScope scope);
    ~TextMatcher();
    TextMatcher(TextMatcher&&) noexcept;
    TextMatcher& operator=(TextMatcher&&) noexcept;

    /// The next octets, cut anywhere. Returns as soon as the query was found.
    void feed(std::string_view octets);
    /// True already before the end when there is nothing more to learn.
    bool found() const;
    /// Ends the message; requires to be called once.
    bool finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// SEARCH HEADER: has a field of this name (any case) whose decoded value holds the query? An empty query:
/// has such a field at all.
bool header_contains(std::string_view header, std::string_view name, const Query& query);

}  // namespace milpa::mail::message

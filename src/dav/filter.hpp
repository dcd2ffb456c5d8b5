// SPDX-License-Identifier: AGPL-3.0-or-later
// The filters of addressbook-query (RFC 6352 10.5).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "contacts/vcard.hpp"
#include "dav/xml.hpp"

namespace milpa::dav {

enum class Collation : std::uint8_t { octet, ascii, unicode };
/// RFC 6352 8.3: those that are known, as the client writes them.
inline constexpr std::string_view collation_names[] = {"i;octet", "i;ascii-casemap", "i;unicode-casemap"};

struct TextMatch {
    enum class How : std::uint8_t { equals, contains, starts_with, ends_with } how = How::contains;
    Collation collation = Collation::unicode;
    bool negated = false;
    std::string text;  ///< folded as the collation does

    bool matches(std::string_view value) const;
};

struct ParamFilter {
    std::string name;
    bool not_defined = false;
    std::optional<TextMatch> match;

    bool matches(const contacts::Property& property) const;
};

struct PropFilter {
    std::string group;  ///< empty: of any
    std::string name;
    bool not_defined = false;
    bool all = false;  ///< of what stands inside; else any
    std::vector<TextMatch> matches_of;
    std::vector<ParamFilter> params;

    bool matches(const contacts::VCard& card) const;
};

struct Filter {
    bool all = false;
    std::vector<PropFilter> props;

    bool matches(const contacts::VCard& card) const;
};

/// Fails with `syntax`; `missing`: an unknown collation.
Result<Filter> read_filter(const Element& filter);

}  // namespace milpa::dav

// SPDX-License-Identifier: AGPL-3.0-or-later
// Names and addresses: positions in a structured value of a vCard (N, ADR) and kinds of components in
// JSContact, with their order (JSCOMPS, RFC 9555 3.3.1).
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace milpa::contacts {

using Structured = std::vector<std::vector<std::string>>;

enum class ComponentsOf : std::uint8_t { name, address };

/// The kinds of the components of `value`, in the order that `jscomps` gives, else of their positions. Into
/// `to`: "components", "isOrdered", "defaultSeparator". Parts that RFC 9554 puts into two positions for older
/// programs come once.
void read_components(boost::json::object& to, ComponentsOf what, const Structured& value,
                     std::string_view jscomps);

struct WrittenComponents {
    Structured value;
    std::string jscomps;  ///< empty: in no order
    /// Components whose kind has no position: whole objects, to be kept elsewhere.
    bool complete = true;
    bool operator==(const WrittenComponents&) const = default;
};
/// Of an object as read_components() makes it. `member`: "value", or "phonetic" for how each sounds.
WrittenComponents write_components(const boost::json::object& from, ComponentsOf what,
                                   std::string_view member);
/// RFC 9553 1.5.4 (phonetic): the components of an alternative N or ADR, put beside those of the first.
void add_phonetics(boost::json::object& to, ComponentsOf what, const Structured& value);

/// All values with their separators, for people: "Dr. Ana Maria Ruiz".
std::string join_components(const boost::json::object& from);

}  // namespace milpa::contacts

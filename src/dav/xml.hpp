// SPDX-License-Identifier: AGPL-3.0-or-later
// The XML of WebDAV's requests and answers (RFC 4918 14). What comes in is read by expat, with names resolved
// to their namespaces, into a small tree; what goes out is written as text.
//
// A request is hostile until it is read: documents with a DOCTYPE are refused (no entities of their own, so
// no bombs and no foreign files), and so is all that goes over the limits.
#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace milpa::dav {

/// A multiget of a thousand cards is 100 KiB.
inline constexpr std::size_t xml_octets_max = 1024 * 1024;
inline constexpr std::size_t xml_depth_max = 32;
inline constexpr std::size_t xml_elements_max = 20'000;
inline constexpr std::size_t xml_attributes_max = 32;

inline constexpr std::string_view dav_space = "DAV:";
inline constexpr std::string_view card_space = "urn:ietf:params:xml:ns:carddav";
/// The change tag that programs look at before they ask for more.
inline constexpr std::string_view calendarserver_space = "http://calendarserver.org/ns/";
/// Colours of address books, as DAVx5, Radicale and others write them.
inline constexpr std::string_view colour_space = "http://inf-it.com/ns/ab/";

struct Name {
    std::string space;
    std::string local;
    auto operator<=>(const Name&) const = default;
};

struct Element {
    Name name;
    std::vector<std::pair<std::string, std::string>> attributes;  ///< those without a namespace
    std::string text;                                             ///< all of it, without that of children
    std::vector<Element> children;

    bool is(std::string_view space, std::string_view local) const {
        return name.space == space && name.local == local;
    }
    /// The first of that name, or null.
    const Element* find(std::string_view space, std::string_view local) const;
    std::string_view attribute(std::string_view wanted, std::string_view by_default = {}) const;
};

/// Fails with `syntax` (no XML, a DOCTYPE), `limit`.
Result<Element> read_xml(std::string_view octets);

/// Text for between tags and inside of quotes. Characters that XML 1.0 cannot hold are left out.
std::string escape_xml(std::string_view text);
/// "<D:href>", with the prefixes that root_spaces declares; another namespace is declared in place.
std::string open_tag(const Name& name);
std::string close_tag(const Name& name);
std::string empty_tag(const Name& name);
/// `content` is XML.
std::string tagged(std::string_view space, std::string_view local, std::string_view content);
/// The declarations of the prefixes, for a document's first element.
std::string_view root_spaces();
std::string_view xml_head();

}  // namespace milpa::dav

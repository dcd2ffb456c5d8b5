// SPDX-License-Identifier: AGPL-3.0-or-later
// Bodies of requests: whatever is read keeps to the limits, can be written, and is the same when it is read
// again; filters and parts of cards take whatever stands in them.
#include <cstdint>

#include "base/ensure.hpp"
#include "dav/answer.hpp"
#include "dav/filter.hpp"

namespace {

using namespace milpa::dav;

std::size_t elements_of(const Element& element, std::size_t depth) {
    milpa::ensure(depth <= xml_depth_max && element.attributes.size() <= xml_attributes_max);
    std::size_t sum = 1;
    for (const Element& child : element.children) sum += elements_of(child, depth + 1);
    return sum;
}

std::string written(const Element& element) {
    std::string out = open_tag(element.name);
    out += escape_xml(element.text);
    for (const Element& child : element.children) out += written(child);
    return out + close_tag(element.name);
}

bool same(const Element& one, const Element& other) {
    if (one.name != other.name || one.text != other.text || one.children.size() != other.children.size()) {
        return false;
    }
    for (std::size_t i = 0; i < one.children.size(); ++i) {
        if (!same(one.children[i], other.children[i])) return false;
    }
    return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    static_cast<void>(read_href(text.substr(0, 300)));
    const auto root = read_xml(text);
    if (!root) return 0;
    milpa::ensure(elements_of(*root, 1) <= xml_elements_max);
    const std::string out = written(*root);
    const std::string document =
        out.substr(0, out.find('>')) + std::string(root_spaces()) + out.substr(out.find('>'));
    if (document.size() <= xml_octets_max) {
        const auto again = read_xml(document);
        milpa::ensure(again.has_value() && same(*again, *root));
    }
    const milpa::contacts::VCard card{
        .properties = {{.name = "FN", .value = "Ana"}, {.group = "a", .name = "TEL"}}};
    if (const auto filter = read_filter(*root)) static_cast<void>(filter->matches(card));
    static_cast<void>(cut_address_data(write_vcard(card), *root));
    return 0;
}

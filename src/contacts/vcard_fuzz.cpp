// SPDX-License-Identifier: AGPL-3.0-or-later
// Whatever is read can be written, and is the same when it is read again: the vCard itself, and the Card that
// it becomes, through both versions.
#include <algorithm>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <cstdlib>
#include <iostream>

#include "base/ensure.hpp"
#include "contacts/jscontact.hpp"
#include "contacts/text.hpp"

namespace {

using namespace milpa::contacts;

/// Components without an order have none that could be kept.
void sort_components(json::value& at) {
    if (at.is_array()) {
        for (json::value& one : at.get_array()) {
            sort_components(one);
        }
    } else if (at.is_object()) {
        for (auto& [key, one] : at.get_object()) {
            sort_components(one);
        }
        json::value* components = at.get_object().if_contains("components");
        if (components != nullptr && components->is_array() && !at.get_object().contains("isOrdered")) {
            std::ranges::sort(components->get_array(), {}, [](const auto& v) { return json::serialize(v); });
        }
    }
}

/// Whether all that was kept as it was is unknown: a second KIND, say, may be taken for the first later.
bool keeps_only_unknown(const json::object& card) {
    const json::value* kept = card.if_contains("vCardProps");
    return kept == nullptr || std::ranges::all_of(kept->as_array(), [](const json::value& one) {
               return std::string_view(one.at(0).as_string()).starts_with("x-") &&
                      !std::string_view(one.at(0).as_string()).starts_with("x-a") &&
                      !std::string_view(one.at(0).as_string()).starts_with("x-social");
           });
}

void check_card_round(json::object card, VCardVersion version) {
    if (!card.contains("uid")) {
        card["uid"] = "u";
    }
    milpa::ensure(check_card(card).empty());
    const std::string text = write_vcard(card_to_vcard(card, version));
    milpa::ensure(is_utf8(text));
    const auto again = read_vcard(text);
    if (!again) {
        // What JSContact keeps beside may take more room than the limits leave.
        milpa::ensure(again.error().kind == milpa::ErrorKind::limit);
        return;
    }
    json::value before = card;
    json::value after = card_from_vcard(*again);
    milpa::ensure(check_card(after.get_object()).empty());
    sort_components(before);
    sort_components(after);
    if (version == VCardVersion::v40 && keeps_only_unknown(card) && before != after) {
        std::cerr << text << "\n" << before << "\n" << after << "\n";
        std::abort();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto card = read_vcard({reinterpret_cast<const char*>(data), size});
    if (!card) {
        return 0;
    }
    const auto again = read_vcard(write_vcard(*card));
    if (card->version != VCardVersion::v21) {
        milpa::ensure(again.has_value() ? *again == *card : again.error().kind == milpa::ErrorKind::limit);
    }
    check_card_round(card_from_vcard(*card), VCardVersion::v40);
    check_card_round(card_from_vcard(*card), VCardVersion::v30);
    return 0;
}

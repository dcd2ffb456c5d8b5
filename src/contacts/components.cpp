// SPDX-License-Identifier: AGPL-3.0-or-later
#include "contacts/components.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <span>

#include "contacts/vcard.hpp"

namespace milpa::contacts {

namespace {

namespace json = boost::json;

/// RFC 9554 2.2, and RFC 6350 6.2.2 before it.
constexpr std::string_view name_kinds[] = {"surname",    "given",    "given2",    "title",
                                           "credential", "surname2", "generation"};
/// RFC 9554 2.1: seven of RFC 6350 6.3.1, of which the second and third are what older programs read.
constexpr std::string_view address_kinds[] = {
    "postOfficeBox", "apartment", "name",        "locality", "region",   "postcode",
    "country",       "room",      "apartment",   "floor",    "number",   "name",
    "building",      "block",     "subdistrict", "district", "landmark", "direction"};
constexpr std::size_t old_address_size = 7;
constexpr std::size_t old_extended = 1;
constexpr std::size_t old_street = 2;
constexpr std::size_t old_name_size = 5;
constexpr std::size_t surname_at = 0;
constexpr std::size_t credential_at = 4;
constexpr std::size_t surname2_at = 5;
constexpr std::size_t generation_at = 6;

std::span<const std::string_view> kinds_of(ComponentsOf what) {
    return what == ComponentsOf::name ? std::span<const std::string_view>(name_kinds)
                                      : std::span<const std::string_view>(address_kinds);
}

/// Where a kind is written: the newest position of it.
std::optional<std::size_t> position_of(ComponentsOf what, std::string_view kind) {
    const auto kinds = kinds_of(what);
    for (std::size_t i = kinds.size(); i-- > 0;) {
        if (kinds[i] == kind) {
            return i;
        }
    }
    return std::nullopt;
}

bool is_in(const Structured& value, std::size_t position, std::string_view text) {
    return position < value.size() && std::ranges::find(value[position], text) != value[position].end();
}

/// Whether an address names its parts by RFC 9554: then the second and third position only repeat them.
bool is_new_address(ComponentsOf what, const Structured& value) {
    if (what != ComponentsOf::address) {
        return false;
    }
    for (std::size_t i = old_address_size; i < value.size(); ++i) {
        if (std::ranges::any_of(value[i], [](const std::string& one) { return !one.empty(); })) {
            return true;
        }
    }
    return false;
}

bool is_repeated(ComponentsOf what, const Structured& value, std::size_t position, std::string_view text) {
    if (what == ComponentsOf::name) {
        return (position == surname_at && is_in(value, surname2_at, text)) ||
               (position == credential_at && is_in(value, generation_at, text));
    }
    return (position == old_extended || position == old_street) && is_new_address(what, value);
}

json::object component(std::string_view kind, std::string_view value) {
    json::object out;
    out["kind"] = kind;
    out["value"] = value;
    return out;
}

std::optional<std::size_t> read_number(std::string_view text) {
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

/// False where it does not fit the value: then order is as if there were none.
bool read_ordered(json::object& to, ComponentsOf what, const Structured& value, std::string_view jscomps) {
    const Structured entries = split_structured(jscomps);
    json::array components;
    json::object more;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const std::vector<std::string>& entry = entries[i];
        if (entry.front() == "s" && entry.size() == 2) {
            if (i == 0) {
                more["defaultSeparator"] = entry[1];
            } else {
                components.push_back(component("separator", entry[1]));
            }
            continue;
        }
        if (i == 0 && entry.size() == 1 && entry.front().empty()) {
            continue;
        }
        const auto position = read_number(entry.front());
        const auto index = entry.size() > 1 ? read_number(entry[1]) : std::optional<std::size_t>(0);
        if (i == 0 || !position || !index || *position >= value.size() ||
            *position >= kinds_of(what).size() || *index >= value[*position].size()) {
            return false;
        }
        components.push_back(component(kinds_of(what)[*position], value[*position][*index]));
    }
    if (components.empty()) {
        return false;
    }
    to["components"] = std::move(components);
    to["isOrdered"] = true;
    for (auto& [key, one] : more) {
        to[key] = std::move(one);
    }
    return true;
}

std::string_view text_of(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    return value != nullptr && value->is_string() ? std::string_view(value->get_string())
                                                  : std::string_view();
}

void put_entry(std::string& jscomps, const std::string& entry) {
    jscomps += ';';
    jscomps += entry;
}

std::string separator_entry(std::string_view text) { return "s," + escape_text(text); }

/// RFC 9554 2.1, 2.2: what programs that know only RFC 6350 find where they look.
void add_for_older(Structured& value, ComponentsOf what) {
    const auto append = [&](std::size_t to, std::size_t from) {
        value[to].insert(value[to].end(), value[from].begin(), value[from].end());
    };
    if (what == ComponentsOf::name) {
        append(surname_at, surname2_at);
        append(credential_at, generation_at);
        return;
    }
    for (const std::size_t from : {7U, 9U, 8U, 12U}) {  // room, floor, apartment, building
        append(old_extended, from);
    }
    for (const std::size_t from : {10U, 11U, 13U, 17U, 16U, 14U, 15U}) {
        append(old_street, from);
    }
}

/// Positions behind the older ones only where something stands in them.
void trim(Structured& value, ComponentsOf what) {
    const std::size_t old = what == ComponentsOf::name ? old_name_size : old_address_size;
    while (value.size() > old && value.back().empty()) {
        value.pop_back();
    }
    if (value.size() > old) {
        value.resize(kinds_of(what).size());
    }
}

}  // namespace

void read_components(json::object& to, ComponentsOf what, const Structured& value, std::string_view jscomps) {
    if (!jscomps.empty() && read_ordered(to, what, value, jscomps)) {
        return;
    }
    json::array components;
    for (std::size_t i = 0; i < value.size() && i < kinds_of(what).size(); ++i) {
        for (const std::string& one : value[i]) {
            if (!one.empty() && !is_repeated(what, value, i, one)) {
                components.push_back(component(kinds_of(what)[i], one));
            }
        }
    }
    if (!components.empty()) {
        to["components"] = std::move(components);
    }
}

WrittenComponents write_components(const json::object& from, ComponentsOf what, std::string_view member) {
    WrittenComponents out;
    out.value.resize(kinds_of(what).size());
    const json::value* components = from.if_contains("components");
    if (components == nullptr || !components->is_array()) {
        out.value.clear();
        return out;
    }
    const json::value* ordered = from.if_contains("isOrdered");
    std::string entries;
    if (from.contains("defaultSeparator")) {
        entries = separator_entry(text_of(from, "defaultSeparator"));
    }
    for (const json::value& one : components->get_array()) {
        const std::string_view kind = text_of(one.get_object(), "kind");
        const std::string_view value = text_of(one.get_object(), member);
        if (kind == "separator") {
            put_entry(entries, separator_entry(text_of(one.get_object(), "value")));
            continue;
        }
        const auto position = position_of(what, kind);
        if (!position) {
            out.complete = false;
            continue;
        }
        auto& values = out.value[*position];
        put_entry(entries, values.empty() ? std::to_string(*position)
                                          : std::to_string(*position) + "," + std::to_string(values.size()));
        values.emplace_back(value);
    }
    if (ordered != nullptr && ordered->is_bool() && ordered->get_bool()) {
        out.jscomps = std::move(entries);
    }
    add_for_older(out.value, what);
    trim(out.value, what);
    return out;
}

void add_phonetics(json::object& to, ComponentsOf what, const Structured& value) {
    json::value* components = to.if_contains("components");
    if (components == nullptr || !components->is_array()) {
        return;
    }
    std::vector<std::size_t> taken(kinds_of(what).size(), 0);
    for (json::value& one : components->get_array()) {
        json::object& object = one.get_object();
        auto position = position_of(what, text_of(object, "kind"));
        if (position && *position >= value.size()) {  // an address of seven parts
            const auto kinds = kinds_of(what).subspan(0, value.size());
            const auto found = std::ranges::find(kinds, text_of(object, "kind"));
            position = found == kinds.end() ? std::optional<std::size_t>()
                                            : static_cast<std::size_t>(found - kinds.begin());
        }
        if (!position || taken[*position] >= value[*position].size()) {
            continue;
        }
        const std::string& sound = value[*position][taken[*position]++];
        if (!sound.empty()) {
            object["phonetic"] = sound;
        }
    }
}

std::string join_components(const json::object& from) {
    const json::value* components = from.if_contains("components");
    if (components == nullptr || !components->is_array()) {
        return {};
    }
    const std::string_view between =
        from.contains("defaultSeparator") ? text_of(from, "defaultSeparator") : std::string_view(" ");
    std::string out;
    bool separated = true;
    for (const json::value& one : components->get_array()) {
        const bool separator = text_of(one.get_object(), "kind") == "separator";
        if (!separator && !separated) {
            out += between;
        }
        out += text_of(one.get_object(), "value");
        separated = separator;
    }
    return out;
}

}  // namespace milpa::contacts

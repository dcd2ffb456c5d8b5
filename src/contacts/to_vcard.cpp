// SPDX-License-Identifier: AGPL-3.0-or-later
#include "contacts/to_vcard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "contacts/components.hpp"
#include "contacts/moment.hpp"
#include "contacts/text.hpp"

namespace milpa::contacts {

namespace {

/// RFC 6901 3.
std::string escape_pointer(std::string_view piece) {
    std::string out;
    for (const char c : piece) {
        if (c == '~') {
            out += "~0";
        } else if (c == '/') {
            out += "~1";
        } else {
            out += c;
        }
    }
    return out;
}

constexpr std::string_view apple_no_year = "1604";

/// Members that need no property of their own.
bool is_frame(std::string_view member) {
    return member == "@type" || member == "version" || member == "localizations" || member == "vCardProps" ||
           member == "name";
}

bool is_entry_map(std::string_view member) { return has(entry_rules, member, &EntryRule::map); }

}  // namespace

std::optional<json::value> Taking::value(std::string_view member) {
    const auto found = left_.find(member);
    if (found == left_.end()) {
        return std::nullopt;
    }
    json::value value = std::move(found->value());
    left_.erase(found);
    return value;
}

std::optional<std::string> Taking::text(std::string_view member) {
    const json::value* found = left_.if_contains(member);
    if (found == nullptr || !found->is_string()) {
        return std::nullopt;
    }
    std::string text(found->get_string());
    left_.erase(member);
    return text;
}

std::optional<std::int64_t> Taking::number(std::string_view member) {
    const json::value* found = left_.if_contains(member);
    boost::system::error_code error;
    const auto number = found == nullptr ? 0 : found->to_number<std::int64_t>(error);
    if (found == nullptr || error) {
        return std::nullopt;
    }
    left_.erase(member);
    return number;
}

std::vector<std::string> Taking::words(std::string_view member) {
    std::vector<std::string> out;
    const json::value* found = left_.if_contains(member);
    if (found == nullptr || !found->is_object()) {
        return out;
    }
    for (const auto& [word, set] : found->get_object()) {
        if (set.is_bool() && set.get_bool()) {
            out.emplace_back(word);
        }
    }
    left_.erase(member);
    return out;
}

VCard VCardBuilder::build() && {
    out_.version = version_;
    number_variants();
    const json::value* name = card_.if_contains("name");
    write_name(name != nullptr && name->is_object() ? name->get_object() : json::object(),
               variant_of("name"));
    // Organizations before titles, which stand in their groups.
    for (const bool organizations : {true, false}) {
        for (const auto& [member, value] : card_) {
            if ((member == "organizations") == organizations && !is_frame(member)) {
                write(member, value);
            }
        }
    }
    if (const json::value* all = card_.if_contains("localizations"); all != nullptr && all->is_object()) {
        write_localizations(all->get_object());
    }
    if (const json::value* kept = card_.if_contains("vCardProps"); kept != nullptr && kept->is_array()) {
        write_kept(kept->get_array());
    }
    return std::move(out_);
}

void VCardBuilder::write(std::string_view member, const json::value& value) {
    if (write_single(member, value) || write_group(member, value)) {
        return;
    }
    if (!value.is_object()) {
        write_jsprop(escape_pointer(member), value);
        return;
    }
    const json::object& object = value.get_object();
    if (member == "speakToAs") {
        write_speak(object);
        return;
    }
    if (member == "relatedTo") {
        write_related(object);
        return;
    }
    if (member != "anniversaries" && !is_entry_map(member)) {
        write_jsprop(escape_pointer(member), value);
        return;
    }
    for (const auto& [id, entry] : object) {
        const std::string place = std::string(member) + "/" + escape_pointer(id);
        if (!entry.is_object() ||
            !(member == "anniversaries" ? write_anniversary(id, entry.get_object())
                                        : write_entry(member, id, entry.get_object(), variant_of(place)))) {
            write_jsprop(place, entry);
        }
    }
}

bool VCardBuilder::write_single(std::string_view member, const json::value& value) {
    if (member == "keywords" && value.is_object()) {
        std::string all;
        for (const auto& [word, set] : value.get_object()) {
            all += all.empty() ? "" : ",";
            all += escape_text(word);
        }
        put({.name = "CATEGORIES", .value = all});
        return true;
    }
    if (!value.is_string()) {
        return false;
    }
    const std::string_view text = value.get_string();
    if (member == "uid") {
        put({.name = "UID", .value = escape_text(text)});
        return true;
    }
    if (member == "prodId" || member == "language") {
        put({.name = member == "prodId" ? "PRODID" : "LANGUAGE", .value = escape_text(text)});
        return true;
    }
    if (member == "updated" || member == "created") {
        const auto moment = read_moment(text);
        const auto ms = moment ? to_ms(*moment) : std::nullopt;
        if (!ms) {
            return false;
        }
        const bool updated = member == "updated";
        put({.name = updated ? "REV" : "CREATED", .value = is_old() ? utc_text(*ms) : basic_utc_text(*ms)});
        return true;
    }
    return false;
}

bool VCardBuilder::write_group(std::string_view member, const json::value& value) {
    if (member == "kind" && value.is_string()) {
        // 3.0 has only Apple's way to say that it is a group; others are of no meaning there.
        const bool apple = is_old() && value.get_string() == "group";
        put({.name = apple ? "X-ADDRESSBOOKSERVER-KIND" : "KIND", .value = escape_text(value.get_string())});
        return true;
    }
    if (member != "members" || !value.is_object()) {
        return false;
    }
    for (const auto& [uid, set] : value.get_object()) {
        if (is_old()) {
            put({.name = "X-ADDRESSBOOKSERVER-MEMBER", .value = "urn:uuid:" + escape_text(uid)});
        } else {
            put({.name = "MEMBER", .value = escape_text(uid)});
        }
    }
    return true;
}

void VCardBuilder::write_name(const json::object& name, const Variant& variant) {
    Taking taking(name);
    const auto full = taking.text("full");
    Property fn{.name = "FN"};
    vary(fn, variant);
    json::object alone;
    alone["name"] = name;
    const std::string shown = full ? *full : display_name(variant.main() ? card_ : alone);
    if (!full) {
        fn.add("DERIVED", "TRUE");
    }
    fn.value = escape_text(shown);
    if (full || variant.main() || !shown.empty()) {
        put(std::move(fn));
    }
    const WrittenComponents written = write_components(name, ComponentsOf::name, "value");
    if (written.complete && !written.value.empty()) {
        Property n{.name = "N", .value = join_structured(written.value)};
        vary(n, variant);
        if (!written.jscomps.empty()) {
            n.add("JSCOMPS", written.jscomps);
            taking.value("defaultSeparator");
        }
        taking.value("components");
        taking.value("isOrdered");
        if (taking.left().contains("sortAs") && taking.left().at("sortAs").is_object()) {
            Taking sort(taking.left().at("sortAs").get_object());
            const auto surname = sort.text("surname");
            const auto given = sort.text("given");
            if (sort.left().empty() && (surname || given)) {
                n.add("SORT-AS",
                      escape_text(surname.value_or("")) + (given ? "," + escape_text(*given) : ""));
                taking.value("sortAs");
            }
        }
        restore_parameters(n, taking);
        put(std::move(n));
        write_phonetics(name, variant);
        if (variant.main()) {
            taking.value("phoneticSystem");
            taking.value("phoneticScript");
        }
    } else if (is_old() && variant.main()) {
        // RFC 2426 3.1.2: it must be there.
        put({.name = "N", .parameters = {{"DERIVED", {"TRUE"}}}, .value = escape_text(shown) + ";;;;"});
    }
    if (variant.main()) {
        for (const auto& [member, value] : taking.left()) {
            write_jsprop("name/" + escape_pointer(member), value);
        }
    }
}

void VCardBuilder::write_phonetics(const json::object& name, const Variant& variant) {
    const json::value* system = name.if_contains("phoneticSystem");
    if (!variant.main() || system == nullptr || !system->is_string()) {
        return;
    }
    Property n{.name = "N",
               .value = join_structured(write_components(name, ComponentsOf::name, "phonetic").value)};
    n.add("ALTID", variant.altid);
    n.add("PHONETIC", std::string(system->get_string()));
    if (const json::value* script = name.if_contains("phoneticScript"); script && script->is_string()) {
        n.add("SCRIPT", std::string(script->get_string()));
    }
    put(std::move(n));
}

void VCardBuilder::write_speak(const json::object& speak) {
    Taking taking(speak);
    if (const auto gender = taking.text("grammaticalGender")) {
        put({.name = "GRAMGENDER", .value = escape_text(*gender)});
    }
    if (auto pronouns = taking.value("pronouns")) {
        for (const auto& [id, entry] : pronouns->is_object() ? pronouns->get_object() : json::object()) {
            if (!entry.is_object() || !write_entry("speakToAs/pronouns", id, entry.get_object(), {})) {
                write_jsprop("speakToAs/pronouns/" + escape_pointer(id), entry);
            }
        }
    }
    for (const auto& [member, value] : taking.left()) {
        write_jsprop("speakToAs/" + escape_pointer(member), value);
    }
}

bool VCardBuilder::write_date(Property& property, Taking& date) {
    if (const auto utc = date.text("utc")) {
        const auto moment = read_moment(*utc);
        const auto ms = moment ? to_ms(*moment) : std::nullopt;
        if (!ms) {
            return false;
        }
        property.value = is_old() ? utc_text(*ms) : basic_utc_text(*ms);
        property.add("VALUE", is_old() ? "date-time" : "timestamp");
        return date.left().empty();
    }
    const auto year = date.number("year");
    const auto month = date.number("month");
    const auto day = date.number("day");
    if (const auto scale = date.text("calendarScale")) {
        property.add("CALSCALE", *scale);
    }
    if (!date.left().empty() || (!month && day && year) || (!year && !month && !day)) {
        return false;
    }
    const std::string_view dash = is_old() ? "-" : "";
    if (is_old() && !year && month && day) {
        property.add("X-APPLE-OMIT-YEAR", std::string(apple_no_year));
        property.value = fmt::format("{}-{:02}-{:02}", apple_no_year, *month, *day);
    } else if (year) {
        property.value = fmt::format("{:04}", *year);
        property.value += month ? fmt::format("{}{:02}", day ? dash : "-", *month) : "";
        property.value += day ? fmt::format("{}{:02}", dash, *day) : "";
    } else {
        property.value = month ? fmt::format("--{:02}", *month) : "---";
        property.value += day ? fmt::format("{:02}", *day) : "";
    }
    return true;
}

bool VCardBuilder::write_anniversary(std::string_view id, const json::object& entry) {
    Taking taking(entry);
    const auto kind = taking.text("kind");
    const bool birth = kind == "birth";
    if (!birth && kind != "death" && kind != "wedding") {
        return false;
    }
    Property date{.name = birth ? "BDAY" : kind == "death" ? "DEATHDATE" : "ANNIVERSARY"};
    date.add("PROP-ID", std::string(id));
    auto when = taking.value("date");
    if (when) {
        Taking parts(when->is_object() ? when->get_object() : json::object());
        if (!write_date(date, parts)) {
            return false;
        }
    }
    Property place{.name = birth ? "BIRTHPLACE" : "DEATHPLACE"};
    place.add("PROP-ID", std::string(id));
    auto where = taking.value("place");
    if (where) {
        Taking parts(where->is_object() ? where->get_object() : json::object());
        const auto full = parts.text("full");
        const auto coordinates = full ? std::nullopt : parts.text("coordinates");
        if (kind == "wedding" || (!full && !coordinates) || !parts.left().empty()) {
            return false;
        }
        place.value = full ? escape_text(*full) : *coordinates;
        if (coordinates) {
            place.add("VALUE", "uri");
        }
    }
    restore_parameters(when ? date : place, taking);
    if (!taking.left().empty() || (!when && !where)) {
        return false;
    }
    if (when) {
        put(std::move(date));
    }
    if (where) {
        put(std::move(place));
    }
    return true;
}

void VCardBuilder::write_related(const json::object& all) {
    for (const auto& [uid, relation] : all) {
        Taking taking(relation.is_object() ? relation.get_object() : json::object());
        Property property{.name = "RELATED", .value = escape_text(uid)};
        const std::string_view text = uid;
        if (text.find(':') == std::string_view::npos) {
            property.add("VALUE", "text");
        }
        for (std::string& word : taking.words("relation")) {
            property.add("TYPE", std::move(word));
        }
        if (!relation.is_object() || !taking.left().empty()) {
            write_jsprop("relatedTo/" + escape_pointer(uid), relation);
        } else {
            put(std::move(property));
        }
    }
}

void VCardBuilder::write_jsprop(std::string pointer, const json::value& value) {
    Property property{.name = "JSPROP", .value = escape_text(json::serialize(value))};
    property.add("JSPTR", std::move(pointer));
    put(std::move(property));
}

VCard card_to_vcard(const json::object& card, VCardVersion version) {
    return VCardBuilder(card, version == VCardVersion::v40 ? version : VCardVersion::v30).build();
}

}  // namespace milpa::contacts

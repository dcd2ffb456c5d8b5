// SPDX-License-Identifier: AGPL-3.0-or-later
// Entries of maps as properties, in every language that the card has them in.
#include <algorithm>
#include <boost/json/serialize.hpp>

#include "contacts/components.hpp"
#include "contacts/moment.hpp"
#include "contacts/text.hpp"
#include "contacts/to_vcard.hpp"

namespace milpa::contacts {

namespace {

std::string_view text_of(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    return value != nullptr && value->is_string() ? std::string_view(value->get_string())
                                                  : std::string_view();
}

/// "titles/t1/name" -> "titles/t1"; "name/full" -> "name": the entry that a patch changes.
std::string place_of(std::string_view pointer) {
    if (pointer == "name" || pointer.starts_with("name/")) {
        return "name";
    }
    const std::size_t map = pointer.find('/');
    const std::size_t id = map == std::string_view::npos ? map : pointer.find('/', map + 1);
    return std::string(pointer.substr(0, id));
}

/// Whether alternatives of it are written: an entry of a map that is a property.
bool is_variable(std::string_view place) {
    const std::size_t slash = place.find('/');
    return place == "name" || (slash != std::string_view::npos && place.find('~') == std::string_view::npos &&
                               has(entry_rules, place.substr(0, slash), &EntryRule::map));
}

const json::object* find_entry(const json::object& card, std::string_view place) {
    const json::object* at = &card;
    while (true) {
        const std::size_t slash = place.find('/');
        const json::value* next = at->if_contains(place.substr(0, slash));
        if (next == nullptr || !next->is_object()) {
            return nullptr;
        }
        at = &next->get_object();
        if (slash == std::string_view::npos) {
            return at;
        }
        place.remove_prefix(slash + 1);
    }
}

}  // namespace

VCardBuilder::Variant VCardBuilder::variant_of(std::string_view place) const {
    const auto found = altids_.find(place);
    return {.altid = found == altids_.end() ? std::string() : found->second};
}

/// Alternatives are known by a number; it stands at the first of them, too.
void VCardBuilder::number_variants() {
    const auto number = [&](std::string place) {
        altids_.try_emplace(std::move(place), std::to_string(altids_.size() + 1));
    };
    if (const json::object* name = find_entry(card_, "name");
        name != nullptr && name->contains("phoneticSystem")) {
        number("name");
    }
    const json::object* all = find_entry(card_, "localizations");
    for (const auto& [language, patch] : all == nullptr ? json::object() : *all) {
        for (const auto& [pointer, value] : patch.is_object() ? patch.get_object() : json::object()) {
            if (is_variable(place_of(pointer)) && find_entry(card_, place_of(pointer)) != nullptr) {
                number(place_of(pointer));
            }
        }
    }
}

void VCardBuilder::vary(Property& property, const Variant& variant) const {
    if (!variant.altid.empty()) {
        property.add("ALTID", variant.altid);
    }
    if (!variant.language.empty()) {
        property.add("LANGUAGE", variant.language);
    }
}

void VCardBuilder::write_localizations(const json::object& all) {
    for (const auto& [language, patch] : all) {
        if (!patch.is_object()) {
            continue;
        }
        json::object localized = card_;
        std::vector<std::string> places;
        json::object rest;
        for (const auto& [pointer, value] : patch.get_object()) {
            const std::string place = place_of(pointer);
            json::object changed = localized;
            if (altids_.contains(place) && !value.is_null() &&
                apply_patch(changed, json::object{{pointer, value}}) && check_card(changed).empty()) {
                localized = std::move(changed);
                if (!has(places, place)) {
                    places.push_back(place);
                }
            } else {
                rest[pointer] = value;
            }
        }
        for (const std::string& place : places) {
            Variant variant = variant_of(place);
            variant.language = language;
            const json::object* entry = find_entry(localized, place);
            if (entry != nullptr && place == "name") {
                write_name(*entry, variant);
            } else if (entry != nullptr) {
                const std::size_t slash = place.find('/');
                if (write_entry(place.substr(0, slash), place.substr(slash + 1), *entry, variant)) {
                    continue;
                }
                rest[place] = *entry;
            }
        }
        if (!rest.empty()) {
            write_jsprop("localizations/" + std::string(language), rest);
        }
    }
}

const EntryRule* VCardBuilder::rule_for(std::string_view map, const json::object& entry) const {
    const std::string_view kind = text_of(entry, "kind");
    const std::string name = upper(text_of(entry, "vCardName"));
    const EntryRule* plain = nullptr;
    for (const EntryRule& rule : entry_rules) {
        if (rule.map != map) {
            continue;
        }
        if (!name.empty()) {
            if (rule.name == name) {
                return &rule;
            }
        } else if (rule.kind == kind) {
            const bool services = rule.map == "onlineServices";
            if (!services || rule.name == (is_old() ? "X-SOCIALPROFILE" : "SOCIALPROFILE")) {
                return &rule;
            }
        } else if (kind.empty() && map == "titles" && rule.kind == "title") {
            plain = &rule;  // RFC 9553 2.2.5: its default
        }
    }
    return plain;
}

bool VCardBuilder::write_entry(std::string_view map, std::string_view id, const json::object& entry,
                               const Variant& variant) {
    const EntryRule* rule = rule_for(map, entry);
    if (rule == nullptr) {
        return false;
    }
    Taking taking(entry);
    taking.value("kind");
    taking.value("vCardName");
    Property property{.name = std::string(rule->name)};
    vary(property, variant);
    if (!write_value(*rule, property, taking)) {
        return false;
    }
    property.add("PROP-ID", std::string(id));
    restore_parameters(property, taking);
    write_common(*rule, property, taking);
    if (map == "organizations" && variant.main()) {
        bool wanted = false;
        const json::object* titles = find_entry(card_, "titles");
        for (const auto& [title, value] : titles == nullptr ? json::object() : *titles) {
            wanted = wanted || (value.is_object() && text_of(value.get_object(), "organizationId") == id);
        }
        if (wanted && property.group.empty()) {
            property.group = fresh_group();
        }
        organization_groups_[std::string(id)] = property.group;
    }
    if (map == "titles") {
        const auto found = organization_groups_.find(text_of(entry, "organizationId"));
        if (found != organization_groups_.end() && !found->second.empty() &&
            (property.group.empty() || property.group == found->second)) {
            property.group = found->second;
            taking.value("organizationId");
        }
    }
    write_label(property, taking);
    if (!variant.main() && !taking.left().empty()) {
        return false;
    }
    put(std::move(property));
    for (const auto& [member, value] : taking.left()) {
        write_jsprop(std::string(map) + "/" + std::string(id) + "/" + std::string(member), value);
    }
    return true;
}

bool VCardBuilder::write_value(const EntryRule& rule, Property& property, Taking& entry) {
    if (rule.name == "ADR") {
        return write_address(property, entry);
    }
    if (rule.name == "ORG") {
        return write_organization(property, entry);
    }
    if (rule.map == "onlineServices") {
        return write_service(property, entry);
    }
    const auto value = entry.text(rule.member);
    if (!value) {
        return false;
    }
    if (rule.form == ValueForm::resource) {
        entry.left()[rule.member] = *value;
        return write_resource(rule, property, entry);
    }
    property.value = rule.form == ValueForm::uri ? escape_uri(*value) : escape_text(*value);
    if (rule.name == "TEL" && !is_old() && starts_with_fold(*value, "tel:")) {
        property.add("VALUE", "uri");
        property.value = escape_uri(*value);
    }
    if (rule.name == "NOTE") {
        const json::value* author = entry.left().if_contains("author");
        if (author != nullptr && author->is_object()) {
            Taking parts(author->get_object());
            const auto name = parts.text("name");
            const auto uri = parts.text("uri");
            if (parts.left().empty()) {
                if (name) {
                    property.add("AUTHOR-NAME", *name);
                }
                if (uri) {
                    property.add("AUTHOR", *uri);
                }
                entry.value("author");
            }
        }
        const auto moment = read_moment(text_of(entry.left(), "created"));
        if (const auto ms = moment ? to_ms(*moment) : std::nullopt) {
            property.add("CREATED", basic_utc_text(*ms));
            entry.value("created");
        }
    }
    return true;
}

bool VCardBuilder::write_address(Property& property, Taking& entry) {
    const WrittenComponents written = write_components(entry.left(), ComponentsOf::address, "value");
    if (!written.complete) {
        return false;
    }
    property.value = written.value.empty() ? ";;;;;;" : join_structured(written.value);
    if (!written.jscomps.empty()) {
        property.add("JSCOMPS", written.jscomps);
        entry.value("defaultSeparator");
    }
    entry.value("isOrdered");
    // How its parts sound is said beside the property, as JSPROP.
    if (!entry.left().contains("phoneticSystem")) {
        entry.value("components");
    }
    struct Written {
        std::string_view member;
        std::string_view parameter;
    };
    static constexpr Written all[] = {
        {"countryCode", "CC"}, {"coordinates", "GEO"}, {"timeZone", "TZ"}, {"full", "LABEL"}};
    for (const Written& one : all) {
        if (const auto value = entry.text(one.member)) {
            property.add(one.parameter, *value);
        }
    }
    return true;
}

bool VCardBuilder::write_organization(Property& property, Taking& entry) {
    const std::string name = entry.text("name").value_or("");
    std::string sort = escape_text(text_of(entry.left(), "sortAs"));
    bool sorted = entry.text("sortAs").has_value();
    property.value = escape_text(name);
    const auto units = entry.value("units");
    if (units && !units->is_array()) {
        return false;
    }
    for (const json::value& one : units ? units->get_array() : json::array()) {
        Taking unit(one.is_object() ? one.get_object() : json::object());
        const auto unit_name = unit.text("name");
        const auto unit_sort = unit.text("sortAs");
        if (!unit_name || !unit.left().empty()) {
            return false;
        }
        property.value += ";" + escape_text(*unit_name);
        sort += "," + escape_text(unit_sort.value_or(""));
        sorted = sorted || unit_sort.has_value();
    }
    if (sorted) {
        sort.erase(sort.find_last_not_of(',') + 1);
        property.add("SORT-AS", sort);
    }
    return !name.empty() || (units && !units->get_array().empty());
}

bool VCardBuilder::write_service(Property& property, Taking& entry) {
    const auto uri = entry.text("uri");
    const auto user = entry.text("user");
    const auto service = entry.text("service");
    if (!uri && !user) {
        return false;
    }
    property.value = uri ? escape_uri(*uri) : escape_text(*user);
    if (!uri) {
        property.add("VALUE", "text");
    }
    const bool old = property.name != "SOCIALPROFILE";
    if (uri && user) {
        property.add(old ? "X-USER" : "USERNAME", *user);
    }
    if (service && property.name == "X-SOCIALPROFILE" && *service == lower(*service) &&
        service->find_first_of(" ,;:\"") == std::string::npos) {
        property.add("TYPE", *service);
    } else if (service) {
        property.add(old ? "X-SERVICE-TYPE" : "SERVICE-TYPE", *service);
    }
    return true;
}

bool VCardBuilder::write_resource(const EntryRule& rule, Property& property, Taking& entry) {
    const std::string uri = entry.text("uri").value_or("");
    property.value = escape_uri(uri);
    constexpr std::string_view mark = ";base64,";
    const std::size_t comma = uri.find(mark);
    if (!is_old()) {
        return !uri.empty();
    }
    if (!starts_with_fold(uri, "data:") || comma == std::string::npos ||
        !is_base64(std::string_view(uri).substr(comma + mark.size()))) {
        property.add("VALUE", "uri");
        return !uri.empty();
    }
    const std::string type = lower(std::string_view(uri).substr(5, comma - 5));
    property.add("ENCODING", "b");
    const auto known = std::ranges::find(short_types, type, &ShortType::media_type);
    property.add("TYPE", known == std::end(short_types) ? type : upper(known->name));
    property.value = uri.substr(comma + mark.size());
    if (text_of(entry.left(), "mediaType") == type && rule.name != "KEY") {
        entry.value("mediaType");  // said already
    }
    return true;
}

void VCardBuilder::write_common(const EntryRule& rule, Property& property, Taking& entry) {
    const auto add_words = [&](std::string_view member, auto& table, auto from, auto to) {
        json::object unknown;
        for (const std::string& word : entry.words(member)) {
            const auto found = std::ranges::find(table, word, from);
            if (found == std::end(table)) {
                unknown[word] = true;
            } else {
                property.add("TYPE", std::string((*found).*to));
            }
        }
        if (!unknown.empty()) {
            entry.left()[member] = std::move(unknown);
        }
    };
    add_words("contexts", context_names, &ContextName::context, &ContextName::type);
    if (rule.name == "TEL") {
        add_words("features", phone_features, &PhoneFeature::feature, &PhoneFeature::type);
    }
    if (rule.name == "EMAIL" && is_old()) {
        property.add("TYPE", "internet");
    }
    if (const auto pref = entry.number("pref")) {
        if (is_old() && *pref == 1) {
            property.add("TYPE", "pref");
        } else {
            property.add("PREF", std::to_string(*pref));
        }
    }
    if (rule.level) {
        if (const auto level = entry.text("level")) {
            const auto known = std::ranges::find(expertise_levels, *level, &ContextName::context);
            const bool expertise = rule.name == "EXPERTISE" && known != std::end(expertise_levels);
            property.add("LEVEL", expertise ? std::string(known->type) : *level);
        }
        if (const auto place = entry.number("listAs")) {
            property.add("INDEX", std::to_string(*place));
        }
    }
    if (rule.member == "uri") {
        if (const auto type = entry.text("mediaType")) {
            property.add("MEDIATYPE", *type);
        }
    }
}

void VCardBuilder::write_label(Property& property, Taking& entry) {
    const auto label = entry.text("label");
    if (!label) {
        return;
    }
    if (property.group.empty()) {
        property.group = fresh_group();
    }
    put({.group = property.group, .name = "X-ABLABEL", .value = escape_text(*label)});
}

std::string VCardBuilder::fresh_group() {
    while (true) {
        std::string group = "item" + std::to_string(++groups_);
        if (std::ranges::none_of(out_.properties,
                                 [&](const Property& one) { return equal_fold(one.group, group); })) {
            return group;
        }
    }
}

void VCardBuilder::restore_parameters(Property& property, Taking& entry) const {
    const auto all = entry.value("vCardParams");
    if (!all || !all->is_object()) {
        return;
    }
    for (const auto& [name, value] : all->get_object()) {
        if (name == "group" && value.is_string()) {
            property.group = value.get_string();
        } else if (value.is_string()) {
            property.add(upper(name), std::string(value.get_string()));
        } else if (value.is_array()) {
            for (const json::value& one : value.get_array()) {
                if (one.is_string()) {
                    property.add(upper(name), std::string(one.get_string()));
                }
            }
        }
    }
}

void VCardBuilder::write_kept(const json::array& all) {
    for (const json::value& one : all) {
        if (!one.is_array() || one.get_array().size() < 4 || !one.get_array()[0].is_string() ||
            !one.get_array()[2].is_string()) {
            continue;
        }
        const json::array& whole = one.get_array();
        Property property{.name = upper(whole[0].get_string())};
        const std::string_view type = whole[2].get_string();
        Taking parameters(json::object{{"vCardParams", whole[1]}});
        if (type != "unknown") {
            property.add("VALUE", std::string(type));
        }
        restore_parameters(property, parameters);
        for (std::size_t i = 3; i < whole.size(); ++i) {
            property.value += i > 3 ? "," : "";
            const std::string text =
                whole[i].is_string() ? std::string(whole[i].get_string()) : json::serialize(whole[i]);
            property.value += type == "text" ? escape_text(text) : text;
        }
        put(std::move(property));
    }
}

}  // namespace milpa::contacts

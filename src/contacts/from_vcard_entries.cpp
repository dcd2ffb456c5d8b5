// SPDX-License-Identifier: AGPL-3.0-or-later
// The properties that become entries of maps, and their alternatives in other languages.
#include <algorithm>

#include "contacts/components.hpp"
#include "contacts/from_vcard.hpp"
#include "contacts/moment.hpp"
#include "contacts/text.hpp"

namespace milpa::contacts {

namespace {

std::optional<std::int64_t> read_preference(std::string_view text) {
    std::int64_t value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9' || value > 100) {
            return std::nullopt;
        }
        value = value * 10 + (c - '0');
    }
    return value >= 1 && value <= 100 ? std::optional(value) : std::nullopt;
}

/// 3.0 and 2.1: the octets themselves, as a data: URI.
std::string data_uri(const EntryRule& rule, Reading& reading) {
    std::string type;
    for (const ShortType& known : short_types) {
        if (type.empty() && reading.take_type(known.name)) {
            type = known.media_type;
        }
    }
    for (const std::string& word : reading.types()) {
        if (type.empty() && word.find('/') != std::string::npos && reading.take_type(word)) {
            type = word;
        }
    }
    if (type.empty()) {
        type = rule.name == "SOUND" ? "audio/basic"
               : rule.name == "KEY" ? "application/octet-stream"
                                    : "image/jpeg";
    }
    std::string octets;
    std::ranges::copy_if(reading.value(), std::back_inserter(octets),
                         [](char c) { return c != ' ' && c != '\t'; });
    return "data:" + type + ";base64," + octets;
}

/// URIs hold no backslash: where one is, a program escaped what needs none.
std::string uri_of(std::string_view value) { return unescape_text(value); }

json::object& last_of(json::object& map, const std::string& id) { return map[id].get_object(); }

}  // namespace

bool CardBuilder::read_entry(Reading& reading) {
    const auto rule = std::ranges::find(entry_rules, reading.property().name, &EntryRule::name);
    if (rule == std::end(entry_rules)) {
        return false;
    }
    if (rule->form == ValueForm::resource &&
        equal_fold(reading.property().parameter("VALUE").value_or(""), "text")) {
        return false;  // a key that is spelled out: JSContact has only URIs
    }
    reading.take("ALTID");
    if (rule->form == ValueForm::list) {
        const auto names = split_text(reading.value(), ',');
        if (names.size() > 1) {
            for (const std::string& name : names) {
                Reading each(reading.property());
                json::object entry;
                entry[rule->member] = name;
                read_common(*rule, each, entry);
                put_entry(*rule, each, std::move(entry));
            }
            return true;
        }
    }
    json::object entry;
    if (!rule->kind.empty()) {
        entry["kind"] = rule->kind;
    }
    read_entry_value(*rule, reading, entry);
    read_common(*rule, reading, entry);
    put_entry(*rule, reading, std::move(entry));
    return true;
}

void CardBuilder::read_entry_value(const EntryRule& rule, Reading& reading, json::object& entry) {
    if (rule.name == "ADR") {
        read_address(reading, entry);
    } else if (rule.name == "ORG") {
        read_organization(reading, entry);
    } else if (rule.map == "onlineServices") {
        read_service(reading, entry);
    } else if (rule.form == ValueForm::resource) {
        const auto encoding = reading.take("ENCODING").value_or("");
        if (equal_fold(encoding, "b") || equal_fold(encoding, "base64")) {
            entry["uri"] = data_uri(rule, reading);
        } else {
            entry["uri"] = uri_of(reading.value());
        }
    } else if (rule.form == ValueForm::uri) {
        entry[rule.member] = uri_of(reading.value());
    } else {
        entry[rule.member] = unescape_text(reading.value());
    }
    if (rule.name == "NOTE") {
        read_note(reading, entry);
    }
}

void CardBuilder::read_address(Reading& reading, json::object& entry) {
    const std::string comps = reading.take("JSCOMPS").value_or("");
    read_components(entry, ComponentsOf::address, split_structured(reading.value()), comps);
    struct Taken {
        std::string_view parameter;
        std::string_view member;
    };
    static constexpr Taken all[] = {
        {"CC", "countryCode"}, {"GEO", "coordinates"}, {"TZ", "timeZone"}, {"LABEL", "full"}};
    for (const Taken& one : all) {
        if (auto value = reading.take(one.parameter)) {
            entry[one.member] = *value;
        }
    }
}

void CardBuilder::read_organization(Reading& reading, json::object& entry) {
    const std::vector<std::string> parts = split_text(reading.value(), ';');
    const auto sort = reading.take("SORT-AS");
    const std::vector<std::string> sort_as = sort ? split_text(*sort, ',') : std::vector<std::string>();
    if (!parts.front().empty()) {
        entry["name"] = parts.front();
    }
    if (!sort_as.empty() && !sort_as.front().empty()) {
        entry["sortAs"] = sort_as.front();
    }
    json::array units;
    for (std::size_t i = 1; i < parts.size(); ++i) {
        if (parts[i].empty()) {
            continue;
        }
        json::object unit{{"name", parts[i]}};
        if (i < sort_as.size() && !sort_as[i].empty()) {
            unit["sortAs"] = sort_as[i];
        }
        units.emplace_back(std::move(unit));
    }
    if (!units.empty()) {
        entry["units"] = std::move(units);
    }
}

void CardBuilder::read_service(Reading& reading, json::object& entry) {
    const std::string& name = reading.property().name;
    const bool text = equal_fold(reading.take("VALUE").value_or(""), "text");
    entry[text ? "user" : "uri"] = text ? unescape_text(reading.value()) : uri_of(reading.value());
    for (const std::string_view parameter : {"SERVICE-TYPE", "X-SERVICE-TYPE"}) {
        if (auto service = reading.take(parameter)) {
            entry["service"] = *service;
        }
    }
    for (const std::string_view parameter : {"USERNAME", "X-USER"}) {
        if (auto user = reading.take(parameter)) {
            entry["user"] = *user;
        }
    }
    if (name == "X-SOCIALPROFILE" && !entry.contains("service")) {
        for (const std::string& type : reading.types()) {
            if (type != "pref" && !has(context_names, type, &ContextName::type)) {
                entry["service"] = type;
                reading.take_type(type);
                break;
            }
        }
    }
    if (name != "SOCIALPROFILE") {
        entry["vCardName"] = lower(name);
    }
}

void CardBuilder::read_note(Reading& reading, json::object& entry) {
    json::object author;
    if (auto name = reading.take("AUTHOR-NAME")) {
        author["name"] = *name;
    }
    if (auto uri = reading.take("AUTHOR")) {
        author["uri"] = *uri;
    }
    if (!author.empty()) {
        entry["author"] = std::move(author);
    }
    const auto created = reading.property().parameter("CREATED");
    const auto moment = created ? read_moment(*created) : std::nullopt;
    if (const auto ms = moment ? to_ms(*moment) : std::nullopt) {
        entry["created"] = utc_text(*ms);
        reading.take("CREATED");
    }
}

void CardBuilder::read_common(const EntryRule& rule, Reading& reading, json::object& entry) {
    json::object contexts;
    for (const ContextName& one : context_names) {
        const bool anywhere = one.type == "home" || one.type == "work";
        if ((anywhere || rule.name == "ADR") && reading.take_type(one.type)) {
            contexts[one.context] = true;
        }
    }
    if (!contexts.empty()) {
        entry["contexts"] = std::move(contexts);
    }
    if (rule.name == "TEL") {
        json::object features;
        for (const PhoneFeature& one : phone_features) {
            if (reading.take_type(one.type)) {
                features[one.feature] = true;
            }
        }
        if (!features.empty()) {
            entry["features"] = std::move(features);
        }
    }
    if (rule.name == "EMAIL") {
        reading.take_type("internet");  // 3.0: what every address is
    }
    const auto pref = reading.property().parameter("PREF");
    const auto preference = pref ? read_preference(*pref) : std::nullopt;
    if (preference) {
        entry["pref"] = *preference;
        reading.take("PREF");
    } else if (reading.take_type("pref")) {
        entry["pref"] = 1;
    }
    if (rule.level) {
        if (auto level = reading.take("LEVEL")) {
            const auto known = std::ranges::find(expertise_levels, lower(*level), &ContextName::type);
            const bool expertise = rule.name == "EXPERTISE" && known != std::end(expertise_levels);
            entry["level"] = expertise ? std::string(known->context) : lower(*level);
        }
        const auto index = reading.property().parameter("INDEX");
        if (const auto place = index ? read_preference(*index) : std::nullopt) {
            entry["listAs"] = *place;
            reading.take("INDEX");
        }
    }
    if (rule.member == "uri") {
        if (auto type = reading.take("MEDIATYPE")) {
            entry["mediaType"] = *type;
        }
    }
    const auto label = labels_.find(lower(reading.property().group));
    if (label != labels_.end() && !reading.property().group.empty()) {
        entry["label"] = label->second;
    }
}

void CardBuilder::put_entry(const EntryRule& rule, Reading& reading, json::object entry) {
    json::object& map = map_of(rule.map);
    const std::string id = id_for(map, reading.take("PROP-ID"), rule.map.substr(0, 1));
    const std::string group = lower(reading.property().group);
    if (!group.empty() && rule.name == "ORG") {
        organizations_.emplace(group, id);
    }
    if (!group.empty() && rule.map == "titles") {
        titles_.emplace_back(group, id);
    }
    reading.keep_rest(entry);
    map[id] = std::move(entry);
    places_[current_] = {std::string(rule.map), id};
}

/// RFC 9555 (PHONETIC): how the first one sounds.
bool CardBuilder::read_phonetics(const Property& property, const Place* place) {
    const auto phonetic = property.parameter("PHONETIC");
    const bool address = property.name == "ADR" && place != nullptr;
    if (!phonetic || property.find("LANGUAGE") != nullptr || (property.name != "N" && !address)) {
        return false;
    }
    json::object& target = address ? last_of(map_of(place->first), place->second) : map_of("name");
    add_phonetics(target, address ? ComponentsOf::address : ComponentsOf::name,
                  split_structured(property.value));
    target["phoneticSystem"] = lower(*phonetic);
    if (const auto script = property.parameter("SCRIPT")) {
        target["phoneticScript"] = *script;
    }
    return true;
}

/// RFC 9555 (ALTID, LANGUAGE): the same in another language is a patch. False where it is not.
bool CardBuilder::read_translation(const Property& property, const Place* place, json::object& all) {
    const bool name = property.name == "N" || property.name == "FN";
    const auto language = property.parameter("LANGUAGE");
    if (!language || (!name && place == nullptr)) {
        return false;
    }
    VCard alone{.version = vcard_.version, .properties = {property}};
    std::erase_if(alone.properties.front().parameters, [](const Parameter& one) {
        return one.name == "LANGUAGE" || one.name == "ALTID" || one.name == "PROP-ID";
    });
    const bool derived = equal_fold(property.parameter("DERIVED").value_or(""), "TRUE");
    CardBuilder builder(alone);
    builder.labels_ = labels_;
    json::object card = std::move(builder).build();
    const std::string from = name ? "name" : place->first;
    const json::value* found = card.if_contains(from);
    if (found == nullptr || !found->is_object() || found->get_object().empty()) {
        return false;
    }
    json::value& patch = all[*language];
    if (!patch.is_object()) {
        patch = json::object();
    }
    if (!name) {
        patch.get_object()[from + "/" + place->second] = found->get_object().begin()->value();
        return true;
    }
    json::value& to = patch.get_object()["name"];
    if (!to.is_object()) {
        to = json::object();
    }
    for (const auto& [member, value] : found->get_object()) {
        if (!(derived && vcard_.find("N") != nullptr)) {
            to.get_object()[member] = value;
        }
    }
    return true;
}

void CardBuilder::read_alternatives() {
    json::object localizations;
    for (const auto& [key, all] : alternatives_) {
        const auto found = places_.find(all.first);
        const Place* place = found == places_.end() ? nullptr : &found->second;
        for (const Property* property : all.others) {
            if (!read_phonetics(*property, place) && !read_translation(*property, place, localizations)) {
                keep_whole(*property);
            }
        }
    }
    if (!localizations.empty()) {
        card_["localizations"] = std::move(localizations);
    }
}

}  // namespace milpa::contacts

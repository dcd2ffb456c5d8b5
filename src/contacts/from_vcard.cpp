// SPDX-License-Identifier: AGPL-3.0-or-later
#include "contacts/from_vcard.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>

#include "contacts/components.hpp"
#include "contacts/moment.hpp"
#include "contacts/text.hpp"

namespace milpa::contacts {

namespace {

/// The types of jCard (RFC 7095 3.3) that a value of unknown kind keeps.
constexpr std::string_view unknown_type = "unknown";

json::object partial_date(const Moment& moment) {
    json::object date;
    if (moment.year) {
        date["year"] = *moment.year;
    }
    if (moment.month) {
        date["month"] = *moment.month;
    }
    if (moment.day) {
        date["day"] = *moment.day;
    }
    return date;
}

/// The maps that an entry stands in, where it is the only one of them.
void make_parents(json::object& card, std::string_view pointer) {
    json::object* at = &card;
    for (std::size_t slash; (slash = pointer.find('/')) != std::string_view::npos;) {
        json::value& next = (*at)[pointer.substr(0, slash)];
        if (next.is_null()) {
            next = json::object();
        }
        if (!next.is_object()) {
            return;
        }
        at = &next.get_object();
        pointer.remove_prefix(slash + 1);
    }
}

struct AnniversaryName {
    std::string_view name;
    std::string_view kind;
    bool place;
};
constexpr AnniversaryName anniversary_names[] = {{"BDAY", "birth", false},
                                                 {"DEATHDATE", "death", false},
                                                 {"ANNIVERSARY", "wedding", false},
                                                 {"BIRTHPLACE", "birth", true},
                                                 {"DEATHPLACE", "death", true}};

}  // namespace

std::optional<std::string> Reading::take(std::string_view parameter) {
    const auto found = std::ranges::find(property_.parameters, parameter, &Parameter::name);
    if (found == property_.parameters.end() || found->values.empty()) {
        return std::nullopt;
    }
    std::string value = std::move(found->values.front());
    property_.parameters.erase(found);
    return value;
}

bool Reading::take_type(std::string_view type) {
    bool taken = false;
    for (Parameter& parameter : property_.parameters) {
        if (parameter.name == "TYPE") {
            taken = std::erase_if(parameter.values, [&](const auto& v) { return equal_fold(v, type); }) > 0 ||
                    taken;
        }
    }
    std::erase_if(property_.parameters, [](const Parameter& one) { return one.values.empty(); });
    return taken;
}

std::vector<std::string> Reading::types() const {
    std::vector<std::string> out;
    if (const Parameter* types = property_.find("TYPE")) {
        for (const std::string& type : types->values) {
            out.push_back(lower(type));
        }
    }
    return out;
}

void Reading::keep_rest(json::object& entry) {
    json::object rest;
    if (!property_.group.empty()) {
        rest["group"] = property_.group;
    }
    for (const Parameter& parameter : property_.parameters) {
        if (parameter.name == "VALUE" || parameter.values.empty()) {
            continue;
        }
        if (parameter.values.size() == 1) {
            rest[lower(parameter.name)] = parameter.values.front();
        } else {
            rest[lower(parameter.name)] = json::array(parameter.values.begin(), parameter.values.end());
        }
    }
    if (!rest.empty()) {
        entry["vCardParams"] = std::move(rest);
    }
}

CardBuilder::CardBuilder(const VCard& vcard) : vcard_(vcard) {
    for (const Property& property : vcard.properties) {
        if (property.name == "X-ABLABEL" && !property.group.empty()) {
            labels_[lower(property.group)] = unescape_text(property.value);
        } else if (!property.group.empty() && has(entry_rules, property.name, &EntryRule::name)) {
            entry_groups_.insert(lower(property.group));
        }
        if (const auto altid = property.parameter("ALTID")) {
            Alternatives& all = alternatives_[{property.name, std::string(*altid)}];
            const bool plain = !property.find("LANGUAGE") && !property.find("PHONETIC");
            if (all.first == nullptr) {
                all.first = &property;
            } else if (plain && (all.first->find("LANGUAGE") || all.first->find("PHONETIC"))) {
                all.others.push_back(std::exchange(all.first, &property));
            } else {
                all.others.push_back(&property);
            }
        }
    }
}

json::object CardBuilder::build() && {
    card_["@type"] = "Card";
    card_["version"] = "1.0";
    for (const Property& property : vcard_.properties) {
        if (!is_alternative(property)) {
            current_ = &property;
            read(property);
        }
    }
    for (const auto& [group, id] : titles_) {
        const auto found = organizations_.find(group);
        if (found != organizations_.end()) {
            map_of("titles")[id].get_object()["organizationId"] = found->second;
        }
    }
    for (const auto& [id, place] : undated_places_) {
        // RFC 9553 2.8.1: an anniversary has a date; a place alone stays as it was.
        if (!map_of("anniversaries")[id].get_object().contains("date")) {
            map_of("anniversaries").erase(id);
            keep_whole(*place);
        }
    }
    read_alternatives();
    if (!derived_name_.empty() && display_name(card_).empty()) {
        map_of("name")["full"] = derived_name_;
    }
    if (card_.contains("members")) {
        card_["kind"] = "group";  // RFC 6350 6.6.5: whatever it says, it is one
    }
    for (const Property* property : jsprops_) {
        read_jsprop(*property);
    }
    for (const std::string_view emptied : {"name", "anniversaries"}) {
        const json::value* map = card_.if_contains(emptied);
        if (map != nullptr && map->is_object() && map->get_object().empty()) {
            card_.erase(emptied);  // what was read for it says nothing
        }
    }
    if (!kept_.empty()) {
        json::value& kept = card_["vCardProps"];
        if (!kept.is_array()) {
            kept = json::array();
        }
        for (json::value& one : kept_) {
            kept.get_array().push_back(std::move(one));
        }
    }
    return std::move(card_);
}

bool CardBuilder::is_alternative(const Property& property) const {
    const auto altid = property.parameter("ALTID");
    if (!altid) {
        return false;
    }
    const auto found = alternatives_.find({property.name, std::string(*altid)});
    return found != alternatives_.end() && found->second.first != &property;
}

void CardBuilder::read(const Property& property) {
    if (property.name == "X-ABLABEL" && entry_groups_.contains(lower(property.group))) {
        return;  // read with what it labels
    }
    if (property.name == "JSPROP") {
        jsprops_.push_back(&property);
        return;
    }
    Reading reading(property);
    if (!read_single(reading) && !read_kind_of(reading) && !read_name(reading) &&
        !read_anniversary(reading) && !read_related(reading) && !read_entry(reading)) {
        keep_whole(property);
    }
}

bool CardBuilder::read_time(Reading& reading, std::string_view member) {
    const auto moment = read_moment(reading.value());
    const auto ms = moment ? to_ms(*moment) : std::nullopt;
    if (!ms || card_.contains(member)) {
        return false;
    }
    card_[member] = utc_text(*ms);
    return true;
}

bool CardBuilder::read_single(Reading& reading) {
    struct Single {
        std::string_view name;
        std::string_view member;
    };
    static constexpr Single singles[] = {{"UID", "uid"}, {"PRODID", "prodId"}, {"LANGUAGE", "language"}};
    const std::string& name = reading.property().name;
    if (name == "REV" || name == "CREATED") {
        return read_time(reading, name == "REV" ? "updated" : "created");
    }
    if (name == "GRAMGENDER") {
        if (reading.property().parameters.empty() && !map_of("speakToAs").contains("grammaticalGender")) {
            map_of("speakToAs")["grammaticalGender"] = lower(unescape_text(reading.value()));
            return true;
        }
        return false;
    }
    if (name == "CATEGORIES") {
        for (const std::string& keyword : split_text(reading.value(), ',')) {
            if (!keyword.empty()) {
                map_of("keywords")[keyword] = true;
            }
        }
        return true;
    }
    const auto single = std::ranges::find(singles, name, &Single::name);
    if (single == std::end(singles) || card_.contains(single->member)) {
        return false;
    }
    const std::string value = unescape_text(reading.value());
    if (!value.empty()) {
        card_[single->member] = value;
    }
    return true;
}

bool CardBuilder::read_kind_of(Reading& reading) {
    const std::string& name = reading.property().name;
    if ((name == "KIND" || name == "X-ADDRESSBOOKSERVER-KIND") && !card_.contains("kind") &&
        !reading.value().empty()) {
        card_["kind"] = lower(unescape_text(reading.value()));
        return true;
    }
    if (name == "MEMBER" && reading.property().parameters.empty()) {
        map_of("members")[unescape_text(reading.value())] = true;
        return true;
    }
    if (name == "X-ADDRESSBOOKSERVER-MEMBER") {
        // Apple's: "urn:uuid:" before whatever the UID is.
        std::string uid = unescape_text(reading.value());
        if (starts_with_fold(uid, "urn:uuid:")) {
            uid.erase(0, std::string_view("urn:uuid:").size());
        }
        map_of("members")[uid] = true;
        return true;
    }
    return false;
}

bool CardBuilder::read_name(Reading& reading) {
    const std::string& property = reading.property().name;
    if (property != "FN" && property != "N") {
        return false;
    }
    const bool full = property == "FN";
    if (equal_fold(reading.take("DERIVED").value_or(""), "TRUE")) {
        // Of use only where nothing is there that it could be derived from.
        if (full && derived_name_.empty()) {
            derived_name_ = unescape_text(reading.value());
        }
        return true;
    }
    json::object& name = map_of("name");
    if (name.contains(full ? "full" : "components")) {
        return false;
    }
    reading.take("ALTID");
    if (full) {
        const std::string text = unescape_text(reading.value());
        if (!text.empty()) {
            name["full"] = text;
        }
        return true;
    }
    const auto sort = reading.property().find("SORT-AS");
    if (sort != nullptr) {
        json::object sort_as;
        const std::vector<std::string> keys =
            sort->values.size() == 1 ? split_text(sort->values.front(), ',') : sort->values;
        for (std::size_t i = 0; i < keys.size() && i < 2; ++i) {
            sort_as[i == 0 ? "surname" : "given"] = keys[i];
        }
        name["sortAs"] = std::move(sort_as);
        reading.take("SORT-AS");
    }
    const std::string comps = reading.take("JSCOMPS").value_or("");
    read_components(name, ComponentsOf::name, split_structured(reading.value()), comps);
    reading.keep_rest(name);
    return true;
}

bool CardBuilder::read_anniversary(Reading& reading) {
    const auto rule = std::ranges::find(anniversary_names, reading.property().name, &AnniversaryName::name);
    if (rule == std::end(anniversary_names)) {
        return false;
    }
    json::object& all = map_of("anniversaries");
    json::object entry;
    entry["kind"] = rule->kind;
    if (rule->place) {
        json::object place;
        if (equal_fold(reading.take("VALUE").value_or(""), "uri")) {
            if (!starts_with_fold(reading.value(), "geo:")) {
                return false;
            }
            place["coordinates"] = reading.value();
        } else {
            place["full"] = unescape_text(reading.value());
        }
        entry["place"] = std::move(place);
    } else {
        auto moment = read_moment(reading.value());
        if (!moment || (moment->time && !moment->time->zone_minutes)) {
            return false;
        }
        // Apple's way to leave the year out in 3.0.
        const auto omitted = reading.take("X-APPLE-OMIT-YEAR");
        if (omitted && moment->year && *omitted == std::to_string(*moment->year)) {
            moment->year.reset();
        }
        if (moment->time && to_ms(*moment)) {
            entry["date"] = json::object{{"@type", "Timestamp"}, {"utc", utc_text(*to_ms(*moment))}};
        } else {
            entry["date"] = partial_date(*moment);
        }
        if (const auto scale = reading.take("CALSCALE")) {
            entry["date"].get_object()["calendarScale"] = lower(*scale);
        }
    }
    reading.take("ALTID");
    const auto wanted = reading.take("PROP-ID");
    // A date and a place of the same kind are one anniversary.
    for (auto& [id, one] : all) {
        json::object& other = one.get_object();
        if (other.at("kind") == entry.at("kind") && (!wanted || id == *wanted) &&
            !other.contains(rule->place ? "place" : "date")) {
            other[rule->place ? "place" : "date"] = std::move(entry[rule->place ? "place" : "date"]);
            return true;
        }
    }
    reading.keep_rest(entry);
    const std::string id = id_for(all, wanted, "a");
    if (rule->place) {
        undated_places_.emplace_back(id, current_);
    }
    all[id] = std::move(entry);
    return true;
}

bool CardBuilder::read_related(Reading& reading) {
    if (reading.property().name != "RELATED") {
        return false;
    }
    json::object relation;
    for (const std::string& type : reading.types()) {
        relation[type] = true;
    }
    map_of("relatedTo")[unescape_text(reading.value())] = json::object{{"relation", std::move(relation)}};
    return true;
}

void CardBuilder::keep_whole(const Property& property) {
    json::object parameters;
    std::string type(unknown_type);
    if (!property.group.empty()) {
        parameters["group"] = property.group;
    }
    for (const Parameter& parameter : property.parameters) {
        if (parameter.name == "VALUE" && !parameter.values.empty()) {
            type = lower(parameter.values.front());
        } else if (parameter.values.size() == 1) {
            parameters[lower(parameter.name)] = parameter.values.front();
        } else {
            parameters[lower(parameter.name)] = json::array(parameter.values.begin(), parameter.values.end());
        }
    }
    // A text of jCard has no escapes; where the value is of one piece, it is given so.
    const bool text = type == "text" && escape_text(unescape_text(property.value)) == property.value;
    json::array whole;
    whole.emplace_back(lower(property.name));
    whole.emplace_back(std::move(parameters));
    whole.emplace_back(type == "text" && !text ? std::string(unknown_type) : type);
    whole.emplace_back(text ? unescape_text(property.value) : property.value);
    kept_.emplace_back(std::move(whole));
}

void CardBuilder::read_jsprop(const Property& property) {
    const auto pointer = property.parameter("JSPTR");
    boost::system::error_code error;
    json::value value = json::parse(unescape_text(property.value), error);
    if (pointer && !error && !value.is_null()) {
        json::object changed = card_;
        make_parents(changed, *pointer);
        // It may not make a Card of it that is none.
        if (apply_patch(changed, {{*pointer, std::move(value)}}) &&
            check_card(changed).size() <= check_card(card_).size()) {
            card_ = std::move(changed);
            return;
        }
    }
    keep_whole(property);
}

json::object& CardBuilder::map_of(std::string_view path) {
    json::object* at = &card_;
    while (!path.empty()) {
        const std::size_t slash = std::min(path.find('/'), path.size());
        json::value& next = (*at)[path.substr(0, slash)];
        if (!next.is_object()) {
            next = json::object();
        }
        at = &next.get_object();
        path.remove_prefix(std::min(slash + 1, path.size()));
    }
    return *at;
}

std::string CardBuilder::id_for(json::object& map, const std::optional<std::string>& wanted,
                                std::string_view prefix) {
    const auto may_be = [](std::string_view id) {
        return !id.empty() && id.size() <= 255 && std::ranges::all_of(id, [](char c) {
            return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
                   c == '_';
        });
    };
    if (wanted && may_be(*wanted) && !map.contains(*wanted)) {
        return *wanted;
    }
    std::size_t number = map.size() + 1;
    while (map.contains(std::string(prefix) + std::to_string(number))) {
        ++number;
    }
    return std::string(prefix) + std::to_string(number);
}

json::object card_from_vcard(const VCard& vcard) { return CardBuilder(vcard).build(); }

}  // namespace milpa::contacts

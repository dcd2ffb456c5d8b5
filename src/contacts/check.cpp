// SPDX-License-Identifier: AGPL-3.0-or-later
// What RFC 9553 says of a Card, as a table of its objects and their members.
#include <algorithm>
#include <span>

#include "contacts/jscontact.hpp"
#include "contacts/moment.hpp"
#include "contacts/text.hpp"

namespace milpa::contacts {

namespace {

/// Below it nothing is looked at: no type of RFC 9553 goes so deep, and a card no deeper than card_depth_max.
constexpr int depth_max = 16;

/// Types as RFC 9553 1.3.1 writes them: "String", "UnsignedInt", "Id[Email]", "String[Boolean]",
/// "NameComponent[]".
struct Member {
    std::string_view name;
    std::string_view type;
    bool required = false;
};
struct Shape {
    std::string_view name;
    std::span<const Member> members;
};

constexpr Member card_members[] = {
    {"@type", "=Card", true},
    {"version", "=1.0", true},
    {"uid", "String", true},
    {"created", "UTCDateTime"},
    {"kind", "String"},
    {"language", "String"},
    {"members", "String[Boolean]"},
    {"prodId", "String"},
    {"relatedTo", "String[Relation]"},
    {"updated", "UTCDateTime"},
    {"name", "Name"},
    {"nicknames", "Id[Nickname]"},
    {"organizations", "Id[Organization]"},
    {"speakToAs", "SpeakToAs"},
    {"titles", "Id[Title]"},
    {"emails", "Id[EmailAddress]"},
    {"onlineServices", "Id[OnlineService]"},
    {"phones", "Id[Phone]"},
    {"preferredLanguages", "Id[LanguagePref]"},
    {"calendars", "Id[Resource]"},
    {"schedulingAddresses", "Id[Resource]"},
    {"addresses", "Id[Address]"},
    {"cryptoKeys", "Id[Resource]"},
    {"directories", "Id[Resource]"},
    {"links", "Id[Resource]"},
    {"media", "Id[Resource]"},
    {"localizations", "String[PatchObject]"},
    {"anniversaries", "Id[Anniversary]"},
    {"keywords", "String[Boolean]"},
    {"notes", "Id[Note]"},
    {"personalInfo", "Id[PersonalInfo]"},
    {"vCardProps", "VCardProp[]"},
};
constexpr Member relation_members[] = {{"@type", "=Relation"}, {"relation", "String[Boolean]"}};
constexpr Member name_members[] = {{"@type", "=Name"},           {"components", "NameComponent[]"},
                                   {"isOrdered", "Boolean"},     {"defaultSeparator", "String"},
                                   {"full", "String"},           {"sortAs", "String[String]"},
                                   {"phoneticScript", "String"}, {"phoneticSystem", "String"},
                                   {"vCardParams", "Object"}};
constexpr Member name_component_members[] = {
    {"@type", "=NameComponent"}, {"value", "String", true}, {"kind", "String", true}, {"phonetic", "String"}};
constexpr Member address_component_members[] = {{"@type", "=AddressComponent"},
                                                {"value", "String", true},
                                                {"kind", "String", true},
                                                {"phonetic", "String"}};
constexpr Member nickname_members[] = {{"@type", "=Nickname"},
                                       {"name", "String", true},
                                       {"contexts", "String[Boolean]"},
                                       {"pref", "Preference"},
                                       {"vCardParams", "Object"}};
constexpr Member organization_members[] = {{"@type", "=Organization"},      {"name", "String"},
                                           {"units", "OrgUnit[]"},          {"sortAs", "String"},
                                           {"contexts", "String[Boolean]"}, {"vCardParams", "Object"}};
constexpr Member org_unit_members[] = {{"@type", "=OrgUnit"}, {"name", "String", true}, {"sortAs", "String"}};
constexpr Member speak_members[] = {
    {"@type", "=SpeakToAs"}, {"grammaticalGender", "String"}, {"pronouns", "Id[Pronouns]"}};
constexpr Member pronouns_members[] = {{"@type", "=Pronouns"},
                                       {"pronouns", "String", true},
                                       {"contexts", "String[Boolean]"},
                                       {"pref", "Preference"},
                                       {"vCardParams", "Object"}};
constexpr Member title_members[] = {{"@type", "=Title"},
                                    {"name", "String", true},
                                    {"kind", "String"},
                                    {"organizationId", "Id"},
                                    {"vCardParams", "Object"}};
constexpr Member email_members[] = {
    {"@type", "=EmailAddress"}, {"address", "String", true}, {"contexts", "String[Boolean]"},
    {"pref", "Preference"},     {"label", "String"},         {"vCardParams", "Object"}};
constexpr Member service_members[] = {
    {"@type", "=OnlineService"}, {"service", "String"},           {"uri", "String"},
    {"user", "String"},          {"contexts", "String[Boolean]"}, {"pref", "Preference"},
    {"label", "String"},         {"vCardName", "String"},         {"vCardParams", "Object"}};
constexpr Member phone_members[] = {{"@type", "=Phone"},
                                    {"number", "String", true},
                                    {"features", "String[Boolean]"},
                                    {"contexts", "String[Boolean]"},
                                    {"pref", "Preference"},
                                    {"label", "String"},
                                    {"vCardParams", "Object"}};
constexpr Member language_members[] = {{"@type", "=LanguagePref"},
                                       {"language", "String", true},
                                       {"contexts", "String[Boolean]"},
                                       {"pref", "Preference"},
                                       {"vCardParams", "Object"}};
/// RFC 9553 1.4.4. The blobId of a Media (RFC 9610 3) is of the API, never of a card that is stored.
constexpr Member resource_members[] = {
    {"kind", "String"},       {"uri", "String", true},   {"mediaType", "String"},         {"label", "String"},
    {"pref", "Preference"},   {"listAs", "UnsignedInt"}, {"contexts", "String[Boolean]"}, {"@type", "String"},
    {"vCardParams", "Object"}};
constexpr Member address_members[] = {{"@type", "=Address"},           {"components", "AddressComponent[]"},
                                      {"isOrdered", "Boolean"},        {"countryCode", "String"},
                                      {"coordinates", "String"},       {"timeZone", "String"},
                                      {"contexts", "String[Boolean]"}, {"full", "String"},
                                      {"defaultSeparator", "String"},  {"pref", "Preference"},
                                      {"phoneticScript", "String"},    {"phoneticSystem", "String"},
                                      {"vCardParams", "Object"}};
constexpr Member anniversary_members[] = {{"@type", "=Anniversary"},
                                          {"kind", "String", true},
                                          {"date", "AnyDate", true},
                                          {"place", "Address"},
                                          {"vCardParams", "Object"}};
constexpr Member partial_date_members[] = {{"@type", "=PartialDate"},
                                           {"year", "UnsignedInt"},
                                           {"month", "UnsignedInt"},
                                           {"day", "UnsignedInt"},
                                           {"calendarScale", "String"}};
constexpr Member timestamp_members[] = {{"@type", "=Timestamp", true}, {"utc", "UTCDateTime", true}};
constexpr Member note_members[] = {{"@type", "=Note"},
                                   {"note", "String", true},
                                   {"created", "UTCDateTime"},
                                   {"author", "Author"},
                                   {"vCardParams", "Object"}};
constexpr Member author_members[] = {{"@type", "=Author"}, {"name", "String"}, {"uri", "String"}};
constexpr Member personal_members[] = {
    {"@type", "=PersonalInfo"}, {"kind", "String", true}, {"value", "String", true}, {"level", "String"},
    {"listAs", "UnsignedInt"},  {"label", "String"},      {"vCardParams", "Object"}};

constexpr Shape shapes[] = {{"Relation", relation_members},
                            {"Name", name_members},
                            {"NameComponent", name_component_members},
                            {"AddressComponent", address_component_members},
                            {"Nickname", nickname_members},
                            {"Organization", organization_members},
                            {"OrgUnit", org_unit_members},
                            {"SpeakToAs", speak_members},
                            {"Pronouns", pronouns_members},
                            {"Title", title_members},
                            {"EmailAddress", email_members},
                            {"OnlineService", service_members},
                            {"Phone", phone_members},
                            {"LanguagePref", language_members},
                            {"Resource", resource_members},
                            {"Address", address_members},
                            {"Anniversary", anniversary_members},
                            {"PartialDate", partial_date_members},
                            {"Timestamp", timestamp_members},
                            {"Note", note_members},
                            {"Author", author_members},
                            {"PersonalInfo", personal_members}};

constexpr std::int64_t unsigned_max = (std::int64_t{1} << 53) - 1;
constexpr std::int64_t preference_max = 100;
constexpr std::size_t id_octets_max = 255;

bool is_id(std::string_view text) { return text.size() <= id_octets_max && is_vcard_name(text); }

bool is_number(const json::value& value, std::int64_t from, std::int64_t to) {
    boost::system::error_code error;
    const auto number = value.to_number<std::int64_t>(error);
    return !error && number >= from && number <= to;
}

bool is_utc(const json::value& value) {
    if (!value.is_string()) {
        return false;
    }
    const std::string_view text = value.get_string();
    const auto moment =
        text.ends_with('Z') && text.size() > 10 && text[4] == '-' ? read_moment(text) : std::nullopt;
    return moment && moment->time && to_ms(*moment);
}

/// Whether there are more than so many objects and lists in each other.
bool is_deeper(const json::value& value, std::size_t levels) {
    if (!value.is_object() && !value.is_array()) {
        return false;
    }
    if (levels == 0) {
        return true;
    }
    if (value.is_array()) {
        return std::ranges::any_of(value.get_array(),
                                   [&](const json::value& one) { return is_deeper(one, levels - 1); });
    }
    return std::ranges::any_of(value.get_object(),
                               [&](const auto& member) { return is_deeper(member.value(), levels - 1); });
}

class Checker {
public:
    std::vector<std::string> take() && { return std::move(wrong_); }

    void members(std::string_view at, const json::object& object, std::span<const Member> all, int depth) {
        for (const Member& member : all) {
            const json::value* found = object.if_contains(member.name);
            const std::string path =
                at.empty() ? std::string(member.name) : std::string(at) + "/" + std::string(member.name);
            if (found == nullptr) {
                if (member.required) {
                    wrong_.push_back(path);
                }
            } else {
                value(path, *found, member.type, depth + 1);
            }
        }
    }

private:
    void value(const std::string& at, const json::value& what, std::string_view type, int depth) {
        if (depth > depth_max) {
            return;
        }
        if (type.ends_with("[]")) {
            array(at, what, type.substr(0, type.size() - 2), depth);
        } else if (type.ends_with(']')) {
            map(at, what, type, depth);
        } else if (!is_simple(what, type) && !shaped(at, what, type, depth)) {
            wrong_.push_back(at);
        }
    }

    void array(const std::string& at, const json::value& what, std::string_view type, int depth) {
        if (!what.is_array()) {
            wrong_.push_back(at);
            return;
        }
        for (std::size_t i = 0; i < what.get_array().size(); ++i) {
            value(at + "/" + std::to_string(i), what.get_array()[i], type, depth + 1);
        }
    }

    void map(const std::string& at, const json::value& what, std::string_view type, int depth) {
        const std::size_t bracket = type.find('[');
        const std::string_view inner = type.substr(bracket + 1, type.size() - bracket - 2);
        if (!what.is_object()) {
            wrong_.push_back(at);
            return;
        }
        for (const auto& [key, one] : what.get_object()) {
            const std::string path = at + "/" + std::string(key);
            if (type.starts_with("Id[") && !is_id(key)) {
                wrong_.push_back(path);
            } else if (inner == "Boolean") {
                // RFC 9553 1.4: a set; its values are true.
                if (!one.is_bool() || !one.get_bool()) {
                    wrong_.push_back(path);
                }
            } else {
                value(path, one, inner, depth + 1);
            }
        }
    }

    static bool is_simple(const json::value& what, std::string_view type) {
        if (type.starts_with('=')) {
            return what.is_string() && std::string_view(what.get_string()) == type.substr(1);
        }
        if (type == "String") {
            return what.is_string();
        }
        if (type == "Boolean") {
            return what.is_bool();
        }
        if (type == "Object" || type == "PatchObject") {
            return what.is_object();
        }
        if (type == "UnsignedInt") {
            return is_number(what, 0, unsigned_max);
        }
        if (type == "Preference") {
            return is_number(what, 1, preference_max);
        }
        if (type == "Id") {
            return what.is_string() && is_id(what.get_string());
        }
        if (type == "VCardProp") {
            return what.is_array() && what.get_array().size() >= 4 && what.get_array()[0].is_string() &&
                   is_vcard_name(what.get_array()[0].get_string()) && what.get_array()[1].is_object() &&
                   what.get_array()[2].is_string();
        }
        return type == "UTCDateTime" && is_utc(what);
    }

    bool shaped(const std::string& at, const json::value& what, std::string_view type, int depth) {
        if (!what.is_object()) {
            return false;
        }
        const json::object& object = what.get_object();
        if (type == "AnyDate") {
            const json::value* named = object.if_contains("@type");
            type = named != nullptr && named->is_string() && named->get_string() == "Timestamp"
                       ? "Timestamp"
                       : "PartialDate";
        }
        const auto shape = std::ranges::find(shapes, type, &Shape::name);
        if (shape == std::end(shapes)) {
            return false;
        }
        members(at, object, shape->members, depth);
        return true;
    }

    std::vector<std::string> wrong_;
};

}  // namespace

std::vector<std::string> check_card(const json::object& card) {
    Checker checker;
    checker.members("", card, card_members, 0);
    std::vector<std::string> wrong = std::move(checker).take();
    // RFC 9553 2.1.6: members are for groups.
    const json::value* kind = card.if_contains("kind");
    if (card.contains("members") &&
        (kind == nullptr || !kind->is_string() || kind->get_string() != "group")) {
        wrong.emplace_back("members");
    }
    for (const auto& member : card) {
        if (is_deeper(member.value(), card_depth_max - 1) &&
            std::ranges::find(wrong, member.key()) == wrong.end()) {
            wrong.emplace_back(member.key());
        }
    }
    return wrong;
}

}  // namespace milpa::contacts

// SPDX-License-Identifier: AGPL-3.0-or-later
// The inside of card_from_vcard().
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "contacts/entry_rules.hpp"
#include "contacts/jscontact.hpp"

namespace milpa::contacts {

/// A property while it is read: what the Card can say is taken out of the parameters, the rest is kept.
class Reading {
public:
    explicit Reading(const Property& property) : property_(property) {}

    const Property& property() const { return property_; }
    const std::string& value() const { return property_.value; }
    /// The first value of a parameter, which is not kept then.
    std::optional<std::string> take(std::string_view parameter);
    /// One of TYPE, whatever its case.
    bool take_type(std::string_view type);
    /// The words of TYPE that nobody took, in lower case.
    std::vector<std::string> types() const;
    /// RFC 9555 (vCardParams): group and parameters that are left, under "vCardParams".
    void keep_rest(json::object& entry);

private:
    Property property_;
};

/// Builds one Card, property by property.
class CardBuilder {
public:
    explicit CardBuilder(const VCard& vcard);
    json::object build() &&;

private:
    void read(const Property& property);
    bool read_single(Reading& reading);
    bool read_kind_of(Reading& reading);
    bool read_name(Reading& reading);
    bool read_anniversary(Reading& reading);
    bool read_time(Reading& reading, std::string_view member);
    bool read_related(Reading& reading);
    bool read_entry(Reading& reading);
    void read_entry_value(const EntryRule& rule, Reading& reading, json::object& entry);
    void read_address(Reading& reading, json::object& entry);
    void read_organization(Reading& reading, json::object& entry);
    void read_service(Reading& reading, json::object& entry);
    void read_note(Reading& reading, json::object& entry);
    void read_common(const EntryRule& rule, Reading& reading, json::object& entry);
    void put_entry(const EntryRule& rule, Reading& reading, json::object entry);
    void read_jsprop(const Property& property);
    void keep_whole(const Property& property);

    using Place = std::pair<std::string, std::string>;  // map and id of an entry
    bool is_alternative(const Property& property) const;
    void read_alternatives();
    bool read_phonetics(const Property& property, const Place* place);
    bool read_translation(const Property& property, const Place* place, json::object& all);

    json::object& map_of(std::string_view path);
    std::string id_for(json::object& map, const std::optional<std::string>& wanted, std::string_view prefix);

    const VCard& vcard_;
    json::object card_;
    std::string derived_name_;                                 // FN that says that it follows from others
    json::array kept_;                                         // vCardProps
    std::map<std::string, std::string> labels_;                // by group (lower case): X-ABLABEL
    std::set<std::string> entry_groups_;                       // groups with a property that can bear a label
    std::map<std::string, std::string> organizations_;         // by group: the id of the ORG
    std::vector<std::pair<std::string, std::string>> titles_;  // group and id: their organizations come later
    std::vector<std::pair<std::string, const Property*>> undated_places_;  // id: their dates may come later
    std::vector<const Property*> jsprops_;
    struct Alternatives {
        const Property* first = nullptr;
        std::vector<const Property*> others;
    };
    std::map<std::pair<std::string, std::string>, Alternatives> alternatives_;  // by name and ALTID
    std::map<const Property*, Place> places_;
    const Property* current_ = nullptr;
};

}  // namespace milpa::contacts

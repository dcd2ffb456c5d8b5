// SPDX-License-Identifier: AGPL-3.0-or-later
// The inside of card_to_vcard().
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "contacts/entry_rules.hpp"
#include "contacts/jscontact.hpp"

namespace milpa::contacts {

/// A copy of an object: what is written is taken out of it, and what is left becomes JSPROP.
class Taking {
public:
    explicit Taking(const json::object& object) : left_(object) { left_.erase("@type"); }

    std::optional<std::string> text(std::string_view member);
    std::optional<std::int64_t> number(std::string_view member);
    /// A set: its members that are true.
    std::vector<std::string> words(std::string_view member);
    std::optional<json::value> value(std::string_view member);
    const json::object& left() const { return left_; }
    json::object& left() { return left_; }

private:
    json::object left_;
};

/// Writes one vCard, member by member.
class VCardBuilder {
public:
    VCardBuilder(const json::object& card, VCardVersion version) : card_(card), version_(version) {}
    VCard build() &&;

private:
    /// What an alternative has beside its value: its number and its language.
    struct Variant {
        std::string altid = {};
        std::string language = {};
        bool main() const { return language.empty(); }
    };

    bool is_old() const { return version_ == VCardVersion::v30; }
    void write(std::string_view member, const json::value& value);
    bool write_single(std::string_view member, const json::value& value);
    bool write_group(std::string_view member, const json::value& value);
    void write_name(const json::object& name, const Variant& variant);
    void write_phonetics(const json::object& name, const Variant& variant);
    void write_speak(const json::object& speak);
    bool write_anniversary(std::string_view id, const json::object& entry);
    bool write_date(Property& property, Taking& date);
    void write_related(const json::object& all);
    bool write_entry(std::string_view map, std::string_view id, const json::object& entry,
                     const Variant& variant);
    const EntryRule* rule_for(std::string_view map, const json::object& entry) const;
    bool write_value(const EntryRule& rule, Property& property, Taking& entry);
    bool write_address(Property& property, Taking& entry);
    bool write_organization(Property& property, Taking& entry);
    bool write_service(Property& property, Taking& entry);
    bool write_resource(const EntryRule& rule, Property& property, Taking& entry);
    void write_common(const EntryRule& rule, Property& property, Taking& entry);
    void write_label(Property& property, Taking& entry);
    void write_localizations(const json::object& all);
    void write_kept(const json::array& all);
    void write_jsprop(std::string pointer, const json::value& value);
    void vary(Property& property, const Variant& variant) const;
    void restore_parameters(Property& property, Taking& entry) const;
    Variant variant_of(std::string_view place) const;
    void number_variants();
    std::string fresh_group();
    void put(Property property) { out_.properties.push_back(std::move(property)); }

    const json::object& card_;
    const VCardVersion version_;
    VCard out_;
    std::map<std::string, std::string, std::less<>> altids_;               // by place: "name", "titles/t1"
    std::map<std::string, std::string, std::less<>> organization_groups_;  // by the id of the organization
    unsigned groups_ = 0;
};

}  // namespace milpa::contacts

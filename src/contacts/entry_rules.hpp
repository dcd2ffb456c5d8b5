// SPDX-License-Identifier: AGPL-3.0-or-later
// The properties of vCards that become entries of a map in a Card, as one table for both directions
// (RFC 9555 2 and 3).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace milpa::contacts {

enum class ValueForm : std::uint8_t {
    text,       ///< escaped
    uri,        ///< as it stands
    resource,   ///< a URI, or octets in place (3.0: ENCODING=b)
    list,       ///< texts by commas: an entry each
    structured  ///< ORG, ADR: the entry's own code reads it
};

struct EntryRule {
    std::string_view name;    ///< "EMAIL"
    std::string_view map;     ///< "emails"; "speakToAs/pronouns" of pronouns
    std::string_view member;  ///< "address"
    std::string_view kind;    ///< of the entry, where the map has kinds
    ValueForm form;
    bool level = false;  ///< has a LEVEL, and a place in a list (INDEX)
};

inline constexpr EntryRule entry_rules[] = {
    {"NICKNAME", "nicknames", "name", "", ValueForm::list},
    {"ORG", "organizations", "name", "", ValueForm::structured},
    {"TITLE", "titles", "name", "title", ValueForm::text},
    {"ROLE", "titles", "name", "role", ValueForm::text},
    {"EMAIL", "emails", "address", "", ValueForm::text},
    {"TEL", "phones", "number", "", ValueForm::text},
    {"IMPP", "onlineServices", "uri", "", ValueForm::uri},
    {"SOCIALPROFILE", "onlineServices", "uri", "", ValueForm::uri},
    {"X-SOCIALPROFILE", "onlineServices", "uri", "", ValueForm::uri},
    {"LANG", "preferredLanguages", "language", "", ValueForm::text},
    {"CALURI", "calendars", "uri", "calendar", ValueForm::uri},
    {"FBURL", "calendars", "uri", "freeBusy", ValueForm::uri},
    {"CALADRURI", "schedulingAddresses", "uri", "", ValueForm::uri},
    {"ADR", "addresses", "components", "", ValueForm::structured},
    {"KEY", "cryptoKeys", "uri", "", ValueForm::resource},
    {"SOURCE", "directories", "uri", "entry", ValueForm::uri},
    {"ORG-DIRECTORY", "directories", "uri", "directory", ValueForm::uri, true},
    {"URL", "links", "uri", "", ValueForm::uri},
    {"CONTACT-URI", "links", "uri", "contact", ValueForm::uri},
    {"PHOTO", "media", "uri", "photo", ValueForm::resource},
    {"LOGO", "media", "uri", "logo", ValueForm::resource},
    {"SOUND", "media", "uri", "sound", ValueForm::resource},
    {"NOTE", "notes", "note", "", ValueForm::text},
    {"EXPERTISE", "personalInfo", "value", "expertise", ValueForm::text, true},
    {"HOBBY", "personalInfo", "value", "hobby", ValueForm::text, true},
    {"INTEREST", "personalInfo", "value", "interest", ValueForm::text, true},
    {"PRONOUNS", "speakToAs/pronouns", "pronouns", "", ValueForm::text},
};

/// TYPE of TEL and `features` of a Phone, where they differ; others are the same word.
struct PhoneFeature {
    std::string_view type;
    std::string_view feature;
};
inline constexpr PhoneFeature phone_features[] = {
    {"cell", "mobile"}, {"mobile", "mobile"},       {"voice", "voice"},
    {"text", "text"},   {"video", "video"},         {"fax", "fax"},
    {"pager", "pager"}, {"textphone", "textphone"}, {"main-number", "main-number"},
};

struct ContextName {
    std::string_view type;
    std::string_view context;
};
inline constexpr ContextName context_names[] = {
    {"home", "private"}, {"work", "work"}, {"billing", "billing"}, {"delivery", "delivery"}};

/// RFC 6715: three words of EXPERTISE for the three that JSContact has.
inline constexpr ContextName expertise_levels[] = {
    {"beginner", "low"}, {"average", "medium"}, {"expert", "high"}};

/// PHOTO;TYPE=JPEG of 3.0 and the type of what it holds.
struct ShortType {
    std::string_view name;
    std::string_view media_type;
};
inline constexpr ShortType short_types[] = {
    {"jpeg", "image/jpeg"},
    {"jpg", "image/jpeg"},
    {"png", "image/png"},
    {"gif", "image/gif"},
    {"webp", "image/webp"},
    {"heic", "image/heic"},
    {"pgp", "application/pgp-keys"},
    {"x509", "application/pkix-cert"},
    {"wave", "audio/wav"},
    {"pcm", "audio/basic"},
    {"aiff", "audio/aiff"},
    {"ogg", "audio/ogg"},
};

}  // namespace milpa::contacts

// SPDX-License-Identifier: AGPL-3.0-or-later
// The live properties of each level, as a table.
#include <fmt/chrono.h>

#include <algorithm>

#include "dav/answer.hpp"
#include "dav/filter.hpp"

namespace milpa::dav {

namespace {

using contacts::Book;
using contacts::Card;

enum Levels : std::uint8_t {
    at_root = 1,
    at_principal = 2,
    at_home = 4,
    at_book = 8,
    at_card = 16,
    anywhere = 31,
};

std::string link(const Target& target) { return tagged(dav_space, "href", escape_xml(href_of(target))); }

Target principal_of(const Call& call) {
    return {.level = Level::principal, .account = call.member->account_id(), .book = {}, .card = {}};
}
Target home_of(const Call& call) {
    return {.level = Level::home, .account = call.member->account_id(), .book = {}, .card = {}};
}

std::string resource_type(const Call&, const Resource& of) {
    if (of.target.level == Level::card) {
        return {};
    }
    std::string out = tagged(dav_space, "collection", "");
    if (of.target.level == Level::principal) {
        out += tagged(dav_space, "principal", "");
    }
    if (of.target.level == Level::book) {
        out += tagged(card_space, "addressbook", "");
    }
    return out;
}

std::string display_name(const Call& call, const Resource& of) {
    switch (of.target.level) {
        case Level::principal: return escape_xml(call.member->address());
        case Level::book: return escape_xml(of.book->name);
        case Level::root:
        case Level::home:
        case Level::card: break;
    }
    return {};
}

std::string principal(const Call& call, const Resource&) { return link(principal_of(call)); }
std::string home_set(const Call& call, const Resource&) { return link(home_of(call)); }

std::string privileges(const Call& call, const Resource& of) {
    std::string out;
    const auto grant = [&](std::string_view name) {
        out += tagged(dav_space, "privilege", tagged(dav_space, name, ""));
    };
    grant("read");
    grant("read-current-user-privilege-set");
    if (of.target.level >= Level::home) {
        grant("write");
        grant("write-content");
        grant("write-properties");
    }
    if (of.target.level == Level::home || of.target.level == Level::book) {
        grant("bind");
        if (of.target.level == Level::home || call.state().books().size() > 1) {
            grant("unbind");
        }
    }
    return out;
}

std::string reports(const Call&, const Resource& of) {
    std::string out;
    const auto offer = [&](std::string_view space, std::string_view name) {
        out += tagged(dav_space, "supported-report", tagged(dav_space, "report", tagged(space, name, "")));
    };
    if (of.target.level >= Level::book) {
        offer(card_space, "addressbook-query");
        offer(card_space, "addressbook-multiget");
    }
    if (of.target.level == Level::book) {
        offer(dav_space, "sync-collection");
    }
    return out;
}

std::string etag(const Call&, const Resource& of) { return escape_xml(etag_of(*of.card)); }
std::string content_type(const Call&, const Resource&) { return "text/vcard; charset=utf-8"; }

std::string http_date(std::int64_t ms) {
    const std::time_t seconds = ms / 1000;
    return fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(seconds));
}
std::string last_modified(const Call&, const Resource& of) { return http_date(of.card->updated_ms); }
std::string creation_date(const Call&, const Resource& of) {
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                       fmt::gmtime(static_cast<std::time_t>(of.card->created_ms / 1000)));
}

std::string token(const Call& call, const Resource& of) {
    return escape_xml(sync_token(call.state(), *of.book));
}
std::string description(const Call&, const Resource& of) { return escape_xml(of.book->description); }
std::string colour(const Call&, const Resource& of) { return escape_xml(of.book->colour); }

std::string supported_data(const Call&, const Resource&) {
    return "<C:address-data-type content-type=\"text/vcard\" version=\"3.0\"/>"
           "<C:address-data-type content-type=\"text/vcard\" version=\"4.0\"/>";
}
std::string collations(const Call&, const Resource&) {
    std::string out;
    for (const std::string_view name : collation_names) {
        out += tagged(card_space, "supported-collation", name);
    }
    return out;
}
std::string resource_max(const Call&, const Resource&) { return std::to_string(contacts::card_octets_max); }

struct Live {
    std::string_view space;
    std::string_view local;
    std::uint8_t levels;
    /// Whether allprop asks for it (RFC 4918 9.1: those of that document; RFC 6352 leaves its own out).
    bool among_all;
    std::string (*value)(const Call&, const Resource&);
};

constexpr Live live[] = {
    {dav_space, "resourcetype", anywhere, true, resource_type},
    {dav_space, "displayname", at_principal | at_book, true, display_name},
    {dav_space, "getetag", at_card, true, etag},
    {dav_space, "getcontenttype", at_card, true, content_type},
    {dav_space, "getlastmodified", at_card, true, last_modified},
    {dav_space, "creationdate", at_card, true, creation_date},
    {dav_space, "current-user-principal", anywhere, false, principal},
    {dav_space, "principal-URL", at_principal, false, principal},
    {dav_space, "owner", at_home | at_book | at_card, false, principal},
    {dav_space, "current-user-privilege-set", anywhere, false, privileges},
    {dav_space, "supported-report-set", anywhere, false, reports},
    {dav_space, "sync-token", at_book, false, token},
    {card_space, "addressbook-home-set", at_principal, false, home_set},
    {card_space, "addressbook-description", at_book, false, description},
    {card_space, "supported-address-data", at_book, false, supported_data},
    {card_space, "supported-collation-set", at_book, false, collations},
    {card_space, "max-resource-size", at_book, false, resource_max},
    {calendarserver_space, "getctag", at_book, false, token},
    {colour_space, "addressbook-color", at_book, false, colour},
};

std::uint8_t bit_of(Level level) { return static_cast<std::uint8_t>(1U << static_cast<unsigned>(level)); }

/// What is not set is not there.
bool is_set(const Live& one, const Resource& of) {
    if ((one.levels & bit_of(of.target.level)) == 0) {
        return false;
    }
    if (one.value == description) {
        return !of.book->description.empty();
    }
    return one.value != colour || !of.book->colour.empty();
}

const Live* find(const Name& name) {
    const auto found = std::ranges::find_if(
        live, [&](const Live& one) { return one.space == name.space && one.local == name.local; });
    return found == std::end(live) ? nullptr : &*found;
}

std::string propstat(std::string_view props, unsigned status) {
    return tagged(dav_space, "propstat",
                  (props.empty() ? std::string("<D:prop/>") : tagged(dav_space, "prop", props)) +
                      tagged(dav_space, "status", status_line(status)));
}

}  // namespace

std::optional<contacts::VCardVersion> version_of(const Element& address_data) {
    const std::string_view version = address_data.attribute("version");
    if (version == "4.0") {
        return contacts::VCardVersion::v40;
    }
    return version == "3.0" ? std::optional(contacts::VCardVersion::v30) : std::nullopt;
}

/// Of one card: what only its text can tell.
static Task<Result<std::string>> text_property(Lent<const Call> call, std::shared_ptr<const Card> card,
                                               bool length, const Element* wanted) {
    const bool data = wanted != nullptr && !length;
    CO_TRY(std::string text,
           co_await call->contacts.vcard(std::move(card), data ? version_of(*wanted) : std::nullopt));
    if (length) {
        co_return tagged(dav_space, "getcontentlength", std::to_string(text.size()));
    }
    if (wanted != nullptr) {
        CO_TRY(text, cut_address_data(text, *wanted));
    }
    co_return tagged(card_space, "address-data", escape_xml(text));
}

Task<Result<std::string>> describe(Lent<const Call> call, Resource resource, Lent<const Wanted> wanted) {
    std::string there;
    std::string missing;
    const bool named = wanted->kind == Wanted::Kind::named;
    for (const Live& one : live) {
        if (!named && is_set(one, resource) && (one.among_all || wanted->kind == Wanted::Kind::names)) {
            there += wanted->kind == Wanted::Kind::names
                         ? tagged(one.space, one.local, "")
                         : tagged(one.space, one.local, one.value(*call, resource));
        }
    }
    for (const Name& name : wanted->names) {
        const Live* one = find(name);
        const bool length = name.space == dav_space && name.local == "getcontentlength";
        const bool data = wanted->address_data != nullptr && name == wanted->address_data->name;
        if (one != nullptr && is_set(*one, resource)) {
            there += tagged(one->space, one->local, one->value(*call, resource));
        } else if (resource.card != nullptr && (length || data)) {
            CO_TRY(const std::string value,
                   co_await text_property(call, resource.card, length, wanted->address_data));
            there += value;
        } else {
            missing += empty_tag(name);
        }
    }
    std::string out = tagged(dav_space, "href", escape_xml(href_of(resource.target)));
    if (!there.empty() || missing.empty() || wanted->minimal) {
        out += propstat(there, 200);
    }
    if (!missing.empty() && !wanted->minimal) {
        out += propstat(missing, 404);
    }
    co_return "<D:response>" + out + "</D:response>\n";
}

}  // namespace milpa::dav

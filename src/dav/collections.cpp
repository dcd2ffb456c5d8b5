// SPDX-License-Identifier: AGPL-3.0-or-later
// PROPFIND (RFC 4918 9.1), PROPPATCH (9.2) and MKCOL (9.3, RFC 5689).

#include "dav/answer.hpp"

namespace milpa::dav {

namespace {

using contacts::Book;
using contacts::BookWrite;

std::string multistatus(std::string_view responses) {
    return std::string(xml_head()) + "<D:multistatus" + std::string(root_spaces()) + ">\n" +
           std::string(responses) + "</D:multistatus>\n";
}

/// The target, and with `below` what is in it.
std::vector<Resource> resources(const Call& call, bool below) {
    std::vector<Resource> all{resource_of(call)};
    if (!below) {
        return all;
    }
    const std::string account = call.member->account_id();
    switch (call.target.level) {
        case Level::root: all.push_back({{Level::principal, account, {}, {}}}); break;
        case Level::principal: all.push_back({{Level::home, account, {}, {}}}); break;
        case Level::home:
            for (const auto& [id, book] : call.state().books()) {
                all.push_back(resource_of(call, book));
            }
            break;
        case Level::book:
            for (const auto& [name, id] : call.state().names(call.book()->id)) {
                all.push_back(resource_of(call, *call.book(), name, call.state().find(id)));
            }
            break;
        case Level::card: break;
    }
    return all;
}

/// What PROPPATCH and MKCOL may set of a book. False: it is protected, or unknown.
bool set_property(BookWrite& write, const Element& property, bool removed) {
    const std::string value = removed ? std::string() : property.text;
    if (property.is(dav_space, "displayname")) {
        if (value.empty() || value.size() > contacts::book_name_octets_max) {
            return false;
        }
        write.name = value;
        return true;
    }
    if (property.is(card_space, "addressbook-description") &&
        value.size() <= contacts::book_description_octets_max) {
        write.description = value;
        return true;
    }
    if (property.is(colour_space, "addressbook-color") && value.size() <= contacts::colour_octets_max) {
        write.colour = value;
        return true;
    }
    return false;
}

struct Settings {
    BookWrite write = {};
    std::string good;
    std::string bad;
    bool book = false;  ///< the resource type says that it is one
};

/// Of <D:set> and <D:remove> in their order.
Settings read_settings(const Element& root, bool making) {
    Settings out;
    for (const Element& part : root.children) {
        const bool removed = part.is(dav_space, "remove");
        const Element* prop = removed || part.is(dav_space, "set") ? part.find(dav_space, "prop") : nullptr;
        if (prop == nullptr) {
            continue;
        }
        for (const Element& one : prop->children) {
            if (making && one.is(dav_space, "resourcetype")) {
                out.book = one.find(dav_space, "collection") != nullptr &&
                           one.find(card_space, "addressbook") != nullptr;
            } else {
                (set_property(out.write, one, removed) ? out.good : out.bad) += empty_tag(one.name);
            }
        }
    }
    return out;
}

std::string propstat(std::string_view props, unsigned status, std::string_view error = {}) {
    return tagged(dav_space, "propstat",
                  tagged(dav_space, "prop", props) + tagged(dav_space, "status", status_line(status)) +
                      (error.empty() ? std::string() : tagged(dav_space, "error", error)));
}

/// RFC 4918 9.2: all or nothing.
std::string refusal(const Settings& settings) {
    std::string out;
    if (!settings.good.empty()) {
        out += propstat(settings.good, 424);
    }
    out += propstat(settings.bad, 403, tagged(dav_space, "cannot-modify-protected-property", ""));
    return out;
}

}  // namespace

Task<http::Response> propfind(Lent<Call> call) {
    // RFC 4918 9.1: infinity where none is named; that is refused.
    const std::string_view depth = call->asked.fields.find("depth").value_or("infinity");
    if (depth != "0" && depth != "1") {
        co_return condition(403, dav_space, "propfind-finite-depth");
    }
    if (!call->exists()) {
        co_return plain(404);
    }
    Element root;
    if (!call->asked.body.empty()) {
        auto read = read_xml(call->asked.body);
        if (!read || !read->is(dav_space, "propfind")) {
            co_return plain(400);
        }
        root = std::move(*read);
    }
    const Wanted wanted = read_wanted(*call, root);
    std::string responses;
    for (Resource& resource : resources(*call, depth == "1")) {
        auto described = co_await describe(call.get(), std::move(resource), &wanted);
        if (!described) {
            co_return failed(described.error());
        }
        responses += *described;
    }
    co_return xml_response(207, multistatus(responses));
}

Task<http::Response> proppatch(Lent<Call> call) {
    if (!call->exists()) {
        co_return plain(404);
    }
    auto root = read_xml(call->asked.body);
    if (!root || !root->is(dav_space, "propertyupdate")) {
        co_return plain(400);
    }
    Settings settings = read_settings(*root, false);
    std::string states;
    if (call->target.level != Level::book) {
        settings.bad += std::exchange(settings.good, {});
    }
    if (!settings.bad.empty()) {
        states = refusal(settings);
    } else {
        settings.write.book = call->book()->id;
        const auto done = co_await call->contacts.set_book(std::move(settings.write));
        if (!done) {
            co_return failed(done.error());
        }
        call->member->settle();
        states = propstat(settings.good, 200);
    }
    co_return xml_response(
        207, multistatus("<D:response>" + tagged(dav_space, "href", escape_xml(href_of(call->target))) +
                         states + "</D:response>\n"));
}

Task<http::Response> mkcol(Lent<Call> call) {
    if (call->target.account != call->member->account_id() || call->target.level < Level::home) {
        co_return plain(403);
    }
    if (call->target.level != Level::book) {
        // RFC 6352 5.2: no collection inside of an address book.
        co_return call->target.level == Level::card
            ? condition(403, card_space, "addressbook-collection-location-ok")
            : plain(405);
    }
    if (call->book() != nullptr) {
        co_return plain(405);  // RFC 4918 9.3.1
    }
    if (call->asked.body.empty()) {
        co_return condition(403, dav_space, "valid-resourcetype");
    }
    auto root = read_xml(call->asked.body);
    if (!root || !root->is(dav_space, "mkcol")) {
        co_return plain(root ? 415 : 400);
    }
    Settings settings = read_settings(*root, true);
    if (!settings.book) {
        co_return condition(403, dav_space, "valid-resourcetype");
    }
    if (!settings.bad.empty()) {
        // RFC 5689 3: properties that cannot be set undo the whole.
        co_return xml_response(424, std::string(xml_head()) + "<D:mkcol-response" +
                                        std::string(root_spaces()) + ">" + refusal(settings) +
                                        "</D:mkcol-response>\n");
    }
    settings.write.path = call->target.book;
    if (!settings.write.name) {
        settings.write.name = call->target.book;
    }
    const auto done = co_await call->contacts.set_book(std::move(settings.write));
    if (!done) {
        co_return failed(done.error());
    }
    if (!done->ok()) {
        co_return plain(405);
    }
    call->member->settle();
    co_return xml_response(201, std::string(xml_head()) + "<D:mkcol-response" + std::string(root_spaces()) +
                                    ">" + (settings.good.empty() ? "" : propstat(settings.good, 200)) +
                                    "</D:mkcol-response>\n");
}

}  // namespace milpa::dav

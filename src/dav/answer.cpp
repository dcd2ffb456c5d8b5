// SPDX-License-Identifier: AGPL-3.0-or-later
#include "dav/answer.hpp"

#include <fmt/format.h>

#include <charconv>

namespace milpa::dav {

using contacts::Book;
using contacts::Card;

bool Call::exists() const {
    switch (target.level) {
        case Level::root: return true;
        case Level::principal:
        case Level::home: return target.account == member->account_id();
        case Level::book: return target.account == member->account_id() && book() != nullptr;
        case Level::card: return target.account == member->account_id() && card() != nullptr;
    }
    return false;
}

Resource resource_of(const Call& call, const Book& book) {
    return {{Level::book, call.member->account_id(), book.path, {}}, std::make_shared<const Book>(book)};
}

Resource resource_of(const Call& call, const Book& book, std::string name, std::shared_ptr<const Card> card) {
    return {{Level::card, call.member->account_id(), book.path, std::move(name)}, nullptr, std::move(card)};
}

Resource resource_of(const Call& call) {
    switch (call.target.level) {
        case Level::book: return resource_of(call, *call.book());
        case Level::card: return resource_of(call, *call.book(), call.target.card, call.card());
        case Level::root:
        case Level::principal:
        case Level::home: break;
    }
    return {call.target};
}

http::Response plain(unsigned status) {
    http::Response response;
    response.status = status;
    return response;
}

http::Response xml_response(unsigned status, std::string body) {
    http::Response response;
    response.status = status;
    response.fields.add("content-type", "application/xml; charset=utf-8");
    response.body = std::move(body);
    return response;
}

http::Response condition(unsigned status, std::string_view space, std::string_view local,
                         std::string_view inside) {
    return xml_response(status, std::string(xml_head()) + "<D:error" + std::string(root_spaces()) + ">" +
                                    tagged(space, local, inside) + "</D:error>\n");
}

http::Response failed(const Error& error) {
    switch (error.kind) {
        case ErrorKind::missing: return plain(404);
        case ErrorKind::denied: return plain(403);
        case ErrorKind::limit: return condition(507, dav_space, "quota-not-exceeded");
        case ErrorKind::syntax: return plain(400);
        case ErrorKind::conflict: return plain(409);
        case ErrorKind::closed:
        case ErrorKind::timeout: return plain(503);
        case ErrorKind::io:
        case ErrorKind::corrupt: break;
    }
    return plain(500);
}

std::string etag_of(const Card& card) {
    return fmt::format("\"{}-{}\"", static_cast<std::uint64_t>(card.id), card.body_seq);
}

std::string sync_token(const Book& book, std::uint64_t seq) {
    return fmt::format("data:,milpa-{}-{}", static_cast<std::uint32_t>(book.id), seq);
}

std::string sync_token(const contacts::State& state, const Book& book) {
    // What is forgotten lies before the floor: a token from there would be refused the next time.
    return sync_token(book, std::max(book.contents_seq, state.floor()));
}

std::optional<std::uint64_t> read_sync_token(const Book& book, std::string_view text) {
    const std::string begin = fmt::format("data:,milpa-{}-", static_cast<std::uint32_t>(book.id));
    if (!text.starts_with(begin)) {
        return std::nullopt;
    }
    text.remove_prefix(begin.size());
    std::uint64_t seq = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seq);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(seq) : std::nullopt;
}

std::string status_line(unsigned status) {
    return fmt::format("HTTP/1.1 {} {}", status, http::reason_phrase(status));
}

std::string status_response(std::string_view href, unsigned status) {
    return "<D:response>" + tagged(dav_space, "href", escape_xml(href)) +
           tagged(dav_space, "status", status_line(status)) + "</D:response>\n";
}

Wanted read_wanted(const Call& call, const Element& parent) {
    Wanted wanted;
    const auto prefer = call.asked.fields.find("prefer");
    const auto brief = call.asked.fields.find("brief");
    wanted.minimal = (prefer && prefer->find("return=minimal") != std::string_view::npos) ||
                     (brief && (*brief == "t" || *brief == "T"));
    if (parent.find(dav_space, "propname") != nullptr) {
        wanted.kind = Wanted::Kind::names;
    }
    if (const Element* prop = parent.find(dav_space, "prop")) {
        wanted.kind = Wanted::Kind::named;
        for (const Element& one : prop->children) {
            wanted.names.push_back(one.name);
            if (one.is(card_space, "address-data")) {
                wanted.address_data = &one;
            }
        }
    }
    return wanted;
}

}  // namespace milpa::dav

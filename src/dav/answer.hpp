// SPDX-License-Identifier: AGPL-3.0-or-later
// What the methods share: the resource that is asked for, and the forms of answers.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "contacts/contacts.hpp"
#include "dav/dav.hpp"
#include "dav/target.hpp"
#include "dav/xml.hpp"

namespace milpa::dav {

/// Cards of one answer to a report that holds their texts; more: 507, and the client asks again.
inline constexpr std::size_t report_cards_max = 5'000;
/// Octets of such an answer.
inline constexpr std::size_t report_octets_max = 16 * 1024 * 1024;

/// A request on its way; lives until its answer is made.
struct Call {
    Lent<Member> member;
    Asked asked;
    Target target;
    contacts::Contacts contacts;

    const contacts::State& state() const { return contacts.state(); }
    /// Of the target; null where it is in none, or in one that there is not.
    const contacts::Book* book() const { return state().find_book(target.book); }
    std::shared_ptr<const contacts::Card> card() const {
        const contacts::Book* in = book();
        return in == nullptr ? nullptr : state().find(in->id, target.card);
    }
    /// Whether the target is there.
    bool exists() const;
};

/// A resource inside of an answer.
struct Resource {
    Target target;
    std::shared_ptr<const contacts::Book> book = nullptr;  ///< a copy, as it was when it was looked up
    std::shared_ptr<const contacts::Card> card = nullptr;
};
/// The target itself, which exists.
Resource resource_of(const Call& call);
Resource resource_of(const Call& call, const contacts::Book& book);
Resource resource_of(const Call& call, const contacts::Book& book, std::string name,
                     std::shared_ptr<const contacts::Card> card);

http::Response plain(unsigned status);
/// RFC 4918 16: <D:error> with the condition that does not hold; `inside` is XML.
http::Response condition(unsigned status, std::string_view space, std::string_view local,
                         std::string_view inside = {});
http::Response xml_response(unsigned status, std::string body);
http::Response failed(const Error& error);

std::string etag_of(const contacts::Card& card);
/// RFC 6578: what a client shows to hear of what changed since. Each book has its own.
std::string sync_token(const contacts::State& state, const contacts::Book& book);
std::string sync_token(const contacts::Book& book, std::uint64_t seq);
std::optional<std::uint64_t> read_sync_token(const contacts::Book& book, std::string_view text);

/// "HTTP/1.1 404 Not Found"
std::string status_line(unsigned status);
/// <D:response> of a whole resource that has no properties to tell of.
std::string status_response(std::string_view href, unsigned status);

/// What is wanted of resources.
struct Wanted {
    enum class Kind : std::uint8_t { named, all, names } kind = Kind::all;
    std::vector<Name> names;
    const Element* address_data = nullptr;  ///< of a report: which of a card's text
    bool minimal = false;                   ///< RFC 8144 2.1: nothing of what there is not
};
/// Of <D:prop>, <D:allprop>, <D:propname> among the children; `minimal` from the request's fields.
Wanted read_wanted(const Call& call, const Element& parent);

/// <D:response> with its properties. Fails as reading a card does.
Task<Result<std::string>> describe(Lent<const Call> call, Resource resource, Lent<const Wanted> wanted);

Task<http::Response> propfind(Lent<Call> call);
Task<http::Response> proppatch(Lent<Call> call);
Task<http::Response> mkcol(Lent<Call> call);
Task<http::Response> report(Lent<Call> call);
Task<http::Response> get_card(Lent<Call> call);
Task<http::Response> put_card(Lent<Call> call);
Task<http::Response> remove(Lent<Call> call);
/// COPY and MOVE of a card.
Task<http::Response> relocate(Lent<Call> call);

/// A part of a card's text (RFC 6352 10.4). Fails with `syntax`, `missing`: a form that is not offered.
Result<std::string> cut_address_data(const std::string& text, const Element& wanted);
std::optional<contacts::VCardVersion> version_of(const Element& address_data);

}  // namespace milpa::dav

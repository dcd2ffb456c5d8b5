// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/pages.hpp"

#include <algorithm>
#include <limits>
#include <string_view>

#include "http/assets.hpp"
#include "pages/form_reading.hpp"
#include "pages/places.hpp"
#include "pages/words.hpp"

namespace milpa::pages {

namespace {

using http::Body;
using http::Method;
using http::Policy;
using http::Request;
using http::Response;
using http::Route;

enum class Who : std::uint8_t { anybody, member };

struct Place {
    std::string_view pattern;
    Method method;
    Who who;
    Answerer run;
    /// Octets of what is posted; beyond form_octets_max it may have files.
    std::uint64_t octets = form_octets_max;
    Policy policy = Policy::page;
};

constexpr Place places[] = {
    {"/", Method::get, Who::anybody, show_public},
    {"/plain/", Method::get, Who::anybody, begin},
    {"/plain/language/{code}", Method::get, Who::anybody, choose_language},
    {"/plain/unlock", Method::get, Who::anybody, show_unlock},
    {"/plain/unlock", Method::post, Who::anybody, take_share},
    {"/plain/sign-in", Method::get, Who::anybody, show_sign_in},
    {"/plain/sign-in", Method::post, Who::anybody, sign_in},
    {"/plain/code", Method::get, Who::anybody, begin},
    {"/plain/code", Method::post, Who::anybody, take_code},
    {"/plain/sign-out", Method::post, Who::anybody, sign_out},
    {"/plain/join", Method::get, Who::anybody, show_join},
    {"/plain/join", Method::post, Who::anybody, join},
    {"/plain/recover", Method::get, Who::anybody, show_recover},
    {"/plain/recover", Method::post, Who::anybody, recover},
    {"/plain/mail", Method::get, Who::member, show_inbox},
    {"/plain/mail/in/{folder}", Method::get, Who::member, show_folder},
    {"/plain/mail/search", Method::get, Who::member, show_search},
    {"/plain/mail/search", Method::post, Who::member, search},
    {"/plain/mail/thread/{thread}", Method::get, Who::member, show_thread},
    {"/plain/mail/file/{blob}/{name}", Method::get, Who::member, give_file, 0, Policy::sealed},
    {"/plain/mail/act", Method::post, Who::member, act},
    {"/plain/mail/write", Method::get, Who::member, show_write},
    {"/plain/mail/write", Method::post, Who::member, write, letter_read_octets_max},
    {"/plain/mail/undo", Method::post, Who::member, undo_sending},
};

/// Path and query, where another language leads back to; of a POST the path alone, which has a page as well.
std::string path_of(const Request& request) {
    std::string path(Url::own(request.path).text());
    if (request.method == Method::get && !request.query.empty()) path += "?" + request.query;
    return path;
}

Reader reader_of(House& house, const Request& request) {
    return {.language = language_of(request),
            .site = house.domain(),
            .path = path_of(request),
            .is_member = false,
            .is_locked = !house.is_unlocked()};
}

Response forged(const Reader& reader) {
    return dead_end(reader, {403, word::plain_forged_title(), word::plain_forged()});
}

/// Who must sign in first. What was written is not lost: it stands on the page, to be copied.
Task<Response> sign_in_first(Reader reader, Place place, Request request, Lent<Body> body) {
    if (request.method == Method::get)
        co_return sign_in_page(reader, 401, reader.path, notice(reader(word::plain_sign_in_first())));
    Markup told = problem(reader(word::plain_session_over()));
    if (place.octets > form_octets_max) {
        // Files are read away; they are on the device still.
        auto form = co_await read_form(std::move(request), body, nullptr);
        if (form && !form->form.text("text").empty()) {
            told += field(reader, {.name = "text",
                                   .label = reader(word::plain_your_text()),
                                   .value = std::string(form->form.text("text")),
                                   .rows = 8});
        }
    }
    co_return sign_in_page(reader, 401, "/plain/mail", told);
}

Task<Response> run(Lent<House> house, Place place, Request request, Lent<Body> body) {
    Asked asked{.house = house, .request = std::move(request), .reader = {}, .caller = {}};
    asked.reader = reader_of(*house, asked.request);
    const bool is_post = asked.request.method == Method::post;
    if (is_post && !house->is_from_own_page(asked.request)) co_return forged(asked.reader);
    if (place.who == Who::member) {
        auto entered = co_await house->enter(asked.request);
        if (!entered && entered.error().kind == ErrorKind::denied)
            co_return co_await sign_in_first(std::move(asked.reader), place, std::move(asked.request), body);
        if (!entered) co_return failure(asked.reader, entered.error());
        asked.caller = std::move(*entered);
        asked.reader.is_member = true;
    } else {
        asked.caller = house->guest(asked.request);
    }
    if (is_post) {
        Caller* const keeper = place.octets > form_octets_max ? asked.caller.get() : nullptr;
        auto read = co_await read_form(asked.request, body, keeper);
        // Of a letter whose text is there the page says what was too much, with the text in it.
        if (read && read->refused && (keeper == nullptr || !read->form.has("text")))
            read = fail(*read->refused, "what came with the form is not taken");
        if (!read) {
            if (read.error().kind == ErrorKind::limit)
                co_return dead_end(asked.reader,
                                   {413, word::plain_too_large_title(), word::plain_too_large()});
            if (read.error().kind == ErrorKind::syntax)
                co_return dead_end(asked.reader, {400, word::plain_no_form_title(), word::plain_no_form()});
            co_return failure(asked.reader, read.error());
        }
        asked.form = std::move(read->form);
        asked.files = std::move(read->files);
        asked.refused = read->refused;
    }
    co_return co_await place.run(std::move(asked));
}

Task<Response> answer_missing(Lent<House> house, Request request) {
    Reader reader = reader_of(*house, request);
    reader.is_member = house->shows_session(request);
    co_return not_found(reader);
}

Task<Response> answer_locked(Lent<House> house, Request request) {
    if (!http::wants_html(request)) {
        Response response = http::text_response(503, "503 This server is locked.");
        response.fields.add("retry-after", "300");
        co_return response;
    }
    Asked asked{.house = house, .request = std::move(request), .reader = {}, .caller = {}};
    asked.reader = reader_of(*house, asked.request);
    asked.reader.path = "/";
    asked.caller = house->guest(asked.request);
    co_return co_await show_unlock(std::move(asked));
}

Reader unfounded_reader(const Request& request) {
    return {.language = language_of(request), .site = {}, .path = "/", .is_member = false, .is_locked = true};
}

Task<Response> answer_unfounded(Request request) {
    const Reader reader = unfounded_reader(request);
    Markup content = element("p", {}, reader(word::public_unfounded_text()));
    content += element("p", {}, reader(word::public_unfounded_keyholder()));
    co_return respond(reader,
                      {.status = 503, .title = reader(word::public_unfounded_title()), .content = content});
}

Task<Response> answer_unfounded_language(Request request) {
    co_return language_chosen(unfounded_reader(request), request);
}

Route stylesheet_route(const Clock& clock, bool in_clear) {
    auto asset = std::make_shared<const http::Asset>(
        std::string(stylesheet()), http::AssetOptions{.content_type = "text/css; charset=utf-8",
                                                      .modified = clock.wall(),
                                                      .keep = http::Keep::for_ever});
    return {.host = {},
            .pattern = std::string(stylesheet_path()),
            .methods = {Method::get},
            .handler = http::Asset::handler(std::move(asset)),
            .policy = Policy::asset,
            .in_clear = in_clear};
}

Route route_of(Lent<House> house, const Place& place, bool in_clear) {
    return {
        .host = {},
        .pattern = std::string(place.pattern),
        .methods = {place.method},
        .handler = [house, place](Request request,
                                  Lent<Body> body) { return run(house, place, std::move(request), body); },
        .policy = place.policy,
        .body_octets_max = place.method == Method::post ? place.octets : 0,
        .in_clear = in_clear};
}

}  // namespace

std::int64_t Asked::now_ms() const { return to_unix_ms(house->clock().wall()); }

http::Handler missing_page(Lent<House> house) {
    return [house](Request request, Lent<Body>) { return answer_missing(house, std::move(request)); };
}

std::vector<Route> routes(Lent<House> house) {
    std::vector<Route> all;
    for (const Place& place : places) all.push_back(route_of(house, place, false));
    all.push_back(stylesheet_route(house->clock(), false));
    all.push_back({.host = {},
                   .pattern = "/plain/{path...}",
                   .methods = {Method::get},
                   .handler = [house](Request request,
                                      Lent<Body>) { return answer_missing(house, std::move(request)); },
                   .policy = Policy::page});
    return all;
}

std::vector<Route> locked_routes(Lent<House> house) {
    using enum Method;
    std::vector<Route> all;
    for (const Place& place : places) {
        const bool is_open =
            place.run == show_unlock || place.run == take_share || place.run == choose_language;
        if (is_open) all.push_back(route_of(house, place, true));
    }
    all.push_back(stylesheet_route(house->clock(), true));
    all.push_back(
        {.host = {},
         .pattern = "/{path...}",
         .methods = {get, head, post, put, remove, options, patch, propfind, proppatch, mkcol, copy, move,
                     report},
         .handler = [house](Request request, Lent<Body>) { return answer_locked(house, std::move(request)); },
         .policy = Policy::page,
         // Whatever somebody sends, the answer is that.
         .body_octets_max = std::numeric_limits<std::uint64_t>::max(),
         .in_clear = true});
    return all;
}

std::vector<Route> unfounded_routes(Lent<const Clock> clock) {
    const auto page = [](std::string pattern, Task<Response> (*answer)(Request)) {
        return Route{.host = {},
                     .pattern = std::move(pattern),
                     .methods = {Method::get},
                     .handler = [answer](Request request, Lent<Body>) { return answer(std::move(request)); },
                     .policy = Policy::page};
    };
    return {page("/{path...}", answer_unfounded), page("/plain/language/{code}", answer_unfounded_language),
            stylesheet_route(*clock, false)};
}

}  // namespace milpa::pages

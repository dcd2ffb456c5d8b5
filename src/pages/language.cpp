// SPDX-License-Identifier: AGPL-3.0-or-later
// Another language: a cookie, and back to the page that one was on.
#include <fmt/format.h>

#include "pages/places.hpp"

namespace milpa::pages {

Task<http::Response> choose_language(Asked asked) {
    const auto language = read_language(asked.request.captured.at(0));
    if (!language) co_return not_found(asked.reader);
    std::string back = asked.parameter("back");
    if (!is_own_path(back)) back = "/";
    http::Response response;
    response.status = 303;
    response.fields.set("location", std::move(back));
    response.fields.set("cache-control", "no-store");
    response.fields.add(
        "set-cookie",
        fmt::format("{}={}; Path=/; Max-Age={}; SameSite=Lax{}", language_cookie, code_of(*language),
                    language_cookie_seconds, asked.request.secure ? "; Secure" : ""));
    co_return response;
}

}  // namespace milpa::pages

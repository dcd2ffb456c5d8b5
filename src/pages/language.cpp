// SPDX-License-Identifier: AGPL-3.0-or-later
// Another language: a cookie, and back to the page that one was on.
#include <fmt/format.h>

#include "pages/places.hpp"

namespace milpa::pages {

http::Response language_chosen(const Reader& reader, const http::Request& request) {
    const auto language = read_language(request.captured.at(0));
    if (!language) return not_found(reader);
    std::string back = request.parameter("back").value_or("");
    if (!is_own_path(back)) back = "/";
    http::Response response = led_to(back);
    response.fields.add("set-cookie", fmt::format("{}={}; Path=/; Max-Age={}; SameSite=Lax{}",
                                                  language_cookie, code_of(*language),
                                                  language_cookie_seconds, request.secure ? "; Secure" : ""));
    return response;
}

Task<http::Response> choose_language(Asked asked) { co_return language_chosen(asked.reader, asked.request); }

}  // namespace milpa::pages

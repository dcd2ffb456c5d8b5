// SPDX-License-Identifier: AGPL-3.0-or-later
#include "portal/routes.hpp"

#include <map>

#include "base/ensure.hpp"
#include "portal/bundle.hpp"
#include "portal/language.hpp"

namespace milpa::portal {

namespace {

using Shells = std::map<std::string, std::shared_ptr<const http::Asset>, std::less<>>;

constexpr std::string_view shell_prefix = "/portal/shell.";
constexpr std::string_view shell_suffix = ".html";
constexpr std::string_view letter_file = "/portal/letter.html";
constexpr std::string_view letter_path = "/portal/letter";
constexpr std::string_view assets_pattern = "/portal/assets/{path...}";
/// What the shell's answer depends on besides its encoding.
constexpr std::string_view shell_vary = "accept-encoding, accept-language, cookie";

/// Made once: the compressed octets are the same for every router that there will be.
std::shared_ptr<const http::Asset> asset_of(const File& file, WallTime modified) {
    return std::make_shared<http::Asset>(
        std::string(file.plain), file.brotli,
        http::AssetOptions{.content_type = file.type, .modified = modified, .keep = file.keep});
}

Task<http::Response> answer_missing() {
    http::Response response = http::status_response(404);
    response.fields.set("cache-control", "no-store");
    co_return response;
}

Task<http::Response> answer_shell(std::shared_ptr<const Shells> shells, http::Request request) {
    const auto shell = shells->find(language_of(request));
    http::Response response = shell->second->answer(request);
    response.fields.set("vary", std::string(shell_vary));
    co_return response;
}

/// A file of another version, which somebody's page asks for still: a page in its place would be kept for it.
void add_missing(Lent<http::Router> router) {
    router->add({.host = {},
                 .pattern = std::string(assets_pattern),
                 .methods = {http::Method::get},
                 .handler = [](http::Request, Lent<http::Body>) { return answer_missing(); },
                 .policy = http::Policy::asset});
}

void add_shell(Lent<http::Router> router, const std::shared_ptr<const Shells>& shells) {
    for (const std::string_view pattern : {"/portal", "/portal/{path...}"}) {
        router->add(
            {.host = {},
             .pattern = std::string(pattern),
             .methods = {http::Method::get},
             .handler = [shells](http::Request request,
                                 Lent<http::Body>) { return answer_shell(shells, std::move(request)); },
             .policy = http::Policy::page});
    }
}

}  // namespace

void add_routes(Lent<http::Router> router, WallTime modified) {
    auto shells = std::make_shared<Shells>();
    for (const File& file : files()) {
        auto asset = asset_of(file, modified);
        if (file.path.starts_with(shell_prefix)) {
            const std::string_view rest = std::string_view(file.path).substr(shell_prefix.size());
            shells->emplace(rest.substr(0, rest.size() - shell_suffix.size()), std::move(asset));
            continue;
        }
        router->add({.host = {},
                     .pattern = file.path == letter_file ? std::string(letter_path) : file.path,
                     .methods = {http::Method::get},
                     .handler = http::Asset::handler(std::move(asset)),
                     .policy = file.policy});
    }
    for (const std::string_view language : languages()) ensure(shells->contains(language));
    add_shell(router, shells);
    add_missing(router);
}

}  // namespace milpa::portal

// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/policy.hpp"

#include <span>

namespace milpa::http {

namespace {

struct Given {
    std::string_view name;
    std::string_view value;
};

// For every answer: types are not guessed, and no other site learns where somebody came from.
constexpr Given always[] = {
    {"x-content-type-options", "nosniff"},
    {"referrer-policy", "no-referrer"},
};

// Data: as a document it may do nothing at all.
constexpr Given api[] = {
    {"content-security-policy", "default-src 'none'; frame-ancestors 'none'; sandbox"},
    {"cross-origin-resource-policy", "same-origin"},
    {"cache-control", "no-store"},
};

// Our own files and nothing else; no inline script or style, no string becomes a document (Trusted Types). Of
// what may ask for rights, only calls do: camera, microphone, screen. COOP and COEP part us from windows of
// other origins, and from what they could measure.
constexpr Given page[] = {
    {"content-security-policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; "
     "connect-src 'self'; media-src 'self' blob:; worker-src 'self'; manifest-src 'self'; frame-src 'self'; "
     "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
     "trusted-types milpa"},
    {"cross-origin-opener-policy", "same-origin"},
    {"cross-origin-embedder-policy", "require-corp"},
    {"cross-origin-resource-policy", "same-origin"},
    {"permissions-policy",
     "camera=(self), microphone=(self), display-capture=(self), autoplay=(self), fullscreen=(self), "
     "geolocation=(), payment=(), usb=(), serial=(), bluetooth=(), hid=(), midi=(), browsing-topics=()"},
    {"cache-control", "no-cache"},
};

constexpr Given asset[] = {
    {"content-security-policy", "default-src 'none'; frame-ancestors 'none'; sandbox"},
    {"cross-origin-resource-policy", "same-origin"},
    {"cross-origin-embedder-policy", "require-corp"},
    {"cache-control", "no-cache"},
};

// Whatever was sent to a member: shown by our own pages in a frame it has an origin of its own, no script, no
// form, and reaches nothing on the net.
constexpr Given sealed[] = {
    {"content-security-policy",
     "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"},
    {"cross-origin-resource-policy", "same-origin"},
    {"cross-origin-embedder-policy", "require-corp"},
    {"cache-control", "private, no-store"},
};

constexpr Given open[] = {
    {"content-security-policy", "default-src 'none'; frame-ancestors 'none'; sandbox"},
    {"cross-origin-resource-policy", "cross-origin"},
    {"access-control-allow-origin", "*"},
    {"cache-control", "no-cache"},
};

std::span<const Given> given_of(Policy policy) {
    switch (policy) {
        case Policy::api: return api;
        case Policy::page: return page;
        case Policy::asset: return asset;
        case Policy::sealed: return sealed;
        case Policy::open: return open;
    }
    return api;
}

void add_absent(Lent<Fields> fields, const Given& given) {
    if (!fields->find(given.name)) fields->add(given.name, std::string(given.value));
}

}  // namespace

void apply_policy(Policy policy, bool secure, Lent<Fields> fields) {
    for (const Given& given : always) add_absent(fields, given);
    for (const Given& given : given_of(policy)) add_absent(fields, given);
    // RFC 6797 7.2: never in clear.
    if (secure) add_absent(fields, {"strict-transport-security", transport_security});
}

Response refusal(unsigned status, bool secure) {
    Response response = status_response(status);
    apply_policy(Policy::api, secure, &response.fields);
    return response;
}

}  // namespace milpa::http

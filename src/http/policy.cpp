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
     "geolocation=(), payment=(), usb=(), serial=(), hid=(), midi=(), browsing-topics=()"},
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

// Our own document, which our pages fill (`allow-same-origin` lets them) with what strangers have written: no
// script runs in it, whatever gets past them, and only what it brings itself is shown. Links open elsewhere.
constexpr Given letter[] = {
    {"content-security-policy",
     "default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; form-action 'none'; base-uri "
     "'none'; "
     "frame-ancestors 'self'; "
     "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"},
    {"cross-origin-resource-policy", "same-origin"},
    {"cross-origin-embedder-policy", "require-corp"},
    {"cache-control", "no-cache"},
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
        case Policy::letter: return letter;
        case Policy::open: return open;
    }
    return api;
}

Fields::Common make_common(Policy policy, bool secure) {
    std::vector<Fields::Field> fields;
    const auto add = [&](const Given& given) {
        fields.push_back({std::string(given.name), std::string(given.value)});
    };
    for (const Given& given : always) add(given);
    for (const Given& given : given_of(policy)) add(given);
    // RFC 6797 7.2: never in clear.
    if (secure) add({"strict-transport-security", transport_security});
    return Fields::Common(std::move(fields));
}

template <Policy policy>
const Fields::Common& common_of(bool secure) {
    static const Fields::Common in_clear = make_common(policy, false);
    static const Fields::Common in_tls = make_common(policy, true);
    return secure ? in_tls : in_clear;
}

const Fields::Common& common_of(Policy policy, bool secure) {
    switch (policy) {
        case Policy::api: return common_of<Policy::api>(secure);
        case Policy::page: return common_of<Policy::page>(secure);
        case Policy::asset: return common_of<Policy::asset>(secure);
        case Policy::sealed: return common_of<Policy::sealed>(secure);
        case Policy::letter: return common_of<Policy::letter>(secure);
        case Policy::open: return common_of<Policy::open>(secure);
    }
    return common_of<Policy::api>(secure);
}

}  // namespace

void apply_policy(Policy policy, bool secure, Lent<Fields> fields) {
    fields->add_common(&common_of(policy, secure));
}

Response refusal(unsigned status, bool secure) {
    Response response = status_response(status);
    apply_policy(Policy::api, secure, &response.fields);
    return response;
}

}  // namespace milpa::http

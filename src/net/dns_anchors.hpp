// SPDX-License-Identifier: AGPL-3.0-or-later
// Where DNSSEC begins. Private to src/net.
#pragma once

namespace milpa::net {

/// The root's key-signing keys of 2017 and 2024 (IANA, root-anchors.xml), so that no file of the system
/// decides whom we believe. dns_test.cpp compares them with Debian's dns-root-data.
inline constexpr const char* root_anchors[] = {
    ". IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D",
    ". IN DS 38696 8 2 683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16",
};

}  // namespace milpa::net

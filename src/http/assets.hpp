// SPDX-License-Identifier: AGPL-3.0-or-later
// Files that never change while the server runs: kept in memory, compressed once and as well as can be, so
// that an answer costs no more than its header.
#pragma once

#include "http/conditions.hpp"
#include "http/message.hpp"

namespace milpa::http {

/// How long browsers may keep it.
enum class Keep : std::uint8_t {
    revalidate,  ///< they ask each time whether it is still the same
    for_ever,    ///< its name changes with it
};

struct AssetOptions {
    std::string content_type;
    WallTime modified;  ///< when the program that brings it was made, or started
    Keep keep = Keep::revalidate;
};

/// Immutable; any thread.
class Asset {
public:
    /// Compresses (brotli 11, gzip 9) what is of a type that shrinks; that takes a while: at the start.
    Asset(std::string octets, AssetOptions options);
    /// Compressed already, when the program was built.
    Asset(std::string octets, std::optional<std::string_view> brotli, AssetOptions options);

    /// The best coding that the client takes, with conditions and ranges (RFC 9110 13, 14). Ranges are of the
    /// octets without a coding.
    Response answer(const Request& request) const;
    /// For a Route of GET.
    static Handler handler(std::shared_ptr<const Asset> asset);

private:
    struct Variant {
        std::string_view coding;  ///< "br"; empty: none
        std::string etag;
        Response::Shared octets;
    };
    const Variant& choose(const Fields& fields) const;
    void add_variants(std::string octets, std::vector<std::pair<std::string_view, std::string>> packed);

    const AssetOptions options_;
    const std::string modified_;
    std::vector<Variant> variants_;  // without a coding first
};

/// gzip (RFC 1952) and brotli (RFC 7932), as small as they get.
std::string gzip(std::string_view octets);
std::string brotli(std::string_view octets);

}  // namespace milpa::http

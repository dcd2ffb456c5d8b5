// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/assets.hpp"

#include <algorithm>

#include <brotli/encode.h>
#include <openssl/sha.h>
#include <zlib.h>

#include "base/bytes.hpp"
#include "base/ensure.hpp"
#include "http/date.hpp"
#include "http/ranged.hpp"

namespace milpa::http {

namespace {

/// Of a SHA-256: nobody makes two files that share these.
constexpr std::size_t tag_bytes = 16;
/// A packet: what is below it arrives no sooner for being smaller.
constexpr std::size_t worth_compressing = 256;

bool shrinks(std::string_view type) {
    constexpr std::string_view kinds[] = {
        "text/",           "application/json",          "application/javascript",
        "application/xml", "application/manifest+json", "application/wasm",
        "image/svg+xml"};
    return std::ranges::any_of(kinds, [&](std::string_view kind) { return type.starts_with(kind); });
}

std::string hash_of(std::string_view octets) {
    std::array<std::uint8_t, SHA256_DIGEST_LENGTH> digest{};
    ::SHA256(as_bytes(octets).data(), octets.size(), digest.data());
    return to_hex(ByteView(digest).first(tag_bytes));
}

Task<Result<std::unique_ptr<Source>>> open_part(Response::Shared octets, ByteRange range) {
    co_return shared_source(std::move(octets), range);
}

Task<Response> answer_asset(std::shared_ptr<const Asset> asset, Request request) {
    co_return asset->answer(request);
}

}  // namespace

std::string gzip(std::string_view octets) {
    constexpr int window_bits_gzip = 15 + 16;  // zlib.h: 16 more ask for the gzip format
    constexpr int memory_level = 9;
    z_stream stream{};
    ensure(::deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, window_bits_gzip, memory_level,
                          Z_DEFAULT_STRATEGY) == Z_OK);
    std::string packed(::deflateBound(&stream, octets.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(octets.data()));
    stream.avail_in = static_cast<uInt>(octets.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    const int outcome = ::deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    ::deflateEnd(&stream);
    ensure(outcome == Z_STREAM_END);
    return packed;
}

std::string brotli(std::string_view octets) {
    std::size_t size = ::BrotliEncoderMaxCompressedSize(octets.size());
    std::string packed(size, '\0');
    const int good = ::BrotliEncoderCompress(BROTLI_MAX_QUALITY, BROTLI_MAX_WINDOW_BITS, BROTLI_MODE_GENERIC,
                                             octets.size(), as_bytes(octets).data(), &size,
                                             reinterpret_cast<std::uint8_t*>(packed.data()));
    ensure(good == BROTLI_TRUE);
    packed.resize(size);
    return packed;
}

Asset::Asset(std::string octets, AssetOptions options)
    : options_(std::move(options)), modified_(to_date(options_.modified)) {
    const bool tries = octets.size() >= worth_compressing && shrinks(options_.content_type);
    std::vector<std::pair<std::string_view, std::string>> packed;
    if (tries) packed = {{"br", milpa::http::brotli(octets)}, {"gzip", gzip(octets)}};
    add_variants(std::move(octets), std::move(packed));
}

Asset::Asset(std::string octets, std::optional<std::string_view> brotli, AssetOptions options)
    : options_(std::move(options)), modified_(to_date(options_.modified)) {
    std::vector<std::pair<std::string_view, std::string>> packed;
    if (brotli) packed.emplace_back("br", *brotli);
    add_variants(std::move(octets), std::move(packed));
}

void Asset::add_variants(std::string octets, std::vector<std::pair<std::string_view, std::string>> packed) {
    const std::string hash = hash_of(octets);
    const std::size_t size = octets.size();
    // RFC 9110 8.8.3: a strong tag is of the octets as they are sent.
    variants_.push_back({{}, fmt::format("\"{}\"", hash), std::make_shared<std::string>(std::move(octets))});
    for (auto& [coding, smaller] : packed) {
        if (smaller.size() >= size) continue;
        variants_.push_back({coding, fmt::format("\"{}-{}\"", hash, coding),
                             std::make_shared<std::string>(std::move(smaller))});
    }
}

const Asset::Variant& Asset::choose(const Fields& fields) const {
    const Variant* best = &variants_.front();
    int best_quality = coding_quality(fields, "identity");
    for (const Variant& variant : variants_) {
        if (variant.coding.empty()) continue;
        const int quality = coding_quality(fields, variant.coding);
        const bool smaller = variant.octets->size() < best->octets->size();
        if (quality > best_quality || (quality > 0 && quality == best_quality && smaller)) {
            best = &variant;
            best_quality = quality;
        }
    }
    return *best;
}

Response Asset::answer(const Request& request) const {
    using enum Conditions::Outcome;
    Response response;
    if (request.fields.find("range")) {
        const Variant& whole_file = variants_.front();
        Ranged what{
            .length = whole_file.octets->size(),
            .content_type = options_.content_type,
            .etag = whole_file.etag,
            .modified = options_.modified,
            .open = [octets = whole_file.octets](ByteRange range) { return open_part(octets, range); }};
        response = ranged(request, std::move(what));
    } else {
        const Variant& variant = choose(request.fields);
        const auto weighed = weigh(request.fields, {.etag = variant.etag, .modified = options_.modified},
                                   variant.octets->size());
        if (weighed.outcome == failed) return status_response(412);
        response.fields.add("etag", variant.etag);
        response.fields.add("last-modified", modified_);
        if (weighed.outcome == not_modified) {
            response.status = 304;
        } else {
            response.fields.add("content-type", options_.content_type);
            response.fields.add("accept-ranges", "bytes");
            if (!variant.coding.empty()) response.fields.add("content-encoding", std::string(variant.coding));
            response.body = variant.octets;
        }
    }
    // RFC 9110 12.5.5: also where the plain one was chosen, and in a 304.
    if (variants_.size() > 1) response.fields.add("vary", "accept-encoding");
    if (options_.keep == Keep::for_ever)
        response.fields.add("cache-control", "public, max-age=31536000, immutable");
    return response;
}

Handler Asset::handler(std::shared_ptr<const Asset> asset) {
    return [asset = std::move(asset)](Request request, Lent<Body>) {
        return answer_asset(asset, std::move(request));
    };
}

}  // namespace milpa::http

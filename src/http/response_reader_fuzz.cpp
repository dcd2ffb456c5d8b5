// SPDX-License-Identifier: AGPL-3.0-or-later
// Any octets, however they are cut: no crash, no answer beyond the limits, and the same answer in one piece
// as in many.
#include <algorithm>

#include "base/ensure.hpp"
#include "http/response_reader.hpp"

using namespace milpa;
using namespace milpa::http;

namespace {

constexpr std::size_t body_octets_max = 64;

std::optional<ClientResponse> read(std::string_view octets, std::size_t piece, Method method) {
    ResponseReader reader(method, body_octets_max);
    while (!octets.empty()) {
        const auto whole = reader.take(octets.substr(0, piece));
        if (!whole) return std::nullopt;
        if (*whole) return std::move(reader).response();
        octets.remove_prefix(std::min(piece, octets.size()));
    }
    if (!reader.end(true)) return std::nullopt;
    return std::move(reader).response();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::string_view octets = as_text({data + 2, size - 2});
    const Method method = (data[0] & 1U) != 0 ? Method::head : Method::get;
    const auto whole = read(octets, octets.size() + 1, method);
    const auto pieces = read(octets, data[1] % 16U + 1, method);
    ensure(whole.has_value() == pieces.has_value());
    if (!whole) return 0;
    ensure(whole->status == pieces->status && whole->body == pieces->body && whole->fields == pieces->fields);
    ensure(whole->body.size() <= body_octets_max);
    ensure(whole->status >= 200);
    return 0;
}

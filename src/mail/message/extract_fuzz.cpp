// SPDX-License-Identifier: AGPL-3.0-or-later
// Any octets, cut anywhere, give the same valid facts; and reading finds what the index holds.
#include "base/bytes.hpp"
#include "mail/message/facts_invariants.hpp"
#include "mail/message/matcher.hpp"

using namespace milpa;
using namespace milpa::mail::message;

namespace {

/// All limits of extract.hpp together, and what protobuf adds.
constexpr std::size_t facts_serialized_max = 200 * 1024;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    unsigned cut = data[0];
    const std::string_view message = as_text({data + 1, size - 1});
    const events::MessageFacts whole = extract(message);
    ensure_valid(whole, message.size());
    const std::string serialized = whole.SerializeAsString();
    ensure(serialized.size() <= facts_serialized_max);

    Extractor extractor;
    for (std::size_t at = 0; at < message.size();) {
        cut = cut * 1664525 + 1013904223;
        // Each piece is a copy of its own, so that reading past it is noticed.
        const std::string piece(message.substr(at, 1 + (cut >> 24) % 40));
        extractor.feed(piece);
        at += piece.size();
    }
    ensure(extractor.finish().SerializeAsString() == serialized);

    const auto& terms = whole.words().body();
    if (terms.empty()) return 0;
    const std::string& term = terms[static_cast<int>((cut >> 8) % static_cast<unsigned>(terms.size()))];
    const Query query(term);
    if (query.needle() != term) return 0;
    TextMatcher matcher(query, SearchScope::body);
    matcher.feed(message);
    ensure(matcher.finish());
    return 0;
}

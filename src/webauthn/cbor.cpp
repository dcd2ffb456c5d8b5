// SPDX-License-Identifier: AGPL-3.0-or-later
#include "webauthn/cbor.hpp"

namespace milpa::webauthn {

namespace {

Error malformed(const char* what) { return fail(ErrorKind::syntax, what); }

}  // namespace

Result<ByteView> CborReader::take(std::uint64_t count) {
    if (count > rest_.size()) return malformed("CBOR that was cut");
    const ByteView taken = rest_.first(static_cast<std::size_t>(count));
    rest_ = rest_.subspan(taken.size());
    return taken;
}

// RFC 8949 3: three bits of major type, five of value or of its length; 4.2.1: always the shortest.
Result<CborReader::Head> CborReader::head() {
    constexpr std::uint8_t one_octet = 24, eight_octets = 27;
    TRY(const ByteView first, take(1));
    const auto major = static_cast<Major>(first[0] >> 5);
    const std::uint8_t info = first[0] & 31;
    if (info < one_octet) return Head{major, info};
    if (info > eight_octets) return malformed("CBOR of no definite length");
    TRY(const ByteView octets, take(std::uint64_t{1} << (info - one_octet)));
    std::uint64_t value = 0;
    for (const std::uint8_t octet : octets) value = value << 8 | octet;
    const std::uint64_t shorter_max =
        info == one_octet ? one_octet - 1 : (std::uint64_t{1} << (octets.size() * 4)) - 1;
    if (value <= shorter_max) return malformed("CBOR that is longer than it must be");
    return Head{major, value};
}

Result<std::uint64_t> CborReader::head_of(Major wanted) {
    TRY(const Head found, head());
    if (found.major != wanted) return malformed("CBOR of another type");
    return found.value;
}

Result<std::int64_t> CborReader::number() {
    TRY(const Head found, head());
    if (found.major > Major::negative || found.value > INT64_MAX) return malformed("not a number");
    const auto value = static_cast<std::int64_t>(found.value);
    return found.major == Major::positive ? value : -1 - value;
}

Result<ByteView> CborReader::bytes() {
    TRY(const std::uint64_t count, head_of(Major::bytes));
    return take(count);
}

Result<std::string_view> CborReader::text() {
    TRY(const std::uint64_t count, head_of(Major::text));
    TRY(const ByteView octets, take(count));
    return as_text(octets);
}

Result<std::size_t> CborReader::array() {
    TRY(const std::uint64_t count, head_of(Major::array));
    if (count > rest_.size()) return malformed("CBOR that was cut");
    return static_cast<std::size_t>(count);
}

Result<std::size_t> CborReader::map() {
    TRY(const std::uint64_t count, head_of(Major::map));
    if (count > rest_.size() / 2) return malformed("CBOR that was cut");
    return static_cast<std::size_t>(count);
}

Result<void> CborReader::skip(std::size_t depth) {
    if (depth == 0) return malformed("CBOR that is too deep");
    TRY(const Head found, head());
    switch (found.major) {
        case Major::positive:
        case Major::negative: return {};
        case Major::bytes:
        case Major::text: CHECK(take(found.value)); return {};
        case Major::array:
        case Major::map: {
            const std::uint64_t most = found.major == Major::map ? rest_.size() / 2 : rest_.size();
            if (found.value > most) return malformed("CBOR that was cut");
            const std::uint64_t items = found.major == Major::map ? found.value * 2 : found.value;
            for (std::uint64_t i = 0; i < items; ++i) CHECK(skip(depth - 1));
            return {};
        }
        case Major::simple:
            // False, true, null, undefined.
            if (found.value >= 20 && found.value <= 23) return {};
            return malformed("CBOR of an unknown simple value, or a fraction");
        case Major::tag: break;
    }
    return malformed("CBOR with a tag");
}

}  // namespace milpa::webauthn

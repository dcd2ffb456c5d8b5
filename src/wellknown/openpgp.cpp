// SPDX-License-Identifier: AGPL-3.0-or-later
#include "wellknown/openpgp.hpp"

#include <algorithm>
#include <optional>

#include "crypto/digest.hpp"
#include "crypto/secret.hpp"

namespace milpa::wellknown {

namespace {

constexpr std::string_view public_begin = "-----BEGIN PGP PUBLIC KEY BLOCK-----";
constexpr std::string_view public_end = "-----END PGP PUBLIC KEY BLOCK-----";
constexpr std::string_view private_begin = "-----BEGIN PGP PRIVATE KEY BLOCK-----";
constexpr std::string_view private_end = "-----END PGP PRIVATE KEY BLOCK-----";

// RFC 9580 5: the packets that a public key may have, and those that no public key has.
enum class Tag : std::uint8_t {
    signature = 2,
    secret_key = 5,
    public_key = 6,
    secret_subkey = 7,
    marker = 10,
    trust = 12,
    user_id = 13,
    public_subkey = 14,
    user_attribute = 17,
    padding = 21,
};

struct Packet {
    Tag tag;
    ByteView whole;
    ByteView body;
};

std::optional<std::size_t> number(ByteView octets, std::size_t at, std::size_t count) {
    if (octets.size() < at + count) return std::nullopt;
    std::size_t value = 0;
    for (std::size_t i = 0; i < count; ++i) value = value << 8U | octets[at + i];
    return value;
}

struct Length {
    std::size_t header;
    std::size_t body;
};

/// RFC 9580 4.2.1. Bodies in parts are only for data, never for keys.
std::optional<Length> new_length(ByteView rest) {
    constexpr std::size_t two_octets = 192, parts = 224, four_octets = 255;
    const auto first = number(rest, 1, 1);
    if (!first) return std::nullopt;
    if (*first < two_octets) return Length{2, *first};
    if (*first < parts) {
        const auto second = number(rest, 2, 1);
        if (!second) return std::nullopt;
        return Length{3, ((*first - two_octets) << 8U) + *second + two_octets};
    }
    const auto body = *first == four_octets ? number(rest, 2, 4) : std::nullopt;
    if (!body) return std::nullopt;
    return Length{6, *body};
}

/// RFC 9580 4.2.2. Type 3 has no length at all: never of a key.
std::optional<Length> old_length(ByteView rest) {
    constexpr std::size_t without = 3;
    const std::size_t type = rest[0] & 0x03U;
    if (type == without) return std::nullopt;
    const std::size_t octets = std::size_t{1} << type;
    const auto body = number(rest, 1, octets);
    if (!body) return std::nullopt;
    return Length{1 + octets, *body};
}

Result<Packet> read_packet(ByteView rest) {
    constexpr std::uint8_t mark = 0x80, is_new = 0x40;
    const auto broken = fail(ErrorKind::syntax, "not an OpenPGP packet");
    if (rest.empty() || (rest[0] & mark) == 0) return broken;
    const bool fresh = (rest[0] & is_new) != 0;
    const auto tag = static_cast<Tag>(fresh ? rest[0] & 0x3fU : (rest[0] >> 2U) & 0x0fU);
    const auto length = fresh ? new_length(rest) : old_length(rest);
    if (!length || length->body > rest.size() - length->header) return broken;
    return Packet{tag, rest.first(length->header + length->body), rest.subspan(length->header, length->body)};
}

/// RFC 9580 5.5.2: version 4 or 6, a time, an algorithm, and something behind that.
bool is_key(ByteView body) {
    constexpr std::size_t least = 7;
    return body.size() >= least && (body[0] == 4 || body[0] == 6);
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// What is kept of a key, packet by packet.
class Selection {
public:
    explicit Selection(const std::function<bool(std::string_view)>& wanted) : wanted_(wanted) {}

    Result<void> take(const Packet& packet) {
        switch (packet.tag) {
            case Tag::secret_key:
            case Tag::secret_subkey: return fail(ErrorKind::denied, "a private key");
            case Tag::public_key:
            case Tag::public_subkey:
                // One primary key, and it is the first.
                if ((packet.tag == Tag::public_key) != kept_.empty() || !is_key(packet.body))
                    return fail(ErrorKind::syntax, "not one public key");
                begin(true, false);
                break;
            case Tag::user_id: begin(wanted_(address_of_user_id(as_text(packet.body))), true); break;
            case Tag::user_attribute: begin(false, false); break;
            case Tag::signature: is_signed_ |= keeps_ && of_user_id_; break;
            // They mean nothing to anybody else.
            case Tag::marker:
            case Tag::trust:
            case Tag::padding: return {};
            default: return fail(ErrorKind::syntax, "a packet that no public key has");
        }
        if (kept_.empty() && packet.tag != Tag::public_key)
            return fail(ErrorKind::syntax, "it begins with no public key");
        if (keeps_) append(kept_, packet.whole);
        return {};
    }

    Result<Bytes> finish() {
        if (kept_.empty()) return fail(ErrorKind::syntax, "no public key");
        if (!is_signed_) return fail(ErrorKind::missing, "no user id of that address");
        return std::move(kept_);
    }

private:
    void begin(bool keeps, bool of_user_id) {
        keeps_ = keeps;
        of_user_id_ = of_user_id;
    }

    const std::function<bool(std::string_view)>& wanted_;
    Bytes kept_;
    bool keeps_ = false;
    bool of_user_id_ = false;
    bool is_signed_ = false;
};

std::string_view take_line(std::string_view& text) {
    const auto end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t'))
        line.remove_suffix(1);
    return line;
}

/// RFC 9580 6.2: what stands between these two lines, in base64.
Result<std::string> armored(std::string_view text, std::string_view begin_line, std::string_view end_line) {
    if (take_line(text) != begin_line) return fail(ErrorKind::syntax, "armor that is none");
    // Fields, then an empty line.
    while (true) {
        if (text.empty()) return fail(ErrorKind::syntax, "armor without an end");
        const std::string_view line = take_line(text);
        if (line.empty()) break;
        if (!line.contains(": ")) return fail(ErrorKind::syntax, "armor without an empty line");
    }
    std::string base64;
    base64.reserve(text.size());  // in one piece of memory, which the caller may wipe
    while (true) {
        if (text.empty()) return fail(ErrorKind::syntax, "armor without an end");
        const std::string_view line = take_line(text);
        if (line == end_line) return base64;
        // RFC 9580 6.1: the checksum may be left out, and need not be looked at.
        if (!line.starts_with('=')) base64 += line;
    }
}

/// RFC 9580 10.2: a secret key and its secret subkeys, with what is said about them.
Result<void> check_secret_packets(ByteView key) {
    std::size_t packets = 0;
    while (!key.empty()) {
        if (++packets > openpgp_packets_max) return fail(ErrorKind::limit, "too many packets");
        TRY(const Packet packet, read_packet(key));
        key = key.subspan(packet.whole.size());
        if ((packet.tag == Tag::secret_key) != (packets == 1))
            return fail(ErrorKind::syntax, "not one secret key");
        switch (packet.tag) {
            case Tag::secret_key:
            case Tag::secret_subkey:
            case Tag::public_subkey:  // of which the secret half is kept elsewhere
                if (!is_key(packet.body)) return fail(ErrorKind::syntax, "a key of another version");
                break;
            case Tag::user_id:
            case Tag::user_attribute:
            case Tag::signature:
            case Tag::marker:
            case Tag::trust:
            case Tag::padding: break;
            default: return fail(ErrorKind::syntax, "a packet that no secret key has");
        }
    }
    return packets == 0 ? fail(ErrorKind::syntax, "no secret key") : Result<void>();
}

}  // namespace

Result<Bytes> dearmor_openpgp(std::string_view text) {
    if (text.size() > openpgp_octets_max) return fail(ErrorKind::limit, "a key too long");
    if (text.contains(private_begin)) return fail(ErrorKind::denied, "a private key");
    const auto begin = text.find(public_begin);
    if (begin == std::string_view::npos) return to_bytes(as_bytes(text));
    TRY(const std::string base64, armored(text.substr(begin), public_begin, public_end));
    return from_base64(base64);
}

Result<void> check_openpgp_secret_key(std::string_view text) {
    if (text.size() > openpgp_octets_max) return fail(ErrorKind::limit, "a key too long");
    const auto begin = text.find(private_begin);
    if (begin == std::string_view::npos) return fail(ErrorKind::syntax, "no armor of a secret key");
    TRY(std::string base64, armored(text.substr(begin), private_begin, private_end));
    auto octets = from_base64(base64);
    crypto::wipe(base64);
    if (!octets) return octets.error();
    auto checked = check_secret_packets(*octets);
    crypto::wipe(*octets);
    return checked;
}

std::string armor_openpgp(ByteView key) {
    constexpr std::size_t line_letters = 76;  // RFC 9580 6.2
    const std::string base64 = to_base64(key);
    std::string text(public_begin);
    text += "\n\n";
    for (std::size_t at = 0; at < base64.size(); at += line_letters) {
        text += std::string_view(base64).substr(at, line_letters);
        text += '\n';
    }
    text += public_end;
    return text += '\n';
}

std::string address_of_user_id(std::string_view user_id) {
    if (const auto open = user_id.rfind('<'); open != std::string_view::npos) {
        const auto close = user_id.find('>', open);
        if (close == std::string_view::npos) return {};
        user_id = user_id.substr(open + 1, close - open - 1);
    }
    if (!user_id.contains('@')) return {};
    std::string address(user_id);
    std::ranges::transform(address, address.begin(), lower);
    return address;
}

Result<Bytes> openpgp_key_for(ByteView key, const std::function<bool(std::string_view address)>& wanted) {
    if (key.size() > openpgp_octets_max) return fail(ErrorKind::limit, "a key too long");
    Selection selection(wanted);
    std::size_t packets = 0;
    while (!key.empty()) {
        if (++packets > openpgp_packets_max) return fail(ErrorKind::limit, "too many packets");
        TRY(const Packet packet, read_packet(key));
        CHECK(selection.take(packet));
        key = key.subspan(packet.whole.size());
    }
    return selection.finish();
}

std::string wkd_hash(std::string_view local_part) {
    constexpr std::string_view letters = "ybndrfg8ejkmcpqxot1uwisza345h769";
    constexpr unsigned bits_a_letter = 5;
    std::string plain(local_part);
    std::ranges::transform(plain, plain.begin(), lower);
    crypto::Digest digest(crypto::DigestAlgorithm::sha1);
    digest.add(as_bytes(plain));
    // 160 bits are 32 letters.
    std::string text;
    std::uint64_t bits = 0;
    unsigned count = 0;
    for (const std::uint8_t octet : digest.finish()) {
        bits = bits << 8U | octet;
        for (count += 8; count >= bits_a_letter; count -= bits_a_letter)
            text.push_back(letters[(bits >> (count - bits_a_letter)) & 0x1fU]);
    }
    return text;
}

}  // namespace milpa::wellknown

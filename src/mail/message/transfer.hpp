// SPDX-License-Identifier: AGPL-3.0-or-later
// Content-Transfer-Encoding (RFC 2045 6), undone in pieces. Tolerant: what is no base64 is skipped, a "="
// that begins no quoted-printable octet stands for itself.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace milpa::mail::message {

enum class Encoding : std::uint8_t {
    identity,  ///< 7bit, 8bit, binary
    quoted_printable,
    base64,
    unknown,  ///< IMAP BINARY answers UNKNOWN-CTE (RFC 9051 6.4.5); decoded as identity
};

/// Reads the token leniently ("7-bit", "Base64 ;", quotes). Empty: identity.
Encoding encoding_of(std::string_view value);

/// Output is a function of all the input, however it is cut. Holds a line's trailing white space (up to
/// `held_white_space_max` octets, the rest is white space that stays) and three octets.
class TransferDecoder {
public:
    static constexpr std::size_t held_white_space_max = 256;

    explicit TransferDecoder(Encoding encoding) : encoding_(encoding) {}
    /// Appends the decoded octets to `out`. Line ends are given as they stand (CRLF or LF).
    void feed(std::string_view in, std::string& out);
    void finish(std::string& out);

private:
    void feed_base64(std::string_view in, std::string& out);
    void feed_quoted_printable(std::string_view in, std::string& out);
    void escaped(char c, std::string& out);

    Encoding encoding_;
    std::uint32_t bits_ = 0;  // base64: collected bits
    int count_ = 0;           // base64: collected characters, 0 to 3
    std::string held_;  // quoted-printable: white space before a possible line end, or "=..." unfinished
};

/// The whole body at once.
std::string decode_transfer(Encoding encoding, std::string_view body);

}  // namespace milpa::mail::message

// SPDX-License-Identifier: AGPL-3.0-or-later
// Header fields and bodies of a message that we write ourselves: RFC 5322, RFC 2047, RFC 2231, RFC 2045.
// Pure.
//
// What always holds:
// - what comes out is ASCII, save addresses (RFC 6532), and what a client gave raw;
// - lines are folded at 76 characters where there is white space to do it (RFC 5322 2.1.1);
// - no value ends its field: line ends in what is given do not come out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace milpa::jmap {

/// RFC 5322 2.1.1, in octets: one that is longer may not pass.
inline constexpr std::size_t line_octets_max = 998;

struct WrittenAddress {
    std::string name = {};  ///< UTF-8; may be empty
    std::string email;      ///< without control characters and angle brackets
};
struct WrittenGroup {
    std::string name = {};  ///< empty: these are in no group
    std::vector<WrittenAddress> addresses;
    bool is_group = false;
};

/// "Name: value" CRLF, folded. The text's words are encoded where it is not plain ASCII.
std::string text_field(std::string_view name, std::string_view utf8);
std::string address_field(std::string_view name, const std::vector<WrittenGroup>& groups);
/// `items` separated by `separator` ("<a@b> <c@d>", "<http://x>, <http://y>").
std::string list_field(std::string_view name, const std::vector<std::string>& items,
                       std::string_view separator);
/// "Name: value; a=b; c*=utf-8''d" CRLF: parameters in whatever form they need (RFC 2231).
struct FieldParameter {
    std::string name;
    std::string value;  ///< UTF-8
};
std::string parameter_field(std::string_view name, std::string_view value,
                            const std::vector<FieldParameter>& parameters);

/// How a text is written into a body.
enum class TextEncoding : std::uint8_t { seven_bit, quoted_printable, base64 };
/// The one that needs no change, or is the shortest. `text` has CRLF line ends.
TextEncoding encoding_for(std::string_view text);
std::string_view to_text(TextEncoding encoding);
std::string encode_text(TextEncoding encoding, std::string_view text);

/// Every line end as CRLF; a CR alone counts as one, too.
std::string to_crlf(std::string_view text);

/// Base64 in lines of 76 characters (RFC 2045 6.8), in pieces.
class Base64Lines {
public:
    void feed(std::string_view octets, std::string& out);
    /// The rest, and a line end if there was anything.
    void finish(std::string& out);

private:
    static constexpr std::size_t line_octets = 57;  ///< 76 characters
    std::string held_;
};

}  // namespace milpa::jmap

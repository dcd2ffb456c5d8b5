// SPDX-License-Identifier: AGPL-3.0-or-later
// Any charset to UTF-8, in pieces. Nothing fails: what cannot be read becomes U+FFFD, a charset that nobody
// knows is read as UTF-8 where it is valid and as windows-1252 where it is not. The output is always valid
// UTF-8.
#pragma once

#include <memory>
#include <string>
#include <string_view>

struct UConverter;

namespace milpa::mail::message {

/// Output is a function of all the input, however it is cut. Holds at most a few hundred octets.
class CharsetDecoder {
public:
    /// Any name of a charset (RFC 2978), also broken ones; "" and "us-ascii" read what 8-bit octets they meet
    /// as above.
    explicit CharsetDecoder(std::string_view charset);
    ~CharsetDecoder();
    CharsetDecoder(CharsetDecoder&&) noexcept;
    CharsetDecoder& operator=(CharsetDecoder&&) noexcept;

    /// Appends UTF-8 to `out`.
    void feed(std::string_view in, std::string& out);
    /// Ends the text: an unfinished character is replaced.
    void finish(std::string& out);
    /// False when the name means nothing to us, so the text is a guess.
    bool known() const { return known_; }

private:
    struct Close {
        void operator()(UConverter* converter) const;
    };
    void feed_utf8(std::string_view in, std::string& out);
    void feed_icu(std::string_view in, bool last, std::string& out);

    std::unique_ptr<UConverter, Close> converter_;  // none: UTF-8 or a guess at it
    bool known_ = true;
    bool guess_ = false;   // octets that are not UTF-8 are windows-1252, else U+FFFD
    bool single_ = false;  // windows-1252 (which iso-8859-1 is taken for)
    char16_t lead_ = 0;    // the first half of a surrogate pair, its second half to come
    std::string pending_;  // the beginning of an unfinished UTF-8 character, up to 3 octets
};

/// The whole text at once.
std::string to_utf8(std::string_view charset, std::string_view text);

/// Valid UTF-8 (RFC 3629: no surrogates, no overlong forms)?
bool is_utf8(std::string_view text);
bool is_ascii(std::string_view text);
/// How many octets of ASCII the text begins with.
std::size_t ascii_length(std::string_view text);

/// The longest beginning of at most `octets_max` octets that does not end inside a character.
std::string_view cut_utf8(std::string_view text, std::size_t octets_max);

}  // namespace milpa::mail::message

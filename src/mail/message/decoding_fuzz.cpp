// SPDX-License-Identifier: AGPL-3.0-or-later
// Transfer encodings, charsets and HTML: the text does not depend on cuts, and is UTF-8 in the end.
#include "base/bytes.hpp"
#include "base/ensure.hpp"
#include "mail/message/charset.hpp"
#include "mail/message/html.hpp"
#include "mail/message/transfer.hpp"

using namespace milpa;
using namespace milpa::mail::message;

namespace {

constexpr std::string_view charsets[] = {
    "",       "utf-8", "iso-8859-1",  "koi8-r", "iso-2022-jp", "shift_jis", "gb2312",    "gb18030", "utf-7",
    "utf-16", "big5",  "iso-2022-kr", "hz",     "iso-2022-cn", "utf-16le",  "unknown-x", "scsu",    "euc-jp"};

template <class Decoder>
std::string decode(Decoder decoder, std::string_view in, std::size_t step) {
    std::string out;
    for (std::size_t at = 0; at < in.size(); at += step) {
        const std::string piece(in.substr(at, step));
        decoder.feed(piece, out);
    }
    decoder.finish(out);
    return out;
}

template <class Make>
std::string checked(Make make, std::string_view in, std::size_t step) {
    std::string whole = decode(make(), in, in.size() + 1);
    ensure(decode(make(), in, step) == whole);
    return whole;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::size_t step = 1 + data[0] / 4 % 8;
    const auto encoding = static_cast<Encoding>(data[0] % 4);
    const std::string_view charset = charsets[data[1] % std::size(charsets)];
    const std::string octets =
        checked([&] { return TransferDecoder(encoding); }, as_text({data + 2, size - 2}), step);
    const std::string utf8 = checked([&] { return CharsetDecoder(charset); }, octets, step);
    ensure(is_utf8(utf8));
    const std::string text = checked([] { return HtmlText(); }, utf8, step);
    ensure(is_utf8(text));
    return 0;
}

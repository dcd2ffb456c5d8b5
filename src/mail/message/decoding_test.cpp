// SPDX-License-Identifier: AGPL-3.0-or-later
// Transfer encodings, charsets, encoded words, parameters and HTML: tables, each row also cut into single
// octets.
#include <gtest/gtest.h>

#include <ctime>

#include "mail/message/charset.hpp"
#include "mail/message/encoded_word.hpp"
#include "mail/message/html.hpp"
#include "mail/message/transfer.hpp"

namespace milpa::mail::message {
namespace {

/// Feeds single octets.
template <class Decoder>
std::string in_octets(Decoder decoder, std::string_view in) {
    std::string out;
    for (std::size_t i = 0; i < in.size(); ++i) decoder.feed(in.substr(i, 1), out);
    decoder.finish(out);
    return out;
}

struct TransferRow {
    Encoding encoding;
    std::string_view in, out;
};
constexpr Encoding qp = Encoding::quoted_printable;
constexpr TransferRow transfer_rows[] = {
    {Encoding::identity, "a=3D\r\n", "a=3D\r\n"},
    {Encoding::base64, "Zm9v\r\nYmFy", "foobar"},
    {Encoding::base64, "Zg==Zm8=", "ffo"},
    {Encoding::base64, "Z m.9v\nYg", "foob"},
    {Encoding::base64, "Z", ""},
    {Encoding::base64, "====", ""},
    {qp, "a=3Db=3d", "a=b="},
    {qp, "soft=\r\nline=  \r\nend=\n", "softlineend"},
    {qp, "white \t \r\nspace  ", "white\r\nspace"},
    {qp, "a  b\n", "a  b\n"},
    {qp, "bad =ZZ =4 =\rx", "bad =ZZ =4 =\rx"},
    {qp, "end=", "end"},
    {qp, "end=4", "end=4"},
    {qp, "a \rb", "a \rb"},
};

TEST(Transfer, IsUndoneHoweverItIsCut) {
    for (const TransferRow& row : transfer_rows) {
        EXPECT_EQ(decode_transfer(row.encoding, row.in), row.out) << row.in;
        EXPECT_EQ(in_octets(TransferDecoder(row.encoding), row.in), row.out) << row.in;
    }
    const std::string spaces(1000, ' ');
    EXPECT_EQ(decode_transfer(qp, spaces + "x"), spaces + "x");
    EXPECT_EQ(decode_transfer(qp, "=" + spaces + "x"), "=" + spaces + "x");
}

TEST(Transfer, NamesAreReadLeniently) {
    EXPECT_EQ(encoding_of(" Base64 ;x"), Encoding::base64);
    EXPECT_EQ(encoding_of("\"quoted-printable\""), qp);
    EXPECT_EQ(encoding_of("8BIT"), Encoding::identity);
    EXPECT_EQ(encoding_of(""), Encoding::identity);
    EXPECT_EQ(encoding_of("x-uuencode"), Encoding::unknown);
}

struct CharsetRow {
    std::string_view charset, in, out;
};
constexpr CharsetRow charset_rows[] = {
    {"utf-8", "ma\xc3\xadz", "maíz"},
    {"UTF8", "\xff\xc3", "\xef\xbf\xbd\xef\xbf\xbd"},
    {"utf-8", "\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
    {"utf-8", "\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd"},
    {"", "ma\xedz \xc3\xad", "maíz í"},
    {"us-ascii", "\x93q\x94", "“q”"},
    {"x-no-such-thing", "ma\xc3\xadz \xed", "maíz í"},
    {"../../etc/passwd", "x", "x"},
    {"iso-8859-1", "\xe9\x80", "é€"},
    {"\"ISO-8859-15\"", "\xa4", "€"},
    {"koi8-r", "\xcd\xc9\xd2", "мир"},
    {"iso-2022-jp", "\x1b$B$\"\x1b(B!", "あ!"},
    {"iso-2022-jp", "\x1b$B$\"\x1b(B\x1b$B$\"\x1b(B!", "ああ!"},
    {"shift_jis", "\x82\xa0", "あ"},
    {"gb2312", "\xd6\xd0", "中"},
    {"ks_c_5601-1987", "\xb0\xa1", "가"},
    {"gb18030", "\x90\x30\x81\x30", "\xf0\x90\x80\x80"},
    {"utf-7", "+2D3eAA-", "\xf0\x9f\x98\x80"},
    {"big5", "\xa4", "\xef\xbf\xbd"},
};

TEST(Charset, BecomesUtf8HoweverItIsCut) {
    for (const CharsetRow& row : charset_rows) {
        EXPECT_EQ(to_utf8(row.charset, row.in), row.out) << row.charset;
        EXPECT_EQ(in_octets(CharsetDecoder(row.charset), row.in), row.out) << row.charset;
    }
    EXPECT_FALSE(CharsetDecoder("x-no-such-thing").known());
    EXPECT_TRUE(CharsetDecoder("big5").known());
}

TEST(Charset, Utf8IsCutBetweenCharacters) {
    EXPECT_EQ(cut_utf8("aé", 2), "a");
    EXPECT_EQ(cut_utf8("aé", 3), "aé");
    EXPECT_TRUE(is_utf8("é\xf0\x9f\x98\x80"));
    EXPECT_FALSE(is_utf8("\xf4\x90\x80\x80"));
}

struct WordRow {
    std::string_view in, out;
};
constexpr WordRow word_rows[] = {
    // RFC 2047 8.
    {"=?ISO-8859-1?Q?a?=", "a"},
    {"=?ISO-8859-1?Q?a?= b", "a b"},
    {"=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=", "ab"},
    {"=?ISO-8859-1?Q?a?=  \t =?utf-8?Q?b?=", "ab"},
    {"=?ISO-8859-1?Q?a_b?=", "a b"},
    // Each word of ISO-2022-JP goes to ASCII at its end, and the next one away from it.
    {"=?ISO-2022-JP?B?GyRCJUYlOSVIGyhC?=\t=?iso-2022-jp?B?GyRCMnE1RBsoQg==?= =?ISO-2022-JP?Q?x?=",
     "テスト会議x"},
    {"=?ISO-8859-1*es?q?ni=F1o?= x", "niño x"},
    {"=?utf-8?B?bWHDrXo=?=", "maíz"},
    // A character cut between two words; white space in a word; words without space between.
    {"=?utf-8?Q?ma=C3?= =?utf-8?Q?=ADz?=", "maíz"},
    {"=?utf-8?Q?a b?=", "a b"},
    {"=?utf-8?Q?a?==?utf-8?Q?b?=", "ab"},
    {"x=?utf-8?Q?a?=y", "xay"},
    // Not words.
    {"=?utf-8?X?a?=", "=?utf-8?X?a?="},
    {"=?utf-8?Q?never", "=?utf-8?Q?never"},
    {"=?\?=", "=?\?="},
    {"=?", "=?"},
    {"a =?= b", "a =?= b"},
    {"caf\xe9 \xc3\xa9", "café é"},
};

TEST(EncodedWord, IsReadTolerantly) {
    for (const WordRow& row : word_rows) EXPECT_EQ(decode_words(row.in), row.out) << row.in;
}

ParameterList parameters(std::initializer_list<std::pair<const char*, const char*>> from) {
    ParameterList made;
    for (const auto& [name, value] : from) {
        made.Add()->set_name(name);
        made.rbegin()->set_value(value);
    }
    return made;
}

TEST(EncodedWord, LongOnesAreReadInSlicesThatCutNothing) {
    for (std::size_t before = 0; before < 8; ++before) {
        std::string quoted(before, 'x'), expected(before, 'x'), raw(before, 'x');
        for (int i = 0; i < 1000; ++i) {
            quoted += "=C3=AD=";
            expected += "\xc3\xad=";
            raw += "\xc3\xad";
        }
        EXPECT_EQ(decode_words("=?utf-8?Q?" + quoted + "?="), expected);
        EXPECT_EQ(decode_words(raw), raw);
        std::string base64 = "=?utf-16be?B?", letters;
        for (std::size_t i = 0; i < 1000 + before; ++i) {
            base64 += "AO0A7QDt";  // three times U+00ED
            letters += "\xc3\xad\xc3\xad\xc3\xad";
        }
        EXPECT_EQ(decode_words(base64 + "?="), letters);
        std::size_t longest = 0;
        decode_words("=?utf-8?Q?" + quoted + "?=",
                     [&](std::string_view piece) { longest = std::max(longest, piece.size()); });
        EXPECT_LE(longest, 4096U);
    }
}

TEST(Parameters, AreJoinedAndDecoded) {
    // RFC 2231 3, 4, 4.1.
    EXPECT_EQ(find_parameter(parameters({{"URL*1", "cs.utk.edu/x"}, {"URL*0", "ftp://"}}), "url"),
              "ftp://cs.utk.edu/x");
    EXPECT_EQ(find_parameter(parameters({{"title*", "iso-8859-1'es'ni%F1o%20x"}}), "title"), "niño x");
    EXPECT_EQ(find_parameter(parameters({{"t*0*", "utf-8''ma%C3"}, {"t*1*", "%ADz"}, {"t*2", "%41"}}), "t"),
              "maíz%41");
    EXPECT_EQ(find_parameter(parameters({{"name", "=?utf-8?Q?ma=C3=ADz?=.pdf"}}), "name"), "maíz.pdf");
    EXPECT_EQ(find_parameter(parameters({{"filename", "plain"}, {"filename*", "utf-8''better"}}), "filename"),
              "better");
    EXPECT_EQ(find_parameter(parameters({{"f*0", "a"}, {"f*2", "c"}}), "f"), "a");
    EXPECT_EQ(find_parameter(parameters({{"a", "b"}}), "c"), std::nullopt);
    EXPECT_EQ(decode_parameters(parameters({{"*", "x"}, {"**", "y"}, {"a*b", "z"}})).size(), 2u);
}

std::string shown(const ParameterList& list) {
    std::string made;
    for (const events::Parameter& parameter : join_continuations(list))
        made += parameter.name() + "=" + parameter.value() + ";";
    return made;
}

TEST(Parameters, ContinuationsBecomeOne) {
    // RFC 2231 3, 4.1 and 6.
    EXPECT_EQ(shown(parameters({{"access-type", "URL"}, {"URL*0", "ftp://"}, {"URL*1", "cs.utk.edu/x"}})),
              "access-type=URL;URL=ftp://cs.utk.edu/x;");
    EXPECT_EQ(shown(parameters({{"title*0*", "us-ascii'en'This%20is%20"}, {"title*1*", "%2A%2A"}})),
              "title*=us-ascii'en'This%20is%20%2A%2A;");
    // A piece in clear becomes a part of the encoded value, and what must be is encoded.
    EXPECT_EQ(shown(parameters({{"t*0*", "utf-8''ma%C3"}, {"t*1", "%ADz 'x"}})),
              "t*=utf-8''ma%C3%25ADz%20%27x;");
    EXPECT_EQ(shown(parameters({{"t*0", "a b"}, {"t*1*", "%20"}})), "t*=''a%20b%20;");
    // In any order and any case; where the first stands.
    EXPECT_EQ(shown(parameters({{"F*1", "b"}, {"x", "y"}, {"f*0", "a"}, {"z", ""}})), "x=y;f=ab;z=;");
    // What is none, or not whole, stays.
    EXPECT_EQ(shown(parameters({{"name*", "utf-8''x"}, {"name", "plain"}})), "name*=utf-8''x;name=plain;");
    EXPECT_EQ(shown(parameters({{"f*0", "a"}, {"f*2", "c"}, {"f", "plain"}})), "f=a;f*2=c;");
    EXPECT_EQ(shown(parameters({{"f*1", "b"}, {"f", "plain"}})), "f*1=b;f=plain;");
    EXPECT_EQ(shown(parameters({{"f*0", "a"}, {"f*0", "again"}})), "f=a;");
    EXPECT_EQ(shown(parameters({{"*", "x"}, {"**", "y"}, {"a*b", "z"}})), "*=x;**=y;a*b=z;");
}

constexpr WordRow html_rows[] = {
    {"a<b>b</b>c", "abc"},
    {"a<br>b<p class=\"x>y\">c", "a\nb\nc"},
    {"a<style type='text/css'>p { color: red }</style>b", "a\n\nb"},
    {"<title>not &amp; <b>this</title>a", "\n\na"},
    {"a<script>if (a</b) '</scripty>' </SCRIPT >b", "a\n\nb"},
    {"a<!-- <b> -- > -->b<!-->c<!DOCTYPE html>d<?xml ?>e", "abcde"},
    {"&lt;&amp;&eacute;&#233;&#xE9;&#X20ac;&nbsp;", "<&ééé€\u00a0"},
    {"&amp &unknown; & &#; &#0; &#x110000;", "& &unknown; & &#; \ufffd \ufffd"},
    {"1 < 2 <3 </ x>y", "1 < 2 <3 y"},
    {"<p title=it's>x", "\nx"},
    {"x<", "x<"},
    {"x&amp", "x&"},
    {"x<p never closed", "x"},
};

TEST(Html, BecomesTextHoweverItIsCut) {
    for (const WordRow& row : html_rows) {
        std::string out;
        HtmlText html;
        html.feed(row.in, out);
        html.finish(out);
        EXPECT_EQ(out, row.out) << row.in;
        EXPECT_EQ(in_octets(HtmlText(), row.in), row.out) << row.in;
    }
}

/// Of this thread alone: what else the machine does is no part of it.
double seconds_for(std::string_view unit) {
    constexpr std::size_t units = 400'000;
    std::string html, out;
    for (std::size_t i = 0; i < units; ++i) html += unit;
    const auto now = [] {
        timespec taken{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &taken);
        return static_cast<double>(taken.tv_sec) + static_cast<double>(taken.tv_nsec) * 1e-9;
    };
    const double before = now();
    HtmlText text;
    text.feed(html, out);
    text.finish(out);
    return now() - before;
}

/// A letter is as large as its sender likes, and every entity in it is one that there is not.
TEST(Html, NamesThatAreNoneTakeNoLongerThanOthers) {
    const double known = seconds_for("&amp;"), unknown = seconds_for("&zzz;"), nameless = seconds_for("&;");
    EXPECT_LT(unknown, 3 * known);
    EXPECT_LT(nameless, 3 * known);
}

}  // namespace
}  // namespace milpa::mail::message

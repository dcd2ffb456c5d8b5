// SPDX-License-Identifier: AGPL-3.0-or-later
// A whole connection to a small account: whatever is said, in whatever pieces, every reply is of the form of
// replies, pieces make no difference, the session ends when the peer goes, and nothing is stored that belongs
// to nothing.
#include <cstdlib>
#include <memory>

#include "base/ensure.hpp"
#include "mail/imap/test_house.hpp"

using namespace milpa;
using namespace milpa::mail::imap;

namespace {

enum class Cut { octets, nowhere };

constexpr std::string_view plain =
    "Subject: one\r\nFrom: A <a@x.test>\r\nDate: Mon, 2 Nov 2026 10:00:00 +0000\r\n\r\nbody of it\r\n";
constexpr std::string_view parts =
    "Subject: =?utf-8?q?dos?=\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
    "Content-Transfer-Encoding: base64\r\n\r\nSGVsbG8=\r\n--b\r\nContent-Transfer-Encoding: x-frob\r\n\r\n"
    "secret\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\ninside\r\n--b--\r\n";

/// One house for many inputs, as long as what is forgotten of them is not too much.
House& empty_house() {
    constexpr int inputs_a_house = 500;
    static std::unique_ptr<House> house;
    static int inputs = 0;
    if (inputs++ % inputs_a_house == 0) {
        house.reset();
        house = std::make_unique<House>(store::SealingMode::plaintext_for_drill);
    }
    house->begin_again({std::string(plain), std::string(parts)});
    return *house;
}

std::string talk(std::string_view says, Cut cut, unsigned form) {
    House& house = empty_house();
    house.octets_max = 1000;
    house.quota = {.octets_max = 5000, .messages_max = 10};
    std::string heard;
    {
        const bool is_clear = (form & 1) != 0;
        Peer peer(&house, is_clear ? Channel::clear : Channel::tls);
        heard = peer.greeting();
        if (!is_clear && (form & 2) != 0) peer.log_in();
        if (!is_clear && (form & 4) != 0) heard += peer.says("s SELECT INBOX\r\n");
        if (!is_clear && (form & 8) != 0) heard += peer.says("e ENABLE IMAP4rev2\r\n");
        if (cut == Cut::nowhere && !says.empty()) peer.sends(std::string(says));
        for (std::size_t at = 0; cut == Cut::octets && at < says.size(); ++at) peer.sends({says[at]});
        heard += peer.hears();
        peer.hangs_up();
        heard += peer.hears();
        ensure(peer.has_ended());
    }
    // What is stored is looked at once: the dialogue is the same the other time.
    ensure(house.rooms == 0 && (cut == Cut::octets || house.is_whole()));
    return heard;
}

/// RFC 9051 9, response: lines that end with CRLF, in which literals may stand.
void check_replies(std::string_view rest) {
    while (!rest.empty()) {
        const std::size_t end = rest.find("\r\n");
        ensure(end != std::string_view::npos && end >= 1);
        const std::string_view line = rest.substr(0, end);
        ensure(line.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos);
        rest.remove_prefix(end + 2);
        if (!line.ends_with('}')) continue;
        const std::size_t open = line.rfind('{');
        ensure(open != std::string_view::npos);
        const std::size_t octets = std::strtoull(line.data() + open + 1, nullptr, 10);
        ensure(octets <= rest.size());
        // A literal8 alone may hold any octet.
        const bool is_binary = open > 0 && line[open - 1] == '~';
        ensure(is_binary || rest.substr(0, octets).find('\0') == std::string_view::npos);
        rest.remove_prefix(octets);
        // What follows goes on with the line, and may be all that is left of it.
        ensure(!rest.empty());
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 1) return 0;
    const std::string_view says(reinterpret_cast<const char*>(data + 1), size - 1);
    const unsigned form = data[0];
    const std::string heard = talk(says, Cut::nowhere, form);
    check_replies(heard);
    const std::string by_octets = talk(says, Cut::octets, form);
    check_replies(by_octets);
    // In the clear, STARTTLS alone makes a difference of what is there already.
    ensure((form & 1) != 0 || heard == by_octets);
    return 0;
}

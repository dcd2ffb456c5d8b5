// SPDX-License-Identifier: AGPL-3.0-or-later
// A whole session on a scripted wire: whatever is said, in whatever pieces, each message that is acknowledged
// is stored, nothing is stored that was not, every reply is whole, and pieces make no difference.
#include "base/ensure.hpp"
#include "mail/smtp/connection.hpp"
#include "mail/smtp/scripted_house.hpp"
#include "net/run_now.hpp"
#include "net/scripted_wire.hpp"

using namespace milpa;
using namespace milpa::mail::smtp;

namespace {

struct Heard {
    std::string written;
    std::vector<std::string> contents;
    bool operator==(const Heard&) const = default;
};

enum class Cut { octets, lines, nowhere };

Heard talk(std::string_view says, Cut cut, bool submission) {
    ScriptedHouse house;
    house.settings.service = submission ? Service::submission : Service::exchange;
    house.settings.message_octets_max = 2000;
    const Services services = house.services();
    net::ScriptedWire wire;
    wire.falls_silent();
    if (submission) wire.is_secure();
    for (std::size_t at = 0; at < says.size();) {
        std::size_t size = says.size() - at;
        if (cut == Cut::lines) size = std::min(says.find('\n', at), says.size() - 1) + 1 - at;
        if (cut == Cut::octets) size = 1;
        wire.says(std::string(says.substr(at, size)));
        at += size;
    }
    net::run_now(serve_on(&wire, "192.0.2.7", nullptr, &house.settings, &services));
    ensure(wire.is_closed() && house.open_messages == 0);
    Heard heard{wire.written(), {}};
    for (const auto& stored : house.stored) {
        ensure(!stored.envelope.recipients.empty() && stored.submitted == submission);
        ensure(stored.content.starts_with("Return-Path: <") && stored.content.ends_with("\r\n"));
        heard.contents.push_back(stored.content);
    }
    return heard;
}

void check_replies(const Heard& heard) {
    std::size_t acknowledged = 0;
    std::string_view rest = heard.written;
    while (!rest.empty()) {
        const std::size_t end = rest.find("\r\n");
        ensure(end != std::string_view::npos && end >= 4);
        const std::string_view line = rest.substr(0, end);
        rest.remove_prefix(end + 2);
        ensure(line[0] >= '2' && line[0] <= '5' && (line[3] == ' ' || line[3] == '-'));
        ensure(line.find_first_of("\r\n") == std::string_view::npos);
        acknowledged += line.starts_with("250 2.6.0") ? 1 : 0;
    }
    ensure(acknowledged == heard.contents.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const bool submission = (data[0] & 1) != 0;
    std::string says(reinterpret_cast<const char*>(data + 1), size - 1);
    if ((data[0] & 2) != 0) {
        says = std::string("EHLO c.test\r\n") + (submission ? "AUTH PLAIN AGFuYQBzZWNyZXQ=\r\n" : "") +
               "MAIL FROM:<ana@milpa.test>\r\nRCPT TO:<ana@milpa.test>\r\n" + says;
    }
    check_replies(talk(says, Cut::nowhere, submission));
    // In these two nothing is ever pipelined, so they hear the same.
    const Heard by_octets = talk(says, Cut::octets, submission);
    check_replies(by_octets);
    ensure(by_octets == talk(says, Cut::lines, submission));
    return 0;
}

// SPDX-License-Identifier: AGPL-3.0-or-later
// For tests: scripted dialogues, line by line, octet by octet, and with every read and write failed in turn.
#pragma once

#include <gtest/gtest.h>

#include "mail/smtp/connection.hpp"
#include "mail/smtp/scripted_house.hpp"
#include "mail/smtp/session.hpp"
#include "net/run_now.hpp"
#include "net/scripted_wire.hpp"

namespace milpa::mail::smtp {

enum class Cut { lines, octets };

struct Dialogue {
    std::string name;
    std::string says;     ///< lines end with \n, which stands for CRLF
    std::string replies;  ///< "220 250 354 250:2.6.0": codes, with the status where it matters
    Channel channel = Channel::clear;
    Service service = Service::exchange;
    void (*prepare)(ScriptedHouse&) = nullptr;
    std::size_t stored = 0;
};

inline std::string with_crlf(std::string_view text) {
    std::string out;
    for (char c : text) out += c == '\n' ? "\r\n" : std::string(1, c);
    return out;
}

inline std::vector<std::string> pieces(const std::string& text, Cut cut) {
    std::vector<std::string> out;
    std::string piece;
    for (char c : text) {
        piece += c;
        if (cut == Cut::octets || c == '\n') out.push_back(std::exchange(piece, {}));
    }
    if (!piece.empty()) out.push_back(piece);
    return out;
}

/// "220 250:2.0.0 ...": the last line of each reply; the status only where `like` has one.
inline std::string summary(const std::string& written, const std::string& like) {
    std::vector<std::string> wanted{""};
    for (char c : like) {
        if (c == ' ') {
            wanted.emplace_back();
        } else {
            wanted.back().push_back(c);
        }
    }
    std::string out;
    std::size_t number = 0;
    for (std::size_t at = 0; at < written.size();) {
        const std::size_t end = written.find("\r\n", at);
        EXPECT_NE(end, std::string::npos) << "a line that does not end";
        if (end == std::string::npos) break;
        const std::string line = written.substr(at, end - at);
        at = end + 2;
        if (line[3] == '-') continue;
        if (!out.empty()) out += ' ';
        out += line.substr(0, 3);
        const bool with_status = number < wanted.size() && wanted[number].contains(':');
        if (with_status) out += ":" + line.substr(4, line.find(' ', 4) - 4);
        ++number;
    }
    return out;
}

struct Talked {
    std::string written;
    std::size_t steps = 0;
};

inline Talked talk(ScriptedHouse& house, const Dialogue& dialogue, const std::vector<std::string>& says,
                   std::optional<std::pair<std::size_t, ErrorKind>> broken = std::nullopt) {
    house.settings.service = dialogue.service;
    if (dialogue.prepare != nullptr) dialogue.prepare(house);
    const Services services = house.services();
    net::ScriptedWire wire;
    wire.falls_silent();  // nobody speaks before the greeting
    for (const std::string& say : says) wire.says(say);
    if (dialogue.channel == Channel::tls) wire.is_secure();
    if (broken) wire.fails_at(broken->first, broken->second);
    net::run_now(serve_on(&wire, "192.0.2.7", nullptr, &house.settings, &services));
    EXPECT_TRUE(wire.is_closed());
    EXPECT_EQ(house.open_messages, 0U);
    return {wire.written(), wire.steps()};
}

/// \x01 stands for a bare LF, \x02 for a bare CR.
inline std::string octets_of(const Dialogue& dialogue) {
    std::string says = with_crlf(dialogue.says);
    std::ranges::replace(says, '\x01', '\n');
    std::ranges::replace(says, '\x02', '\r');
    return says;
}

/// Octet by octet, or with every step broken, the largest would take long and show nothing new.
inline constexpr std::size_t large_dialogue_octets = 10'000;

/// Each dialogue gets its replies, however it is cut, and leaves as many messages as it says.
inline void expect_replies(const std::vector<Dialogue>& dialogues) {
    for (const Dialogue& dialogue : dialogues) {
        for (const Cut cut : {Cut::lines, Cut::octets}) {
            if (cut == Cut::octets && dialogue.says.size() > large_dialogue_octets) continue;
            ScriptedHouse house;
            const Talked outcome = talk(house, dialogue, pieces(octets_of(dialogue), cut));
            EXPECT_EQ(summary(outcome.written, dialogue.replies), dialogue.replies) << dialogue.name << "\n"
                                                                                    << outcome.written;
            EXPECT_EQ(house.stored.size(), dialogue.stored) << dialogue.name;
        }
    }
}

/// Acknowledged is kept, whichever read or write fails, and how: as many 250 2.6.0 at most as there are
/// messages.
inline void expect_kept_at_every_broken_step(const std::vector<Dialogue>& dialogues) {
    for (const Dialogue& dialogue : dialogues) {
        if (dialogue.says.size() > large_dialogue_octets) continue;
        const auto says = pieces(octets_of(dialogue), Cut::lines);
        ScriptedHouse whole;
        const std::size_t steps = talk(whole, dialogue, says).steps;
        for (const ErrorKind kind : {ErrorKind::io, ErrorKind::closed, ErrorKind::timeout}) {
            for (std::size_t step = 0; step < steps; ++step) {
                ScriptedHouse house;
                const Talked outcome = talk(house, dialogue, says, {{step, kind}});
                std::size_t acknowledged = 0;
                for (std::size_t at = 0; (at = outcome.written.find("250 2.6.0", at)) != std::string::npos;
                     ++at) {
                    ++acknowledged;
                }
                EXPECT_LE(acknowledged, house.stored.size()) << dialogue.name << " step " << step;
                EXPECT_LE(house.stored.size(), whole.stored.size()) << dialogue.name << " step " << step;
            }
        }
    }
}

/// What is written in answer to these lines (\n stands for CRLF).
inline std::string written(ScriptedHouse& house, std::vector<std::string> says, const Dialogue& as = {}) {
    for (std::string& say : says) say = with_crlf(say);
    return talk(house, as, says).written;
}

}  // namespace milpa::mail::smtp

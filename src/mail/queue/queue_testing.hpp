// SPDX-License-Identifier: AGPL-3.0-or-later
// For tests of the queue as a whole: a letter, and a queue that sends it to servers on loopback.
#pragma once

#include "mail/queue/testing.hpp"

namespace milpa::mail::queue::testing {

using namespace std::chrono_literals;

inline const Mailbox ana{"ana", "milpa.test"};
inline constexpr std::string_view letter =
    "Return-Path: <ana@milpa.test>\r\nFrom: Ana <ana@milpa.test>\r\nSubject: maize\r\n"
    "Message-ID: <1@milpa.test>\r\n\r\nDear all,\r\n.dots\r\n";
inline constexpr std::string_view letter_sent =
    "From: Ana <ana@milpa.test>\r\nSubject: maize\r\nMessage-ID: <1@milpa.test>\r\n\r\nDear "
    "all,\r\n.dots\r\n";

class QueueTest : public QueueFixture {
protected:
    /// `patience`: with a host that says nothing. As short only where that is what is tested.
    Settings settings(std::chrono::seconds patience = 60s) const {
        Settings made;
        made.host_name = "mail.milpa.test";
        made.domain = "milpa.test";
        made.port = sinks.empty() ? std::uint16_t{9} : sinks.front()->port();
        made.connect_timeout = 60s;
        made.timeouts = {.reply = patience, .data_block = 60s, .verdict = 60s, .handshake = 60s};
        return made;
    }
    void start(std::chrono::seconds patience = 60s) {
        const auto started = life->start(settings(patience));
        ASSERT_TRUE(started) << started.error().detail;
    }
};

}  // namespace milpa::mail::queue::testing

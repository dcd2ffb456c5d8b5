// SPDX-License-Identifier: AGPL-3.0-or-later
// How fast replies are written: a mailbox of 100,000 messages, as a mail program asks for it when it opens
// one.
#include <cstdio>

#include "mail.pb.h"
#include "mail/imap/reply.hpp"

namespace {

using namespace milpa;
using namespace milpa::mail::imap;

constexpr std::uint32_t messages = 100'000;

template <class Write>
void measure(const char* what, Write write) {
    std::string out;
    std::size_t octets = 0;
    ReplyWriter writer(&out, TextForm::rev1);
    auto begin = std::chrono::steady_clock::now();
    for (std::uint32_t number = 1; number <= messages; ++number) {
        writer.fetch_begin(number);
        write(writer, number);
        writer.fetch_end();
        // As the connection does: sent when there is enough to send.
        if (out.size() < 65'536) continue;
        octets += out.size();
        out.clear();
    }
    std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
    std::printf("%s of %u: %.1f ms, %zu octets\n", what, messages, took.count(), octets + out.size());
}

}  // namespace

int main() {
    measure("UID FLAGS", [](ReplyWriter& writer, std::uint32_t number) {
        writer.fetch_uid(number + 1000);
        writer.fetch_flags(SystemFlags::seen | SystemFlags::answered, {});
    });
    measure("UID INTERNALDATE RFC822.SIZE", [](ReplyWriter& writer, std::uint32_t number) {
        writer.fetch_uid(number + 1000);
        writer.fetch_internal_date(from_unix_ms(1'700'000'000'000 + number * 60'000LL));
        writer.fetch_size(number * 7);
    });
    events::Envelope envelope;
    envelope.set_date("Wed, 17 Jul 1996 02:23:25 -0700 (PDT)");
    envelope.set_subject("Minutes of the assembly, and what \"we\" decided");
    for (auto* list : {envelope.mutable_from(), envelope.mutable_to(), envelope.mutable_cc()}) {
        auto* address = list->Add();
        address->set_name("Somebody of the collective");
        address->set_local("somebody");
        address->set_domain("collective.example");
    }
    envelope.set_message_id("<B27397-0100000@collective.example>");
    measure("UID ENVELOPE", [&](ReplyWriter& writer, std::uint32_t number) {
        writer.fetch_uid(number + 1000);
        writer.fetch_envelope(envelope);
    });
    return 0;
}

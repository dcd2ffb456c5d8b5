// SPDX-License-Identifier: AGPL-3.0-or-later
// Any sequence of events folds, and what always holds of the state holds after each. Input: events, each
// behind an octet that is its length.
#include <map>

#include "base/ensure.hpp"
#include "mail/account/state.hpp"

using namespace milpa;
using namespace milpa::mail::account;

namespace {

void check(const State& state) {
    std::map<Record, std::uint32_t> references;
    Usage usage;
    for (const auto& [name, id] : state.names()) {
        const Mailbox* mailbox = state.find(id);
        ensure(mailbox != nullptr && mailbox->name == name && *normalize_name(name) == name);
        const auto parent = parent_name(name);
        ensure(parent.empty() || state.find(parent) != nullptr);
        ensure(mailbox->selectable || mailbox->entries.empty());
        Uid before = 0;
        for (const Entry& entry : mailbox->entries) {
            ensure(entry.uid > before && entry.uid < mailbox->uid_next);
            before = entry.uid;
            ++references[entry.record];
            ++usage.messages;
            usage.octets += state.find_record(entry.record)->size;
        }
    }
    ensure(state.usage() == usage);
    for (const auto& [record, count] : references) ensure(state.find_record(record)->references == count);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    State state;
    std::uint64_t seq = 0;
    // Copies double: what a member's quota stops in the server is stopped here.
    constexpr std::uint64_t messages_here_max = 10'000;
    for (std::size_t at = 0; at < size && state.usage().messages < messages_here_max;) {
        const std::size_t length = std::min<std::size_t>(data[at], size - at - 1);
        milpa::events::MailEvent event;
        if (event.ParseFromArray(data + at + 1, static_cast<int>(length))) state.apply(++seq, event);
        at += 1 + length;
    }
    check(state);
    return 0;
}

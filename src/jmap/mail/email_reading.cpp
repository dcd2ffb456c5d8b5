// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/mail/email_reading.hpp"

#include <algorithm>

#include "net/turns.hpp"
#include "store/vault.hpp"

namespace milpa::jmap {

namespace {

/// Read at once: some chunks of the store.
constexpr std::uint64_t piece_octets = 256 * 1024;

Task<Result<std::string>> read_all(Lent<MessageOctets> octets, std::uint64_t begin, std::uint64_t end) {
    CO_TRY(const Bytes read, co_await octets->read(begin, end - begin));
    co_return std::string(as_text(read));
}

/// One pass over a body, for its size and its text.
Task<Result<void>> read_body(Lent<EmailView> view, EmailView::Need need, std::uint64_t value_octets_max,
                             Lent<MessageOctets> octets, Lent<const Clock> clock) {
    net::Turns turns(clock, store::slice_max);
    const events::Part& part = *need.part->part;
    DecodedSize size(part);
    BodyValueReader value(part, value_octets_max);
    for (std::uint64_t at = part.body_begin(); at < part.body_end();) {
        CO_TRY(const Bytes piece, co_await octets->read(at, std::min(piece_octets, part.body_end() - at)));
        if (piece.empty()) break;
        at += piece.size();
        if (need.size) size.feed(as_text(piece));
        if (need.value) value.feed(as_text(piece));
        if (!need.size && value.is_full()) break;
        if (turns.is_over()) co_await turns.pass();
    }
    if (need.size) view->give_size(*need.part, size.finish());
    if (need.value) view->give_value(*need.part, value.finish());
    co_return Result<void>();
}

}  // namespace

Task<Result<void>> read_needs(Lent<EmailView> view, Lent<MessageOctets> octets, Lent<const Clock> clock) {
    if (view->needs_header()) {
        CO_TRY(std::string header, co_await read_all(octets, 0, view->header_end()));
        view->give_header(std::move(header));
    }
    const std::vector<EmailView::Need> needs = view->needs();
    for (const EmailView::Need& need : needs) {
        const events::Part& part = *need.part->part;
        if (need.header) {
            CO_TRY(std::string header, co_await read_all(octets, part.header_begin(), part.body_begin()));
            view->give_part_header(*need.part, std::move(header));
        }
        if (need.size || need.value)
            CO_CHECK(co_await read_body(view, need, view->properties().value_octets_max, octets, clock));
    }
    co_return Result<void>();
}

}  // namespace milpa::jmap

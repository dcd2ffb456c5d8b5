// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/smtp/reception.hpp"

#include <utility>

#include "base/ensure.hpp"

namespace milpa::mail::smtp {

namespace {

constexpr std::size_t header_octets_at_once = 2048;

const FixedReply& reply_for_fault(HeaderFault fault) {
    switch (fault) {
        case HeaderFault::hops: return replies::too_many_hops;
        case HeaderFault::size: return replies::header_too_big;
        case HeaderFault::no_field: return replies::no_field;
        case HeaderFault::no_from: return replies::no_from;
        case HeaderFault::several_from: return replies::several_from;
        case HeaderFault::several_senders: return replies::several_senders;
    }
    ensure(false);
    return replies::bad_header;
}

const FixedReply& reply_for_acceptance(Acceptance acceptance) {
    switch (acceptance) {
        case Acceptance::stored: return replies::stored;
        case Acceptance::over_quota: return replies::over_quota;
        case Acceptance::nobody: return replies::unknown_recipient;
        case Acceptance::policy: return replies::refused;
        case Acceptance::unauthenticated: return replies::unauthenticated;
        case Acceptance::dangerous: return replies::dangerous;
    }
    ensure(false);
    return replies::trouble;
}

}  // namespace

Reception::Reception(std::unique_ptr<Message> sink, std::string trace, HeaderFilter header,
                     std::uint64_t octets_max)
    : sink_(std::move(sink)), out_(std::move(trace)), header_(std::move(header)), octets_max_(octets_max) {
    ensure(sink_ != nullptr);
}

Reception::Reception(Reply failure, std::uint64_t octets_max)
    : header_(Service::exchange), octets_max_(octets_max), failure_(std::move(failure)) {}

void Reception::fail(Reply reply) {
    if (failure_) return;
    failure_ = std::move(reply);
    sink_.reset();
    out_ = {};
}

bool Reception::is_hopeless() const { return failure_ && received_ > octets_max_ * (1 + discard_factor); }

Task<void> Reception::write(std::string_view octets) {
    if (octets.empty()) co_return;
    if (auto written = co_await sink_->write(as_bytes(octets)); !written) fail(reply_for(written.error()));
}

Task<void> Reception::take(std::string_view octets, std::uint64_t received) {
    received_ += received;
    octets_ += octets.size();
    if (octets_ > octets_max_) fail(replies::message_too_big);
    if (failure_) co_return;
    // In small pieces: what is kept of a header is a copy.
    while (!header_.is_done() && !octets.empty()) {
        octets.remove_prefix(header_.take(octets.substr(0, header_octets_at_once), out_));
        if (header_.fault()) {
            fail(reply_for_fault(*header_.fault()));
            co_return;
        }
        co_await write(out_);
        if (failure_) co_return;
        out_.clear();
        if (header_.is_done()) out_ = {};
    }
    co_await write(octets);
}

Task<void> Reception::end() {
    if (failure_) co_return;
    header_.finish(out_);
    if (header_.fault()) {
        fail(reply_for_fault(*header_.fault()));
        co_return;
    }
    co_await write(out_);
}

Task<Reply> Reception::commit() {
    if (failure_) co_return *failure_;
    auto accepted = co_await sink_->commit();
    sink_.reset();
    if (!accepted) co_return reply_for(accepted.error());
    co_return reply_for_acceptance(*accepted);
}

}  // namespace milpa::mail::smtp

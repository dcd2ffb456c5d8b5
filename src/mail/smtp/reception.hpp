// SPDX-License-Identifier: AGPL-3.0-or-later
// One message being received, whether by DATA or by BDAT: the trace in front, the header through its filter,
// the rest straight to the sink, and the verdict at the end. After the first failure the sink is gone and the
// octets are only counted.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "mail/smtp/header_filter.hpp"
#include "mail/smtp/reply.hpp"
#include "mail/smtp/services.hpp"

namespace milpa::mail::smtp {

class Reception {
public:
    /// `trace` are our own fields; nothing of them counts against `octets_max`. Without a sink it is a
    /// reception that has failed already, with `failure`.
    Reception(std::unique_ptr<Message> sink, std::string trace, HeaderFilter header,
              std::uint64_t octets_max);
    Reception(Reply failure, std::uint64_t octets_max);

    /// The next octets of the message. `received` is what the peer sent for them.
    Task<void> take(std::string_view octets, std::uint64_t received);
    /// Makes it a failure, unless it is one: the first reason is the one that is told.
    void fail(Reply reply);
    /// So much came after a failure that it is not worth waiting for the end.
    bool is_hopeless() const;

    const std::optional<Reply>& failure() const { return failure_; }
    const HeaderFilter& header() const { return header_; }
    /// What is held of the header goes to the sink; faults of the header become failures. Then the authors
    /// can be checked.
    Task<void> end();
    /// After end(): the verdict of the sink. Called once.
    Task<Reply> commit();

private:
    Task<void> write(std::string_view octets);

    std::unique_ptr<Message> sink_;
    std::string out_;  // the trace, then what the filter kept of the header
    HeaderFilter header_;
    std::uint64_t octets_max_;
    std::uint64_t octets_ = 0;
    std::uint64_t received_ = 0;
    std::optional<Reply> failure_;
};

}  // namespace milpa::mail::smtp

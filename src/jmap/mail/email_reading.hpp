// SPDX-License-Identifier: AGPL-3.0-or-later
// Reads what a view of an Email needs (email_properties.hpp): header, parts, texts.
#pragma once

#include "base/clock.hpp"
#include "base/task.hpp"
#include "jmap/mail/email_properties.hpp"
#include "store/objects.hpp"

namespace milpa::jmap {

/// The octets of a message, wherever they are. One user at a time.
class MessageOctets {
public:
    virtual ~MessageOctets() = default;
    /// Those from `offset`, `length` of them or fewer where the message ends.
    virtual Task<Result<Bytes>> read(std::uint64_t offset, std::uint64_t length) = 0;
};

/// Of a stored object.
class StoredOctets final : public MessageOctets {
public:
    explicit StoredOctets(store::ObjectReader reader) : reader_(std::move(reader)) {}
    Task<Result<Bytes>> read(std::uint64_t offset, std::uint64_t length) override {
        return reader_.read(offset, length);
    }

private:
    store::ObjectReader reader_;
};

/// In memory; whoever owns them waits.
class HeldOctets final : public MessageOctets {
public:
    explicit HeldOctets(std::string_view octets) : octets_(octets) {}
    Task<Result<Bytes>> read(std::uint64_t offset, std::uint64_t length) override {
        if (offset >= octets_.size()) co_return Bytes();
        co_return to_bytes(octets_.substr(offset, length));
    }

private:
    std::string_view octets_;
};

/// Gives the view all that it needs, in turns with all else on this thread. Fails with `missing`, `io`,
/// `corrupt`.
Task<Result<void>> read_needs(Lent<EmailView> view, Lent<MessageOctets> octets, Lent<const Clock> clock);

}  // namespace milpa::jmap

// SPDX-License-Identifier: AGPL-3.0-or-later
// The text of a part as JMAP gives it (RFC 8621 4.1.4, EmailBodyValue), and the size of any part once it is
// decoded. Pure; octets come in pieces.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "mail.pb.h"
#include "mail/message/charset.hpp"
#include "mail/message/transfer.hpp"

namespace milpa::jmap {

struct BodyValue {
    std::string value;  ///< UTF-8, lines end with LF
    bool is_encoding_problem = false;
    bool is_truncated = false;
};

/// `octets_max`: of the value; it is cut between characters, and HTML not inside a tag.
class BodyValueReader {
public:
    static constexpr std::uint64_t no_limit = std::numeric_limits<std::uint64_t>::max();

    explicit BodyValueReader(const events::Part& part, std::uint64_t octets_max = no_limit);
    /// The next octets of the part's body, as they stand in the message.
    void feed(std::string_view octets);
    /// Nothing more is wanted: the value is cut already.
    bool is_full() const { return value_.size() > octets_max_; }
    BodyValue finish();

private:
    void take(std::string_view decoded);
    void put(std::string_view utf8);
    void cut();

    const std::uint64_t octets_max_;
    const bool is_html_;
    const bool assumed_ascii_;  // no charset is named but ASCII: other octets are a guess
    mail::message::TransferDecoder transfer_;
    mail::message::CharsetDecoder charset_;
    std::string decoded_, utf8_;
    std::string value_;
    std::string before_;              // the last octets fed to the charset: a U+FFFD may be cut
    std::uint64_t replaced_in_ = 0;   // U+FFFD that the sender wrote
    std::uint64_t replaced_out_ = 0;  // and those that came out
    bool problem_ = false;
    bool after_cr_ = false;
};

/// The octets that a part has once its Content-Transfer-Encoding is undone.
class DecodedSize {
public:
    explicit DecodedSize(const events::Part& part) : transfer_(mail::message::encoding_of(part.encoding())) {}
    void feed(std::string_view octets) {
        out_.clear();
        transfer_.feed(octets, out_);
        size_ += out_.size();
    }
    std::uint64_t finish() {
        out_.clear();
        transfer_.finish(out_);
        return size_ += out_.size();
    }

private:
    mail::message::TransferDecoder transfer_;
    std::string out_;
    std::uint64_t size_ = 0;
};

/// Whether the size can be told from the structure alone: nothing has to be decoded.
bool is_size_known(const events::Part& part);

}  // namespace milpa::jmap

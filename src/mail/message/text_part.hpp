// SPDX-License-Identifier: AGPL-3.0-or-later
// The body of one text part, from its octets to UTF-8 text, in pieces. Internal to this folder.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mail.pb.h"
#include "mail/message/charset.hpp"
#include "mail/message/html.hpp"
#include "mail/message/transfer.hpp"

namespace milpa::mail::message {

class TextPart {
public:
    /// Requires a part of type text that is complete.
    explicit TextPart(const events::Part& part);

    /// What these octets give; valid until the next call. Feed at most some KiB at once: memory follows.
    std::string_view feed(std::string_view octets);
    std::string_view finish();

private:
    TransferDecoder transfer_;
    CharsetDecoder charset_;
    std::optional<HtmlText> html_;
    std::string octets_, utf8_, text_;
};

}  // namespace milpa::mail::message

// SPDX-License-Identifier: AGPL-3.0-or-later
// Writes the messages of a drill, with each secret where mail programs put such things. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace milpa::defence {

enum class BodyForm : std::uint8_t { eight_bit, quoted_printable, base64 };

/// Lists may be empty; a name stands before the address of its place.
struct Letter {
    std::string sender;                   ///< an address
    std::vector<std::string> recipients;  ///< addresses, of To and Cc
    std::vector<std::string> names;       ///< UTF-8, of the sender first, then of the recipients
    std::vector<std::string> subject;     ///< words, UTF-8
    std::vector<std::string> body;        ///< words, UTF-8
    std::vector<std::string> attachment_names;
    std::vector<std::string>
        attachment_words;                  ///< dealt to the attachments (of which there is one at least then)
    std::vector<std::string> message_ids;  ///< the first is its own, the others it refers to
    BodyForm form = BodyForm::eight_bit;
};

/// A whole message with CRLF ends.
std::string compose(const Letter& letter);

}  // namespace milpa::defence

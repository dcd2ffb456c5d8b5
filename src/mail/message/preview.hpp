// SPDX-License-Identifier: AGPL-3.0-or-later
// The first words of a text, on one line. Internal to this folder.
#pragma once

#include <string>
#include <string_view>

namespace milpa::mail::message {

/// White space and control characters become single spaces, invisible characters (with which newsletters fill
/// their previews) are dropped. At most preview_octets_max octets of UTF-8.
class Preview {
public:
    /// Valid UTF-8, not cut inside characters.
    void feed(std::string_view utf8);
    bool is_full() const { return full_; }
    bool is_empty() const { return text_.empty(); }
    const std::string& text() const { return text_; }

private:
    std::string text_;
    bool space_ = false;
    bool full_ = false;
};

}  // namespace milpa::mail::message

// SPDX-License-Identifier: AGPL-3.0-or-later
// Finds any of many secrets, in any of their encodings, in any number of bytes, in one pass. Pure.
//
//     bytes -> as they are, text without ends of lines, and out of compressed blocks
//           -> windows of 8 octets, without regard to case -> bitmap -> table -> the whole pattern is
//           compared
//
// Text is looked at once more without its ends of lines (CR, LF, the space of a folded field, the "=" of a
// soft break): so what MIME broke over two lines is found as well.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <span>
#include <vector>

#include "base/bytes.hpp"
#include "defence/encodings.hpp"
#include "defence/inflate.hpp"
#include "defence/secrets.hpp"

namespace milpa::defence {

enum class Shell : std::uint8_t { none, compressed };

struct Finding {
    std::uint32_t secret;  ///< its place in the list of secrets
    Encoding encoding;
    Shell shell;
    auto operator<=>(const Finding&) const = default;
};
using Findings = std::set<Finding>;

/// One thread at a time.
class Scanner {
public:
    explicit Scanner(std::span<const Secret> secrets);

    /// What begins in the first `begins_within` octets, wherever it ends. Of a file in pieces, the pieces
    /// overlap by overlap(); what begins in the overlap is looked for in the next one.
    void scan(ByteView bytes, std::size_t begins_within, Findings& found);
    void scan_all(ByteView bytes, Findings& found) { scan(bytes, bytes.size(), found); }

    /// A pattern with an end of a line after each octet, and a compressed block that deserves to be looked
    /// at.
    static constexpr std::size_t overlap() { return inflated_bytes_max; }
    std::size_t patterns() const { return patterns_.size(); }

private:
    struct Entry {
        std::uint32_t secret;
        std::uint32_t next;  // in the same slot of the table; none: 0
        Pattern pattern;
        std::string folded;
    };
    struct Slot {
        std::uint64_t window = 0;
        std::uint32_t first = 0;  // into patterns_, from 1; 0 is free
    };

    void add(std::uint32_t secret, Pattern pattern);
    Slot& slot_of(std::uint64_t window);
    void search(ByteView bytes, std::size_t begins_within, Shell shell, Findings& found);
    void search_both(ByteView bytes, std::size_t begins_within, Shell shell, Findings& found);
    void compare(ByteView bytes, std::size_t at, std::uint64_t window, Shell shell, Findings& found);

    std::vector<Entry> patterns_;
    std::vector<std::uint64_t> bitmap_;
    std::vector<Slot> table_;
    Inflater inflater_;
    Bytes folded_;
    Bytes joined_;
};

}  // namespace milpa::defence

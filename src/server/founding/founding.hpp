// SPDX-License-Identifier: AGPL-3.0-or-later
// Founding in a browser, as the process sees it that becomes the server afterwards:
//
//     this process ──forks──> the founding server, shut in: ports, pages, the desk (jmap/founding/desk.hpp)
//          │  waits                 │ founds into founding/ in the data folder, gives the shares out
//          │ <──── settle ──────────┘
//          │ puts milpa.conf by, writes it anew, renames founding/store to store: from here on the
//          │ collective is there
//          └── the other ends; start_server() as always, at the same ports, locked
//
// The rename is the one moment: whatever dies before leaves founding/, of which nobody has all shares, and
// which the next founding removes, with milpa.conf as it was before; whatever dies after has a collective
// whose shares were all given out. What is shut in writes below founding/ alone. What it says to this process
// it says in words that are checked (orders.hpp): it may end the founding, with settings for certificates,
// and nothing else.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "net/tls.hpp"
#include "server/settings.hpp"
#include "server/start.hpp"

namespace milpa::server::founding {

struct Wish {
    std::string folder;
    ReadSettings read;
    /// Settings that go into milpa.conf beside those that are answered (ports).
    std::vector<SettingLine> also{};
    /// Where the founder's links go once it listens, for people or programs.
    bool json = false;
};

/// What the founding server shows in TLS; the server that follows shows the same while it is locked. Nothing
/// where it was stopped before its end (SIGINT, SIGTERM): then nothing is founded. To be called while there
/// is one thread only. Fails with `conflict` (the folder is founded, not empty, or being founded; a port is
/// taken), `denied`, `syntax` (settings; port.https is 0), `io`.
Result<std::optional<net::Certificate>> found_in_browser(const Wish& wish);

/// What a founding has left that was cut off is gone. Before its one moment nobody has all of its shares, and
/// milpa.conf is as it was before; after it what was founded stays. Fails with `io`, `denied`.
Result<void> forget_founding(const std::string& folder);

}  // namespace milpa::server::founding

// SPDX-License-Identifier: AGPL-3.0-or-later
// What the process gives up once it has started: new privileges, most system calls, and every file but its
// own. What is found in it then (a parser's mistake, say) cannot start a program, read a key elsewhere, or
// leave anything behind.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace milpa::server {

/// Where the machine keeps the certificate authorities that push services and others are believed by: a
/// folder of links, and where they lead.
inline constexpr std::array<std::string_view, 3> machine_authorities{
    "/etc/ssl/certs", "/usr/share/ca-certificates", "/usr/local/share/ca-certificates"};

/// What was reached, shown by `status`. A kernel without one of them is no reason not to serve; it is said
/// loudly.
struct Sandbox {
    bool no_new_privileges = false;
    bool system_calls = false;  ///< seccomp: anything that serving does not need ends the process
    bool files = false;         ///< landlock: nothing but what is in Reach can be opened, nothing can be run
};

/// What the process may open still. Paths that are not there give no right, also when they are made later.
struct Reach {
    std::vector<std::string> writable;  ///< folders with all below them
    std::vector<std::string> sockets;   ///< folders in which sockets are made and removed, and no file
    std::vector<std::string> readable;  ///< files or folders
};

/// For good, and for all threads that are started from now on: to be called first, while there is only one.
Sandbox enter_sandbox(const Reach& reach);

}  // namespace milpa::server

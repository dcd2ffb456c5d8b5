// SPDX-License-Identifier: AGPL-3.0-or-later
// The process keeps its memory to itself: no core files, no reading by others, no swap, as far as the system
// allows.
#pragma once

namespace milpa::crypto {

/// What was reached, to be shown by `status`.
struct Hardening {
    bool core_files_off = false;     ///< RLIMIT_CORE is 0
    bool not_dumpable = false;       ///< PR_SET_DUMPABLE 0: no ptrace, no /proc/PID/mem for the same user
    bool all_memory_locked = false;  ///< mlockall: nothing is ever swapped
    bool keys_locked = false;        ///< at least the regions that hold keys are locked
};

/// To be called first in main, before threads. Never fails: what is not allowed here is told in the result.
/// All memory is locked only where the limit on locked memory is (or can be made) infinite, since below it
/// every later large allocation would fail.
Hardening harden_process();

}  // namespace milpa::crypto

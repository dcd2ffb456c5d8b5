// SPDX-License-Identifier: AGPL-3.0-or-later
#include "crypto/memory.hpp"

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "crypto/secret.hpp"

namespace milpa::crypto {

namespace {

// With MCL_FUTURE, an allocation beyond the limit on locked memory fails. A program that dies under load is
// worse than one whose pages may be swapped (its keys are locked on their own), so: all or only the keys.
bool locked_memory_is_unlimited() {
    const rlimit wanted{RLIM_INFINITY, RLIM_INFINITY};
    // Its failure is the usual case; what counts is what holds afterwards.
    if (setrlimit(RLIMIT_MEMLOCK, &wanted) == 0) return true;
    rlimit found{};
    return getrlimit(RLIMIT_MEMLOCK, &found) == 0 && found.rlim_cur == RLIM_INFINITY;
}

}  // namespace

Hardening harden_process() {
    Hardening reached;
    const rlimit none{0, 0};
    reached.core_files_off = setrlimit(RLIMIT_CORE, &none) == 0;
    reached.not_dumpable = prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
    // ONFAULT: only what is touched is locked, so reserved address space costs nothing.
    reached.all_memory_locked =
        locked_memory_is_unlimited() && mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0;
    const Key first = Key::zero();  // so that there is a region to ask about
    reached.keys_locked = key_memory().locked;
    return reached;
}

}  // namespace milpa::crypto

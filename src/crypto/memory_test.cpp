// SPDX-License-Identifier: AGPL-3.0-or-later
#include "crypto/memory.hpp"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "crypto/secret.hpp"

namespace milpa::crypto {
namespace {

// What is done to a process stays done, so it is done to a child; what it says is compared with what holds.
bool hardening_tells_the_truth() {
    const Hardening reached = harden_process();
    rlimit core{1, 1};
    getrlimit(RLIMIT_CORE, &core);
    return reached.core_files_off && core.rlim_cur == 0 && core.rlim_max == 0 && reached.not_dumpable &&
           prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0 && key_memory().regions > 0 &&
           reached.keys_locked == key_memory().locked;
}

TEST(HardenProcess, IsDoneAndToldTruly) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) _exit(hardening_tells_the_truth() ? 0 : 1);
    int status = -1;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0);
}

// With little memory to lock, locking all would make later allocations fail: then only the keys are locked.
bool large_memory_is_still_given() {
    const rlimit little{64 * 1024, 64 * 1024};
    if (setrlimit(RLIMIT_MEMLOCK, &little) != 0) return false;
    const Hardening reached = harden_process();
    const Bytes large(256 * 1024 * 1024);
    // Root may raise the limit again; then all is locked, and large memory is given all the same.
    return large.size() > 0 && (!reached.all_memory_locked || geteuid() == 0);
}

TEST(HardenProcess, NeverMakesLaterAllocationsFail) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) _exit(large_memory_is_still_given() ? 0 : 1);
    int status = -1;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace milpa::crypto

// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/sandbox.hpp"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "base/log.hpp"

namespace milpa::server {

namespace {

// Rights that are newer than Debian 12's headers (Linux 6.2): truncating a file is a right of its own since
// version 3.
constexpr std::uint64_t right_truncate = 1ULL << 14;

constexpr std::uint64_t rights_read = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t rights_write = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
                                       LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
                                       LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
                                       LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
                                       LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM;
constexpr std::uint64_t rights_sockets = LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_REMOVE_FILE;
constexpr std::uint64_t rights_folder_write =
    rights_write & ~(LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
                     LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_SYM);

class Descriptor {
public:
    explicit Descriptor(long fd) : fd_(static_cast<int>(fd)) {}
    ~Descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return fd_; }

private:
    int fd_;
};

bool allow(const Descriptor& rules, const std::string& path, std::uint64_t rights) {
    const Descriptor where(::open(path.c_str(), O_PATH | O_CLOEXEC));
    if (where.get() < 0) return errno == ENOENT;  // what is not there needs no right
    landlock_path_beneath_attr beneath{};
    beneath.parent_fd = where.get();
    beneath.allowed_access = rights;
    return ::syscall(SYS_landlock_add_rule, rules.get(), LANDLOCK_RULE_PATH_BENEATH, &beneath, 0) == 0;
}

bool limit_files(const Reach& reach) {
    const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1) return false;
    const std::uint64_t newer = version >= 3 ? right_truncate : 0;
    landlock_ruleset_attr attributes{};
    attributes.handled_access_fs = rights_read | rights_write | LANDLOCK_ACCESS_FS_EXECUTE | newer;
    const Descriptor rules(::syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0));
    if (rules.get() < 0) return false;
    bool good = true;
    for (const auto& path : reach.writable)
        good = allow(rules, path, rights_read | rights_folder_write | newer) && good;
    for (const auto& path : reach.sockets) good = allow(rules, path, rights_sockets) && good;
    for (const auto& path : reach.readable) good = allow(rules, path, LANDLOCK_ACCESS_FS_READ_FILE) && good;
    return good && ::syscall(SYS_landlock_restrict_self, rules.get(), 0) == 0;
}

/// System calls that no server of this kind makes, and that attackers would.
constexpr int forbidden[] = {
    SCMP_SYS(execve),
    SCMP_SYS(execveat),
    SCMP_SYS(fork),
    SCMP_SYS(vfork),
    SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(mount),
    SCMP_SYS(umount2),
    SCMP_SYS(pivot_root),
    SCMP_SYS(chroot),
    SCMP_SYS(setns),
    SCMP_SYS(unshare),
    SCMP_SYS(bpf),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(kexec_load),
    SCMP_SYS(kexec_file_load),
    SCMP_SYS(init_module),
    SCMP_SYS(finit_module),
    SCMP_SYS(delete_module),
    SCMP_SYS(reboot),
    SCMP_SYS(swapon),
    SCMP_SYS(swapoff),
    SCMP_SYS(setuid),
    SCMP_SYS(setgid),
    SCMP_SYS(setreuid),
    SCMP_SYS(setregid),
    SCMP_SYS(setresuid),
    SCMP_SYS(setresgid),
    SCMP_SYS(setgroups),
    SCMP_SYS(capset),
    SCMP_SYS(personality),
    SCMP_SYS(keyctl),
    SCMP_SYS(add_key),
    SCMP_SYS(request_key),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(open_by_handle_at),
    SCMP_SYS(name_to_handle_at),
    SCMP_SYS(memfd_create),
    SCMP_SYS(acct),
    SCMP_SYS(quotactl),
    SCMP_SYS(settimeofday),
    SCMP_SYS(clock_settime),
    SCMP_SYS(sethostname),
    SCMP_SYS(setdomainname),
    SCMP_SYS(iopl),
    SCMP_SYS(ioperm),
    SCMP_SYS(mknod),
    SCMP_SYS(mknodat),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(pidfd_getfd),
    SCMP_SYS(kcmp),
    SCMP_SYS(chown),
    SCMP_SYS(fchownat),
    SCMP_SYS(lchown),
    SCMP_SYS(syslog),
    SCMP_SYS(lookup_dcookie),
    SCMP_SYS(move_mount),
    SCMP_SYS(open_tree),
    SCMP_SYS(fsopen),
    SCMP_SYS(fsmount),
    SCMP_SYS(vhangup),
    SCMP_SYS(setxattr),
    SCMP_SYS(lsetxattr),
    SCMP_SYS(pkey_mprotect),
    SCMP_SYS(shmat),
    // By its path: landlock before version 3 (Linux 6.2) lets anything be emptied so.
    SCMP_SYS(truncate),
};
/// Kinds of sockets that the server speaks; raw and packet sockets are not among them.
constexpr int socket_families[] = {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK};

bool refuse(scmp_filter_ctx filter, int error, int call, scmp_arg_cmp argument) {
    return seccomp_rule_add(filter, SCMP_ACT_ERRNO(static_cast<std::uint16_t>(error)), call, 1, argument) ==
           0;
}

bool filter_system_calls() {
    const std::unique_ptr<void, void (*)(void*)> filter(seccomp_init(SCMP_ACT_ALLOW), seccomp_release);
    if (!filter) return false;
    bool good = true;
    for (const int call : forbidden)
        good = seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EPERM), call, 0) == 0 && good;
    for (int family = 0; family < AF_MAX; ++family) {
        if (std::ranges::find(socket_families, family) != std::end(socket_families)) continue;
        good = refuse(filter.get(), EAFNOSUPPORT, SCMP_SYS(socket),
                      {0, SCMP_CMP_EQ, static_cast<std::uint32_t>(family), 0}) &&
               good;
    }
    // What is run was loaded before: nothing that was written becomes code.
    good = refuse(filter.get(), EPERM, SCMP_SYS(mprotect), {2, SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC}) &&
           good;
    good = refuse(filter.get(), EPERM, SCMP_SYS(mmap), {2, SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC}) && good;
    // Typing into the terminal that the server was started from would be root's typing.
    for (const std::uint64_t typing : {std::uint64_t{TIOCSTI}, std::uint64_t{TIOCLINUX}})
        good =
            refuse(filter.get(), EPERM, SCMP_SYS(ioctl), {1, SCMP_CMP_MASKED_EQ, 0xffffffff, typing}) && good;
    // What may only be read could else be emptied in the opening: landlock before version 3 asks for no more
    // than the right to read, and for none at all where the mode is neither (3). openat2 hides its flags.
    for (const int mode : {O_RDONLY, O_ACCMODE}) {
        const auto emptying = static_cast<std::uint64_t>(mode | O_TRUNC);
        for (const auto& [call, argument] : {std::pair(SCMP_SYS(open), 1U), std::pair(SCMP_SYS(openat), 2U)})
            good = refuse(filter.get(), EPERM, call,
                          {argument, SCMP_CMP_MASKED_EQ, O_ACCMODE | O_TRUNC, emptying}) &&
                   good;
    }
    good = seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(openat2), 0) == 0 && good;
    // Threads, but no processes. clone3 hides its flags behind a pointer: without it, glibc falls back to
    // clone.
    good = refuse(filter.get(), EPERM, SCMP_SYS(clone), {0, SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0}) && good;
    good = seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0 && good;
    return good && seccomp_load(filter.get()) == 0;
}

}  // namespace

Sandbox enter_sandbox(const Reach& reach) {
    Sandbox reached;
    reached.no_new_privileges = ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
    if (!reached.no_new_privileges) return reached;
    reached.files = limit_files(reach);
    reached.system_calls = filter_system_calls();
    if (!reached.files) log::event("sandbox.files_not_limited");
    if (!reached.system_calls) log::event("sandbox.system_calls_not_filtered");
    return reached;
}

}  // namespace milpa::server

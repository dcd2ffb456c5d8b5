// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/sandbox.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>

namespace milpa::server {
namespace {

/// What a sandboxed process could do, as bits of its exit status (it cannot tell us otherwise).
enum Could : int {
    write_inside = 1,
    read_listed = 2,
    write_outside = 4,
    read_outside = 8,
    run = 16,
    raw_socket = 32,
    fork_one = 64,
    become_code_or_type = 128  ///< memory that it wrote, a file that it wrote; into the terminal
};

int try_everything(const std::string& inside, const std::string& listed, const std::string& outside) {
    int could = 0;
    if (std::ofstream(inside + "/file") << "x") could |= write_inside;
    if (std::ifstream(listed).get() == 'x') could |= read_listed;
    if (std::ofstream(outside + "/file").is_open()) could |= write_outside;
    if (std::ifstream("/etc/passwd").is_open()) could |= read_outside;
    if (::socket(AF_PACKET, SOCK_RAW, 0) >= 0) could |= raw_socket;
    const int file = ::open((inside + "/file").c_str(), O_RDONLY | O_CLOEXEC);
    const auto map = [](int protection, int flags, int from) {
        return ::mmap(nullptr, 4096, protection, flags, from, 0) != MAP_FAILED;
    };
    char typed = 'x';
    const bool typing = ::ioctl(STDIN_FILENO, TIOCSTI, &typed) == 0 || errno != EPERM;
    if (map(PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1) ||
        map(PROT_READ | PROT_EXEC, MAP_PRIVATE, file) || typing) {
        could |= become_code_or_type;
    }
    const pid_t child = ::fork();
    if (child == 0) ::_exit(0);
    if (child > 0) could |= fork_one;
    const char* words[] = {"/bin/true", nullptr};
    ::execv(words[0],
            const_cast<char**>(words));  // does not return if it can: status 0, which is no right answer
    return could;
}

TEST(Sandbox, LeavesTheOwnFolderAndNothingElse) {
    const auto root =
        std::filesystem::temp_directory_path() / ("milpa-sandbox-" + std::to_string(::getpid()));
    for (const char* name : {"inside", "outside"}) std::filesystem::create_directories(root / name);
    std::ofstream(root / "listed") << "x";
    const pid_t child = ::fork();
    if (child == 0) {
        const Sandbox reached =
            enter_sandbox({.writable = {root / "inside"}, .sockets = {}, .readable = {root / "listed"}});
        if (!reached.files || !reached.system_calls) ::_exit(127);
        ::_exit(try_everything(root / "inside", root / "listed", root / "outside"));
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    std::filesystem::remove_all(root);
    ASSERT_TRUE(WIFEXITED(status));
    if (WEXITSTATUS(status) == 127) GTEST_SKIP() << "this kernel has no landlock or no seccomp";
    EXPECT_EQ(WEXITSTATUS(status), write_inside | read_listed);
}

/// What it could do to the settings beside its store.
enum CouldToSettings : int {
    write_them = 1,
    remove_them = 2,
    replace_them = 4,
    empty_them = 8,
    read_them = 16,
    make_a_file = 32,  ///< beside them, or where sockets are
    make_a_socket = 64
};

bool makes_socket(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    const int one = ::socket(AF_UNIX, SOCK_STREAM, 0);
    const bool made = ::bind(one, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(one);
    return made && ::unlink(path.c_str()) == 0;
}

/// By the filter, whatever landlock says: it knows of emptying since version 3, and says EACCES.
bool is_filtered(const std::string& path, int flags) {
    return ::open(path.c_str(), flags) < 0 && errno == EPERM;
}

int try_settings(const std::filesystem::path& folder) {
    const std::string settings = folder / "milpa.conf", own = folder / "store/own";
    int could = 0;
    if (std::ofstream(settings).is_open() || std::ofstream(settings, std::ios::app).is_open())
        could |= write_them;
    if (std::ifstream(settings).is_open()) could |= read_them;
    if (::truncate(settings.c_str(), 0) == 0 || !is_filtered(settings, O_RDONLY | O_TRUNC) ||
        !is_filtered(settings, O_ACCMODE | O_TRUNC))
        could |= empty_them;
    if (!(std::ofstream(own) << "acme.dns_hook = /bin/sh")) return 127;
    if (::rename(own.c_str(), settings.c_str()) == 0 || ::link(own.c_str(), (settings + "2").c_str()) == 0)
        could |= replace_them;
    for (const std::string beside : {"fresh", "control/fresh"}) {
        if (std::ofstream(folder / beside).is_open() || ::mkdir((folder / (beside + "d")).c_str(), 0700) == 0)
            could |= make_a_file;
    }
    if (makes_socket(folder / "control/socket") && !makes_socket(folder / "socket")) could |= make_a_socket;
    if (::unlink(settings.c_str()) == 0 ||
        ::rename((folder / "store").c_str(), (folder / "old").c_str()) == 0)
        could |= remove_them;
    return could;
}

TEST(Sandbox, LeavesTheSettingsAsTheyAre) {
    const auto root =
        std::filesystem::temp_directory_path() / ("milpa-settings-" + std::to_string(::getpid()));
    for (const char* name : {"store", "control"}) std::filesystem::create_directories(root / name);
    std::ofstream(root / "milpa.conf") << "sandbox = 1";
    const pid_t child = ::fork();
    if (child == 0) {
        const Sandbox reached =
            enter_sandbox({.writable = {root / "store"}, .sockets = {root / "control"}, .readable = {root}});
        if (!reached.files || !reached.system_calls) ::_exit(127);
        ::_exit(try_settings(root));
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    std::string settings;
    std::getline(std::ifstream(root / "milpa.conf"), settings);
    std::filesystem::remove_all(root);
    ASSERT_TRUE(WIFEXITED(status));
    if (WEXITSTATUS(status) == 127) GTEST_SKIP() << "this kernel has no landlock or no seccomp";
    EXPECT_EQ(WEXITSTATUS(status), make_a_socket | read_them);
    EXPECT_EQ(settings, "sandbox = 1");
}

}  // namespace
}  // namespace milpa::server

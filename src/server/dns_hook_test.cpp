// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/dns_hook.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <climits>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "net/run_now.hpp"

namespace milpa::server {
namespace {

namespace fs = std::filesystem;

class DnsHookTest : public ::testing::Test {
protected:
    DnsHookTest() {
        fs::path pattern = fs::temp_directory_path() / "milpa-hook-XXXXXX";
        std::string text = pattern.string();
        folder = ::mkdtemp(text.data());
    }
    ~DnsHookTest() override { fs::remove_all(folder); }

    std::string script(std::string_view body) const {
        const fs::path path = folder / "hook";
        std::ofstream(path) << "#!/bin/sh\n" << body << '\n';
        fs::permissions(path, fs::perms::owner_all);
        return path.string();
    }
    std::string data() const {
        fs::create_directories(folder / "data/store");
        return (folder / "data").string();
    }
    std::shared_ptr<HookRunner> runner(const std::string& program, HookPatience patience = {}) const {
        return *HookRunner::start(program, data(), patience);
    }
    std::string said() const {
        std::ostringstream text;
        text << std::ifstream(folder / "said").rdbuf();
        return text.str();
    }
    /// What a program writes that nobody waits for.
    std::string said_at_last(std::string_view wanted) const {
        for (int i = 0; i < 3000 && said() != wanted; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        return said();
    }
    static ErrorKind kind_of(const Result<void>& result) {
        return result ? ErrorKind::conflict : result.error().kind;
    }

    fs::path folder;
};

TEST_F(DnsHookTest, RunsTheProgramWithNameAndText) {
    DnsHook hook(runner(script(fmt::format("echo \"$@\" >> {}/said", folder.string()))));
    EXPECT_TRUE(net::run_now(hook.add("_acme-challenge.a.test", "-x_Y9")));
    EXPECT_EQ(said(), "add _acme-challenge.a.test -x_Y9\n");
    hook.remove("_acme-challenge.a.test", "-x_Y9");
    EXPECT_TRUE(net::run_now(hook.add("_acme-challenge.b.test", "z")));
    EXPECT_EQ(said(),
              "add _acme-challenge.a.test -x_Y9\nremove _acme-challenge.a.test -x_Y9\n"
              "add _acme-challenge.b.test z\n");
}

TEST_F(DnsHookTest, TheProgramStandsInNoFolderOfOurs) {
    DnsHook hook(runner(script(fmt::format("pwd >> {}/said", folder.string()))));
    EXPECT_TRUE(net::run_now(hook.add("_acme-challenge.a.test", "x")));
    EXPECT_EQ(said(), "/\n");
}

TEST_F(DnsHookTest, SaysThatTheProgramFailed) {
    DnsHook hook(runner(script("test \"$2\" = _acme-challenge.good.test")));
    EXPECT_EQ(kind_of(net::run_now(hook.add("_acme-challenge.bad.test", "x"))), ErrorKind::denied);
    EXPECT_TRUE(net::run_now(hook.add("_acme-challenge.good.test", "x")));
}

TEST_F(DnsHookTest, NothingOfTheServersIsOpenForTheProgram) {
    // Beyond the standard three, and where a shell has its script (10 and more).
    const std::string hook_path =
        script(fmt::format("for f in 3 4 5 6 7 8 9; do [ -e /proc/$$/fd/$f ] && echo $f >> {0}/said; done\n"
                           "env | grep -c MILPA >> {0}/said\nexit 0",
                           folder.string()));
    ::setenv("MILPA_TEST_SECRET", "x", 1);
    const std::ofstream ours(folder / "ours");
    DnsHook hook(runner(hook_path));
    EXPECT_TRUE(net::run_now(hook.add("_acme-challenge.a.test", "x")));
    EXPECT_EQ(said(), "0\n");
}

TEST_F(DnsHookTest, RefusesWhatIsNoRecord) {
    DnsHook hook(runner(script(fmt::format("touch {}/said", folder.string()))));
    for (const auto* const bad : {"", "a b", "a\nb", "$(x)", "a;b"}) {
        EXPECT_EQ(kind_of(net::run_now(hook.add(bad, "x"))), ErrorKind::syntax);
        EXPECT_EQ(kind_of(net::run_now(hook.add("_acme-challenge.a.test", bad))), ErrorKind::syntax);
    }
    EXPECT_EQ(kind_of(net::run_now(hook.add("a", std::string(PIPE_BUF, 'x')))), ErrorKind::syntax);
    EXPECT_FALSE(fs::exists(folder / "said"));
    EXPECT_EQ(HookRunner::start((folder / "none").string(), data()).error().kind, ErrorKind::missing);
}

TEST_F(DnsHookTest, AStopEndsTheWaitAndWhatIsPutUpIsStillTakenDown) {
    const std::string gate = (folder / "gate").string();
    DnsHook hook(
        runner(script(fmt::format("touch {1}/begun; if [ \"$1\" = add ]; then while ! [ -e {0} "
                                  "]; do sleep 0.02; done; fi; echo $1 >> {1}/said",
                                  gate, folder.string()))));
    std::thread stopper([&] {
        while (!fs::exists(folder / "begun")) std::this_thread::sleep_for(std::chrono::milliseconds(5));
        hook.stop();
    });
    EXPECT_EQ(kind_of(net::run_now(hook.add("_acme-challenge.a.test", "x"))), ErrorKind::closed);
    stopper.join();
    hook.remove("_acme-challenge.a.test", "x");
    std::ofstream(gate) << "open";
    EXPECT_EQ(said_at_last("add\nremove\n"), "add\nremove\n");
    // A later call does not take the answers of those for its own.
    EXPECT_TRUE(net::run_now(hook.add("_acme-challenge.b.test", "y")));
}

TEST_F(DnsHookTest, TheProcessPassesOverWhatIsNoOrder) {
    const auto process = runner(script(fmt::format("echo \"$@\" >> {}/said", folder.string())));
    const auto write = [&](std::string_view line) {
        EXPECT_EQ(::write(process->orders(), line.data(), line.size()), static_cast<ssize_t>(line.size()));
    };
    for (const std::string_view line :
         {"\n", "1\n", "1 add a\n", "1 add a b c\n", "1  add a b\n", " 1 add a b\n", "1 run a b\n",
          "1 ADD a b\n", "1 add a;b c\n", "1 add $(reboot) c\n", "1 add ../a c\n", "1 add a 'b'\n",
          "1 add a \n", "1/ add a b\n", "1 add a\tb c\n", "1 add a b\r\n"}) {
        write(line);
    }
    DnsHook hook(process);
    EXPECT_TRUE(net::run_now(hook.add("_acme-challenge.a.test", "x")));
    EXPECT_EQ(said(), "add _acme-challenge.a.test x\n");
    // Nor does it wait for the end of a line that has none.
    write(std::string(PIPE_BUF, 'x'));
    EXPECT_EQ(kind_of(net::run_now(hook.add("_acme-challenge.a.test", "y"))), ErrorKind::closed);
    EXPECT_EQ(said(), "add _acme-challenge.a.test x\n");
}

TEST_F(DnsHookTest, PatienceBeginsWhenTheProgramIsRun) {
    using std::chrono::milliseconds;
    // Each takes all that a program may take, and is ended then.
    DnsHook hook(runner(script("[ \"$1\" = add ] || exec sleep 600"),
                        {.program = milliseconds(2'000), .answer = milliseconds(100)}));
    hook.remove("_acme-challenge.a.test", "x");
    hook.remove("_acme-challenge.b.test", "x");
    const auto added = net::run_now(hook.add("_acme-challenge.c.test", "x"));
    EXPECT_TRUE(added) << added.error().detail;
}

TEST_F(DnsHookTest, AProgramThatTheServerCouldWriteIsNotRun) {
    const fs::path outside = script("exit 0");
    const fs::path inside = fs::path(data()) / "store/hook";
    fs::copy_file(outside, inside);
    fs::create_symlink(inside, folder / "leads-in");
    fs::create_symlink(outside, fs::path(data()) / "leads-out");
    fs::create_directory_symlink(folder, fs::path(data()) / "folder");
    fs::create_directory_symlink(data(), folder / "alias");
    for (const fs::path& program :
         {inside, folder / "leads-in", fs::path(data()) / "folder/hook", folder / "alias/folder/hook",
          folder / "data/../data/store/hook", folder / "alias/store/hook"}) {
        const auto started = HookRunner::start(program.string(), data());
        ASSERT_FALSE(started.has_value()) << program;
        EXPECT_EQ(started.error().kind, ErrorKind::denied) << program;
        EXPECT_NE(started.error().detail.find("lies in the data folder"), std::string::npos);
    }
    // As the folder may be named in other words, too.
    EXPECT_FALSE(HookRunner::start(inside.string(), (folder / "alias").string() + "/").has_value());
    fs::create_symlink(outside, folder / "elsewhere");
    EXPECT_TRUE(HookRunner::start((folder / "elsewhere").string(), data()).has_value());
    EXPECT_TRUE(HookRunner::start(outside.string(), data() + "/sto").error().kind == ErrorKind::io);
}

TEST_F(DnsHookTest, WhereNothingShutsTheServerInTheProgramMustBeAnothersOwn) {
    if (::geteuid() != 0) GTEST_SKIP() << "only root becomes another user";
    const fs::path program = script("exit 0");
    constexpr uid_t nobody = 65'534;
    const auto outcome_as_nobody = [&] {
        const pid_t child = ::fork();
        if (child == 0) {
            if (::setresuid(nobody, nobody, nobody) != 0) ::_exit(3);
            const auto guarded = check_guarded(program.string());
            ::_exit(guarded ? 0 : guarded.error().kind == ErrorKind::denied ? 1 : 2);
        }
        int status = 0;
        EXPECT_EQ(::waitpid(child, &status, 0), child);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    };
    fs::permissions(folder, fs::perms(0755));
    fs::permissions(program, fs::perms(0755));
    // In a folder where everybody may put things, such as /tmp, nobody may put another's away.
    EXPECT_EQ(outcome_as_nobody(), 0);
    fs::permissions(program, fs::perms(0777));
    EXPECT_EQ(outcome_as_nobody(), 1);
    fs::permissions(program, fs::perms(0755));
    fs::permissions(folder, fs::perms(0777));
    EXPECT_EQ(outcome_as_nobody(), 1);
}

}  // namespace
}  // namespace milpa::server

// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/dns_hook.hpp"

#include <gtest/gtest.h>

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
    DnsHook hook(*HookRunner::start(script(fmt::format("echo \"$@\" >> {}/said", folder.string()))));
    EXPECT_TRUE(net::run_now(hook.add("_acme-challenge.a.test", "-x_Y9")));
    EXPECT_EQ(said(), "add _acme-challenge.a.test -x_Y9\n");
    hook.remove("_acme-challenge.a.test", "-x_Y9");
    EXPECT_TRUE(net::run_now(hook.add("_acme-challenge.b.test", "z")));
    EXPECT_EQ(said(),
              "add _acme-challenge.a.test -x_Y9\nremove _acme-challenge.a.test -x_Y9\n"
              "add _acme-challenge.b.test z\n");
}

TEST_F(DnsHookTest, TheProgramStandsInNoFolderOfOurs) {
    DnsHook hook(*HookRunner::start(script(fmt::format("pwd >> {}/said", folder.string()))));
    EXPECT_TRUE(net::run_now(hook.add("_acme-challenge.a.test", "x")));
    EXPECT_EQ(said(), "/\n");
}

TEST_F(DnsHookTest, SaysThatTheProgramFailed) {
    DnsHook hook(*HookRunner::start(script("test \"$2\" = _acme-challenge.good.test")));
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
    DnsHook hook(*HookRunner::start(hook_path));
    EXPECT_TRUE(net::run_now(hook.add("_acme-challenge.a.test", "x")));
    EXPECT_EQ(said(), "0\n");
}

TEST_F(DnsHookTest, RefusesWhatIsNoRecord) {
    DnsHook hook(*HookRunner::start(script(fmt::format("touch {}/said", folder.string()))));
    for (const auto* const bad : {"", "a b", "a\nb", "$(x)", "a;b"}) {
        EXPECT_EQ(kind_of(net::run_now(hook.add(bad, "x"))), ErrorKind::syntax);
        EXPECT_EQ(kind_of(net::run_now(hook.add("_acme-challenge.a.test", bad))), ErrorKind::syntax);
    }
    EXPECT_EQ(kind_of(net::run_now(hook.add("a", std::string(PIPE_BUF, 'x')))), ErrorKind::syntax);
    EXPECT_FALSE(fs::exists(folder / "said"));
    EXPECT_EQ(HookRunner::start((folder / "none").string()).error().kind, ErrorKind::missing);
}

TEST_F(DnsHookTest, AStopEndsTheWaitAndWhatIsPutUpIsStillTakenDown) {
    const std::string gate = (folder / "gate").string();
    DnsHook hook(
        *HookRunner::start(script(fmt::format("touch {1}/begun; if [ \"$1\" = add ]; then while ! [ -e {0} "
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

}  // namespace
}  // namespace milpa::server

// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/founding/settings_writing.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

namespace milpa::server::founding {
namespace {

namespace fs = std::filesystem;

class SettingsWriting : public ::testing::Test {
protected:
    SettingsWriting() : folder(fs::path(::testing::TempDir()) / fmt::format("settings-{}", ::getpid())) {
        fs::remove_all(folder);
        fs::create_directories(folder / "data");
        fs::create_directories(folder / "etc");
    }
    ~SettingsWriting() override { fs::remove_all(folder); }

    static void write(const fs::path& path, std::string_view text, mode_t mode) {
        std::ofstream(path) << text;
        ::chmod(path.c_str(), mode);
    }
    static std::string text_of(const fs::path& path) {
        std::ostringstream text;
        text << std::ifstream(path).rdbuf();
        return text.str();
    }
    static mode_t mode_of(const fs::path& path) {
        struct stat found{};
        return ::stat(path.c_str(), &found) == 0 ? found.st_mode & 07777 : 0;
    }

    const fs::path folder;
    const std::vector<SettingLine> lines{{"port.https", "8443"}};
};

TEST_F(SettingsWriting, ANewFileIsItsOwnersAlone) {
    const mode_t before = ::umask(0);
    ASSERT_TRUE(write_settings(folder / "data", lines));
    ::umask(before);
    EXPECT_EQ(text_of(folder / "data/milpa.conf"), "port.https = 8443\n");
    EXPECT_EQ(mode_of(folder / "data/milpa.conf"), 0600U);
}

TEST_F(SettingsWriting, AFileStaysAsOpenAsItIsAndWhoseItIs) {
    const fs::path file = folder / "data/milpa.conf";
    write(file, "# ours\n", 0640);
    const bool is_root = ::geteuid() == 0;
    constexpr uid_t other = 12345;
    if (is_root) {
        ASSERT_EQ(::chown(file.c_str(), other, other), 0);
    }
    ASSERT_TRUE(write_settings(folder / "data", lines));
    EXPECT_EQ(text_of(file), "# ours\nport.https = 8443\n");
    EXPECT_EQ(mode_of(file), 0640U);
    struct stat found{};
    ASSERT_EQ(::stat(file.c_str(), &found), 0);
    EXPECT_EQ(found.st_uid, is_root ? other : ::geteuid());
    EXPECT_EQ(std::distance(fs::directory_iterator(folder / "data"), {}), 1);
}

TEST_F(SettingsWriting, ALinkStaysOne) {
    write(folder / "etc/ours.conf", "# ours\n", 0600);
    fs::create_symlink("../etc/ours.conf", folder / "data/milpa.conf");
    ASSERT_TRUE(write_settings(folder / "data", lines));
    EXPECT_TRUE(fs::is_symlink(folder / "data/milpa.conf"));
    EXPECT_EQ(text_of(folder / "etc/ours.conf"), "# ours\nport.https = 8443\n");
}

TEST_F(SettingsWriting, WhatCannotBeWrittenIsAsItWas) {
    const fs::path file = folder / "data/milpa.conf";
    EXPECT_FALSE(write_settings(folder / "nowhere", lines));
    write(file, "# ours\n", 0600);
    EXPECT_FALSE(write_settings(folder / "data", {{"port.https", "none"}}));
    EXPECT_EQ(text_of(file), "# ours\n");
    // A folder in its place can neither be read nor replaced.
    fs::remove(file);
    fs::create_directory(file);
    EXPECT_FALSE(write_settings(folder / "data", lines));
    EXPECT_TRUE(fs::is_directory(file));
}

TEST_F(SettingsWriting, WhatWasPutByIsTakenBackOnce) {
    const fs::path file = folder / "data/milpa.conf", aside = folder / "data/.milpa.conf.before";
    write(file, "# ours\n", 0640);
    ASSERT_TRUE(keep_settings(folder / "data", aside));
    ASSERT_TRUE(write_settings(folder / "data", lines));
    ASSERT_TRUE(take_settings_back(folder / "data", aside));
    EXPECT_EQ(text_of(file), "# ours\n");
    EXPECT_EQ(mode_of(file), 0640U);
    EXPECT_FALSE(fs::exists(aside));
    ASSERT_TRUE(write_settings(folder / "data", lines));
    ASSERT_TRUE(take_settings_back(folder / "data", aside));
    EXPECT_EQ(text_of(file), "# ours\nport.https = 8443\n");
}

}  // namespace
}  // namespace milpa::server::founding

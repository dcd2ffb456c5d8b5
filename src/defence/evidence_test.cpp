// SPDX-License-Identifier: AGPL-3.0-or-later
#include "defence/evidence.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>

namespace milpa::defence {
namespace {

namespace fs = std::filesystem;

const std::vector<Secret> secrets = {{SecretKind::body, "bcdfghjktvwxzb"},
                                     {SecretKind::body, "ccdfghjktvwxzc"}};

class EvidenceTest : public testing::Test {
protected:
    EvidenceTest() {
        std::string name = (fs::temp_directory_path() / "milpa-evidence-XXXXXX").string();
        EXPECT_NE(::mkdtemp(name.data()), nullptr);
        root = name;
        fs::create_directories(root / "data" / "deep");
        fs::create_directories(root / "kept");
    }
    ~EvidenceTest() override { fs::remove_all(root); }
    void write(const fs::path& path, std::string_view text, std::ios::openmode how = std::ios::trunc) {
        std::ofstream(root / path, std::ios::binary | how) << text;
    }

    fs::path root;
    Scanner scanner{secrets};
};

TEST_F(EvidenceTest, KeepsWhatIsDeleted) {
    Evidence evidence({root / "data"}, root / "kept");
    write("data/deep/1.log", "... bcdfghjktvwxzb ...");
    ASSERT_TRUE(evidence.look());
    fs::remove_all(root / "data" / "deep");
    ASSERT_TRUE(evidence.scan(scanner));
    ASSERT_EQ(evidence.found().size(), 1u);
    EXPECT_EQ(evidence.found().begin()->second, "data/deep/1.log");
}

TEST_F(EvidenceTest, ScansAgainWhatHasGrownAndOnlyThat) {
    Evidence evidence({root / "data"}, root / "kept");
    write("data/1", std::string(1000, 'x'));
    write("data/2", std::string(500, 'y'));
    ASSERT_TRUE(evidence.scan(scanner));
    EXPECT_TRUE(evidence.found().empty());
    EXPECT_EQ(evidence.bytes_scanned(), 1500u);
    write("data/1", "ccdfghjktvwxzc", std::ios::app);
    ASSERT_TRUE(evidence.scan(scanner));
    EXPECT_EQ(evidence.found().size(), 1u);
    EXPECT_EQ(evidence.bytes_scanned(), 2514u);
    EXPECT_EQ(evidence.files(), 2u);
}

TEST_F(EvidenceTest, LooksAtNamesToo) {
    Evidence evidence({root / "data"}, root / "kept");
    write("data/deep/bcdfghjktvwxzb.tmp", "");
    ASSERT_TRUE(evidence.scan(scanner));
    EXPECT_EQ(evidence.found().size(), 1u);
}

TEST_F(EvidenceTest, FindsAcrossThePiecesOfALargeFile) {
    Evidence evidence({root / "data"}, root / "kept");
    write("data/large", std::string(4 * 1024 * 1024 - 5, 'x') + "bcdfghjktvwxzb" +
                            std::string(5 * 1024 * 1024, 'y') + "ccdfghjktvwxzc");
    ASSERT_TRUE(evidence.scan(scanner));
    EXPECT_EQ(evidence.found().size(), 2u);
}

}  // namespace
}  // namespace milpa::defence

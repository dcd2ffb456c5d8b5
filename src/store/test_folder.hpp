// SPDX-License-Identifier: AGPL-3.0-or-later
// For tests: a folder of its own for each, gone with it.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "base/bytes.hpp"
#include "base/ensure.hpp"

namespace milpa::store {

class TestFolder {
public:
    TestFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "milpa-store-XXXXXX").string();
        ensure(::mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    ~TestFolder() { std::filesystem::remove_all(path_); }
    TestFolder(const TestFolder&) = delete;
    TestFolder& operator=(const TestFolder&) = delete;

    std::filesystem::path path() const { return path_ / "data"; }

    /// Whether any file below holds these octets.
    bool holds(ByteView needle) const {
        for (const auto& file : std::filesystem::recursive_directory_iterator(path_)) {
            if (!file.is_regular_file()) continue;
            std::ifstream in(file.path(), std::ios::binary);
            const std::string all{std::istreambuf_iterator<char>(in), {}};
            if (all.find(as_text(needle)) != std::string::npos) return true;
        }
        return false;
    }

private:
    std::filesystem::path path_;
};

}  // namespace milpa::store

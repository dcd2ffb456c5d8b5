// SPDX-License-Identifier: AGPL-3.0-or-later
// A folder that an export is written into: files come one after the other, and no path leads out of it.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace milpa::server::cli {

class ExportFolder {
public:
    /// Makes the folder (0700); fails with `conflict` when it is there and not empty, `io`.
    static Result<ExportFolder> make(const std::string& path);

    /// `header`: {"path": "mbox/INBOX.mbox"}, {"path": ..., "append": true} to go on with a file, or
    /// {"folder": ...} for an empty folder. Ends the file before. Fails with `denied` for a path that leads
    /// out.
    Result<void> begin(std::string_view header);
    Result<void> write(std::string_view bytes);
    /// Everything is on the disk.
    Result<void> finish();

private:
    struct CloseFile {
        void operator()(std::FILE* file) const;
    };
    explicit ExportFolder(std::filesystem::path root) : root_(std::move(root)) {}
    Result<std::filesystem::path> inside(std::string_view path) const;

    std::filesystem::path root_;
    std::unique_ptr<std::FILE, CloseFile> file_;
};

}  // namespace milpa::server::cli

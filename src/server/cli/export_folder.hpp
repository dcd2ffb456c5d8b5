// SPDX-License-Identifier: AGPL-3.0-or-later
// A folder that an export is written into: files come one after the other, and no path leads out of it.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace milpa::server::cli {

class ExportFolder {
public:
    /// Makes the folder (0700); fails with `conflict` when it is there and not empty, or a file, `io`.
    static Result<ExportFolder> make(const std::string& path);

    /// `header`: {"path": "mbox/INBOX.mbox"}, {"path": ..., "append": true} to go on with a file, or
    /// {"folder": ...} for an empty folder. With "modified" (seconds since 1970) the file has that time when
    /// it ends. Ends the file before. Fails with `denied` for a path that leads out.
    Result<void> begin(std::string_view header);
    Result<void> write(std::string_view bytes);
    /// Everything is on the disk.
    Result<void> finish();
    bool is_begun() const { return begun_; }
    /// The folder, where make() has made it and nothing has come into it.
    void take_away();

private:
    struct CloseFile {
        void operator()(std::FILE* file) const;
    };
    ExportFolder(std::filesystem::path root, bool made) : root_(std::move(root)), made_(made) {}
    Result<void> end_file();
    Result<std::filesystem::path> inside(std::string_view path) const;

    std::filesystem::path root_;
    bool made_;
    bool begun_ = false;
    std::optional<std::int64_t> modified_;  // of the file that is open
    std::unique_ptr<std::FILE, CloseFile> file_;
};

}  // namespace milpa::server::cli

// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/cli/export_folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

#include "server/control/frames.hpp"

namespace milpa::server::cli {

namespace fs = std::filesystem;

namespace {

std::string text_of(const boost::json::object& header, std::string_view name) {
    const auto* value = header.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

}  // namespace

void ExportFolder::CloseFile::operator()(std::FILE* file) const { std::fclose(file); }

Result<ExportFolder> ExportFolder::make(const std::string& path) {
    std::error_code error;
    const bool is_there = fs::exists(path, error);
    if (is_there && !fs::is_directory(path, error))
        return fail(ErrorKind::conflict, fmt::format("{} is a file: name a new folder", path));
    if (!is_there && (!fs::create_directories(path, error) || error))
        return fail(ErrorKind::io, fmt::format("the folder {} cannot be made", path));
    if (!fs::is_empty(path, error) || error)
        return fail(ErrorKind::conflict, fmt::format("{} is not empty: name a new folder", path));
    fs::permissions(path, fs::perms::owner_all, error);
    if (error) return fail(ErrorKind::denied, fmt::format("the folder {} belongs to somebody else", path));
    return ExportFolder(fs::absolute(path), !is_there);
}

Result<fs::path> ExportFolder::inside(std::string_view path) const {
    const fs::path relative = fs::path(path).lexically_normal();
    bool out = relative.is_absolute() || relative.empty();
    for (const auto& part : relative) out = out || part == "..";
    if (out) return fail(ErrorKind::denied, "a path that leads out of the export's folder");
    return root_ / relative;
}

Result<void> ExportFolder::begin(std::string_view header) {
    CHECK(end_file());
    begun_ = true;
    TRY(const boost::json::object fields, control::parse_object(header));
    const std::string folder = text_of(fields, "folder");
    TRY(const fs::path path, inside(folder.empty() ? text_of(fields, "path") : folder));
    std::error_code error;
    fs::create_directories(folder.empty() ? path.parent_path() : path, error);
    if (error) return fail(ErrorKind::io, "a folder of the export cannot be made");
    if (!folder.empty()) return {};
    file_.reset(std::fopen(path.c_str(), fields.contains("append") ? "ab" : "wb"));
    if (!file_) return fail(ErrorKind::io, "a file of the export cannot be made");
    const auto* modified = fields.if_contains("modified");
    modified_ =
        modified != nullptr && modified->is_int64() ? std::optional(modified->as_int64()) : std::nullopt;
    return {};
}

Result<void> ExportFolder::write(std::string_view bytes) {
    if (!file_) return fail(ErrorKind::syntax, "content without a file");
    if (std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size()) {
        return fail(ErrorKind::io, "the export cannot be written: is the disk full?");
    }
    return {};
}

void ExportFolder::take_away() {
    std::error_code ignored;
    if (made_ && !begun_) fs::remove(root_, ignored);
}

Result<void> ExportFolder::finish() {
    CHECK(end_file());
    // Once for all: a wait for the disk after each message would be most of an export.
    const int folder = ::open(root_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool good = folder >= 0 && ::syncfs(folder) == 0;
    if (folder >= 0) ::close(folder);
    if (!good) return fail(ErrorKind::io, "the export cannot be written: is the disk full?");
    return {};
}

Result<void> ExportFolder::end_file() {
    if (!file_) return {};
    bool good = std::fflush(file_.get()) == 0;
    if (const auto at = std::exchange(modified_, {}); at && good) {
        // Maildir has no other place for when a message arrived.
        const timespec time{.tv_sec = *at, .tv_nsec = 0};
        const timespec both[] = {time, time};
        good = ::futimens(::fileno(file_.get()), both) == 0;
    }
    file_.reset();
    if (!good) return fail(ErrorKind::io, "the export cannot be written: is the disk full?");
    return {};
}

}  // namespace milpa::server::cli

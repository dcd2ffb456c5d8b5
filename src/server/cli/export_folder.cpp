// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/cli/export_folder.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>

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
    fs::create_directories(path, error);
    if (error) return fail(ErrorKind::io, fmt::format("{} cannot be made", path));
    if (!fs::is_empty(path, error) || error)
        return fail(ErrorKind::conflict, fmt::format("{} is not empty", path));
    fs::permissions(path, fs::perms::owner_all, error);
    return ExportFolder(fs::absolute(path));
}

Result<fs::path> ExportFolder::inside(std::string_view path) const {
    const fs::path relative = fs::path(path).lexically_normal();
    bool out = relative.is_absolute() || relative.empty();
    for (const auto& part : relative) out = out || part == "..";
    if (out) return fail(ErrorKind::denied, "a path that leads out of the export's folder");
    return root_ / relative;
}

Result<void> ExportFolder::begin(std::string_view header) {
    CHECK(finish());
    TRY(const boost::json::object fields, control::parse_object(header));
    const std::string folder = text_of(fields, "folder");
    TRY(const fs::path path, inside(folder.empty() ? text_of(fields, "path") : folder));
    std::error_code error;
    fs::create_directories(folder.empty() ? path.parent_path() : path, error);
    if (error) return fail(ErrorKind::io, "a folder of the export cannot be made");
    if (!folder.empty()) return {};
    file_.reset(std::fopen(path.c_str(), fields.contains("append") ? "ab" : "wb"));
    if (!file_) return fail(ErrorKind::io, "a file of the export cannot be made");
    return {};
}

Result<void> ExportFolder::write(std::string_view bytes) {
    if (!file_) return fail(ErrorKind::syntax, "content without a file");
    if (std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size()) {
        return fail(ErrorKind::io, "the export cannot be written: is the disk full?");
    }
    return {};
}

Result<void> ExportFolder::finish() {
    if (!file_) return {};
    const bool good = std::fflush(file_.get()) == 0 && ::fsync(::fileno(file_.get())) == 0;
    file_.reset();
    if (!good) return fail(ErrorKind::io, "the export cannot be written: is the disk full?");
    return {};
}

}  // namespace milpa::server::cli

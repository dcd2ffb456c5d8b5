// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/founding/settings_writing.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <optional>
#include <sstream>

namespace milpa::server::founding {

namespace fs = std::filesystem;

namespace {

constexpr mode_t mode_bits = 07777;
constexpr mode_t of_owner_alone = S_IRUSR | S_IWUSR;

Result<std::string> read_whole(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream octets;
    octets << file.rdbuf();
    std::string text = std::move(octets).str();
    std::error_code error;
    // A stream tells of an empty file as of one that cannot be read to its end.
    if (!file || fs::file_size(path, error) != text.size())
        return fail(ErrorKind::denied, fmt::format("{} cannot be read", path.string()));
    return text;
}

/// Whose it was and how open, before anything is in it.
bool take_after(int descriptor, const struct stat& former) {
    // Who may not give a file away keeps it, and for nobody else: its group would be another.
    const bool is_given = ::fchown(descriptor, former.st_uid, former.st_gid) == 0;
    return ::fchmod(descriptor, is_given ? former.st_mode & mode_bits : of_owner_alone) == 0;
}

bool write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::fsync(descriptor) == 0;
}

}  // namespace

Result<void> sync(const fs::path& path, int flags) {
    const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
    if (descriptor < 0) return fail(ErrorKind::io, fmt::format("{} cannot be opened", path.string()));
    const bool done = ::fsync(descriptor) == 0;
    ::close(descriptor);
    if (!done) return fail(ErrorKind::io, fmt::format("{} cannot be made durable", path.string()));
    return {};
}

namespace {

/// Where a link leads, which stays one. Fails with `denied`.
Result<fs::path> file_of(const fs::path& folder) {
    std::error_code error;
    fs::path path = fs::weakly_canonical(folder / settings_file, error);
    if (error)
        return fail(ErrorKind::denied, fmt::format("{} cannot be read", (folder / settings_file).string()));
    return path;
}

Result<void> replace(const fs::path& path, std::string_view text) {
    std::error_code error;
    const auto broken = [&] {
        return fail(ErrorKind::io, fmt::format("{} cannot be written", path.string()));
    };
    std::optional<struct stat> former;
    if (fs::exists(path, error)) {
        former.emplace();
        if (::stat(path.c_str(), &*former) != 0) return broken();
    }
    // Hidden: where it is left by a power cut, it is in nobody's way.
    const fs::path fresh = path.parent_path() / fmt::format(".{}.new", path.filename().string());
    fs::remove(fresh, error);
    const int descriptor =
        ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, of_owner_alone);
    if (descriptor < 0) return broken();
    const bool written = (!former || take_after(descriptor, *former)) && write_all(descriptor, text);
    if (::close(descriptor) != 0 || !written) {
        fs::remove(fresh, error);
        return broken();
    }
    fs::rename(fresh, path, error);
    if (error) return broken();
    return sync(path.parent_path(), O_RDONLY | O_DIRECTORY);
}

/// Empty where there is none.
Result<std::string> text_of(const fs::path& path) {
    std::error_code error;
    if (!fs::exists(path, error)) return std::string();
    return read_whole(path);
}

}  // namespace

Result<void> write_settings(const fs::path& folder, const std::vector<SettingLine>& lines) {
    TRY(const fs::path path, file_of(folder));
    TRY(const std::string text, text_of(path));
    TRY(const std::string wanted, with_settings(text, lines));
    if (wanted == text) return {};
    return replace(path, wanted);
}

Result<void> keep_settings(const fs::path& folder, const fs::path& aside) {
    TRY(const fs::path path, file_of(folder));
    TRY(const std::string text, text_of(path));
    return replace(aside, text);
}

Result<void> take_settings_back(const fs::path& folder, const fs::path& aside) {
    std::error_code error;
    if (!fs::exists(aside, error)) return {};
    TRY(const std::string kept, read_whole(aside));
    TRY(const fs::path path, file_of(folder));
    TRY(const std::string text, text_of(path));
    if (kept != text) CHECK(replace(path, kept));
    fs::remove(aside, error);
    return {};
}

}  // namespace milpa::server::founding

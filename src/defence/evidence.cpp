// SPDX-License-Identifier: AGPL-3.0-or-later
#include "defence/evidence.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>

namespace milpa::defence {

namespace fs = std::filesystem;

namespace {

/// What is read at once, besides the overlap.
constexpr std::size_t piece_bytes = 4 * 1024 * 1024;

}  // namespace

Evidence::Evidence(std::vector<fs::path> watched, fs::path kept)
    : watched_(std::move(watched)), kept_(std::move(kept)) {}

Result<void> Evidence::look() {
    for (const fs::path& folder : watched_) CHECK(look_in(folder));
    return {};
}

Result<void> Evidence::look_in(const fs::path& folder) {
    std::error_code error;
    fs::recursive_directory_iterator at(folder, error);
    for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
        const std::string name = at->path().lexically_relative(folder.parent_path()).string();
        if (seen_names_.insert(name).second) names_ += name + "\n";
        struct stat status{};
        if (::lstat(at->path().c_str(), &status) != 0 || !S_ISREG(status.st_mode)) continue;
        const Inode inode{status.st_dev, status.st_ino};
        if (files_.contains(inode)) continue;
        const fs::path link = kept_ / fmt::format("{}", files_.size());
        if (::link(at->path().c_str(), link.c_str()) != 0) {
            if (errno == ENOENT) continue;  // gone in between; nobody was quicker than that
            return fail(ErrorKind::io, "a file of the drill cannot be linked");
        }
        files_[inode] = {.name = name, .link = link, .changed = {}};
    }
    // A folder that vanishes while it is walked through is no failure: what was in it was seen before, or
    // comes again.
    return {};
}

void Evidence::note(const Findings& findings, const std::string& name) {
    for (const Finding& finding : findings) found_.try_emplace(finding, name);
}

Result<void> Evidence::scan_file(Scanner& scanner, File& file) {
    std::ifstream in(file.link, std::ios::binary);
    if (!in) return fail(ErrorKind::io, "a file of the drill cannot be read");
    Bytes piece;
    while (true) {
        const std::size_t had = piece.size();
        piece.resize(piece_bytes + Scanner::overlap());
        in.read(reinterpret_cast<char*>(piece.data()) + had,
                static_cast<std::streamsize>(piece.size() - had));
        piece.resize(had + static_cast<std::size_t>(in.gcount()));
        const bool last = piece.size() < piece_bytes + Scanner::overlap();
        Findings findings;
        scanner.scan(piece, last ? piece.size() : piece_bytes, findings);
        note(findings, file.name);
        bytes_scanned_ += last ? piece.size() : piece_bytes;
        if (last) return {};
        piece.erase(piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(piece_bytes));
    }
}

Result<void> Evidence::scan(Scanner& scanner) {
    CHECK(look());
    for (auto& [inode, file] : files_) {
        std::error_code error;
        const auto size = fs::file_size(file.link, error);
        const auto changed = error ? fs::file_time_type() : fs::last_write_time(file.link, error);
        if (error) return fail(ErrorKind::io, "a file of the drill cannot be read");
        if (file.scanned && file.size == size && file.changed == changed) continue;
        CHECK(scan_file(scanner, file));
        file.size = size;
        file.changed = changed;
        file.scanned = true;
    }
    Findings findings;
    scanner.scan_all(as_bytes(names_), findings);
    note(findings, "(the names of files)");
    return {};
}

Result<std::map<Finding, std::string>> Evidence::scan_again(Scanner& scanner) {
    std::map<Finding, std::string> before;
    std::swap(before, found_);
    for (auto& [inode, file] : files_) file.scanned = false;
    const auto scanned = scan(scanner);
    std::swap(before, found_);
    if (!scanned) return scanned.error();
    return before;
}

}  // namespace milpa::defence

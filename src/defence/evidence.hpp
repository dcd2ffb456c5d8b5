// SPDX-License-Identifier: AGPL-3.0-or-later
// Everything that a server ever wrote into some folders, also what it has deleted since: each file is kept by
// a second link as soon as it is seen, so its bytes stay until the end of the drill.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "defence/scanner.hpp"

namespace milpa::defence {

class Evidence {
public:
    /// `kept` is a folder on the same file system as those that are watched, and in none of them.
    Evidence(std::vector<std::filesystem::path> watched, std::filesystem::path kept);

    /// Links what is new. Cheap: to be called often, while the server works.
    Result<void> look();
    /// Looks, then scans the contents of all files that are new or changed, and all names. Where a file may
    /// be written to meanwhile, what is written later waits for the next scan.
    Result<void> scan(Scanner& scanner);

    /// Scans all that was ever kept for others: what nobody knew when it was written.
    Result<std::map<Finding, std::string>> scan_again(Scanner& scanner);

    /// What was found, with the file where it was found first (as it was called below its watched folder).
    const std::map<Finding, std::string>& found() const { return found_; }
    std::size_t files() const { return files_.size(); }
    std::uint64_t bytes_scanned() const { return bytes_scanned_; }

private:
    struct File {
        std::string name;            // as first seen
        std::filesystem::path link;  // ours
        std::uintmax_t size = 0;     // when it was scanned
        std::filesystem::file_time_type changed;
        bool scanned = false;
    };
    using Inode = std::pair<std::uint64_t, std::uint64_t>;

    Result<void> look_in(const std::filesystem::path& folder);
    Result<void> scan_file(Scanner& scanner, File& file);
    void note(const Findings& findings, const std::string& name);

    const std::vector<std::filesystem::path> watched_;
    const std::filesystem::path kept_;
    std::map<Inode, File> files_;
    std::string names_;  // all that were seen, a line each
    std::set<std::string> seen_names_;
    std::map<Finding, std::string> found_;
    std::uint64_t bytes_scanned_ = 0;
};

}  // namespace milpa::defence

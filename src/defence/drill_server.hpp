// SPDX-License-Identifier: AGPL-3.0-or-later
// A throwaway collective in folders of its own: founded, served, unlocked, killed and started again.
//
//     root/data   the data folder
//     root/tmp    the server's TMPDIR
//     root/work   where it runs: its log, and a core if it leaves one
#pragma once

#include <boost/json/object.hpp>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "base/result.hpp"
#include "defence/process.hpp"
#include "defence/visitor.hpp"

namespace milpa::defence {

/// How the drill gets at the rest of the program. Functions run in a child process; what they return is its
/// exit status.
struct Program {
    std::string path = "/proc/self/exe";
    /// The only ways to a store that does not seal: no setting, variable or command of the program leads
    /// there.
    std::function<int(const std::string& data, const std::string& domain, const std::string& name)>
        found_open;
    std::function<int(const std::string& data)> serve_open;
};

enum class Sealed : std::uint8_t { yes, no };

/// How long a start, or an end in order, may take on a busy machine.
inline constexpr std::chrono::seconds start_patience{60};

class DrillServer {
public:
    /// `zone` is a file of DNS records. Requires that `root` is a folder.
    DrillServer(const Program* program, std::filesystem::path root, std::filesystem::path zone, Sealed sealed,
                Lent<Random> random);

    Result<void> found(const std::string& domain, const std::string& name);
    /// Starts and unlocks. Fails with `timeout`, `io`.
    Result<void> start();
    /// A command of the program, its answer, with `secrets` as lines of its standard input. Fails with
    /// `denied` and the command's own words.
    Result<boost::json::object> command(std::vector<std::string> words,
                                        const std::vector<std::string>& secrets = {});
    Child& child() { return child_; }
    const Doors& doors() const { return doors_; }
    std::vector<std::filesystem::path> folders() const { return {data_, temporary_, work_}; }

private:
    Result<void> choose_ports();
    Result<std::uint16_t> free_port();
    Result<bool> wait_until_serving(std::uintmax_t log_begin);
    Launch launch(std::vector<std::string> words) const;

    const Program* const program_;
    const std::filesystem::path data_, temporary_, work_, zone_;
    const Sealed sealed_;
    const Lent<Random> random_;
    Doors doors_;
    std::vector<std::string> shares_;
    Child child_;
};

}  // namespace milpa::defence

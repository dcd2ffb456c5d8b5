// SPDX-License-Identifier: AGPL-3.0-or-later
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "defence/evidence.hpp"
#include "http/utf8.hpp"
#include "server/cli/drill.hpp"
#include "server/cli/remote.hpp"
#include "server/folder.hpp"

namespace milpa::server::cli {

namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

/// Milliseconds between two looks at the folder: files that live shorter are missed.
constexpr int look_every = 20;
/// Of patterns_of(): a shorter one would be found by accident, in base64 above all.
constexpr std::size_t word_octets_min = 12;
constexpr std::size_t words_octets_max = 16 << 20;

/// Beside the folder, on the same file system; gone with the search.
class KeptFolder {
public:
    explicit KeptFolder(const fs::path& beside) {
        const fs::path parent = fs::absolute(beside).lexically_normal().parent_path();
        std::string name = (parent / "milpa-search-XXXXXX").string();
        if (::mkdtemp(name.data()) != nullptr) path_ = name;
    }
    ~KeptFolder() {
        std::error_code error;
        if (!path_.empty()) fs::remove_all(path_, error);
    }
    KeptFolder(const KeptFolder&) = delete;
    KeptFolder& operator=(const KeptFolder&) = delete;
    const fs::path& path() const { return path_; }

private:
    fs::path path_;
};

/// All of the standard input, with a look at the folder now and then until it ends.
Result<std::string> read_words(defence::Evidence& evidence) {
    std::string text;
    char piece[4096];
    for (;;) {
        CHECK(evidence.look());
        pollfd input{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
        if (::poll(&input, 1, look_every) <= 0) continue;
        const ssize_t got = ::read(STDIN_FILENO, piece, sizeof(piece));
        if (got < 0) return fail(ErrorKind::io, "the words cannot be read");
        if (got == 0) return text;
        text.append(piece, static_cast<std::size_t>(got));
        if (text.size() > words_octets_max) return fail(ErrorKind::limit, "too many words");
    }
}

Result<std::vector<defence::Secret>> secrets_of(std::string_view text) {
    std::vector<defence::Secret> secrets;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (line.empty()) continue;
        if (line.size() < word_octets_min) {
            return fail(ErrorKind::syntax, fmt::format("a word has {} octets at least", word_octets_min));
        }
        if (http::Utf8Check text_check; !text_check.add(line) || !text_check.is_whole())
            return fail(ErrorKind::syntax, "a word is UTF-8");
        secrets.push_back({.kind = defence::SecretKind::body, .text = std::string(line)});
    }
    if (secrets.empty()) return fail(ErrorKind::syntax, "no words on the standard input, one a line");
    return secrets;
}

Result<json::object> search(const fs::path& folder) {
    const KeptFolder kept(folder);
    if (kept.path().empty()) return fail(ErrorKind::io, "nothing can be written beside the folder");
    defence::Evidence evidence({folder}, kept.path());
    TRY(const std::string text, read_words(evidence));
    TRY(const auto secrets, secrets_of(text));
    defence::Scanner scanner(secrets);
    CHECK(evidence.scan(scanner));
    json::array found;
    for (const auto& [finding, file] : evidence.found()) {
        found.push_back(json::object{{"word", secrets[finding.secret].text},
                                     {"encoding", defence::to_text(finding.encoding)},
                                     {"compressed", finding.shell == defence::Shell::compressed},
                                     {"file", file}});
    }
    return json::object{{"words", secrets.size()},
                        {"files", evidence.files()},
                        {"bytes", evidence.bytes_scanned()},
                        {"found", std::move(found)}};
}

}  // namespace

int run_drill_search(const Arguments& arguments) {
    const fs::path folder(
        arguments.find("folder").value_or((fs::path(arguments.data) / store_folder).string()));
    std::error_code error;
    if (!fs::is_directory(folder, error))
        return print_failure(arguments,
                             fail(ErrorKind::missing, fmt::format("{} is no folder", folder.string())));
    const auto said = search(folder);
    if (!said) return print_failure(arguments, said.error());
    const json::array& found = said->at("found").as_array();
    if (arguments.json) {
        std::printf("%s\n", json::serialize(*said).c_str());
    } else {
        for (const json::value& one : found) {
            std::printf("%s: in %s (%s%s)\n", one.at("word").as_string().c_str(),
                        one.at("file").as_string().c_str(), one.at("encoding").as_string().c_str(),
                        one.at("compressed").as_bool() ? ", compressed" : "");
        }
        std::printf("%zu findings of %llu words in %llu files, %.1f MB\n", found.size(),
                    static_cast<unsigned long long>(said->at("words").to_number<std::uint64_t>()),
                    static_cast<unsigned long long>(said->at("files").to_number<std::uint64_t>()),
                    said->at("bytes").to_number<double>() / 1e6);
    }
    std::fflush(stdout);
    return found.empty() ? 0 : 1;
}

}  // namespace milpa::server::cli

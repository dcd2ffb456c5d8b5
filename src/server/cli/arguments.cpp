// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/cli/arguments.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

namespace milpa::server::cli {

namespace {

Error wrong(std::string what) { return fail(ErrorKind::syntax, std::move(what)); }

const Option* find_option(const Command* command, std::string_view name) {
    if (command == nullptr) return nullptr;
    for (const Option& option : command->options) {
        if (option.name == name) return &option;
    }
    return nullptr;
}

/// Options in one list, all other words in another.
struct Sorted {
    std::vector<std::string> words;
    std::vector<std::pair<std::string, std::optional<std::string>>> options;  // "--a=b" has its value
    std::vector<std::size_t> next_word;  // of each option: how many words stood before it
};

Sorted sort(std::span<const std::string> all) {
    Sorted sorted;
    bool only_words = false;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const std::string& word = all[i];
        if (!only_words && word == "--") {
            only_words = true;
        } else if (!only_words && word == "--data" && i + 1 < all.size()) {
            // May stand before the command, too.
            sorted.options.emplace_back("data", all[++i]);
            sorted.next_word.push_back(sorted.words.size());
        } else if (!only_words && word.starts_with("-") && word.size() > 1) {
            const std::string name = word.substr(word.starts_with("--") ? 2 : 1);
            const auto equals = name.find('=');
            sorted.options.emplace_back(name.substr(0, equals), equals == std::string::npos
                                                                    ? std::nullopt
                                                                    : std::optional(name.substr(equals + 1)));
            sorted.next_word.push_back(sorted.words.size());
        } else {
            sorted.words.push_back(word);
        }
    }
    return sorted;
}

}  // namespace

std::optional<std::string> Arguments::find(std::string_view name) const {
    const auto found = values.find(name);
    if (found == values.end()) return std::nullopt;
    return found->second;
}

Result<std::uint64_t> Arguments::number(std::string_view name, std::uint64_t otherwise, std::uint64_t least,
                                        std::uint64_t most) const {
    const auto text = find(name);
    if (!text) return otherwise;
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (error != std::errc() || end != text->data() + text->size() || number < least || number > most) {
        const bool is_option = find_option(command, name) != nullptr;
        return wrong(fmt::format("{}{} is a number from {} to {}", is_option ? "--" : "", name, least, most));
    }
    return number;
}

namespace {

/// Takes an option's value from behind it, where it was not written with `=`.
Result<void> take_options(Arguments& arguments, Sorted& sorted) {
    std::size_t taken = 0;  // words that turned out to be values
    for (std::size_t i = 0; i < sorted.options.size(); ++i) {
        auto& [name, value] = sorted.options[i];
        if (name == "json" || name == "help" || name == "h" || name == "version") {
            (name == "json" ? arguments.json : name == "version" ? arguments.version : arguments.help) = true;
            continue;
        }
        const Option* option = find_option(arguments.command, name);
        const bool is_data = name == "data";
        if (option == nullptr && !is_data) return wrong(fmt::format("there is no option --{} here", name));
        if (option != nullptr && option->value.empty()) {
            arguments.values[name] = "1";
            continue;
        }
        if (!value) {
            const std::size_t at = sorted.next_word[i] - taken;
            if (at >= sorted.words.size()) return wrong(fmt::format("--{} needs a value", name));
            value = sorted.words[at];
            sorted.words.erase(sorted.words.begin() + static_cast<std::ptrdiff_t>(at));
            ++taken;
        }
        // What must be given must be something; a folder is never nothing.
        if (value->empty() && (is_data || option->required)) return wrong(fmt::format("--{} is empty", name));
        if (is_data) {
            arguments.data = *value;
        } else {
            arguments.values[name] = *value;
        }
    }
    return {};
}

Result<void> take_operands(Arguments& arguments, std::span<const std::string> words) {
    const Command& command = *arguments.command;
    for (std::string_view operand : command.operands) {
        if (words.empty()) return wrong(fmt::format("{} is missing", operand));
        if (words.front().empty()) return wrong(fmt::format("{} is empty", operand));
        if (operand.ends_with("...")) {
            arguments.rest.assign(words.begin(), words.end());
            words = {};
        } else {
            arguments.values[std::string(operand)] = words.front();
            words = words.subspan(1);
        }
    }
    if (!words.empty()) return wrong(fmt::format("one word too many: {}", words.front()));
    for (const Option& option : command.options) {
        if (option.required && !arguments.find(option.name))
            return wrong(fmt::format("--{} is missing", option.name));
    }
    return {};
}

}  // namespace

namespace {

/// What a command takes, behind what is wrong with what it got.
Error explained(const Error& error, const Command* command) {
    if (command == nullptr) return error;
    return wrong(fmt::format("{}\nusage: {}", error.detail, usage_line(*command)));
}

Error no_command(std::span<const std::string> words) {
    const auto like = commands_like(words);
    if (like.empty()) {
        return wrong(
            fmt::format("there is no command {}\n`milpa --help` lists the commands.", words.front()));
    }
    return wrong(fmt::format("there is no command {}; there are:\n{}", fmt::join(words, " "), usage(like)));
}

}  // namespace

bool wants_json(std::span<const std::string> words) {
    return std::ranges::find(words, "--json") != words.end();
}

Result<Arguments> parse_arguments(std::span<const std::string> words) {
    Arguments arguments;
    Sorted sorted = sort(words);
    if (!sorted.words.empty() && sorted.words.front() == "help") {
        arguments.help = true;
        sorted.words.erase(sorted.words.begin());
        for (std::size_t& at : sorted.next_word) at -= at > 0 ? 1 : 0;
    }
    std::size_t used = 0;
    // Options may stand anywhere, so the value of one may stand among the words; the command's own words come
    // first.
    arguments.command = find_command(sorted.words, used);
    if (auto taken = take_options(arguments, sorted); !taken)
        return explained(taken.error(), arguments.command);
    if (arguments.version) return arguments;
    if (arguments.help || (arguments.command == nullptr && sorted.words.empty())) {
        arguments.help = true;
        if (arguments.command == nullptr) arguments.like = commands_like(sorted.words);
        return arguments;
    }
    if (arguments.command == nullptr) return no_command(sorted.words);
    const auto operands = std::span<const std::string>(sorted.words).subspan(used);
    if (auto taken = take_operands(arguments, operands); !taken)
        return explained(taken.error(), arguments.command);
    return arguments;
}

}  // namespace milpa::server::cli

// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/reference.hpp"

#include <fmt/format.h>

#include <charconv>
#include <utility>
#include <vector>

namespace milpa::jmap {

namespace {

MethodError unresolved(std::string_view name, std::string_view why) {
    return {"invalidResultReference", fmt::format("\"{}\" {}.", name, why)};
}

/// RFC 6901 4: digits without a leading zero.
std::optional<std::size_t> read_index(std::string_view token) {
    if (token.empty() || (token.size() > 1 && token.front() == '0')) return std::nullopt;
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), index);
    if (error != std::errc() || end != token.data() + token.size()) return std::nullopt;
    return index;
}

class Evaluation {
public:
    Evaluation(std::span<const std::string> tokens, ReferenceBudget& budget)
        : tokens_(tokens), budget_(budget) {}

    std::optional<json::value> run(const json::value& from, std::size_t done = 0) {
        const json::value* value = &from;
        for (; done < tokens_.size(); ++done) {
            const std::string& token = tokens_[done];
            if (const json::object* const object = value->if_object()) {
                value = object->if_contains(token);
            } else if (const json::array* const list = value->if_array()) {
                if (token == "*") return map(*list, done + 1);
                const auto index = read_index(token);
                value = index ? list->if_contains(*index) : nullptr;
            } else {
                return std::nullopt;
            }
            if (value == nullptr) return std::nullopt;
        }
        if (!pay(weigh(*value))) return std::nullopt;
        return *value;
    }

private:
    std::optional<json::value> map(const json::array& list, std::size_t done) {
        json::array all;
        for (const json::value& item : list) {
            std::optional<json::value> found = run(item, done);
            if (!found) return std::nullopt;
            if (!found->is_array()) {
                all.push_back(std::move(*found));
                continue;
            }
            for (json::value& inner : found->get_array()) all.push_back(std::move(inner));
        }
        // A list of nothing costs a step, too: lists of empty lists are walked for free otherwise.
        if (!pay({list.size(), 0})) return std::nullopt;
        return json::value(std::move(all));
    }

    bool pay(const Weight& weight) {
        if (weight.values > budget_.values || weight.octets > budget_.octets) return false;
        budget_.values -= weight.values;
        budget_.octets -= weight.octets;
        return true;
    }

    const std::span<const std::string> tokens_;
    ReferenceBudget& budget_;
};

const json::array* find_response(const json::array& responses, std::string_view id) {
    for (const json::value& response : responses) {
        const json::array& parts = response.get_array();
        if (std::string_view(parts[2].get_string()) == id) return &parts;
    }
    return nullptr;
}

std::expected<json::value, MethodError> resolve(std::string_view name, const json::value& reference,
                                                const json::array& responses, ReferenceBudget& budget) {
    const json::object* const object = reference.if_object();
    const auto text = [&](std::string_view member) -> const json::string* {
        const json::value* const value = object == nullptr ? nullptr : object->if_contains(member);
        return value == nullptr ? nullptr : value->if_string();
    };
    const json::string* const of = text("resultOf");
    const json::string* const of_name = text("name");
    const json::string* const path = text("path");
    if (of == nullptr || of_name == nullptr || path == nullptr) {
        return invalid_arguments(fmt::format("\"{}\" must be a ResultReference.", name));
    }
    const json::array* const response = find_response(responses, *of);
    if (response == nullptr) return std::unexpected(unresolved(name, "refers to no call before this one"));
    if ((*response)[0].get_string() != *of_name) {
        return std::unexpected(unresolved(name, "refers to an answer of another name"));
    }
    auto found = evaluate_path((*response)[1], *path, budget);
    if (!found) return std::unexpected(unresolved(name, "has a path that leads nowhere, or to too much"));
    return std::move(*found);
}

}  // namespace

std::optional<std::string> unescape_pointer_token(std::string_view token) {
    std::string text;
    for (std::size_t at = 0; at < token.size(); ++at) {
        if (token[at] != '~') {
            text += token[at];
            continue;
        }
        ++at;
        if (at == token.size() || (token[at] != '0' && token[at] != '1')) return std::nullopt;
        text += token[at] == '0' ? '~' : '/';
    }
    return text;
}

std::optional<json::value> evaluate_path(const json::value& value, std::string_view path,
                                         ReferenceBudget& budget) {
    std::vector<std::string> tokens;
    while (!path.empty()) {
        if (path.front() != '/') return std::nullopt;
        path.remove_prefix(1);
        const std::size_t end = std::min(path.find('/'), path.size());
        auto token = unescape_pointer_token(path.substr(0, end));
        // What is deeper than any value leads nowhere.
        if (!token || tokens.size() > json_depth_max) return std::nullopt;
        tokens.push_back(std::move(*token));
        path.remove_prefix(end);
    }
    return Evaluation(tokens, budget).run(value);
}

std::expected<void, MethodError> resolve_references(json::object& arguments, const json::array& responses,
                                                    ReferenceBudget& budget) {
    std::vector<std::string> names;
    for (const auto& member : arguments) {
        const std::string_view name = member.key();
        if (!name.starts_with('#')) continue;
        if (arguments.contains(name.substr(1))) {
            return invalid_arguments(fmt::format("\"{}\" is there twice.", name.substr(1)));
        }
        names.emplace_back(name);
    }
    for (const std::string& name : names) {
        auto value = resolve(name, arguments.at(name), responses, budget);
        if (!value) return std::unexpected(std::move(value.error()));
        arguments.erase(name);
        arguments.insert_or_assign(std::string_view(name).substr(1), std::move(*value));
    }
    return {};
}

}  // namespace milpa::jmap

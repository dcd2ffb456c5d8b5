// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/patch.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "jmap/json_text.hpp"
#include "jmap/reference.hpp"

namespace milpa::jmap {

namespace {

using Path = std::vector<std::string>;

/// With the '/' in front that a PatchObject leaves out.
std::optional<Path> read_path(std::string_view key) {
    Path path;
    for (;;) {
        const std::size_t end = std::min(key.find('/'), key.size());
        auto token = unescape_pointer_token(key.substr(0, end));
        if (!token || path.size() > json_depth_max) return std::nullopt;
        path.push_back(std::move(*token));
        if (end == key.size()) return path;
        key.remove_prefix(end + 1);
    }
}

/// The object that the last part of the path is a member of.
std::expected<json::object*, std::string> find_parent(json::object& object, const Path& path) {
    json::object* parent = &object;
    for (std::size_t part = 0; part + 1 < path.size(); ++part) {
        json::value* const next = parent->if_contains(path[part]);
        if (next == nullptr) return std::unexpected("A part of a path before the last is not there.");
        if (next->is_array()) return std::unexpected("A path leads into a list.");
        if (!next->is_object()) return std::unexpected("A path leads into what has no members.");
        parent = &next->get_object();
    }
    return parent;
}

}  // namespace

std::set<std::string> touched_properties(const json::object& patch) {
    std::set<std::string> touched;
    for (const auto& member : patch) {
        const std::string_view key = member.key();
        if (auto first = unescape_pointer_token(key.substr(0, key.find('/'))))
            touched.insert(std::move(*first));
    }
    return touched;
}

std::expected<void, std::string> apply_patch(json::object& object, const json::object& patch,
                                             const DefaultFor& default_for) {
    std::vector<std::pair<Path, const json::value*>> changes;
    for (const auto& member : patch) {
        auto path = read_path(member.key());
        if (!path) return std::unexpected("A path is no JSON Pointer.");
        changes.emplace_back(std::move(*path), &member.value());
    }
    std::ranges::sort(changes, {}, &std::pair<Path, const json::value*>::first);
    // In this order a path stands directly before those that it is a prefix of.
    for (std::size_t at = 1; at < changes.size(); ++at) {
        const Path& before = changes[at - 1].first;
        const Path& path = changes[at].first;
        if (before.size() <= path.size() &&
            std::ranges::equal(before, std::span(path).first(before.size()))) {
            return std::unexpected("A path is the beginning of another one.");
        }
    }
    json::object patched = object;
    for (const auto& [path, value] : changes) {
        auto parent = find_parent(patched, path);
        if (!parent) return std::unexpected(std::move(parent.error()));
        if (!value->is_null()) {
            (*parent)->insert_or_assign(path.back(), *value);
            continue;
        }
        const json::value* const by_default =
            path.size() == 1 && default_for ? default_for(path.back()) : nullptr;
        if (by_default != nullptr) {
            (*parent)->insert_or_assign(path.back(), *by_default);
        } else {
            (*parent)->erase(path.back());
        }
    }
    object = std::move(patched);
    return {};
}

}  // namespace milpa::jmap

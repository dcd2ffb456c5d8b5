// SPDX-License-Identifier: AGPL-3.0-or-later
// A PatchObject (RFC 8620 5.3): what an update changes in an object.
#pragma once

#include <boost/json/object.hpp>
#include <expected>
#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace milpa::jmap {

namespace json = boost::json;

/// Properties of the object (the first part of each path) that the patch touches, unescaped. What is no path
/// is left out: apply_patch() refuses it.
std::set<std::string> touched_properties(const json::object& patch);

/// What null sets a property to, at the first level: its default. Where there is none, the property goes.
using DefaultFor = std::function<const json::value*(std::string_view property)>;

/// All of it, or nothing of it: fails with what is wrong with the patch (SetError invalidPatch), and leaves
/// the object as it was. `null` as a part of what is patched (a map's member) removes it.
std::expected<void, std::string> apply_patch(json::object& object, const json::object& patch,
                                             const DefaultFor& default_for = {});

}  // namespace milpa::jmap

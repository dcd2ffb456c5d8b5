// SPDX-License-Identifier: AGPL-3.0-or-later
#include "contacts/components.hpp"
#include "contacts/jscontact.hpp"

namespace milpa::contacts {

namespace {

/// RFC 6901 3: one piece of a pointer.
std::string unescape_pointer(std::string_view piece) {
    std::string out;
    for (std::size_t i = 0; i < piece.size(); ++i) {
        if (piece[i] == '~' && i + 1 < piece.size() && (piece[i + 1] == '0' || piece[i + 1] == '1')) {
            out += piece[++i] == '0' ? '~' : '/';
        } else {
            out += piece[i];
        }
    }
    return out;
}

bool apply_one(json::object& to, std::string_view pointer, const json::value& value) {
    json::object* at = &to;
    while (true) {
        const std::size_t slash = pointer.find('/');
        const std::string key = unescape_pointer(pointer.substr(0, slash));
        if (slash == std::string_view::npos) {
            if (value.is_null()) {
                at->erase(key);
            } else {
                (*at)[key] = value;
            }
            return true;
        }
        json::value* next = at->if_contains(key);
        if (next == nullptr || !next->is_object()) {
            return false;
        }
        at = &next->get_object();
        pointer.remove_prefix(slash + 1);
    }
}

std::string_view text_of(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    return value != nullptr && value->is_string() ? std::string_view(value->get_string())
                                                  : std::string_view();
}

/// As people are called where nobody said in which order: by the kinds.
std::string join_name(const json::object& name) {
    const json::value* ordered = name.if_contains("isOrdered");
    if (ordered != nullptr && ordered->is_bool() && ordered->get_bool()) {
        return join_components(name);
    }
    const json::value* components = name.if_contains("components");
    if (components == nullptr || !components->is_array()) {
        return {};
    }
    std::string out;
    for (const std::string_view kind :
         {"title", "given", "given2", "surname", "surname2", "generation", "credential"}) {
        for (const json::value& one : components->get_array()) {
            if (text_of(one.get_object(), "kind") == kind) {
                out += out.empty() ? "" : " ";
                out += text_of(one.get_object(), "value");
            }
        }
    }
    return out;
}

}  // namespace

bool apply_patch(json::object& to, const json::object& patch) {
    for (const auto& [pointer, value] : patch) {
        if (!apply_one(to, pointer, value)) {
            return false;
        }
    }
    return true;
}

std::string display_name(const json::object& card) {
    if (const json::value* name = card.if_contains("name"); name != nullptr && name->is_object()) {
        std::string full(text_of(name->get_object(), "full"));
        if (full.empty()) {
            full = join_name(name->get_object());
        }
        if (!full.empty()) {
            return full;
        }
    }
    struct Other {
        std::string_view map;
        std::string_view member;
    };
    static constexpr Other others[] = {
        {"organizations", "name"}, {"nicknames", "name"}, {"emails", "address"}, {"phones", "number"}};
    for (const Other& other : others) {
        const json::value* map = card.if_contains(other.map);
        if (map == nullptr || !map->is_object()) {
            continue;
        }
        for (const auto& [id, entry] : map->get_object()) {
            const std::string_view text =
                entry.is_object() ? text_of(entry.get_object(), other.member) : std::string_view();
            if (!text.empty()) {
                return std::string(text);
            }
        }
    }
    return {};
}

}  // namespace milpa::contacts

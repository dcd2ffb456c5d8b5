// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/method.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/ensure.hpp"
#include "jmap/type.hpp"

namespace milpa::jmap {

namespace {

template <class T, class Members>
const T* find_in(const std::vector<Family>& families, Members members, std::string_view name) {
    for (const Family& family : families) {
        for (const T& entry : members(family)) {
            if (entry.name == name) return &entry;
        }
    }
    return nullptr;
}

}  // namespace

MethodError error_for(const Error& error) {
    switch (error.kind) {
        case ErrorKind::syntax:
            return {"invalidArguments", "An argument is not of the form that is asked for."};
        case ErrorKind::missing: return {"notFound", "There is nothing of that id."};
        case ErrorKind::denied: return {"forbidden", "This is not allowed."};
        case ErrorKind::conflict: return {"stateMismatch", "Somebody else was first."};
        case ErrorKind::limit: return {"tooLarge", "A limit of the server would be passed."};
        case ErrorKind::closed:
        case ErrorKind::timeout:
            return {"serverUnavailable", "The server cannot answer now; try again later."};
        case ErrorKind::io:
        case ErrorKind::corrupt:
            return {"serverFail", "The server could not read or write what it should have."};
    }
    return {"serverFail", "The server failed."};
}

std::unexpected<MethodError> invalid_arguments(std::string description) {
    return std::unexpected(MethodError{"invalidArguments", std::move(description)});
}

Catalogue::Catalogue(std::vector<Family> families) : families_(std::move(families)) {
    std::set<std::string_view> methods;
    std::set<std::string_view> types;
    std::set<std::string_view> capabilities;
    for (const Family& family : families_) {
        for (const Capability& capability : family.capabilities) {
            ensure(capabilities.insert(capability.urn).second);
        }
    }
    for (const Family& family : families_) {
        for (const Type& type : family.types) {
            ensure(types.insert(type.name).second && capabilities.contains(type.capability));
            std::set<std::string_view> names;
            for (const Property& property : type.properties) {
                ensure(names.insert(property.name).second && is_notation(property.type));
            }
        }
        for (const Method& method : family.methods) {
            ensure(methods.insert(method.name).second && capabilities.contains(method.capability));
            ensure(method.run != nullptr);
            std::set<std::string_view> names;
            for (const Argument& argument : method.arguments) {
                ensure(names.insert(argument.name).second && is_notation(argument.type));
            }
        }
    }
}

const Method* Catalogue::find_method(std::string_view name) const {
    return find_in<Method>(families_, [](const Family& family) { return family.methods; }, name);
}

const Type* Catalogue::find_type(std::string_view name) const {
    return find_in<Type>(families_, [](const Family& family) { return family.types; }, name);
}

const Capability* Catalogue::find_capability(std::string_view urn) const {
    for (const Family& family : families_) {
        const auto found = std::ranges::find(family.capabilities, urn, &Capability::urn);
        if (found != family.capabilities.end()) return &*found;
    }
    return nullptr;
}

bool may_name_created(const Method& method, std::string_view argument) {
    return method.changes || argument == "ids" || argument == "blobIds";
}

std::expected<void, MethodError> check_arguments(const Method& method, const json::object& arguments) {
    const bool takes_any =
        std::ranges::any_of(method.arguments, [](const Argument& argument) { return argument.name == "*"; });
    for (const auto& member : arguments) {
        const std::string_view name = member.key();
        const auto declared = std::ranges::find(method.arguments, name, &Argument::name);
        if (declared == method.arguments.end()) {
            if (takes_any) continue;
            return invalid_arguments(fmt::format("{} takes no argument \"{}\".", method.name, name));
        }
        const Ids ids = may_name_created(method, name) ? Ids::or_created : Ids::real;
        if (!is_of(declared->type, member.value(), ids)) {
            return invalid_arguments(fmt::format("\"{}\" must be of type {}.", name, declared->type));
        }
    }
    for (const Argument& argument : method.arguments) {
        if (argument.required && !arguments.contains(argument.name)) {
            return invalid_arguments(fmt::format("\"{}\" is missing.", argument.name));
        }
    }
    return {};
}

}  // namespace milpa::jmap

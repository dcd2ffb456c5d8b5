// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/manual.hpp"

#include <fmt/format.h>

namespace milpa::jmap {

namespace {

constexpr std::string_view beginning =
    "# The API\n"
    "\n"
    "Every method, type and property that the server has, printed from its own table by `milpa reference`: "
    "what is\n"
    "written here is what is checked. How requests are made is in RFC 8620; where, in the session object at\n"
    "`/.well-known/jmap`. Types are written as there: `Id[]` is a list, `Id[Boolean]` a map, `|null` may be "
    "null.\n";

/// A cell of a table: a '|' would end it.
std::string cell(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        if (c == '|') escaped += '\\';
        escaped += c;
    }
    return escaped;
}

std::string_view who_writes(Property::Who who) {
    switch (who) {
        case Property::Who::client: return "";
        case Property::Who::client_once: return "at creation";
        case Property::Who::server: return "server";
    }
    return "";
}

void write_type(std::string& out, const Type& type) {
    out += fmt::format("\n### {}\n\n{}{}\n\n", type.name, type.meaning,
                       type.pushed ? " Changes are pushed." : "");
    out += "| Property | Type | Set by | |\n|---|---|---|---|\n";
    for (const Property& property : type.properties) {
        out += fmt::format("| `{}` | `{}` | {} | {} |\n", property.name, cell(property.type),
                           who_writes(property.writes), cell(property.meaning));
    }
}

void write_method(std::string& out, const Method& method) {
    out += fmt::format("\n### {}\n\n{}", method.name, method.meaning);
    if (!method.reference.empty()) out += fmt::format(" ({})", method.reference);
    out += "\n";
    if (method.of == Method::Of::collective) out += "Of the collective's account.\n";
    if (method.guests) out += "Without an account, too.\n";
    if (method.manages_account) out += "Not by an app password, nor by a session begun with one.\n";
    if (method.duty != 0) out += "Takes a duty.\n";
    if (method.arguments.empty()) return;
    out += "\n| Argument | Type | |\n|---|---|---|\n";
    for (const Argument& argument : method.arguments) {
        out += fmt::format("| `{}`{} | `{}` | {} |\n", argument.name, argument.required ? " (needed)" : "",
                           cell(argument.type), cell(argument.meaning));
    }
}

}  // namespace

std::string manual_of(const Catalogue& catalogue) {
    std::string out(beginning);
    for (const Family& family : catalogue.families()) {
        for (const Capability& capability : family.capabilities) {
            out += fmt::format("\n## `{}`\n\n{}\n", capability.urn, capability.meaning);
            for (const Family& other : catalogue.families()) {
                for (const Type& type : other.types) {
                    if (type.capability == capability.urn) write_type(out, type);
                }
                for (const Method& method : other.methods) {
                    if (method.capability == capability.urn) write_method(out, method);
                }
            }
        }
    }
    return out;
}

}  // namespace milpa::jmap

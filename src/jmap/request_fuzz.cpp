// SPDX-License-Identifier: AGPL-3.0-or-later
// JSON of a client, to arguments, references and patches: whatever is read is within the limits, is I-JSON
// again when it is written, and what cannot be done changes nothing.
#include <boost/json/serialize.hpp>

#include "base/ensure.hpp"
#include "jmap/core/core.hpp"
#include "jmap/json_text.hpp"
#include "jmap/patch.hpp"
#include "jmap/reference.hpp"
#include "jmap/request.hpp"
#include "jmap/set.hpp"
#include "jmap/type.hpp"

namespace {

using namespace milpa;
using namespace milpa::jmap;

const Catalogue& catalogue() {
    static const Catalogue made({core::family()});
    return made;
}

/// The arguments of each call as what others may be to it: a list of responses to refer to.
void resolve_all(const Request& request) {
    json::array responses;
    ReferenceBudget budget;
    for (const Call& call : request.calls) {
        json::object arguments = call.arguments;
        const std::size_t left = budget.values;
        if (resolve_references(arguments, responses, budget)) {
            ensure(arguments.size() == call.arguments.size());
            for (const auto& member : call.arguments) {
                const std::string_view name = member.key();
                ensure(arguments.contains(name.starts_with('#') ? name.substr(1) : name));
            }
        }
        ensure(budget.values <= left);
        json::array response;
        response.emplace_back(call.name);
        response.emplace_back(std::move(arguments));
        response.emplace_back(call.id);
        responses.emplace_back(std::move(response));
    }
}

void patch_all(const Request& request) {
    for (std::size_t at = 1; at < request.calls.size(); ++at) {
        json::object object = request.calls[at - 1].arguments;
        const json::object before = object;
        const json::object& patch = request.calls[at].arguments;
        if (!apply_patch(object, patch)) {
            ensure(object == before);
        } else if (patch.empty()) {
            ensure(object == before);
        }
    }
}

void check_types(const json::value& value) {
    constexpr std::string_view types[] = {"Id[]|null", "Id[Boolean]", "String[Id[Id]]",
                                          "UTCDate",   "Date",        "Int"};
    for (const std::string_view type : types) {
        const bool fits = is_of(type, value);
        json::value copy = value;
        const bool kept = replace_ids(type, copy, [](std::string_view id) { return std::string(id); });
        ensure(kept && copy == value);
        // What is of a type is so with creation ids, too.
        ensure(!fits || is_of(type, value, Ids::or_created));
    }
    if (value.is_string()) {
        if (const auto ms = read_date(std::string_view(value.get_string()))) {
            ensure(read_utc_date(utc_date_text(*ms)) == ms);
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto value = read_json(text);
    const auto request = read_request(text, catalogue(), Limits{});
    ensure(value.has_value() || !request.has_value());
    if (!value) return 0;
    const Weight weight = weigh(*value);
    ensure(weight.values <= json_values_max);
    const auto again = read_json(json::serialize(*value));
    // Not the same value: of a number with more digits than a double has, the last may differ.
    ensure(again.has_value() && weigh(*again).values == weight.values);
    check_types(*value);
    if (value->is_object()) {
        for (const auto& member : value->get_object()) check_types(member.value());
    }
    if (!request) return 0;
    ensure(request->calls.size() <= Limits{}.calls_max);
    resolve_all(*request);
    patch_all(*request);
    return 0;
}

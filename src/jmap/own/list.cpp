// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/own/list.hpp"

#include <boost/json/serialize.hpp>

#include "crypto/kdf.hpp"

namespace milpa::jmap {

namespace {

/// Octets of a hash that stands for a name: nobody finds two of one id by chance.
constexpr std::size_t id_hash_octets = 16;

}  // namespace

std::string list_state(const std::vector<json::object>& all) {
    std::string text;
    for (const json::object& object : all) text += json::serialize(object);
    return "h" + to_hex(crypto::hash(as_bytes(text), id_hash_octets));
}

Answer get_list(Context& context, const Type& type, const json::object& arguments,
                std::vector<json::object> all) {
    auto call = read_get(context, type, arguments);
    if (!call) return std::unexpected(std::move(call.error()));
    if (!call->ids) {
        if (auto fits = check_all(context, all.size()); !fits)
            return std::unexpected(std::move(fits.error()));
    }
    const std::string state = list_state(all);
    GetAnswer answer;
    const auto add = [&](json::object object) {
        keep_wanted(object, *call);
        answer.add(std::move(object));
    };
    if (call->ids) {
        for (const std::string& id : *call->ids) {
            const auto found = std::ranges::find_if(all, [&](const auto& one) { return has_id(one, id); });
            if (found == all.end())
                answer.miss(id);
            else
                add(*found);  // a copy: those that follow are looked for among all
        }
    } else {
        for (json::object& object : all) add(std::move(object));
    }
    return std::move(answer).finish(context, state);
}

bool has_id(const json::object& object, std::string_view id) {
    return std::string_view(object.at("id").as_string()) == id;
}

std::string id_of_name(std::string_view name) {
    return "n" + to_hex(crypto::hash(as_bytes(name), id_hash_octets));
}

House& house_of(Context& context) { return context.room().house(); }

bool bears(Context& context, std::uint32_t duty) {
    return context.room().is_local() || (context.room().duties() & duty) == duty;
}

std::optional<MemberId> asking(Context& context) {
    const members::Login* const login = context.room().login();
    return login == nullptr ? std::nullopt : std::optional(login->id());
}

std::unexpected<MethodError> refused_share(const Error& error) {
    switch (error.kind) {
        case ErrorKind::syntax: return invalid_arguments("This is no share: is it mistyped?");
        case ErrorKind::denied:
            return std::unexpected(MethodError{
                "forbidden", "This share is of another collective, or of an earlier generation."});
        case ErrorKind::conflict:
            return std::unexpected(
                MethodError{"alreadyExists", "This share is here, or the server is open."});
        default: return std::unexpected(error_for(error));
    }
}

json::object progress_object(const members::ShareProgress& progress) {
    json::array collected;
    for (const auto number : progress.collected) collected.emplace_back(number);
    return {{"keyholders", progress.keyholders},
            {"threshold", progress.threshold},
            {"collected", std::move(collected)},
            {"missing", progress.missing}};
}

}  // namespace milpa::jmap

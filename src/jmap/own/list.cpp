// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/own/list.hpp"

#include <boost/json/serialize.hpp>

#include "crypto/kdf.hpp"
#include "jmap/query.hpp"

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

Answer query_list(Context& context, const json::object& arguments, const std::vector<json::object>& all) {
    const auto query = read_query(context, {.conditions = {}, .sorts = {}}, arguments);
    if (!query) return std::unexpected(query.error());
    std::vector<std::string> ids;
    ids.reserve(all.size());
    for (const json::object& object : all) ids.emplace_back(std::string_view(object.at("id").as_string()));
    return query_answer(context, *query, list_state(all), false, ids);
}

bool has_id(const json::object& object, std::string_view id) {
    return std::string_view(object.at("id").as_string()) == id;
}

std::string id_of_name(std::string_view name) {
    return "n" + to_hex(crypto::hash(as_bytes(name), id_hash_octets));
}

std::string ListSetter::state() const {
    const All now = all();
    return now ? list_state(*now) : std::string();
}

std::optional<json::object> ListSetter::find(std::string_view id) const {
    All now = all();
    if (!now) return std::nullopt;
    const auto found = std::ranges::find_if(*now, [&](const auto& one) { return has_id(one, id); });
    if (found == now->end()) return std::nullopt;
    return std::move(*found);
}

Task<Setter::Outcome<json::object>> ListSetter::read(std::string id, std::vector<std::string> wanted) {
    const auto object = find(id);
    if (!object) co_return std::unexpected(not_there());
    json::object some;
    for (const std::string& name : wanted) some[name] = object->at(name);
    co_return some;
}

Task<Setter::Outcome<std::optional<json::object>>> ListSetter::update(std::string, json::object,
                                                                      json::object) {
    co_return std::nullopt;
}

House& house_of(Context& context) { return context.room().house(); }

bool bears(Context& context, std::uint32_t duty) {
    return context.room().is_local() || (context.room().duties() & duty) == duty;
}

std::optional<MemberId> asking(Context& context) {
    const members::Login* const login = context.room().login();
    return login == nullptr ? std::nullopt : std::optional(login->id());
}

namespace {

/// What went wrong with the machine is for its log.
bool may_be_told(const Error& error) {
    return error.kind != ErrorKind::io && error.kind != ErrorKind::corrupt && !error.detail.empty();
}

}  // namespace

MethodError told(const Error& error) {
    MethodError made = error_for(error);
    if (may_be_told(error)) made.description = error.detail;
    made.more["kind"] = to_text(error.kind);
    return made;
}

MethodError told_of_try(const Error& error) {
    MethodError made = told(error);
    if (error.kind == ErrorKind::limit) made.type = "rateLimit";
    return made;
}

SetError told_as(std::string type, const Error& error) {
    MethodError made = told(error);
    return {std::move(type), std::move(made.description), {}, std::move(made.more)};
}

SetError told(const Error& error, std::vector<std::string> properties) {
    switch (error.kind) {
        case ErrorKind::conflict: return told_as("alreadyExists", error);
        case ErrorKind::syntax:
        case ErrorKind::missing: {
            SetError made = told_as("invalidProperties", error);
            made.properties = std::move(properties);
            return made;
        }
        default: return told_as(set_error_for(error).type, error);
    }
}

std::unexpected<MethodError> refused_share(const Error& error) {
    MethodError made = told(error);
    if (error.kind == ErrorKind::conflict) made.type = "alreadyExists";
    return std::unexpected(std::move(made));
}

std::expected<json::object, MethodError> begin_answer(Context& context, const json::object& arguments) {
    if (auto account = context.check_account(arguments); !account)
        return std::unexpected(std::move(account.error()));
    return json::object{{"accountId", context.account_id()}};
}

std::expected<members::Login, MethodError> acting(Context& context, const json::object& arguments) {
    const members::Login* const own = context.room().login();
    const bool has_session = own != nullptr && own->kind == events::OPENER_SESSION;
    if (!has_session && !context.room().is_local())
        return std::unexpected(MethodError{"forbidden", "This takes a session: sign in."});
    if (const auto text = text_of(arguments, "proof")) {
        const auto id = read_id<members::ProofId>(*text);
        const auto asker = has_session ? std::optional(own->opener) : std::nullopt;
        auto shown = id ? house_of(context).sign_ins().proof(*id, asker)
                        : Result<members::Login>(fail(ErrorKind::denied, "no such proof"));
        if (!shown) return std::unexpected(told(shown.error()));
        // At the machine, where there is no session whose means would tell.
        if (members::is_by_app_password(*shown))
            return std::unexpected(told(fail(
                ErrorKind::denied, "for this the password, the recovery code or a passkey is shown anew")));
        return std::move(*shown);
    }
    if (!has_session)
        return std::unexpected(MethodError{"forbidden", "This takes a proof of whose it is: Proof/give."});
    return *own;
}

Task<std::size_t> end_of(Lent<Context> context, MemberId member) {
    if (context->room().is_local()) co_return co_await house_of(*context).end_sessions(member);
    house_of(*context).end_connections(member);
    co_return 0;
}

Result<members::MemberPointer> find_member(const members::Collective& collective, std::string text) {
    if (!text.contains('@')) {
        TRY(const auto domains, collective.domains());
        text += "@" + domains.front();
    }
    TRY(const members::Address address, members::Address::parse(text));
    auto found = collective.read_member(address);
    if (found || found.error().kind != ErrorKind::missing) return found;
    TRY(const auto aliases, collective.aliases());
    if (std::ranges::any_of(aliases, [&](const auto& alias) { return alias.address() == address.text(); }))
        return fail(ErrorKind::missing, "this is an alias");
    return fail(ErrorKind::missing, "nobody has this address");
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

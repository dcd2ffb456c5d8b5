// SPDX-License-Identifier: AGPL-3.0-or-later
// Acts that need k of n keyholders: asked for by one, approved by shares that come in one after another.
#include "jmap/own/list.hpp"
#include "jmap/own/own.hpp"

namespace milpa::jmap {

namespace {

using enum Property::Who;

constexpr Property properties[] = {
    {"id", "Id", "The act's.", server},
    {"act", "String", "resetMember, changeKeyholders, confirmKeyholders.", client_once},
    {"memberId", "Id|null", "Of resetMember: who gets a new, empty account beside the sealed old one.",
     client_once},
    {"address", "String|null", "Theirs: so that a keyholder sees whom it is about.", server},
    {"newKeyholders", "UnsignedInt|null", "Of changeKeyholders: how many shares are drawn; as now.",
     client_once},
    {"newThreshold", "UnsignedInt|null", "Of changeKeyholders: how many open the server; as now.",
     client_once},
    {"collected", "UnsignedInt[]", "Whose shares are here.", server},
    {"missing", "UnsignedInt", "How many are needed still.", server},
    {"isDone", "Boolean", "The result waits for who asked: Approval/collect.", server},
    {"isOwn", "Boolean", "Asked for by you.", server},
};
constexpr Type type{"Approval", collective_urn,
                    "An act that waits for k of n keyholders. In memory alone: a restart forgets it.",
                    properties};

struct ActName {
    ActWanted act;
    std::string_view name;
};
constexpr ActName names[] = {{ActWanted::reset_member, "resetMember"},
                             {ActWanted::change_keyholders, "changeKeyholders"},
                             {ActWanted::confirm_keyholders, "confirmKeyholders"}};

/// Null for who is gone since.
json::value address_of(const members::Collective& collective, const MemberId& id) {
    const auto member = collective.read_member(id);
    return member ? json::value((*member)->address()) : json::value();
}

json::object to_object(const members::Collective& collective, const ApprovalInfo& info) {
    const Wanted& wanted = info.wanted;
    const json::object progress = progress_object(info.progress);
    const bool resets = wanted.act == ActWanted::reset_member;
    const bool draws = wanted.act == ActWanted::change_keyholders;
    return {{"id", info.id.hex()},
            {"act", std::ranges::find(names, wanted.act, &ActName::act)->name},
            {"memberId", resets ? json::value(wanted.member.hex()) : json::value()},
            {"address", resets ? address_of(collective, wanted.member) : json::value()},
            {"newKeyholders", draws ? json::value(wanted.keyholders) : json::value()},
            {"newThreshold", draws ? json::value(wanted.threshold) : json::value()},
            {"collected", progress.at("collected")},
            {"missing", info.done ? json::value(0) : progress.at("missing")},
            {"isDone", info.done},
            {"isOwn", info.own}};
}

std::vector<json::object> all_of(Context& context) {
    std::vector<json::object> list;
    for (const ApprovalInfo& info : house_of(context).approvals().list(asking(context)))
        list.push_back(to_object(context.room().collective(), info));
    return list;
}

/// Whoever is nobody here knows of an act by its id, or not at all: neither the list nor its state tells.
void keep_named(std::vector<json::object>& all, const json::object& arguments) {
    const json::value* const ids = arguments.if_contains("ids");
    const bool named = ids != nullptr && ids->is_array();
    std::erase_if(all, [&](const json::object& one) {
        return !named || std::ranges::find(ids->as_array(), one.at("id")) == ids->as_array().end();
    });
}

Task<Answer> get(Lent<Context> context, json::object arguments) {
    auto all = all_of(*context);
    if (context->room().login() == nullptr && !context->room().is_local()) keep_named(all, arguments);
    co_return get_list(*context, type, arguments, std::move(all));
}

template <class SomeId>
std::optional<SomeId> read_id(std::string_view text) {
    const auto octets = from_hex(text);
    if (!octets) return std::nullopt;
    const auto id = SomeId::from(as_text(*octets));
    if (!id) return std::nullopt;
    return *id;
}

class ApprovalSetter final : public Setter {
public:
    explicit ApprovalSetter(Lent<Context> context) : context_(context) {}

    std::string state() const override { return list_state(all_of(*context_)); }

    Task<Outcome<New>> create(json::object object) override {
        auto wanted = read(object);
        if (!wanted) co_return std::unexpected(std::move(wanted.error()));
        const auto id = house_of(*context_).approvals().ask(*wanted, asking(*context_));
        if (!id && id.error().kind == ErrorKind::missing)
            co_return std::unexpected(invalid_properties({"act"}, "No new shares were drawn."));
        if (!id) co_return std::unexpected(set_error_for(id.error()));
        json::object told = *find(id->hex());
        told.erase("id");
        co_return New{id->hex(), std::move(told)};
    }
    Task<Outcome<json::object>> read(std::string id, std::vector<std::string> wanted) override {
        const auto object = find(id);
        if (!object) co_return std::unexpected(SetError{"notFound", "There is no such act."});
        json::object some;
        for (const std::string& name : wanted) some[name] = object->at(name);
        co_return some;
    }
    Task<Outcome<std::optional<json::object>>> update(std::string, json::object, json::object) override {
        co_return std::nullopt;
    }
    Task<Outcome<void>> destroy(std::string id) override {
        const auto parsed = read_id<ApprovalId>(id);
        if (!parsed || !house_of(*context_).approvals().dismiss(*parsed))
            co_return std::unexpected(SetError{"notFound", "There is no such act."});
        co_return Outcome<void>{};
    }

private:
    std::optional<json::object> find(std::string_view id) const {
        for (json::object& one : all_of(*context_)) {
            if (has_id(one, id)) return std::move(one);
        }
        return std::nullopt;
    }
    Outcome<Wanted> read(const json::object& object) const {
        const auto act = std::ranges::find(names, text_of(object, "act").value_or(""), &ActName::name);
        if (act == std::end(names))
            return std::unexpected(invalid_properties({"act"}, "There is no such act."));
        Wanted wanted{.act = act->act};
        if (wanted.act == ActWanted::reset_member) {
            const auto id = read_id<MemberId>(text_of(object, "memberId").value_or(""));
            if (!id || !context_->room().collective().read_member(*id))
                return std::unexpected(invalid_properties({"memberId"}, "There is no such member."));
            wanted.member = *id;
        }
        if (wanted.act == ActWanted::change_keyholders) {
            const events::Founding now = context_->room().collective().founding();
            const auto n = number_of(object, "newKeyholders").value_or(now.keyholders());
            const auto k = number_of(object, "newThreshold").value_or(now.threshold());
            if (n < 1 || n > static_cast<std::int64_t>(crypto::keyholders_max) || k < 1 || k > n) {
                return std::unexpected(
                    invalid_properties({"newKeyholders", "newThreshold"},
                                       fmt::format("1 <= k <= n <= {}", crypto::keyholders_max)));
            }
            wanted.keyholders = static_cast<std::uint8_t>(n);
            wanted.threshold = static_cast<std::uint8_t>(k);
        }
        return wanted;
    }

    const Lent<Context> context_;
};

Task<Answer> set(Lent<Context> context, json::object arguments) {
    ApprovalSetter setter(context);
    co_return co_await run_set(context, {.type = &type}, &setter, std::move(arguments));
}

Task<Result<ApprovalResult>> carry_out(Lent<Context> context, Wanted wanted,
                                       std::vector<crypto::Share> shares) {
    members::Collective& collective = context->room().collective();
    ApprovalResult result;
    switch (wanted.act) {
        case ActWanted::reset_member: {
            CO_TRY(auto made, co_await house_of(*context).reset_member(wanted.member, std::move(shares)));
            result.password = std::move(made.password);
            result.recovery_code = std::move(made.recovery_code);
            break;
        }
        case ActWanted::change_keyholders: {
            CO_TRY(const auto fresh, co_await collective.draw_keyholders(std::move(shares), wanted.keyholders,
                                                                         wanted.threshold));
            for (const crypto::Share& share : fresh) result.shares.push_back(crypto::to_text(share));
            break;
        }
        case ActWanted::confirm_keyholders:
            CO_CHECK(co_await collective.confirm_keyholders(std::move(shares)));
            break;
    }
    co_return result;
}

Task<Answer> offer(Lent<Context> context, json::object arguments) {
    const auto id = read_id<ApprovalId>(arguments.at("id").as_string());
    if (!id) co_return invalid_arguments("There is no such act.");
    Approvals& approvals = house_of(*context).approvals();
    auto offered =
        approvals.offer(*id, crypto::SecretText(std::string_view(arguments.at("share").as_string())));
    if (!offered) co_return refused_share(offered.error());
    json::object answer = progress_object(offered->progress);
    answer["accountId"] = context->account_id();
    answer["isDone"] = offered->shares.has_value();
    if (offered->shares) {
        auto result = co_await carry_out(context, offered->wanted, std::move(*offered->shares));
        std::optional<MethodError> failed;
        if (!result) failed = error_for(result.error());
        approvals.settle(*id, std::move(result));
        if (failed) co_return std::unexpected(std::move(*failed));
    }
    co_return answer;
}

Task<Answer> collect(Lent<Context> context, json::object arguments) {
    const auto id = read_id<ApprovalId>(arguments.at("id").as_string());
    if (!id) co_return invalid_arguments("There is no such act.");
    auto result = house_of(*context).approvals().collect(*id, asking(*context));
    if (!result) co_return std::unexpected(error_for(result.error()));
    json::array shares;
    for (const crypto::SecretText& share : result->shares) shares.emplace_back(share.view());
    const auto text_or_null = [](const std::optional<crypto::SecretText>& text) {
        return text ? json::value(text->view()) : json::value();
    };
    co_return json::object{{"accountId", context->account_id()},
                           {"shares", std::move(shares)},
                           {"password", text_or_null(result->password)},
                           {"recoveryCode", text_or_null(result->recovery_code)}};
}

constexpr Argument offer_arguments[] = {
    {"accountId", "Id", "The collective's.", true},
    {"id", "Id", "The act's.", true},
    {"share", "String", "A keyholder's share.", true},
};
constexpr Argument collect_arguments[] = {
    {"accountId", "Id", "The collective's.", true},
    {"id", "Id", "The act's.", true},
};

constexpr Method methods[] = {
    {.name = "Approval/get",
     .capability = collective_urn,
     .meaning = "The acts that wait for keyholders; to guests those alone whose ids they name.",
     .reference = "RFC 8620 5.1",
     .arguments = get_arguments,
     .run = get,
     .of = Method::Of::collective,
     .guests = true},
    {.name = "Approval/set",
     .capability = collective_urn,
     .meaning = "Asks for an act, or for it no longer.",
     .reference = "RFC 8620 5.3",
     .arguments = set_arguments,
     .run = set,
     .changes = true,
     .duty = administrator,
     .of = Method::Of::collective},
    {.name = "Approval/offer",
     .capability = collective_urn,
     .meaning = "A keyholder approves, by their share; with the k-th the act is done.",
     .reference = "",
     .arguments = offer_arguments,
     .run = offer,
     .changes = true,
     .of = Method::Of::collective,
     .guests = true},
    {.name = "Approval/collect",
     .capability = collective_urn,
     .meaning = "What the act gave (new shares, a new password and recovery code): once, for who asked.",
     .reference = "",
     .arguments = collect_arguments,
     .run = collect,
     .changes = true,
     .duty = administrator,
     .of = Method::Of::collective},
};

}  // namespace

OwnPart approval_part() { return {{&type, 1}, methods}; }

}  // namespace milpa::jmap

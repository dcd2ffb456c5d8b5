// SPDX-License-Identifier: AGPL-3.0-or-later
// Acts that need k of n keyholders: asked for by one, approved by shares that come in one after another.
#include "jmap/own/list.hpp"
#include "jmap/own/own.hpp"

namespace milpa::jmap {

namespace {

using enum Property::Who;

constexpr Property properties[] = {
    {"id", "Id", "The act's.", server},
    {"act", "String", "resetMember, thawMember, changeKeyholders, confirmKeyholders.", client_once},
    {"memberId", "Id|null",
     "Of resetMember: who gets a new, empty account beside the sealed old one. Of thawMember: whose account "
     "is thawed, where too few of those whom they trust are left.",
     client_once},
    {"address", "String|null", "Theirs: so that a keyholder sees whom it is about.", server},
    {"password", "String|null", "Of resetMember: the one given, else one is drawn. Never told again.",
     client_once},
    {"newKeyholders", "UnsignedInt|null", "Of changeKeyholders: how many shares are drawn; as now.",
     client_once},
    {"newThreshold", "UnsignedInt|null", "Of changeKeyholders: how many open the server; as now.",
     client_once},
    {"collected", "UnsignedInt[]", "Whose shares are here.", server},
    {"missing", "UnsignedInt", "How many are needed still; 0 while it is being done.", server},
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
                             {ActWanted::thaw_member, "thawMember"},
                             {ActWanted::change_keyholders, "changeKeyholders"},
                             {ActWanted::confirm_keyholders, "confirmKeyholders"}};

bool is_about_one(ActWanted act) { return act == ActWanted::reset_member || act == ActWanted::thaw_member; }

/// Null for who is gone since.
json::value address_of(const members::Collective& collective, const MemberId& id) {
    const auto member = collective.read_member(id);
    return member ? json::value((*member)->address()) : json::value();
}

json::object to_object(const members::Collective& collective, const ApprovalInfo& info) {
    const Wanted& wanted = info.wanted;
    const json::object progress = progress_object(info.progress);
    const bool about_one = is_about_one(wanted.act);
    const bool draws = wanted.act == ActWanted::change_keyholders;
    return {{"id", info.id.hex()},
            {"act", std::ranges::find(names, wanted.act, &ActName::act)->name},
            {"memberId", about_one ? json::value(wanted.member.hex()) : json::value()},
            {"address", about_one ? address_of(collective, wanted.member) : json::value()},
            {"password", nullptr},
            {"newKeyholders", draws ? json::value(wanted.keyholders) : json::value()},
            {"newThreshold", draws ? json::value(wanted.threshold) : json::value()},
            {"collected", progress.at("collected")},
            {"missing", info.done || info.under_way ? json::value(0) : progress.at("missing")},
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
    // Who asked at the machine has no name, as they have none.
    for (json::object& one : all) one["isOwn"] = false;
}

Task<Answer> get(Lent<Context> context, json::object arguments) {
    auto all = all_of(*context);
    if (context->room().login() == nullptr && !context->room().is_local()) keep_named(all, arguments);
    co_return get_list(*context, type, arguments, std::move(all));
}

class ApprovalSetter final : public ListSetter {
public:
    explicit ApprovalSetter(Lent<Context> context) : ListSetter(context, "There is no such act.") {}

    Task<Outcome<New>> create(json::object object) override {
        auto wanted = wanted_by(object);
        if (!wanted) co_return std::unexpected(std::move(wanted.error()));
        std::optional<crypto::SecretText> password;
        if (const json::value* given = object.if_contains("password"); given != nullptr && given->is_string())
            password.emplace(std::string_view(given->as_string()));
        if (password && wanted->act != ActWanted::reset_member)
            co_return std::unexpected(invalid_properties({"password"}, "Only of resetMember."));
        // Now, not when k keyholders have come.
        if (password) {
            const auto fits = members::check_fresh_password(*password);
            if (!fits) co_return std::unexpected(told(fits.error(), {"password"}));
        }
        const auto id = house_of(*context_).approvals().ask(*wanted, asking(*context_), std::move(password));
        if (!id) co_return std::unexpected(told(id.error(), {"act"}));
        json::object told = *find(id->hex());
        told.erase("id");
        co_return New{id->hex(), std::move(told)};
    }
    Task<Outcome<void>> destroy(std::string id) override {
        const auto parsed = read_id<ApprovalId>(id);
        const auto gone = parsed ? house_of(*context_).approvals().dismiss(*parsed)
                                 : Result<void>(fail(ErrorKind::missing));
        if (!gone && gone.error().kind == ErrorKind::conflict)
            co_return std::unexpected(told_as("forbidden", gone.error()));
        if (!gone) co_return std::unexpected(not_there());
        co_return Outcome<void>{};
    }

private:
    All all() const override { return all_of(*context_); }
    Outcome<Wanted> wanted_by(const json::object& object) const {
        const auto act = std::ranges::find(names, text_of(object, "act").value_or(""), &ActName::name);
        if (act == std::end(names))
            return std::unexpected(invalid_properties({"act"}, "There is no such act."));
        Wanted wanted{.act = act->act};
        if (is_about_one(wanted.act)) {
            const auto id = read_id<MemberId>(text_of(object, "memberId").value_or(""));
            const auto member = id ? context_->room().collective().read_member(*id)
                                   : Result<members::MemberPointer>(fail(ErrorKind::missing));
            if (!member) return std::unexpected(told(member.error(), {"memberId"}));
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
};

Task<Answer> set(Lent<Context> context, json::object arguments) {
    ApprovalSetter setter(context);
    co_return co_await run_set(context, {.type = &type}, &setter, std::move(arguments));
}

Task<Result<ApprovalResult>> carry_out(Lent<Context> context, Wanted wanted,
                                       std::vector<crypto::Share> shares,
                                       std::optional<crypto::SecretText> password) {
    members::Collective& collective = context->room().collective();
    ApprovalResult result;
    switch (wanted.act) {
        case ActWanted::reset_member: {
            CO_TRY(auto made, co_await house_of(*context).reset_member(wanted.member, std::move(shares),
                                                                       std::move(password)));
            if (!made.password.empty()) result.password = std::move(made.password);
            result.recovery_code = std::move(made.recovery_code);
            break;
        }
        case ActWanted::thaw_member:
            CO_CHECK(co_await context->room().members().thaw_by_keyholders(wanted.member, std::move(shares)));
            break;
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
    if (auto account = context->check_account(arguments); !account)
        co_return std::unexpected(std::move(account.error()));
    const auto id = read_id<ApprovalId>(arguments.at("id").as_string());
    if (!id) co_return invalid_arguments("There is no such act.");
    Approvals& approvals = house_of(*context).approvals();
    auto offered =
        approvals.offer(*id, crypto::SecretText(std::string_view(arguments.at("share").as_string())));
    if (!offered) co_return refused_share(offered.error());
    json::object answer = progress_object(offered->progress);
    answer["accountId"] = context->account_id();
    answer["isDone"] = offered->act.has_value();
    if (auto& act = offered->act) {
        auto result =
            co_await carry_out(context, act->wanted, std::move(act->shares), std::move(act->password));
        std::optional<MethodError> failed;
        if (!result) failed = told(result.error());
        act->settle(std::move(result));
        if (failed) co_return std::unexpected(std::move(*failed));
    }
    co_return answer;
}

Task<Answer> collect(Lent<Context> context, json::object arguments) {
    if (auto account = context->check_account(arguments); !account)
        co_return std::unexpected(std::move(account.error()));
    const auto id = read_id<ApprovalId>(arguments.at("id").as_string());
    if (!id) co_return invalid_arguments("There is no such act.");
    auto result = house_of(*context).approvals().collect(*id, asking(*context));
    if (!result) co_return std::unexpected(told(result.error()));
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

// SPDX-License-Identifier: AGPL-3.0-or-later
// Whom a member trusts to freeze their account, and what those may do with it.
#include "jmap/own/list.hpp"
#include "jmap/own/own.hpp"

namespace milpa::jmap {

namespace {

using enum Property::Who;

constexpr Property group_properties[] = {
    {"id", "Id", "\"singleton\".", server},
    {"addresses", "String[]", "Members whom you trust; none: nobody. Any one of them freezes your account."},
    {"threshold", "UnsignedInt",
     "How many of them thaw it; where there are several, fewer than all, so that who froze it is not "
     "needed."},
};
constexpr Property entrusted_properties[] = {
    {"id", "Id", "The member's.", server},
    {"address", "String", "Theirs.", server},
    {"isFrozen", "Boolean", "Nothing opens the account; mail arrives.", server},
    {"mayFreeze", "Boolean", "Whether you may: it is not frozen, and you were not overruled of late.",
     server},
    {"threshold", "UnsignedInt", "How many of you thaw it.", server},
    {"thaws", "String[]", "Addresses of those who want it thawed.", server},
};
constexpr Type types[] = {
    {"TrustedGroup", collective_urn,
     "Whom you trust with your account, for the day on which you are detained. There is one object.",
     group_properties},
    {"Entrusted", collective_urn, "An account whose owner trusts you to freeze it.", entrusted_properties},
};
constexpr const Type& group_type = types[0];
constexpr const Type& entrusted_type = types[1];

std::string address_of(const members::Collective& collective, const MemberId& id) {
    const auto member = collective.read_member(id);
    return member ? (*member)->address() : std::string();
}

std::expected<json::object, MethodError> group_object(Context& context, const members::Login& login) {
    const members::Collective& collective = context.room().collective();
    const auto member = collective.read_member(login.id());
    if (!member) return std::unexpected(told(member.error()));
    json::array addresses;
    for (const auto& bytes : (*member)->data.trusted().members()) {
        if (const auto id = MemberId::from(bytes)) addresses.emplace_back(address_of(collective, *id));
    }
    return json::object{{"id", "singleton"},
                        {"addresses", std::move(addresses)},
                        {"threshold", (*member)->data.trusted().threshold()}};
}

All all_groups(Context& context, const members::Login& login) {
    auto object = group_object(context, login);
    if (!object) return std::unexpected(std::move(object.error()));
    std::vector<json::object> all;
    all.push_back(std::move(*object));
    return all;
}

Task<Answer> get_group(Lent<Context> context, json::object arguments) {
    const auto login = acting(*context, arguments);
    if (!login) co_return std::unexpected(login.error());
    auto all = all_groups(*context, *login);
    if (!all) co_return std::unexpected(std::move(all.error()));
    co_return get_list(*context, group_type, arguments, std::move(*all));
}

class GroupSetter final : public ListSetter {
public:
    GroupSetter(Lent<Context> context, members::Login login)
        : ListSetter(context, "There is one."), login_(std::move(login)) {}

    Task<Outcome<New>> create(json::object) override {
        co_return std::unexpected(SetError{"singleton", "There is one."});
    }
    Task<Outcome<std::optional<json::object>>> update(std::string, json::object,
                                                      json::object after) override {
        const auto now = group_object(*context_, login_);
        if (!now) co_return std::unexpected(SetError{now.error().type, now.error().description});
        const auto wanted = [&](const char* name) -> const json::value& {
            const json::value* set = after.if_contains(name);
            return set != nullptr ? *set : now->at(name);
        };
        std::vector<MemberId> group;
        for (const json::value& one : wanted("addresses").as_array()) {
            const auto member = find_member(context_->room().collective(), std::string(one.as_string()));
            if (!member) co_return std::unexpected(told(member.error(), {"addresses"}));
            group.push_back((*member)->id);
        }
        const auto threshold = wanted("threshold").to_number<std::int64_t>();
        if (threshold < 0 || threshold > std::int64_t{members::trusted_max})
            co_return std::unexpected(invalid_properties({"threshold"}, "There are not so many."));
        const auto done = co_await context_->room().members().set_trusted_group(
            login_, std::move(group), static_cast<std::uint32_t>(threshold));
        if (!done && (done.error().kind == ErrorKind::limit || done.error().kind == ErrorKind::conflict)) {
            SetError refused = told_as("invalidProperties", done.error());
            refused.properties = {"addresses", "threshold"};
            co_return std::unexpected(std::move(refused));
        }
        if (!done) co_return std::unexpected(told(done.error(), {"addresses"}));
        co_return std::nullopt;
    }
    Task<Outcome<void>> destroy(std::string) override {
        co_return std::unexpected(SetError{"singleton", "It is always there."});
    }

private:
    All all() const override { return all_groups(*context_, login_); }
    const members::Login login_;
};

Task<Answer> set_group(Lent<Context> context, json::object arguments) {
    auto login = acting(*context, arguments);
    if (!login) co_return std::unexpected(std::move(login.error()));
    GroupSetter setter(context, std::move(*login));
    co_return co_await run_set(context, {.type = &group_type, .singleton = true}, &setter,
                               std::move(arguments));
}

Task<Answer> get_entrusted(Lent<Context> context, json::object arguments) {
    const auto login = acting(*context, arguments);
    if (!login) co_return std::unexpected(login.error());
    const auto all = context->room().members().trusting(*login);
    if (!all) co_return std::unexpected(told(all.error()));
    std::vector<json::object> list;
    for (const members::Trusting& one : *all) {
        json::array thaws;
        for (const MemberId& id : one.thaws) thaws.emplace_back(address_of(context->room().collective(), id));
        list.push_back({{"id", one.member->id.hex()},
                        {"address", one.member->address()},
                        {"isFrozen", one.frozen},
                        {"mayFreeze", one.may_freeze},
                        {"threshold", one.threshold},
                        {"thaws", std::move(thaws)}});
    }
    co_return get_list(*context, entrusted_type, arguments, std::move(list));
}

/// Whose account the call is about. Whoever they do not trust learns nothing, not even that there is one.
std::expected<MemberId, MethodError> entrusted_id(Context& context, const members::Login& login,
                                                  const json::object& arguments) {
    const auto all = context.room().members().trusting(login);
    if (!all) return std::unexpected(told(all.error()));
    const auto id = read_id<MemberId>(arguments.at("id").as_string());
    const auto is_theirs = [&](const members::Trusting& one) { return id && one.member->id == *id; };
    if (std::ranges::none_of(*all, is_theirs))
        return std::unexpected(told(fail(ErrorKind::denied, "no account that trusts you")));
    return *id;
}

Task<Answer> freeze(Lent<Context> context, json::object arguments) {
    auto answer = begin_answer(*context, arguments);
    if (!answer) co_return answer;
    auto login = acting(*context, arguments);
    if (!login) co_return std::unexpected(std::move(login.error()));
    const auto id = entrusted_id(*context, *login, arguments);
    if (!id) co_return std::unexpected(id.error());
    const auto done = co_await context->room().members().freeze(std::move(*login), *id);
    if (!done) co_return std::unexpected(told(done.error()));
    // What they have shown already opens nothing either, and is not kept.
    house_of(*context).sign_ins().forget_of(*id);
    house_of(*context).end_connections(*id);
    co_return answer;
}

Task<Answer> thaw(Lent<Context> context, json::object arguments) {
    auto answer = begin_answer(*context, arguments);
    if (!answer) co_return answer;
    auto login = acting(*context, arguments);
    if (!login) co_return std::unexpected(std::move(login.error()));
    const auto id = entrusted_id(*context, *login, arguments);
    if (!id) co_return std::unexpected(id.error());
    const bool wanted = flag_of(arguments, "isWanted", true);
    const auto done = co_await context->room().members().want_thaw(
        std::move(*login), *id, wanted ? members::ThawWish::wanted : members::ThawWish::withdrawn);
    if (!done) co_return std::unexpected(told(done.error()));
    const auto member = context->room().collective().read_member(*id);
    (*answer)["isFrozen"] = member && (*member)->frozen();
    co_return answer;
}

constexpr Argument own_set_arguments[] = {
    set_arguments[0], set_arguments[1], set_arguments[2],
    set_arguments[3], set_arguments[4], {"proof", "Id|null", "Of Proof/give or /auth/prove; needed."},
};
constexpr Argument freeze_arguments[] = {
    {"accountId", "Id", "The collective's.", true},
    {"id", "Id", "Whose account.", true},
};
constexpr Argument thaw_arguments[] = {
    {"accountId", "Id", "The collective's.", true},
    {"id", "Id", "Whose account.", true},
    {"proof", "Id", "Of Proof/give or /auth/prove.", true},
    {"isWanted", "Boolean", "False: not any more."},
};

constexpr Method methods[] = {
    {.name = "TrustedGroup/get",
     .capability = collective_urn,
     .meaning = "Whom you trust.",
     .reference = "RFC 8620 5.1",
     .arguments = get_arguments,
     .run = get_group,
     .of = Method::Of::collective,
     .manages_account = true},
    {.name = "TrustedGroup/set",
     .capability = collective_urn,
     .meaning = "Chooses them, by an update that takes a proof.",
     .reference = "RFC 8620 5.3",
     .arguments = own_set_arguments,
     .run = set_group,
     .changes = true,
     .of = Method::Of::collective,
     .manages_account = true},
    {.name = "Entrusted/get",
     .capability = collective_urn,
     .meaning = "Accounts whose owners trust you.",
     .reference = "RFC 8620 5.1",
     .arguments = get_arguments,
     .run = get_entrusted,
     .of = Method::Of::collective,
     .manages_account = true},
    {.name = "Entrusted/freeze",
     .capability = collective_urn,
     .meaning = "Freezes an account at once: sessions are gone and nothing opens it, whatever is shown. Mail "
                "arrives. It stays in its records who did it.",
     .reference = "",
     .arguments = freeze_arguments,
     .run = freeze,
     .changes = true,
     .of = Method::Of::collective,
     .manages_account = true},
    {.name = "Entrusted/thaw",
     .capability = collective_urn,
     .meaning = "Wants it thawed, or not any more; with the last one who is needed it is: isFrozen.",
     .reference = "",
     .arguments = thaw_arguments,
     .run = thaw,
     .changes = true,
     .of = Method::Of::collective,
     .manages_account = true},
};

}  // namespace

OwnPart trust_part() { return {types, methods}; }

}  // namespace milpa::jmap

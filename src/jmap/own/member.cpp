// SPDX-License-Identifier: AGPL-3.0-or-later
// Members, as those see them who look after the collective; everybody else sees themselves alone.
#include <ranges>

#include "base/log.hpp"
#include "jmap/own/list.hpp"
#include "jmap/own/own.hpp"
#include "jmap/query.hpp"
#include "jmap/type.hpp"

namespace milpa::jmap {

namespace {

using enum Property::Who;

constexpr Property properties[] = {
    {"id", "Id", "The member's.", server},
    {"addresses", "String[]", "The first is the one that they write from."},
    {"name", "String", "Empty unless they want it known."},
    {"duties", "String[]", "administrator, moderator: which methods they may call."},
    {"suspended", "Boolean", "Kept out: no sign-in, and their mail is refused."},
    {"isFrozen", "Boolean", "By their trusted group: nothing opens the account; mail arrives.", server},
    {"formerVaults", "UnsignedInt",
     "Of before a reset: sealed, until an old password or code is shown (FormerVault/reopen).", server},
    {"quota", "UnsignedInt", "Octets that they may store; 0: no limit."},
    {"added", "UTCDate", "Since when they belong.", server},
    {"octets", "UnsignedInt", "What they store now.", server},
    {"messages", "UnsignedInt", "How many messages that is.", server},
    {"sessionsLeft", "UnsignedInt|null", "Told of a suspension: connections that did not end yet.", server},
    {"password", "String|null", "Of a new member: the one given, else one is drawn and told once.",
     client_once},
    {"recoveryCode", "String|null", "Of a new member: told once, kept nowhere.", server},
};
constexpr Type type{"Member", collective_urn, "Who belongs to the collective.", properties};

struct DutyName {
    events::Duty duty;
    std::string_view name;
};
constexpr DutyName duty_names[] = {{events::DUTY_ADMINISTRATOR, "administrator"},
                                   {events::DUTY_MODERATOR, "moderator"}};

json::array duties_of(const members::MemberRecord& member) {
    json::array list;
    for (const auto& [duty, name] : duty_names) {
        if (member.bears(duty)) list.emplace_back(name);
    }
    return list;
}

/// Fails with `syntax` for what is no duty.
Result<std::vector<events::Duty>> read_duties(const json::array& list) {
    std::vector<events::Duty> duties;
    for (const json::value& one : list) {
        const auto* found = std::ranges::find(duty_names, std::string_view(one.as_string()), &DutyName::name);
        if (found == std::end(duty_names)) return fail(ErrorKind::syntax, "no such duty");
        if (std::ranges::find(duties, found->duty) == duties.end()) duties.push_back(found->duty);
    }
    return duties;
}

json::object to_object(const members::MemberRecord& member, members::Usage used) {
    return {{"id", member.id.hex()},
            {"addresses", texts(member.data.addresses())},
            {"name", member.data.name()},
            {"duties", duties_of(member)},
            {"suspended", member.suspended()},
            {"isFrozen", member.frozen()},
            {"formerVaults", member.data.former_vaults_size()},
            {"quota", member.data.quota_bytes()},
            {"added", utc_date_text(member.data.added_ms() / 1000 * 1000)},
            {"octets", used.bytes},
            {"messages", used.messages},
            {"sessionsLeft", nullptr},
            {"password", nullptr},
            {"recoveryCode", nullptr}};
}

/// Without the duty of an administrator oneself alone.
All all_members(Context& context) {
    const bool only_self = !bears(context, administrator);
    members::Collective& collective = context.room().collective();
    const auto all = collective.members();
    if (!all) return std::unexpected(told(all.error()));
    std::vector<json::object> list;
    for (const auto& member : *all) {
        if (only_self && member->id != asking(context)) continue;
        const auto used = collective.usage().of(member->vault);
        list.push_back(to_object(*member, used ? *used : members::Usage{}));
    }
    return list;
}

class MemberSetter final : public Setter {
public:
    explicit MemberSetter(Lent<Context> context) : context_(context) {}

    std::string state() const override {
        const auto all = all_members(*context_);
        return all ? list_state(*all) : std::string();
    }

    Task<Outcome<New>> create(json::object object) override {
        members::NewMember fresh;
        if (const json::value* list = object.if_contains("addresses")) {
            for (const json::value& one : list->as_array()) fresh.addresses.emplace_back(one.as_string());
        }
        if (fresh.addresses.empty())
            co_return std::unexpected(invalid_properties({"addresses"}, "A member has an address."));
        fresh.name = text_of(object, "name").value_or("");
        fresh.quota_bytes = static_cast<std::uint64_t>(number_of(object, "quota").value_or(0));
        if (const json::value* given = object.if_contains("password"); given != nullptr && given->is_string())
            fresh.password.emplace(std::string_view(given->as_string()));
        if (flag_of(object, "suspended"))
            co_return std::unexpected(invalid_properties({"suspended"}, "A new member is let in."));
        if (const json::value* duties = object.if_contains("duties"); duties && !duties->as_array().empty())
            co_return std::unexpected(
                invalid_properties({"duties"}, "A new member bears none: give them afterwards."));
        auto made = co_await house_of(*context_).add_member(std::move(fresh));
        if (!made) co_return std::unexpected(told(made.error(), {"addresses"}));
        const auto member = context_->room().collective().read_member(made->member);
        if (!member) co_return std::unexpected(told_as(set_error_for(member.error()).type, member.error()));
        json::object told = to_object(**member, {});
        told.erase("id");
        if (!made->password.empty()) told["password"] = made->password.view();
        told["recoveryCode"] = made->recovery_code.view();
        co_return New{(*member)->id.hex(), std::move(told)};
    }

    Task<Outcome<json::object>> read(std::string id, std::vector<std::string> wanted) override {
        const auto member = find(id);
        if (!member) co_return std::unexpected(told_as(set_error_for(member.error()).type, member.error()));
        const auto used = context_->room().collective().usage().of((*member)->vault);
        const json::object all = to_object(**member, used ? *used : members::Usage{});
        json::object some;
        for (const std::string& name : wanted) some[name] = all.at(name);
        co_return some;
    }

    Task<Outcome<std::optional<json::object>>> update(std::string id, json::object before,
                                                      json::object after) override {
        const auto member = find(id);
        if (!member) co_return std::unexpected(told_as(set_error_for(member.error()).type, member.error()));
        // Each is an event of its own, those that can be refused first: what was done before one that is
        // refused is taken back, so that an object changes whole or not at all.
        std::vector<std::string_view> done;
        for (const std::string_view name : {"duties", "addresses", "name", "quota", "suspended"}) {
            if (!after.contains(name) || before.at(name) == after.at(name)) continue;
            const auto changed = co_await change((*member)->id, name, after.at(name));
            if (changed) {
                done.push_back(name);
                continue;
            }
            for (const std::string_view back : done | std::views::reverse)
                co_await take_back((*member)->id, back, before.at(back));
            co_return std::unexpected(why_no(name, changed.error()));
        }
        if (const auto left = std::exchange(sessions_left_, {}))
            co_return json::object{{"sessionsLeft", *left}};
        co_return std::nullopt;
    }

    Task<Outcome<void>> destroy(std::string id) override {
        const auto member = find(id);
        if (!member) co_return std::unexpected(told_as(set_error_for(member.error()).type, member.error()));
        if (is_last_administrator(**member)) co_return std::unexpected(last_administrator());
        // What removes them would wait for the end of its own request, which has their vault open.
        if (asking(*context_) == (*member)->id)
            co_return std::unexpected(
                SetError{"forbidden",
                         "Nobody removes themselves: another administrator does, or who "
                         "is at the machine (milpa member remove)."});
        const auto done = co_await house_of(*context_).remove_member((*member)->id);
        if (!done) co_return std::unexpected(told_as(set_error_for(done.error()).type, done.error()));
        co_return Outcome<void>{};
    }

private:
    /// The machine can give the duty to somebody again; nobody else could.
    bool is_last_administrator(const members::MemberRecord& member) const {
        if (context_->room().is_local() || !member.can_administrate()) return false;
        const auto all = context_->room().collective().members();
        return all && std::ranges::none_of(*all, [&](const members::MemberPointer& one) {
                   return one->id != member.id && one->can_administrate();
               });
    }
    static SetError last_administrator() { return {"forbidden", "The last administrator stays."}; }

    Result<members::MemberPointer> find(std::string_view id) const {
        const auto parsed = read_id<MemberId>(id);
        if (!parsed) return fail(ErrorKind::missing);
        return context_->room().collective().read_member(*parsed);
    }

    Task<Result<void>> change(MemberId id, std::string_view name, json::value to) {
        members::Members& members = context_->room().members();
        if (name == "addresses") {
            std::vector<std::string> addresses;
            for (const json::value& one : to.as_array()) addresses.emplace_back(one.as_string());
            co_return co_await members.set_addresses(id, std::move(addresses));
        }
        if (name == "duties") {
            CO_TRY(auto duties, read_duties(to.as_array()));
            // The machine can give it to somebody again; nobody else could.
            co_return co_await members.set_duties(id, std::move(duties),
                                                  context_->room().is_local()
                                                      ? members::LastAdministrator::may_go
                                                      : members::LastAdministrator::stays);
        }
        if (name == "name") co_return co_await members.set_name(id, std::string(to.as_string()));
        if (name == "quota") co_return co_await members.set_quota(id, to.to_number<std::uint64_t>());
        if (!to.as_bool()) co_return co_await members.restore(id);
        CO_TRY(const auto member, context_->room().collective().read_member(id));
        if (is_last_administrator(*member)) co_return fail(ErrorKind::conflict, "the last administrator");
        CO_CHECK(co_await members.suspend(id));
        // In a request of their own they would wait for the end of that very request.
        sessions_left_ = asking(*context_) == id ? co_await end_of(context_, id)
                                                 : co_await house_of(*context_).end_sessions(id);
        co_return Result<void>{};
    }

    Task<> take_back(MemberId id, std::string_view name, json::value before) {
        if (!co_await change(id, name, std::move(before))) log::event("own.member_half_changed");
    }

    static SetError why_no(std::string_view name, const Error& error) {
        if ((name == "duties" || name == "suspended") && error.kind == ErrorKind::conflict)
            return told_as("forbidden", error);
        if (error.kind == ErrorKind::syntax) return told(error, {std::string(name)});
        return told(error, {"addresses"});
    }

    const Lent<Context> context_;
    std::optional<std::size_t> sessions_left_;  // of a suspension
};

Task<Answer> set(Lent<Context> context, json::object arguments) {
    MemberSetter setter(context);
    co_return co_await run_set(context, {.type = &type}, &setter, std::move(arguments));
}

Task<Answer> lookup(Lent<Context> context, json::object arguments) {
    auto answer = begin_answer(*context, arguments);
    if (!answer) co_return answer;
    const auto member =
        find_member(context->room().collective(), std::string(arguments.at("address").as_string()));
    if (!member) co_return std::unexpected(told(member.error()));
    (*answer)["id"] = (*member)->id.hex();
    (*answer)["address"] = (*member)->address();
    co_return answer;
}

constexpr Argument lookup_arguments[] = {
    {"accountId", "Id", "The collective's.", true},
    {"address", "String", "In any form; without a domain it is of the collective's first.", true},
};

constexpr Method methods[] = {
    {.name = "Member/get",
     .capability = collective_urn,
     .meaning = "Members; without the duty of an administrator oneself alone.",
     .reference = "RFC 8620 5.1",
     .arguments = get_arguments,
     .run = get_all<all_members, type>,
     .of = Method::Of::collective},
    {.name = "Member/query",
     .capability = collective_urn,
     .meaning = query_all_meaning,
     .reference = "RFC 8620 5.5",
     .arguments = query_arguments,
     .run = query_all<all_members>,
     .of = Method::Of::collective},
    {.name = "Member/lookup",
     .capability = collective_urn,
     .meaning = "Who has an address: their id, and the address that they write from.",
     .reference = "",
     .arguments = lookup_arguments,
     .run = lookup,
     .duty = administrator,
     .of = Method::Of::collective},
    {.name = "Member/set",
     .capability = collective_urn,
     .meaning =
         "Adds members (their recovery code is told once), changes, suspends and removes them, gives and "
         "takes duties; the last administrator stays one, and nobody removes themselves. To remove a member "
         "destroys the keys of all that is theirs.",
     .reference = "RFC 8620 5.3",
     .arguments = set_arguments,
     .run = set,
     .changes = true,
     .duty = administrator,
     .of = Method::Of::collective},
};

}  // namespace

OwnPart member_part() { return {{&type, 1}, methods}; }

}  // namespace milpa::jmap

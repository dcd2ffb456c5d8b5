// SPDX-License-Identifier: AGPL-3.0-or-later
// Domains and aliases.
#include "base/log.hpp"
#include "jmap/own/list.hpp"
#include "jmap/own/own.hpp"
#include "jmap/query.hpp"

namespace milpa::jmap {

namespace {

using enum Property::Who;

constexpr Property domain_properties[] = {
    {"id", "Id", "The domain's.", server},
    {"name", "String", "example.org", client_once},
    {"isMain", "Boolean", "The first: who signs in without a domain is of this one.", server},
};
constexpr Property alias_properties[] = {
    {"id", "Id", "The alias's.", server},
    {"address", "String", "Mail to it goes to the targets.", client_once},
    {"targets", "String[]", "Addresses, here or elsewhere. A member's stands for them, whatever it becomes."},
    {"unreachable", "String[]", "Targets of our domains that nobody has: nothing reaches them.", server},
};
constexpr Type types[] = {
    {"Domain", collective_urn, "A domain that the collective serves.", domain_properties},
    {"Alias", collective_urn, "An address that leads to others.", alias_properties},
};
constexpr const Type& domain_type = types[0];
constexpr const Type& alias_type = types[1];

All all_domains(Context& context) {
    const auto names = context.room().collective().domains();
    if (!names) return std::unexpected(told(names.error()));
    std::vector<json::object> list;
    for (const std::string& name : *names)
        list.push_back({{"id", id_of_name(name)}, {"name", name}, {"isMain", list.empty()}});
    return list;
}

/// A target elsewhere always does, as far as can be known here.
bool leads_somewhere(const members::Collective& collective, std::string_view target) {
    const auto address = members::Address::parse(target);
    if (!address) return false;
    const auto ours = collective.is_local(address->domain());
    return !ours || !*ours || collective.route(*address).has_value();
}

All all_aliases(Context& context) {
    members::Collective& collective = context.room().collective();
    const auto all = collective.aliases();
    if (!all) return std::unexpected(told(all.error()));
    std::vector<json::object> list;
    for (const auto& alias : *all) {
        json::array targets;
        json::array unreachable;
        for (const auto& target : alias.targets()) {
            if (!target.has_member()) {
                targets.emplace_back(target.address());
                if (!leads_somewhere(collective, target.address()))
                    unreachable.emplace_back(target.address());
                continue;
            }
            const auto id = MemberId::from(target.member());
            if (!id) continue;
            if (const auto member = collective.read_member(*id)) targets.emplace_back((*member)->address());
        }
        list.push_back({{"id", id_of_name(alias.address())},
                        {"address", alias.address()},
                        {"targets", std::move(targets)},
                        {"unreachable", std::move(unreachable)}});
    }
    return list;
}

/// What both have in common: they are found by the hash of their name.
class NameSetter : public ListSetter {
public:
    NameSetter(Lent<Context> context, All (*all)(Context&), std::string_view name)
        : ListSetter(context, "There is no such object."), all_(all), name_(name) {}

protected:
    All all() const override { return all_(*context_); }
    /// Fails with notFound, and where nothing can be looked up now.
    Outcome<std::string> name_of(std::string_view id) const {
        const All now = all();
        if (!now)
            return std::unexpected(SetError{now.error().type, now.error().description, {}, now.error().more});
        const auto found = std::ranges::find_if(*now, [&](const auto& one) { return has_id(one, id); });
        if (found == now->end()) return std::unexpected(not_there());
        return std::string(found->at(name_).as_string());
    }
    SetError why(const Error& error) const { return told(error, {std::string(name_)}); }
    members::Collective& collective() { return context_->room().collective(); }

private:
    All (*all_)(Context&);
    const std::string_view name_;
};

class DomainSetter final : public NameSetter {
public:
    explicit DomainSetter(Lent<Context> context) : NameSetter(context, all_domains, "name") {}

    Task<Outcome<New>> create(json::object object) override {
        const auto name = text_of(object, "name");
        if (!name) co_return std::unexpected(invalid_properties({"name"}, "A domain has a name."));
        const auto before = all_domains(*context_);
        const auto done = co_await collective().add_domain(*name);
        if (!done) co_return std::unexpected(why(done.error()));
        co_await tell_house();
        // In the form that the directory gave it.
        const auto after = all_domains(*context_);
        for (const json::object& one : after ? *after : std::vector<json::object>()) {
            if (!before || std::ranges::find(*before, one) != before->end()) continue;
            json::object told = one;
            told.erase("id");
            co_return New{std::string(one.at("id").as_string()), std::move(told)};
        }
        co_return New{id_of_name(*name), {{"isMain", false}}};
    }
    Task<Outcome<void>> destroy(std::string id) override {
        const auto name = name_of(id);
        if (!name) co_return std::unexpected(name.error());
        const auto done = co_await collective().remove_domain(*name);
        if (!done && done.error().kind == ErrorKind::conflict)
            co_return std::unexpected(told_as("forbidden", done.error()));
        if (!done) co_return std::unexpected(told_as(set_error_for(done.error()).type, done.error()));
        co_await tell_house();
        co_return Outcome<void>{};
    }

private:
    /// RFC 8620 5.3: what is created or destroyed is told as that. Where its certificate fails, the domain is
    /// there, or gone, all the same; Keyholders/finish does what is left.
    Task<> tell_house() {
        if (const auto heard = co_await house_of(*context_).domains_changed(); !heard)
            log::event("own.domain_half_changed", heard.error().kind);
    }
};

class AliasSetter final : public NameSetter {
public:
    explicit AliasSetter(Lent<Context> context) : NameSetter(context, all_aliases, "address") {}

    Task<Outcome<New>> create(json::object object) override {
        const auto address = text_of(object, "address");
        if (!address || !object.contains("targets"))
            co_return std::unexpected(invalid_properties({"address", "targets"}, "An alias has both."));
        const auto parsed = members::Address::parse(*address);
        if (!parsed) co_return std::unexpected(told(parsed.error(), {"address"}));
        const std::string id = id_of_name(parsed->text());
        if (find(id)) co_return std::unexpected(SetError{"alreadyExists", "", {}, {{"existingId", id}}});
        const auto done = co_await put(*address, object.at("targets"));
        if (!done) co_return std::unexpected(why(done.error()));
        co_return New{id, *find(id)};
    }
    Task<Outcome<std::optional<json::object>>> update(std::string id, json::object before,
                                                      json::object after) override {
        const auto address = name_of(id);
        if (!address) co_return std::unexpected(address.error());
        if (after.contains("targets") && before.at("targets") != after.at("targets")) {
            const auto done = co_await put(*address, after.at("targets"));
            if (!done) co_return std::unexpected(why(done.error()));
        }
        co_return std::nullopt;
    }
    Task<Outcome<void>> destroy(std::string id) override {
        const auto address = name_of(id);
        if (!address) co_return std::unexpected(address.error());
        const auto done = co_await collective().remove_alias(*address);
        if (!done) co_return std::unexpected(told_as(set_error_for(done.error()).type, done.error()));
        co_return Outcome<void>{};
    }

private:
    Task<Result<void>> put(std::string address, json::value targets) {
        std::vector<std::string> list;
        for (const json::value& one : targets.as_array()) list.emplace_back(one.as_string());
        co_return co_await collective().set_alias(std::move(address), std::move(list));
    }
};

template <class SomeSetter, const Type& type>
Task<Answer> set(Lent<Context> context, json::object arguments) {
    SomeSetter setter(context);
    co_return co_await run_set(context, {.type = &type}, &setter, std::move(arguments));
}

constexpr Method methods[] = {
    {.name = "Domain/get",
     .capability = collective_urn,
     .meaning = "The collective's domains, the main one first.",
     .reference = "RFC 8620 5.1",
     .arguments = get_arguments,
     .run = get_all<all_domains, domain_type>,
     .of = Method::Of::collective},
    {.name = "Domain/set",
     .capability = collective_urn,
     .meaning = "Serves another domain, or one no longer. Where its certificate could not be made or shown, "
                "Keyholders/finish does that.",
     .reference = "RFC 8620 5.3",
     .arguments = set_arguments,
     .run = set<DomainSetter, domain_type>,
     .changes = true,
     .duty = administrator,
     .of = Method::Of::collective},
    {.name = "Alias/get",
     .capability = collective_urn,
     .meaning = "All aliases.",
     .reference = "RFC 8620 5.1",
     .arguments = get_arguments,
     .run = get_all<all_aliases, alias_type>,
     .duty = administrator,
     .of = Method::Of::collective},
    {.name = "Alias/query",
     .capability = collective_urn,
     .meaning = query_all_meaning,
     .reference = "RFC 8620 5.5",
     .arguments = query_arguments,
     .run = query_all<all_aliases>,
     .duty = administrator,
     .of = Method::Of::collective},
    {.name = "Alias/set",
     .capability = collective_urn,
     .meaning = "Adds, changes and removes aliases.",
     .reference = "RFC 8620 5.3",
     .arguments = set_arguments,
     .run = set<AliasSetter, alias_type>,
     .changes = true,
     .duty = administrator,
     .of = Method::Of::collective},
};

}  // namespace

OwnPart names_part() { return {types, methods}; }

}  // namespace milpa::jmap

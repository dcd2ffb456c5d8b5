// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/set.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "jmap/patch.hpp"
#include "jmap/reference.hpp"
#include "jmap/type.hpp"
#include "net/turns.hpp"

namespace milpa::jmap {

namespace {

const Property* find_property(const Type& type, std::string_view name) {
    const auto found = std::ranges::find(type.properties, name, &Property::name);
    return found == type.properties.end() ? nullptr : &*found;
}

json::value null_if_empty(json::object object) {
    if (object.empty()) return nullptr;
    return object;
}

std::vector<std::pair<std::string, json::object>> take_objects(json::object& arguments,
                                                               std::string_view name) {
    std::vector<std::pair<std::string, json::object>> objects;
    json::value* const value = arguments.if_contains(name);
    if (value == nullptr || !value->is_object()) return objects;
    for (auto& member : value->get_object()) {
        objects.emplace_back(member.key(), std::move(member.value().get_object()));
    }
    return objects;
}

/// What a call may do at a stretch before everybody else on its thread goes on.
constexpr std::chrono::microseconds slice_max{2'000};

SetError closed() { return {"forbidden", "What opened this account does so no more."}; }

SetError not_found() { return {"notFound", "There is no object of that id."}; }

}  // namespace

json::object SetError::to_object() const {
    json::object object = more;
    object["type"] = type;
    if (!description.empty()) object["description"] = description;
    if (!properties.empty()) object["properties"] = to_array(properties);
    return object;
}

SetError invalid_properties(std::vector<std::string> properties, std::string description) {
    return {"invalidProperties", std::move(description), std::move(properties)};
}

SetError set_error_for(const Error& error) {
    if (error.kind == ErrorKind::syntax) return invalid_properties({}, "A property is not of its form.");
    if (error.kind == ErrorKind::limit) return {"overQuota", "A limit of the account would be passed."};
    MethodError same = error_for(error);
    return {std::move(same.type), std::move(same.description)};
}

std::expected<void, MethodError> check_set_size(const Context& context, std::size_t objects) {
    const std::size_t most = context.limits().objects_in_set_max;
    if (objects <= most) return {};
    return std::unexpected(
        MethodError{"requestTooLarge", fmt::format("At most {} objects can be set in one call.", most)});
}

std::expected<SetCall, MethodError> read_set(const Context& context, std::string_view state,
                                             json::object arguments) {
    if (auto account = context.check_account(arguments); !account) {
        return std::unexpected(std::move(account.error()));
    }
    SetCall call{take_objects(arguments, "create"), take_objects(arguments, "update"), {}};
    if (const json::value* const ids = arguments.if_contains("destroy"); ids != nullptr && ids->is_array()) {
        std::unordered_set<std::string_view> seen;
        for (const json::value& id : ids->get_array()) {
            if (seen.insert(id.get_string()).second) call.destroys.emplace_back(id.get_string());
        }
    }
    if (auto fits = check_set_size(context, call.creates.size() + call.updates.size() + call.destroys.size());
        !fits) {
        return std::unexpected(std::move(fits.error()));
    }
    if (const auto expected = text_of(arguments, "ifInState"); expected && *expected != state) {
        return std::unexpected(MethodError{"stateMismatch", "The objects are in another state."});
    }
    return call;
}

void order_creates(const Type& type, std::vector<std::pair<std::string, json::object>>& creates) {
    if (creates.size() < 2) return;
    std::unordered_map<std::string_view, std::size_t> numbers;
    for (std::size_t at = 0; at < creates.size(); ++at) numbers.emplace(creates[at].first, at);

    std::vector<std::vector<std::size_t>> behind(creates.size());  // who refers to it
    std::vector<std::size_t> waits_for(creates.size());
    for (std::size_t at = 0; at < creates.size(); ++at) {
        const auto note = [&](std::string_view id) -> std::optional<std::string> {
            const auto found = id.starts_with('#') ? numbers.find(id.substr(1)) : numbers.end();
            if (found != numbers.end()) {
                behind[found->second].push_back(at);
                ++waits_for[at];
            }
            return std::string(id);
        };
        for (auto& member : creates[at].second) {
            const Property* const property = find_property(type, member.key());
            if (property != nullptr) replace_ids(property->type, member.value(), note);
        }
    }
    std::vector<std::size_t> order;
    for (std::size_t at = 0; at < creates.size(); ++at) {
        if (waits_for[at] == 0) order.push_back(at);
    }
    for (std::size_t done = 0; done < order.size(); ++done) {
        for (const std::size_t next : behind[order[done]]) {
            if (--waits_for[next] == 0) order.push_back(next);
        }
    }
    for (std::size_t at = 0; at < creates.size(); ++at) {
        if (waits_for[at] != 0) order.push_back(at);
    }
    std::vector<std::pair<std::string, json::object>> sorted;
    sorted.reserve(creates.size());
    for (const std::size_t at : order) sorted.push_back(std::move(creates[at]));
    creates = std::move(sorted);
}

std::expected<void, SetError> prepare_create(const Context& context, const SetRules& rules,
                                             json::object& object) {
    std::vector<std::string> wrong;
    for (auto& member : object) {
        const Property* const property = find_property(*rules.type, member.key());
        if (property == nullptr) {
            if (!rules.also || !rules.also(member.key())) wrong.emplace_back(member.key());
            continue;
        }
        const auto real = [&](std::string_view id) { return context.resolve(id); };
        if (property->writes == Property::Who::server || !replace_ids(property->type, member.value(), real) ||
            !is_of(property->type, member.value())) {
            wrong.emplace_back(member.key());
        }
    }
    if (wrong.empty()) return {};
    return std::unexpected(invalid_properties(
        std::move(wrong), "Not properties of this type, or only the server's to set, or of a wrong type."));
}

std::expected<void, SetError> check_update(const SetRules& rules, const json::object& before,
                                           const json::object& after) {
    std::vector<std::string> wrong;
    for (const auto& member : after) {
        const Property* const property = find_property(*rules.type, member.key());
        const json::value* const was = before.if_contains(member.key());
        const bool same = was != nullptr && *was == member.value();
        if (property == nullptr) {
            if (!rules.also || !rules.also(member.key())) wrong.emplace_back(member.key());
        } else if (!same &&
                   (property->writes != Property::Who::client || !is_of(property->type, member.value()))) {
            wrong.emplace_back(member.key());
        }
    }
    for (const auto& member : before) {
        const Property* const property = find_property(*rules.type, member.key());
        if (property != nullptr && property->writes != Property::Who::client &&
            !after.contains(member.key()) && !member.value().is_null()) {
            wrong.emplace_back(member.key());
        }
    }
    if (wrong.empty()) return {};
    return std::unexpected(invalid_properties(
        std::move(wrong), "Not properties of this type, or not the client's to change, or of a wrong type."));
}

std::expected<json::object, SetError> resolve_patch(const Context& context, const SetRules& rules,
                                                    const json::object& patch) {
    const auto real = [&](std::string_view id) { return context.resolve(id); };
    json::object resolved;
    for (const auto& member : patch) {
        const std::string_view key = member.key();
        const std::size_t slash = std::min(key.find('/'), key.size());
        const auto name = unescape_pointer_token(key.substr(0, slash));
        const Property* const property = name ? find_property(*rules.type, *name) : nullptr;
        json::value value = member.value();
        std::string path(key);
        bool found = true;
        if (slash == key.size()) {
            if (property != nullptr) found = replace_ids(property->type, value, real);
        } else if (key.substr(slash + 1).starts_with('#') && property != nullptr &&
                   property->type.starts_with("Id[")) {
            const auto id = context.resolve(key.substr(slash + 1));
            found = id.has_value();
            if (found) path = std::string(key.substr(0, slash + 1)) + *id;
        }
        if (!found) {
            return std::unexpected(
                invalid_properties({*name}, "A creation id stands for nothing that was created."));
        }
        resolved.insert_or_assign(path, std::move(value));
    }
    return resolved;
}

void SetAnswer::created(std::string_view creation_id, json::object set_by_server) {
    created_.insert_or_assign(creation_id, std::move(set_by_server));
}
void SetAnswer::not_created(std::string_view creation_id, const SetError& error) {
    not_created_.insert_or_assign(creation_id, error.to_object());
}
void SetAnswer::updated(std::string_view id, std::optional<json::object> changed_by_server) {
    json::value changed;
    if (changed_by_server && !changed_by_server->empty()) changed = std::move(*changed_by_server);
    updated_.insert_or_assign(id, std::move(changed));
}
void SetAnswer::not_updated(std::string_view id, const SetError& error) {
    not_updated_.insert_or_assign(id, error.to_object());
}
void SetAnswer::destroyed(std::string_view id) { destroyed_.emplace_back(id); }
void SetAnswer::not_destroyed(std::string_view id, const SetError& error) {
    not_destroyed_.insert_or_assign(id, error.to_object());
}

json::object SetAnswer::finish(const Context& context, std::string_view new_state) && {
    json::object answer;
    answer["accountId"] = context.account_id();
    answer["oldState"] = old_state_;
    answer["newState"] = new_state;
    answer["created"] = null_if_empty(std::move(created_));
    answer["updated"] = null_if_empty(std::move(updated_));
    if (destroyed_.empty()) {
        answer["destroyed"] = nullptr;
    } else {
        answer["destroyed"] = std::move(destroyed_);
    }
    answer["notCreated"] = null_if_empty(std::move(not_created_));
    answer["notUpdated"] = null_if_empty(std::move(not_updated_));
    answer["notDestroyed"] = null_if_empty(std::move(not_destroyed_));
    return answer;
}

namespace {

/// One call under way; a member of run_set()'s frame.
class Setting {
public:
    Setting(Lent<Context> context, SetRules rules, Lent<Setter> setter)
        : context_(context),
          rules_(std::move(rules)),
          setter_(setter),
          answer_(setter->state()),
          turns_(&context->room().clock(), slice_max) {}

    Task<> create(std::string creation_id, json::object object) {
        if (!co_await go_on()) {
            answer_.not_created(creation_id, closed());
            co_return;
        }
        if (rules_.singleton) {
            answer_.not_created(creation_id, {"singleton", "There is one already, and no other."});
            co_return;
        }
        if (auto prepared = prepare_create(*context_, rules_, object); !prepared) {
            answer_.not_created(creation_id, prepared.error());
            co_return;
        }
        auto made = co_await setter_->create(std::move(object));
        if (!made) {
            answer_.not_created(creation_id, made.error());
            co_return;
        }
        context_->created(creation_id, made->id);
        made->set_by_server["id"] = made->id;
        answer_.created(creation_id, std::move(made->set_by_server));
    }

    Task<> update(std::string key, json::object patch) {
        if (!co_await go_on()) {
            answer_.not_updated(key, closed());
            co_return;
        }
        const auto id = context_->resolve(key);
        if (!id) {
            answer_.not_updated(key, not_found());
            co_return;
        }
        auto changed = co_await change(*id, std::move(patch));
        if (changed) {
            answer_.updated(*id, std::move(*changed));
        } else {
            answer_.not_updated(*id, changed.error());
        }
    }

    Task<> destroy(std::string key) {
        if (!co_await go_on()) {
            answer_.not_destroyed(key, closed());
            co_return;
        }
        const auto id = context_->resolve(key);
        if (!id) {
            answer_.not_destroyed(key, not_found());
            co_return;
        }
        if (rules_.singleton) {
            const auto there = co_await setter_->read(*id, {});
            answer_.not_destroyed(*id, there ? SetError{"singleton", "It is always there."} : there.error());
            co_return;
        }
        const auto gone = co_await setter_->destroy(*id);
        if (gone) {
            answer_.destroyed(*id);
        } else {
            answer_.not_destroyed(*id, gone.error());
        }
    }

    void will_destroy(std::string_view id) {
        answer_.not_updated(id, {"willDestroy", "The same call destroys it."});
    }

    json::object finish() { return std::move(answer_).finish(*context_, setter_->state()); }

private:
    /// Between two objects everybody else goes on. False: the account was closed to this call meanwhile.
    Task<bool> go_on() {
        if (turns_.is_over()) {
            co_await turns_.pass();
            open_ = open_ && context_->room().is_open_still();
        }
        co_return open_;
    }

    Task<Setter::Outcome<std::optional<json::object>>> change(std::string id, json::object patch) {
        auto resolved = resolve_patch(*context_, rules_, patch);
        if (!resolved) co_return std::unexpected(std::move(resolved.error()));
        const std::set<std::string> touched = touched_properties(*resolved);
        std::vector<std::string> unknown;
        for (const std::string& name : touched) {
            if (find_property(*rules_.type, name) == nullptr && !(rules_.also && rules_.also(name))) {
                unknown.push_back(name);
            }
        }
        if (!unknown.empty()) {
            co_return std::unexpected(invalid_properties(std::move(unknown), "Not properties of this type."));
        }
        auto before = co_await setter_->read(id, {touched.begin(), touched.end()});
        if (!before) co_return std::unexpected(std::move(before.error()));
        json::object after = *before;
        const auto by_default = [this](std::string_view name) { return setter_->default_for(name); };
        if (auto applied = apply_patch(after, *resolved, by_default); !applied) {
            co_return std::unexpected(SetError{"invalidPatch", std::move(applied.error())});
        }
        if (auto checked = check_update(rules_, *before, after); !checked) {
            co_return std::unexpected(std::move(checked.error()));
        }
        co_return co_await setter_->update(std::move(id), std::move(*before), std::move(after));
    }

    const Lent<Context> context_;
    const SetRules rules_;
    const Lent<Setter> setter_;
    SetAnswer answer_;
    net::Turns turns_;
    bool open_ = true;
};

}  // namespace

Task<Answer> run_set(Lent<Context> context, SetRules rules, Lent<Setter> setter, json::object arguments) {
    auto call = read_set(*context, setter->state(), std::move(arguments));
    if (!call) co_return std::unexpected(std::move(call.error()));
    order_creates(*rules.type, call->creates);
    Setting setting(context, std::move(rules), setter);
    for (auto& [creation_id, object] : call->creates) {
        co_await setting.create(std::move(creation_id), std::move(object));
    }
    std::set<std::string> doomed;
    for (const std::string& key : call->destroys) doomed.insert(context->resolve(key).value_or(key));
    for (auto& [key, patch] : call->updates) {
        if (doomed.contains(context->resolve(key).value_or(key))) {
            setting.will_destroy(context->resolve(key).value_or(key));
        } else {
            co_await setting.update(std::move(key), std::move(patch));
        }
    }
    for (std::string& key : call->destroys) co_await setting.destroy(std::move(key));
    co_return setting.finish();
}

}  // namespace milpa::jmap

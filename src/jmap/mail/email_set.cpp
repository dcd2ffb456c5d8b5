// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/mail/email_set.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "jmap/mail/email.hpp"
#include "jmap/mail/email_create.hpp"
#include "jmap/mail/email_store.hpp"
#include "jmap/mail/ids.hpp"
#include "jmap/patch.hpp"

namespace milpa::jmap {

namespace account = mail::account;

namespace {

SetError not_found() { return {"notFound", "There is no such email.", {}, {}}; }

bool is_header_property(std::string_view name) { return parse_header_property(name).has_value(); }

template <class T>
std::vector<T> without(const std::vector<T>& from, const std::vector<T>& taken) {
    std::vector<T> left;
    for (const T& one : from) {
        if (std::ranges::find(taken, one) == taken.end()) left.push_back(one);
    }
    return left;
}

account::Flags without(const account::Flags& from, const account::Flags& taken) {
    return {.system = static_cast<std::uint8_t>(from.system & ~taken.system),
            .keywords = without(from.keywords, taken.keywords)};
}

/// What a patch makes of an email: only what differs, so that what others change meanwhile stays.
struct Change {
    account::Flags add, remove;
    std::vector<account::MailboxId> into, out_of;
    auto key() const {
        return std::tie(add.system, add.keywords, remove.system, remove.keywords, into, out_of);
    }
    bool operator<(const Change& other) const { return key() < other.key(); }
};

class EmailSetting {
public:
    EmailSetting(Lent<Context> context, std::string state)
        : context_(context),
          answer_(std::move(state)),
          rules_{.type = &email_type, .also = is_header_property} {}

    Task<> create(std::string creation_id, json::object email) {
        if (auto prepared = prepare_create(*context_, rules_, email); !prepared) {
            answer_.not_created(creation_id, prepared.error());
            co_return;
        }
        auto made = co_await create_email(context_, std::move(email));
        if (!made) {
            answer_.not_created(creation_id, made.error());
            co_return;
        }
        context_->created(creation_id, std::string(made->at("id").as_string()));
        answer_.created(creation_id, std::move(*made));
    }

    /// Noted, and done by finish().
    void update(const std::string& key, const json::object& patch, const std::set<std::string>& doomed) {
        const auto id = context_->resolve(key);
        const auto record = id ? read_email_id(*id) : std::nullopt;
        if (!record || !state().is_shown(*record)) return answer_.not_updated(id.value_or(key), not_found());
        if (doomed.contains(*id))
            return answer_.not_updated(*id, {"willDestroy", "The same call destroys it.", {}, {}});
        auto change = read_change(*record, patch);
        if (!change) return answer_.not_updated(*id, change.error());
        changes_[std::move(*change)].push_back(*record);
        updated_.emplace_back(*record, *id);
    }

    void destroy(const std::string& key) {
        const auto id = context_->resolve(key);
        const auto record = id ? read_email_id(*id) : std::nullopt;
        if (!record || !state().is_shown(*record))
            return answer_.not_destroyed(id.value_or(key), not_found());
        destroyed_.emplace_back(*record, *id);
    }

    Task<std::expected<json::object, MethodError>> finish() {
        std::map<account::Record, SetError> refused;
        if (!updated_.empty() || !destroyed_.empty()) {
            const auto done = co_await context_->account().update(take_updates(), context_->room().quota());
            if (!done && done.error().kind != ErrorKind::limit)
                co_return std::unexpected(error_for(done.error()));
            if (done) {
                for (const auto& [record, error] : done->refused) refused.emplace(record, refusal(error));
            } else {
                const SetError no_room{"overQuota", "There is no room for so much.", {}, {}};
                for (const auto& [record, id] : updated_) refused.emplace(record, no_room);
                for (const auto& [record, id] : destroyed_) refused.emplace(record, no_room);
            }
        }
        for (const auto& [record, id] : updated_) {
            const auto why = refused.find(record);
            why == refused.end() ? answer_.updated(id, std::nullopt) : answer_.not_updated(id, why->second);
        }
        for (const auto& [record, id] : destroyed_) {
            const auto why = refused.find(record);
            why == refused.end() ? answer_.destroyed(id) : answer_.not_destroyed(id, why->second);
        }
        co_return std::move(answer_).finish(*context_, state_text(state().seq()));
    }

private:
    const account::State& state() const { return context_->account().state(); }

    static SetError refusal(const Error& error) {
        switch (error.kind) {
            case ErrorKind::missing: return not_found();
            case ErrorKind::conflict:
                return invalid_properties({"mailboxIds"}, "An email is in one mailbox at least.");
            case ErrorKind::limit:
                return {"tooManyKeywords", "There are too many different keywords.", {}, {}};
            default: return set_error_for(error);
        }
    }

    /// Of the properties that can be told from memory; all others never change, and need not be sent.
    json::object known(account::Record record, const std::set<std::string>& touched) const {
        const EmailMeta meta = email_meta(state(), record);
        json::object before;
        for (const std::string& name : touched) {
            if (name == "mailboxIds" || name == "keywords") {
                json::object& set = before[name].emplace_object();
                for (const std::string& one : name == "keywords" ? meta.keywords : meta.mailbox_ids)
                    set[one] = true;
            } else if (name == "id") {
                before[name] = meta.id;
            } else if (name == "blobId") {
                before[name] = meta.blob_id;
            } else if (name == "threadId") {
                before[name] = meta.thread_id;
            } else if (name == "size") {
                before[name] = state().find_record(record)->size;
            }
        }
        return before;
    }

    std::expected<Change, SetError> read_change(account::Record record, const json::object& patch) const {
        auto resolved = resolve_patch(*context_, rules_, patch);
        if (!resolved) return std::unexpected(std::move(resolved.error()));
        const std::set<std::string> touched = touched_properties(*resolved);
        const json::object before = known(record, touched);
        json::object after = before;
        const json::value no_keywords = json::object();
        const auto by_default = [&](std::string_view name) {
            return name == "keywords" ? &no_keywords : nullptr;
        };
        if (auto applied = apply_patch(after, *resolved, by_default); !applied)
            return std::unexpected(SetError{"invalidPatch", std::move(applied.error()), {}, {}});
        std::vector<std::string> wrong;
        for (const std::string& name : touched) {
            const json::value* is = after.if_contains(name);
            const json::value* was = before.if_contains(name);
            const bool may_change = name == "mailboxIds" || name == "keywords";
            if (!may_change && (is == nullptr || was == nullptr || *is != *was)) wrong.push_back(name);
            if (may_change && (is == nullptr || !is->is_object())) wrong.push_back(name);
        }
        if (!wrong.empty())
            return std::unexpected(
                invalid_properties(std::move(wrong), "What a message says cannot be changed."));
        return difference(record, after);
    }

    std::expected<Change, SetError> difference(account::Record record, const json::object& after) const {
        Change change;
        if (const json::value* keywords = after.if_contains("keywords")) {
            const auto flags = read_keywords(*keywords);
            if (!flags) return std::unexpected(flags.error());
            account::Flags now = state().flags_of(record);
            now.system &= static_cast<std::uint8_t>(~account::flag_deleted);
            for (std::string& one : now.keywords) one = mail::message::lower_case(one);
            change.add = without(*flags, now);
            change.remove = without(now, *flags);
        }
        if (const json::value* mailboxes = after.if_contains("mailboxIds")) {
            const auto ids = read_mailboxes(state(), *mailboxes);
            if (!ids) return std::unexpected(ids.error());
            const auto now = state().mailboxes_of(record);
            change.into = without(*ids, now);
            change.out_of = without(now, *ids);
        }
        return change;
    }

    std::vector<account::EmailUpdate> take_updates() {
        std::vector<account::EmailUpdate> updates;
        for (auto& [change, records] : changes_) {
            updates.push_back({.records = std::move(records),
                               .add = change.add,
                               .remove = change.remove,
                               .into = change.into,
                               .out_of = change.out_of});
        }
        if (!destroyed_.empty()) {
            account::EmailUpdate& gone = updates.emplace_back();
            gone.destroy = true;
            for (const auto& [record, id] : destroyed_) gone.records.push_back(record);
        }
        return updates;
    }

    const Lent<Context> context_;
    SetAnswer answer_;
    const SetRules rules_;
    std::map<Change, std::vector<account::Record>> changes_;  // those that change alike
    std::vector<std::pair<account::Record, std::string>> updated_;
    std::vector<std::pair<account::Record, std::string>> destroyed_;
};

}  // namespace

Task<Answer> set_emails(Lent<Context> context, json::object arguments) {
    const auto loaded = co_await context->account().need_threads();
    if (!loaded) co_return std::unexpected(error_for(loaded.error()));
    const std::string state = state_text(context->account().state().seq());
    auto call = read_set(*context, state, std::move(arguments));
    if (!call) co_return std::unexpected(std::move(call.error()));
    EmailSetting setting(context, state);
    for (auto& [creation_id, email] : call->creates) co_await setting.create(creation_id, std::move(email));
    std::set<std::string> doomed;
    for (const std::string& key : call->destroys) doomed.insert(context->resolve(key).value_or(key));
    for (const auto& [key, patch] : call->updates) setting.update(key, patch, doomed);
    for (const std::string& key : call->destroys) setting.destroy(key);
    auto answer = co_await setting.finish();
    context->room().settle();
    co_return answer;
}

}  // namespace milpa::jmap

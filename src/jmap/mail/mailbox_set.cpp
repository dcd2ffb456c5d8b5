// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>

#include "jmap/mail/header_forms.hpp"
#include "jmap/mail/ids.hpp"
#include "jmap/mail/mailbox.hpp"

namespace milpa::jmap {

namespace account = mail::account;

namespace {

/// RFC 8621 2, as far as one property goes.
std::optional<std::uint32_t> read_sort_order(const json::value& value) {
    const auto number = value.to_number<std::uint64_t>();
    if (number >= account::sort_order_end) return std::nullopt;
    return static_cast<std::uint32_t>(number);
}

class MailboxSetter final : public Setter {
public:
    MailboxSetter(Lent<Context> context, bool remove_emails)
        : context_(context), remove_emails_(remove_emails) {}

    std::string state() const override { return state_text(context_->account().state().seq()); }

    Task<Outcome<New>> create(json::object object) override {
        account::NewMailbox made{
            .name = {}, .use = {}, .sort_order = 0, .subscribe = flag_of(object, "isSubscribed", true)};
        auto path = path_of(object, nullptr);
        if (!path) co_return std::unexpected(std::move(path.error()));
        made.name = std::move(*path);
        auto use = use_of(object, nullptr);
        if (!use) co_return std::unexpected(std::move(use.error()));
        made.use = *use;
        auto order = order_of(object);
        if (!order) co_return std::unexpected(std::move(order.error()));
        made.sort_order = order->value_or(0);
        const auto done = co_await context_->account().create(std::move(made));
        if (!done) co_return std::unexpected(set_error(done.error()));
        json::object all = mailbox_json(account_state(), *account_state().find(done->mailbox), {});
        for (const auto& [name, value] : object) {
            // What was sent is known; a name may have been made NFC.
            if (all.contains(name) && all.at(name) == value) all.erase(name);
        }
        all.erase("id");
        co_return New{.id = mailbox_id(done->mailbox), .set_by_server = std::move(all)};
    }

    Task<Outcome<json::object>> read(std::string id, std::vector<std::string> properties) override {
        const account::Mailbox* mailbox = find(id);
        if (mailbox == nullptr) co_return std::unexpected(not_found());
        const json::object all = mailbox_json(account_state(), *mailbox, {});
        json::object wanted;
        for (const std::string& name : properties) wanted[name] = all.at(name);
        co_return wanted;
    }

    Task<Outcome<std::optional<json::object>>> update(std::string id, json::object before,
                                                      json::object after) override {
        const account::Mailbox* mailbox = find(id);
        if (mailbox == nullptr) co_return std::unexpected(not_found());
        account::MailboxChange change;
        auto order = order_of(after);
        if (!order) co_return std::unexpected(std::move(order.error()));
        change.sort_order = *order;
        if (after.contains("isSubscribed")) change.subscribed = flag_of(after, "isSubscribed");
        if (differs(before, after, "role")) {
            auto use = use_of(after, mailbox);
            if (!use) co_return std::unexpected(std::move(use.error()));
            change.use = *use;
        }
        if (differs(before, after, "name") || differs(before, after, "parentId")) {
            auto path = path_of(after, mailbox);
            if (!path) co_return std::unexpected(std::move(path.error()));
            change.name = std::move(*path);
        }
        const auto done = co_await context_->account().change(mailbox->id, std::move(change));
        if (!done) co_return std::unexpected(set_error(done.error()));
        co_return std::nullopt;
    }

    Task<Outcome<void>> destroy(std::string id) override {
        const account::Mailbox* mailbox = find(id);
        if (mailbox == nullptr) co_return std::unexpected(not_found());
        if (mailbox->id == account::inbox_id)
            co_return std::unexpected(SetError{"forbidden", "The inbox is always there.", {}, {}});
        const bool has_child = has_children(*mailbox);
        using Messages = account::Account::Messages;
        const auto done = co_await context_->account().destroy(
            mailbox->id, remove_emails_ ? Messages::removed : Messages::refused);
        if (done) co_return Outcome<void>();
        if (done.error().kind != ErrorKind::conflict) co_return std::unexpected(set_error_for(done.error()));
        co_return std::unexpected(has_child
                                      ? SetError{"mailboxHasChild", "There are mailboxes in it.", {}, {}}
                                      : SetError{"mailboxHasEmail", "There are emails in it.", {}, {}});
    }

    const json::value* default_for(std::string_view property) const override {
        static const json::value none;
        static const json::value first = 0;
        static const json::value shown = true;
        if (property == "sortOrder") return &first;
        if (property == "isSubscribed") return &shown;
        return property == "parentId" || property == "role" ? &none : nullptr;
    }

private:
    const account::State& account_state() const { return context_->account().state(); }

    const account::Mailbox* find(std::string_view id) const {
        const auto number = read_mailbox_id(id);
        return number ? account_state().find(*number) : nullptr;
    }

    static SetError not_found() { return {"notFound", "There is no such mailbox.", {}, {}}; }

    static bool differs(const json::object& before, const json::object& after, std::string_view name) {
        const json::value* is = after.if_contains(name);
        const json::value* was = before.if_contains(name);
        return (is == nullptr) != (was == nullptr) || (is != nullptr && *is != *was);
    }

    bool has_children(const account::Mailbox& mailbox) const {
        const std::string prefix = mailbox.name + "/";
        const auto next = account_state().names().lower_bound(prefix);
        return next != account_state().names().end() && next->first.starts_with(prefix);
    }

    /// What the fold refuses was found by others before us, mostly.
    static SetError set_error(const Error& error) {
        switch (error.kind) {
            case ErrorKind::conflict:
                return invalid_properties({"name"}, "There is a mailbox of that name, or of that role.");
            case ErrorKind::denied:
                return invalid_properties({"parentId"},
                                          "A mailbox cannot be in itself, nor the inbox elsewhere.");
            case ErrorKind::syntax: return invalid_properties({"name"}, "That cannot be a name.");
            case ErrorKind::limit:
                return {"overQuota", "A name is too long, or there are too many mailboxes.", {}, {}};
            default: return set_error_for(error);
        }
    }

    /// The whole name of a mailbox that has these properties, or keeps what they do not name.
    Outcome<std::string> path_of(const json::object& object, const account::Mailbox* now) const {
        std::string parent(now != nullptr ? account::parent_name(now->name) : std::string_view());
        if (const json::value* id = object.if_contains("parentId")) {
            const account::Mailbox* given = id->is_string() ? find(id->get_string()) : nullptr;
            if (id->is_string() && given == nullptr)
                return std::unexpected(invalid_properties({"parentId"}, "There is no such mailbox."));
            parent = given != nullptr ? given->name : "";
        }
        std::string name(now != nullptr ? level_name(*now) : std::string_view());
        if (const auto given = text_of(object, "name")) name = to_nfc(*given);
        if (now != nullptr && now->id == account::inbox_id)
            return std::unexpected(invalid_properties({"name"}, "The inbox cannot be renamed."));
        if (name.empty() || name.find('/') != std::string::npos || name.size() > mailbox_level_octets_max ||
            name.starts_with(' ') || name.ends_with(' '))
            return std::unexpected(
                invalid_properties({"name"}, "A name is not empty, not too long, and without \"/\"."));
        std::string path = parent.empty() ? name : parent + "/" + name;
        auto normalized = account::normalize_name(path);
        if (!normalized) return std::unexpected(set_error(normalized.error()));
        const account::Mailbox* other = account_state().find(*normalized);
        if (other != nullptr && other != now)
            return std::unexpected(invalid_properties({"name"}, "There is a mailbox of that name."));
        return std::move(*normalized);
    }

    Outcome<account::SpecialUse> use_of(const json::object& object, const account::Mailbox* now) const {
        const auto role = text_of(object, "role");
        const bool inbox = now != nullptr && now->id == account::inbox_id;
        if (!role && !inbox) return account::SpecialUse::none;
        const auto use = role ? read_role(*role) : std::nullopt;
        if (!use || inbox) return std::unexpected(invalid_properties({"role"}, "That role cannot be given."));
        const account::Mailbox* other = account_state().find(*use);
        if (other != nullptr && other != now)
            return std::unexpected(invalid_properties({"role"}, "Another mailbox has that role."));
        return *use;
    }

    static Outcome<std::optional<std::uint32_t>> order_of(const json::object& object) {
        const json::value* given = object.if_contains("sortOrder");
        if (given == nullptr) return std::nullopt;
        const auto order = read_sort_order(*given);
        if (!order) return std::unexpected(invalid_properties({"sortOrder"}, "It must be below 2^31."));
        return order;
    }

    const Lent<Context> context_;
    const bool remove_emails_;
};

}  // namespace

Task<Answer> set_mailboxes(Lent<Context> context, json::object arguments) {
    MailboxSetter setter(context, flag_of(arguments, "onDestroyRemoveEmails"));
    Answer answer =
        co_await run_set(context, {.type = &mailbox_type, .also = {}}, &setter, std::move(arguments));
    context->room().settle();
    co_return answer;
}

}  // namespace milpa::jmap

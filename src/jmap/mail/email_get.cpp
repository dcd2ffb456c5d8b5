// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>
#include <array>

#include "jmap/blob.hpp"
#include "jmap/mail/email.hpp"
#include "jmap/mail/email_reading.hpp"
#include "jmap/mail/fold_changes.hpp"
#include "jmap/mail/ids.hpp"
#include "mail/message/header.hpp"

namespace milpa::jmap {

namespace account = mail::account;
namespace message = mail::message;

namespace {

struct SystemKeyword {
    std::string_view name;
    std::uint8_t flag;
};
constexpr std::array system_keywords{
    SystemKeyword{"$answered", account::flag_answered},
    SystemKeyword{"$draft", account::flag_draft},
    SystemKeyword{"$flagged", account::flag_flagged},
    SystemKeyword{"$seen", account::flag_seen},
};

/// RFC 8621 4.1.1.
bool is_keyword(std::string_view keyword) {
    return !keyword.empty() && keyword.size() <= 255 && std::ranges::all_of(keyword, [](char c) {
        return c > 0x20 && c < 0x7f && std::string_view("(){]%*\"\\").find(c) == std::string_view::npos;
    });
}

/// The properties that are told without any facts.
json::object plain_json(const EmailProperties& properties, const EmailMeta& meta, std::uint64_t size) {
    events::MessageFacts facts;
    facts.set_size(size);
    return EmailView(properties, facts, meta.blob_id).json(&meta);
}

/// One Email, in full. Nothing when it went meanwhile.
Task<Result<std::optional<json::object>>> full_json(Lent<Context> context,
                                                    Lent<const EmailProperties> properties,
                                                    account::Record record,
                                                    Lent<const events::StoredMessage> stored) {
    // Made before anything is waited for: it and the facts are of one time.
    const EmailMeta meta = email_meta(context->account().state(), record);
    EmailView view(*properties, stored->facts(), meta.blob_id);
    if (view.needs_header() || !view.needs().empty()) {
        CO_TRY(auto reader, context->account().open_message(*stored));
        StoredOctets octets(std::move(reader));
        const auto read = co_await read_needs(&view, &octets, &context->room().clock());
        if (!read && read.error().kind == ErrorKind::missing) co_return std::nullopt;
        if (!read) co_return read.error();
    }
    json::object made = view.json(&meta);
    made["id"] = meta.id;
    co_return made;
}

struct Wanted {
    std::vector<account::Record> records;
    std::vector<std::string> gone;
};

Wanted wanted_records(const account::State& state, const std::vector<std::string>& ids) {
    Wanted wanted;
    for (const std::string& id : ids) {
        const auto record = read_email_id(id);
        if (record && state.is_shown(*record)) {
            wanted.records.push_back(*record);
        } else {
            wanted.gone.push_back(id);
        }
    }
    return wanted;
}

}  // namespace

std::vector<std::string> keywords_json(const account::Flags& flags) {
    std::vector<std::string> names;
    for (const SystemKeyword& keyword : system_keywords) {
        if ((flags.system & keyword.flag) != 0) names.emplace_back(keyword.name);
    }
    for (const std::string& keyword : flags.keywords) names.push_back(message::lower_case(keyword));
    std::ranges::sort(names);
    return names;
}

std::optional<account::Flags> read_keyword(std::string_view keyword) {
    if (!is_keyword(keyword)) return std::nullopt;
    account::Flags flags;
    const std::string name = message::lower_case(keyword);
    const auto* found = std::ranges::find(system_keywords, name, &SystemKeyword::name);
    if (found != system_keywords.end()) {
        flags.system = found->flag;
    } else {
        flags.keywords.push_back(name);
    }
    return flags;
}

EmailMeta email_meta(const account::State& state, account::Record record) {
    const account::RecordInfo& info = *state.find_record(record);
    EmailMeta meta;
    meta.id = email_id(record);
    meta.blob_id = message_blob_id(record);
    meta.thread_id = thread_id(info.thread);
    for (const account::MailboxId id : state.mailboxes_of(record)) meta.mailbox_ids.push_back(mailbox_id(id));
    meta.keywords = keywords_json(state.flags_of(record));
    meta.received_ms = info.internal_date_ms;
    return meta;
}

Task<Answer> get_emails(Lent<Context> context, json::object arguments) {
    const auto account_checked = context->check_account(arguments);
    if (!account_checked) co_return std::unexpected(account_checked.error());
    const auto properties = EmailProperties::from(arguments, EmailDefaults::get);
    if (!properties) co_return std::unexpected(properties.error());
    json::object ids_only;
    for (const char* name : {"accountId", "ids"}) {
        if (arguments.contains(name)) ids_only[name] = arguments[name];
    }
    const auto get = read_get(*context, email_type, ids_only);
    if (!get) co_return std::unexpected(get.error());
    if (!get->ids)
        co_return std::unexpected(MethodError{"requestTooLarge", "Name the emails that are wanted.", {}});
    if (properties->wants(EmailProperty::thread_id)) {
        const auto loaded = co_await context->account().need_threads();
        if (!loaded) co_return std::unexpected(error_for(loaded.error()));
    }
    const account::State& state = context->account().state();
    const std::string at = state_text(state.seq());
    const Wanted wanted = wanted_records(state, *get->ids);
    GetAnswer answer;
    for (const std::string& id : wanted.gone) answer.miss(id);
    if (!properties->wants_facts()) {
        for (const account::Record record : wanted.records) {
            const EmailMeta meta = email_meta(state, record);
            json::object made = plain_json(*properties, meta, state.find_record(record)->size);
            made["id"] = meta.id;
            answer.add(std::move(made));
        }
        co_return std::move(answer).finish(*context, at);
    }
    auto facts = co_await context->account().records_facts(wanted.records);
    if (!facts) co_return std::unexpected(error_for(facts.error()));
    for (std::size_t i = 0; i < wanted.records.size(); ++i) {
        const account::Record record = wanted.records[i];
        const auto& stored = (*facts)[i];
        if (!stored || !context->account().state().is_shown(record)) {
            answer.miss(email_id(record));
            continue;
        }
        auto made = co_await full_json(context, &*properties, record, &*stored);
        if (!made) co_return std::unexpected(error_for(made.error()));
        *made ? answer.add(std::move(**made)) : answer.miss(email_id(record));
    }
    co_return std::move(answer).finish(*context, at);
}

Task<Answer> change_emails(Lent<Context> context, json::object arguments) {
    const auto asked = read_fold_changes(*context, arguments);
    if (!asked) co_return std::unexpected(asked.error());
    const auto changes = account::record_changes(context->account().state(), asked->since, asked->call.max);
    if (!changes) co_return std::unexpected(cannot_calculate_changes());
    co_return fold_changes_answer(*context, asked->call, *changes, email_id);
}

}  // namespace milpa::jmap

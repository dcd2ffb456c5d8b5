// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/mail/mail.hpp"

#include <array>

#include "jmap/blob.hpp"
#include "jmap/mail/email.hpp"
#include "jmap/mail/email_create.hpp"
#include "jmap/mail/email_filter.hpp"
#include "jmap/mail/email_set.hpp"
#include "jmap/mail/email_sort.hpp"
#include "jmap/mail/ids.hpp"
#include "jmap/mail/mailbox.hpp"
#include "jmap/mail/thread.hpp"
#include "jmap/mail/with_arguments.hpp"
#include "jmap/query.hpp"

namespace milpa::jmap {

namespace account = mail::account;

namespace {

constexpr Argument collapse[] = {{"collapseThreads", "Boolean", "Of each thread the first email only."}};
constexpr Argument destroy_more[] = {{"onDestroyRemoveEmails", "Boolean",
                                      "Emails in a mailbox that is destroyed leave it, and may go with it."}};
constexpr Argument snippet_arguments[] = {
    {"accountId", "Id", "Whose emails these are.", true},
    {"filter", "Object|null", "As it was in the query."},
    {"emailIds", "Id[]", "Those that snippets are wanted of.", true},
};
constexpr auto mailbox_query = with(query_arguments, mailbox_query_more);
constexpr auto mailbox_query_changes = with(query_changes_arguments, mailbox_query_more);
constexpr auto mailbox_set = with(set_arguments, destroy_more);
constexpr auto email_get = with(get_arguments, email_body_arguments);
constexpr auto email_parse = with(parse_arguments, email_body_arguments);
constexpr auto email_query = with(query_arguments, collapse);
constexpr auto email_query_changes = with(query_changes_arguments, collapse);

constexpr std::string_view mail = mail_capability;

constexpr Method methods[] = {
    {"Mailbox/get", mail, "Mailboxes, by id or all.", "RFC 8621 2.1", get_arguments, get_mailboxes},
    {"Mailbox/changes", mail, "Mailboxes that changed since a state.", "RFC 8621 2.2", changes_arguments,
     change_mailboxes},
    {"Mailbox/query", mail, "Ids of mailboxes, filtered and sorted.", "RFC 8621 2.3", mailbox_query,
     query_mailboxes},
    {"Mailbox/queryChanges", mail, "What changed in the results of a query.", "RFC 8621 2.4",
     mailbox_query_changes, query_mailbox_changes},
    {"Mailbox/set", mail, "Makes, changes and destroys mailboxes.", "RFC 8621 2.5", mailbox_set,
     set_mailboxes, true},
    {"Thread/get", mail, "The emails of threads.", "RFC 8621 3.1", get_arguments, get_threads},
    {"Thread/changes", mail, "Threads that changed since a state.", "RFC 8621 3.2", changes_arguments,
     change_threads},
    {"Email/get", mail, "Emails, by id.", "RFC 8621 4.2", email_get, get_emails},
    {"Email/changes", mail, "Emails that changed since a state.", "RFC 8621 4.3", changes_arguments,
     change_emails},
    {"Email/query", mail, "Ids of emails, filtered and sorted.", "RFC 8621 4.4", email_query, query_emails},
    {"Email/queryChanges", mail, "What changed in the results of a query.", "RFC 8621 4.5",
     email_query_changes, query_email_changes},
    {"Email/set", mail, "Makes drafts, changes keywords and mailboxes, destroys emails.", "RFC 8621 4.6",
     set_arguments, set_emails, true},
    {"Email/copy", mail, "Copies emails from another account.", "RFC 8621 4.7", copy_arguments, run_copy,
     true},
    {"Email/import", mail, "Makes emails of messages that were uploaded.", "RFC 8621 4.8", import_arguments,
     import_emails, true},
    {"Email/parse", mail, "Looks into messages that are attached or were uploaded.", "RFC 8621 4.9",
     email_parse, parse_emails},
    {"SearchSnippet/get", mail, "What a search has found, with marks.", "RFC 8621 5.1", snippet_arguments,
     get_snippets},
};

/// RFC 8621 1.5: another one with each new email, and with nothing else.
std::string delivery_state(Lent<const Context> context) {
    return "d" + std::to_string(context->account().state().record_next());
}

constexpr Property snippet_properties[] = {
    {"emailId", "Id", "The email.", Property::Who::server},
    {"subject", "String|null", "HTML: its subject with marks.", Property::Who::server},
    {"preview", "String|null", "HTML: a section of its text with marks.", Property::Who::server},
};
constexpr Type types[] = {
    mailbox_type,
    thread_type,
    email_type,
    {"SearchSnippet", mail, "Where a search has found something.", snippet_properties},
    {"EmailDelivery", mail, "Changes when an email comes.", {}, true, delivery_state},
};

/// The email that a blob is, or is a part of; nothing for what is none's.
std::optional<account::Record> email_of_blob(Lent<Context> context, std::string_view blob_id) {
    const auto id = read_blob_id(blob_id);
    const auto* record = id ? std::get_if<account::Record>(&id->base) : nullptr;
    if (record == nullptr || !context->account().state().is_shown(*record)) return std::nullopt;
    return *record;
}

std::vector<std::string> emails_with_blob(Lent<Context> context, std::string_view blob_id) {
    const auto record = email_of_blob(context, blob_id);
    return record ? std::vector{email_id(*record)} : std::vector<std::string>();
}

std::vector<std::string> mailboxes_with_blob(Lent<Context> context, std::string_view blob_id) {
    std::vector<std::string> ids;
    const auto record = email_of_blob(context, blob_id);
    if (!record) return ids;
    for (const auto id : context->account().state().mailboxes_of(*record)) ids.push_back(mailbox_id(id));
    return ids;
}

std::vector<std::string> threads_with_blob(Lent<Context> context, std::string_view blob_id) {
    const auto record = email_of_blob(context, blob_id);
    const account::RecordInfo* info = record ? context->account().state().find_record(*record) : nullptr;
    // Not looked up yet: nobody has been told of a thread.
    if (info == nullptr || info->thread == 0) return {};
    return {thread_id(info->thread)};
}

constexpr BlobUse blob_uses[] = {
    {"Email", emails_with_blob}, {"Mailbox", mailboxes_with_blob}, {"Thread", threads_with_blob}};

json::object of_server() { return {}; }

json::object of_account(Lent<const Context> context) {
    json::array sorts;
    for (const std::string_view sort : email_sorts) sorts.emplace_back(sort);
    (void)context;
    json::object made;
    made["maxMailboxesPerEmail"] = account::mailboxes_of_update_max;
    made["maxMailboxDepth"] = account::mailbox_levels_max;
    made["maxSizeMailboxName"] = mailbox_level_octets_max;
    made["maxSizeAttachmentsPerEmail"] = attachments_octets_max;
    made["emailQuerySortOptions"] = std::move(sorts);
    made["mayCreateTopLevelMailbox"] = true;
    return made;
}

constexpr Capability capabilities[] = {{mail, "Mail: mailboxes, threads and emails.", of_server, of_account}};

}  // namespace

Family mail_family() { return {capabilities, types, methods, blob_uses}; }

}  // namespace milpa::jmap

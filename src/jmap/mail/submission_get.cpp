// SPDX-License-Identifier: AGPL-3.0-or-later
#include <boost/json/parse.hpp>

#include <algorithm>

#include "jmap/blob.hpp"
#include "jmap/mail/email_submission.hpp"
#include "jmap/mail/ids.hpp"
#include "jmap/mail/submission_json.hpp"
#include "jmap/query.hpp"
#include "jmap/type.hpp"

namespace milpa::jmap {

namespace {

constexpr Argument submission_conditions[] = {
    {"identityIds", "Id[]", "It is of one of these identities."},
    {"emailIds", "Id[]", "It is of one of these emails."},
    {"threadIds", "Id[]", "It is of one of these threads."},
    {"undoStatus", "String", "Its undoStatus, exactly."},
    {"before", "UTCDate", "It was sent before that."},
    {"after", "UTCDate", "It was sent then or later."},
};
constexpr std::string_view submission_sorts[] = {"emailId", "threadId", "sentAt", "sendAt"};
constexpr QueryRules submission_rules{.conditions = submission_conditions, .sorts = submission_sorts};

json::object delivery_of(std::string_view reply, std::string_view delivered,
                         std::string_view displayed = "unknown") {
    json::object made;
    made["smtpReply"] = reply;
    made["delivered"] = delivered;
    made["displayed"] = displayed;
    return made;
}

std::int64_t send_ms(const events::EmailSubmission& submission) {
    return submission.send_ms() != 0 ? submission.send_ms() : submission.sent_ms();
}

std::string_view word_of(events::SubmissionUndo undo) {
    switch (undo) {
        case events::SUBMISSION_PENDING: return "pending";
        case events::SUBMISSION_CANCELED: return "canceled";
        default: return "final";
    }
}

std::string_view word_of(events::RecipientOutcome::Delivered delivered) {
    switch (delivered) {
        case events::RecipientOutcome::QUEUED: return "queued";
        case events::RecipientOutcome::YES: return "yes";
        case events::RecipientOutcome::NO: return "no";
        default: return "unknown";
    }
}

/// Whole messages, in the order in which they came.
json::array blob_ids(const google::protobuf::RepeatedField<std::uint32_t>& records,
                     const mail::account::State& state) {
    json::array ids;
    for (const std::uint32_t record : records) {
        if (state.is_shown(record)) ids.emplace_back(message_blob_id(record));
    }
    return ids;
}

bool has(const json::value& list, const json::value& one) {
    return std::ranges::find(list.get_array(), one) != list.get_array().end();
}

bool holds(const json::object& condition, const json::object& submission) {
    for (const auto& [name, value] : condition) {
        bool holds_one = false;
        if (name == "identityIds") holds_one = has(value, submission.at("identityId"));
        if (name == "emailIds") holds_one = has(value, submission.at("emailId"));
        if (name == "threadIds") holds_one = has(value, submission.at("threadId"));
        if (name == "undoStatus") holds_one = value == submission.at("undoStatus");
        if (name == "before" || name == "after") {
            const auto sent = read_utc_date(submission.at("sendAt").as_string());
            const auto date = read_utc_date(value.get_string());
            holds_one = name == "before" ? sent < date : sent >= date;
        }
        if (!holds_one) return false;
    }
    return true;
}

/// All results: there are submissions_max at most.
std::vector<std::string> find(Context& context, const std::optional<Filter>& filter,
                              const std::vector<Comparator>& sort) {
    std::vector<const events::EmailSubmission*> found;
    const Submissions* kept = submissions_of(context.account());
    if (kept == nullptr) return {};
    for (const auto& one : kept->submissions()) {
        const json::object made = submission_json(one.submission(), context.account().state());
        if (!filter || filter->matches([&](const json::object& condition) { return holds(condition, made); }))
            found.push_back(&one.submission());
    }
    const auto is_before = [&](const events::EmailSubmission* a, const events::EmailSubmission* b) {
        for (const Comparator& comparator : sort) {
            std::int64_t order = 0;
            if (comparator.property == "emailId") {
                order = static_cast<std::int64_t>(a->email()) - b->email();
            } else if (comparator.property == "threadId") {
                order = static_cast<std::int64_t>(a->thread()) - b->thread();
            } else {
                order = send_ms(*a) - send_ms(*b);
            }
            if (order != 0) return comparator.ascending ? order < 0 : order > 0;
        }
        return a->id() < b->id();
    };
    std::ranges::sort(found, is_before);
    std::vector<std::string> ids;
    for (const events::EmailSubmission* one : found) ids.push_back(one->id());
    return ids;
}

}  // namespace

json::object submission_json(const events::EmailSubmission& submission, const mail::account::State& state) {
    json::object made;
    made["id"] = submission.id();
    made["identityId"] = submission.identity();
    made["emailId"] = email_id(submission.email());
    made["threadId"] = thread_id(submission.thread());
    boost::system::error_code failed;
    json::value envelope = json::parse(submission.envelope(), failed);
    made["envelope"] = failed ? json::value() : std::move(envelope);
    made["sendAt"] = utc_date_text(send_ms(submission));
    made["undoStatus"] = word_of(submission.undo());
    json::object delivery;
    for (const events::RecipientOutcome& one : submission.outcomes())
        delivery[one.address()] =
            delivery_of(one.reply(), word_of(one.delivered()), one.displayed() ? "yes" : "unknown");
    // Of those that were sent before outcomes were kept.
    for (const std::string& address : submission.local())
        delivery[address] = delivery_of("250 2.1.5 Delivered to the mailbox", "yes");
    // The queue tells the sender by mail what could not be delivered.
    for (const std::string& address : submission.queued())
        delivery[address] = delivery_of("250 2.0.0 Taken for delivery elsewhere", "unknown");
    made["deliveryStatus"] = std::move(delivery);
    // It waits for nothing any more, and was never sent to anybody. Of one that was lost it is told.
    if (submission.undo() == events::SUBMISSION_CANCELED && !submission.untaken())
        made["deliveryStatus"] = nullptr;
    made["dsnBlobIds"] = blob_ids(submission.dsns(), state);
    made["mdnBlobIds"] = blob_ids(submission.mdns(), state);
    return made;
}

Task<Answer> get_submissions(Lent<Context> context, json::object arguments) {
    // Where it cannot be written down now, it is told by the next call.
    (void)co_await settle_lost(&context->account());
    const auto get = read_get(*context, submission_type, arguments);
    if (!get) co_return std::unexpected(get.error());
    const Submissions* kept = submissions_of(context->account());
    GetAnswer answer;
    const auto add = [&](const events::EmailSubmission& submission) {
        json::object made = submission_json(submission, context->account().state());
        keep_wanted(made, *get);
        answer.add(std::move(made));
    };
    if (!get->ids) {
        const auto all = check_all(*context, kept != nullptr ? kept->submissions().size() : 0);
        if (!all) co_return std::unexpected(all.error());
        if (kept != nullptr) {
            for (const auto& one : kept->submissions()) add(one.submission());
        }
    } else {
        for (const std::string& id : *get->ids) {
            const events::EmailSubmission* found = kept != nullptr ? kept->find_submission(id) : nullptr;
            found != nullptr ? add(*found) : answer.miss(id);
        }
    }
    co_return std::move(answer).finish(*context, state_text(context->account().state().seq()));
}

Task<Answer> change_submissions(Lent<Context> context, json::object arguments) {
    (void)co_await settle_lost(&context->account());
    const auto call = read_changes(*context, arguments);
    if (!call) co_return std::unexpected(call.error());
    const auto since = read_state(call->since);
    const Submissions* kept = submissions_of(context->account());
    if (!since || kept == nullptr) co_return std::unexpected(cannot_calculate_changes());
    auto changes = kept->submission_changes(*since, context->account().state().seq(), call->max);
    if (!changes) co_return std::unexpected(cannot_calculate_changes());
    ChangedIds ids;
    ids.new_state = state_text(changes->seq);
    ids.has_more = changes->has_more;
    ids.created = std::move(changes->created);
    ids.updated = std::move(changes->updated);
    ids.destroyed = std::move(changes->destroyed);
    co_return changes_answer(*context, *call, std::move(ids));
}

Task<Answer> query_submissions(Lent<Context> context, json::object arguments) {
    (void)co_await settle_lost(&context->account());
    const auto query = read_query(*context, submission_rules, arguments);
    if (!query) co_return std::unexpected(query.error());
    co_return query_answer(*context, *query, state_text(context->account().state().seq()), true,
                           find(*context, query->filter, query->sort));
}

Task<Answer> query_submission_changes(Lent<Context> context, json::object arguments) {
    (void)co_await settle_lost(&context->account());
    const auto call = read_query_changes(*context, submission_rules, arguments);
    if (!call) co_return std::unexpected(call.error());
    const auto since = read_state(call->since);
    const Submissions* kept = submissions_of(context->account());
    if (!since || kept == nullptr) co_return std::unexpected(cannot_calculate_changes());
    const std::uint64_t now = context->account().state().seq();
    auto changes = kept->submission_changes(*since, now, SIZE_MAX);
    if (!changes) co_return std::unexpected(cannot_calculate_changes());
    // One that was canceled, or is not pending any more, may have come or gone by that.
    for (const std::string& id : changes->updated) {
        changes->created.push_back(id);
        changes->destroyed.push_back(id);
    }
    co_return query_changes_answer(*context, *call, state_text(now), find(*context, call->filter, call->sort),
                                   changes->created, changes->destroyed);
}

}  // namespace milpa::jmap

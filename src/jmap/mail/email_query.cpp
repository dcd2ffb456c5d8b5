// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>
#include <unordered_set>

#include "jmap/mail/email.hpp"
#include "jmap/mail/email_filter.hpp"
#include "jmap/mail/email_sort.hpp"
#include "jmap/mail/ids.hpp"
#include "jmap/query.hpp"
#include "net/turns.hpp"
#include "store/store.hpp"

namespace milpa::jmap {

namespace account = mail::account;

namespace {

/// Ids in one answer: what a client can do something with at once.
constexpr std::uint64_t query_limit_max = 10'000;
/// Records between two looks at the clock.
constexpr std::size_t records_a_step = 1'024;

QueryRules email_rules() {
    return {.conditions = email_conditions,
            .sorts = email_sorts,
            .sort_members = email_sort_members,
            .limit_max = query_limit_max};
}

std::optional<MethodError> check(const std::optional<Filter>& filter, const std::vector<Comparator>& sort) {
    if (!is_sort_whole(sort))
        return MethodError{"invalidArguments", "A sort by keywords needs a \"keyword\".", {}};
    if (!filter) return std::nullopt;
    std::vector<const Filter*> left{&*filter};
    while (!left.empty()) {
        const Filter* one = left.back();
        left.pop_back();
        for (const Filter& part : one->parts) left.push_back(&part);
        const json::value* header = one->condition.if_contains("header");
        if (header != nullptr && (header->get_array().empty() || header->get_array().size() > 2))
            return MethodError{"invalidArguments", "\"header\" has a name, and perhaps a text.", {}};
    }
    return std::nullopt;
}

enum class Threads : std::uint8_t { whole, collapsed };

/// All results in their order.
class EmailQuery {
public:
    EmailQuery(Lent<Context> context, const std::optional<Filter>& filter,
               Lent<const std::vector<Comparator>> sort, Threads threads)
        : account_(&context->account()),
          filter_(account_, filter ? &*filter : nullptr),
          sort_(sort),
          threads_(threads) {}

    Task<Result<std::vector<account::Record>>> run() {
        if (threads_ == Threads::collapsed || sorts_by_threads(*sort_))
            CO_CHECK(co_await account_->need_threads());
        std::vector<account::Record> records = *account_->by_date(filter_.mailbox());
        if (!filter_.is_plain()) {
            CO_CHECK(co_await filter_.prepare(records));
            records = co_await matching(std::move(records));
        }
        CO_TRY(records, co_await sort_emails(account_, sort_, std::move(records)));
        if (threads_ == Threads::collapsed) collapse(records);
        co_return records;
    }

    /// Emails whose own properties did not change may come and go with others of their threads.
    bool depends_on_threads() const {
        return threads_ == Threads::collapsed || filter_.looks_at_threads() || sorts_by_threads(*sort_);
    }

private:
    Task<std::vector<account::Record>> matching(std::vector<account::Record> candidates) {
        net::Turns turns(account_->world().clock, store::slice_max);
        std::vector<account::Record> found;
        for (std::size_t at = 0; at < candidates.size(); ++at) {
            const account::RecordInfo* info = account_->state().find_record(candidates[at]);
            if (info != nullptr && info->shown != 0 && filter_.matches(account_->state(), *info))
                found.push_back(candidates[at]);
            if (at % records_a_step == records_a_step - 1 && turns.is_over()) co_await turns.pass();
        }
        co_return found;
    }

    /// RFC 8621 4.4.3: the first of each thread stays.
    void collapse(std::vector<account::Record>& records) const {
        const account::State& state = account_->state();
        std::vector<account::Record> thread_of(state.record_next());
        for (const account::RecordInfo& info : state.records()) thread_of[info.number] = info.thread;
        std::vector<bool> met(state.record_next());
        std::erase_if(records, [&](account::Record record) {
            const account::Record thread = thread_of[record];
            const bool again = met[thread];
            met[thread] = true;
            return again;
        });
    }

    const Lent<account::Account> account_;
    EmailFilter filter_;
    const Lent<const std::vector<Comparator>> sort_;
    const Threads threads_;
};

Threads threads_of(const json::object& arguments) {
    return flag_of(arguments, "collapseThreads") ? Threads::collapsed : Threads::whole;
}

/// What queryChanges has to say something about.
struct Touched {
    std::vector<std::string> created;
    std::vector<std::string> changed_or_gone;
};

/// All that may be elsewhere in the results than before. With threads: all emails of those that changed.
Result<Touched> touched_since(const account::State& state, const account::Position& since,
                              bool with_threads) {
    TRY(const auto changes, account::record_changes(state, since, SIZE_MAX));
    Touched touched;
    std::unordered_set<account::Record> told;
    std::unordered_set<account::Record> threads;
    const auto note_thread = [&](account::Record record) {
        const account::RecordInfo* info = state.find_record(record);
        if (with_threads && info != nullptr) threads.insert(info->thread);
    };
    for (const auto record : changes.created) {
        told.insert(record);
        touched.created.push_back(email_id(record));
        note_thread(record);
    }
    for (const auto record : changes.updated) {
        told.insert(record);
        touched.changed_or_gone.push_back(email_id(record));
        note_thread(record);
    }
    for (const auto record : changes.destroyed) touched.changed_or_gone.push_back(email_id(record));
    if (!with_threads) return touched;
    TRY(const auto changed_threads, account::thread_changes(state, *state.threads(), since, SIZE_MAX));
    threads.insert(changed_threads.updated.begin(), changed_threads.updated.end());
    for (const auto thread : threads) {
        for (const auto record : state.threads()->records(thread)) {
            if (told.insert(record).second) touched.changed_or_gone.push_back(email_id(record));
        }
    }
    return touched;
}

}  // namespace

Task<Answer> query_emails(Lent<Context> context, json::object arguments) {
    const auto query = read_query(*context, email_rules(), arguments);
    if (!query) co_return std::unexpected(query.error());
    if (auto wrong = check(query->filter, query->sort)) co_return std::unexpected(std::move(*wrong));
    // Of before anything is waited for: what comes meanwhile is told as a change.
    const std::string at = state_text(context->account().state().seq());
    EmailQuery run(context, query->filter, &query->sort, threads_of(arguments));
    const auto records = co_await run.run();
    if (!records) co_return std::unexpected(error_for(records.error()));
    std::optional<std::uint64_t> anchor_at;
    if (query->anchor) {
        const auto anchor = read_email_id(*query->anchor);
        const auto found = anchor ? std::ranges::find(*records, *anchor) : records->end();
        if (found != records->end()) anchor_at = static_cast<std::uint64_t>(found - records->begin());
    }
    co_return query_answer(*context, *query, at, true, records->size(), anchor_at,
                           [&](std::uint64_t place) { return email_id((*records)[place]); });
}

Task<Answer> query_email_changes(Lent<Context> context, json::object arguments) {
    const auto call = read_query_changes(*context, email_rules(), arguments);
    if (!call) co_return std::unexpected(call.error());
    if (auto wrong = check(call->filter, call->sort)) co_return std::unexpected(std::move(*wrong));
    const auto since = read_position(call->since);
    if (!since) co_return std::unexpected(cannot_calculate_changes());
    EmailQuery run(context, call->filter, &call->sort, threads_of(arguments));
    if (run.depends_on_threads()) {
        const auto loaded = co_await context->account().need_threads();
        if (!loaded) co_return std::unexpected(error_for(loaded.error()));
    }
    const std::string at = state_text(context->account().state().seq());
    const auto records = co_await run.run();
    if (!records) co_return std::unexpected(error_for(records.error()));
    // Behind the results: what changed while they were looked for is told again with the next call.
    const auto touched = touched_since(context->account().state(), *since, run.depends_on_threads());
    if (!touched) co_return std::unexpected(cannot_calculate_changes());
    std::vector<std::string> ids;
    ids.reserve(records->size());
    for (const account::Record record : *records) ids.push_back(email_id(record));
    co_return query_changes_answer(*context, *call, at, ids, touched->created, touched->changed_or_gone);
}

}  // namespace milpa::jmap

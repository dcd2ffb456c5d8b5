// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/mail/thread.hpp"

#include <algorithm>

#include "jmap/mail/ids.hpp"

namespace milpa::jmap {

namespace account = mail::account;

std::vector<account::Record> thread_emails(const account::State& state, account::Record thread) {
    std::vector<account::Record> shown;
    for (const account::Record record : state.threads()->records(thread)) {
        if (state.is_shown(record)) shown.push_back(record);
    }
    std::ranges::sort(shown, {}, [&](account::Record record) {
        return std::pair(state.find_record(record)->internal_date_ms, record);
    });
    return shown;
}

Task<Answer> get_threads(Lent<Context> context, json::object arguments) {
    const auto get = read_get(*context, thread_type, arguments);
    if (!get) co_return std::unexpected(get.error());
    if (!get->ids)
        co_return std::unexpected(MethodError{"requestTooLarge", "Name the threads that are wanted.", {}});
    const auto loaded = co_await context->account().need_threads();
    if (!loaded) co_return std::unexpected(error_for(loaded.error()));
    const account::State& state = context->account().state();
    GetAnswer answer;
    for (const std::string& text : *get->ids) {
        const auto id = read_thread_id(text);
        const auto emails = id ? thread_emails(state, *id) : std::vector<account::Record>();
        if (emails.empty()) {
            answer.miss(text);
            continue;
        }
        json::object made;
        made["id"] = text;
        json::array ids;
        for (const account::Record record : emails) ids.emplace_back(email_id(record));
        made["emailIds"] = std::move(ids);
        keep_wanted(made, *get);
        answer.add(std::move(made));
    }
    co_return std::move(answer).finish(*context, state_text(state.seq()));
}

Task<Answer> change_threads(Lent<Context> context, json::object arguments) {
    const auto call = read_changes(*context, arguments);
    if (!call) co_return std::unexpected(call.error());
    const auto since = read_position(call->since);
    if (!since) co_return std::unexpected(cannot_calculate_changes());
    const auto loaded = co_await context->account().need_threads();
    if (!loaded) co_return std::unexpected(error_for(loaded.error()));
    const account::State& state = context->account().state();
    const auto changes = account::thread_changes(state, *state.threads(), *since, call->max);
    if (!changes) co_return std::unexpected(cannot_calculate_changes());
    ChangedIds ids;
    ids.new_state = position_text(changes->position);
    ids.has_more = changes->has_more;
    for (const auto thread : changes->created) ids.created.push_back(thread_id(thread));
    for (const auto thread : changes->updated) ids.updated.push_back(thread_id(thread));
    for (const auto thread : changes->destroyed) ids.destroyed.push_back(thread_id(thread));
    co_return changes_answer(*context, *call, std::move(ids));
}

}  // namespace milpa::jmap

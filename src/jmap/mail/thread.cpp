// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/mail/thread.hpp"

#include <algorithm>

#include "jmap/mail/fold_changes.hpp"
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
    const auto asked = read_fold_changes(*context, arguments);
    if (!asked) co_return std::unexpected(asked.error());
    const auto loaded = co_await context->account().need_threads();
    if (!loaded) co_return std::unexpected(error_for(loaded.error()));
    const account::State& state = context->account().state();
    const auto changes = account::thread_changes(state, *state.threads(), asked->since, asked->call.max);
    if (!changes) co_return std::unexpected(cannot_calculate_changes());
    co_return fold_changes_answer(*context, asked->call, *changes, thread_id);
}

}  // namespace milpa::jmap

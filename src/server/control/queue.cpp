// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/queue/queue.hpp"

#include "server/control/commands.hpp"
#include "server/control/words.hpp"
#include "server/mail.hpp"
#include "server/server.hpp"

namespace milpa::server::control {

Answer queue(Request request) {
    CO_TRY(const mail::queue::Summary summary, co_await request.server->mail().queue().summary());
    boost::json::object reasons;
    std::string text =
        fmt::format("{} to {}; the oldest waits for {}; {} open.\n", count_words(summary.messages, "message"),
                    count_words(summary.recipients, "recipient"), duration_words(summary.oldest),
                    count_words(summary.under_way, "connection"));
    for (const auto& [reason, count] : summary.by_reason) {
        reasons[mail::queue::to_text(reason)] = count;
        text += fmt::format("  {:<12} {}\n", mail::queue::to_text(reason), count);
    }
    boost::json::object answer{{"messages", summary.messages},
                               {"recipients", summary.recipients},
                               {"under_way", summary.under_way},
                               {"unreported", summary.unreported},
                               {"oldest_seconds", summary.oldest.count()},
                               {"by_reason", std::move(reasons)}};
    if (summary.next) {
        answer["next_try_seconds"] = summary.next->count();
        text += fmt::format("Next try in {}.\n", duration_words(*summary.next));
    }
    answer["text"] = text;
    co_return answer;
}

Answer queue_retry(Request request) {
    CO_CHECK(co_await request.server->mail().queue().retry_all());
    co_return boost::json::object{{"text", "Everything that waits is tried now.\n"}};
}

}  // namespace milpa::server::control

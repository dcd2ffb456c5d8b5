// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/queue/queue.hpp"

#include "server/control/commands.hpp"
#include "server/control/words.hpp"
#include "server/mail.hpp"
#include "server/server.hpp"

namespace milpa::server::control {

namespace {

std::string_view words_of(mail::queue::Reason reason) {
    switch (reason) {
        using enum mail::queue::Reason;
        case none: return "not tried yet";
        case dns: return "the other domain could not be looked up";
        case connect: return "no host of the other side answers";
        case tls: return "TLS with the other side failed";
        case timeout: return "the other side was silent";
        case lost: return "the connection broke";
        case deferred: return "the other side says: later";
        case refused: return "the other side refused it";
        case unsupported: return "the other side cannot take such a message";
        case loop: return "it would come back to us";
        case no_mail: return "the other domain takes no mail";
        case local: return "trouble of our own: the message could not be read";
    }
    return "";
}

}  // namespace

Answer queue(Request request) {
    CO_TRY(const mail::queue::Summary summary, co_await request.server->mail().queue().summary());
    boost::json::object reasons;
    std::string text =
        fmt::format("{} to {}; the oldest waits for {}; {} open.\n", count_words(summary.messages, "message"),
                    count_words(summary.recipients, "recipient"), duration_words(summary.oldest),
                    count_words(summary.under_way, "connection"));
    if (summary.messages == 0) text = "Nothing waits.\n";
    for (const auto& [reason, count] : summary.by_reason) {
        reasons[mail::queue::to_text(reason)] = count;
        text += fmt::format("  {:<12} {:>6}  {}\n", mail::queue::to_text(reason), count, words_of(reason));
    }
    if (summary.unreported > 0) {
        text += fmt::format("{} failed, and the sender could not be told yet.\n",
                            count_words(summary.unreported, "recipient"));
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
    CO_TRY(const mail::queue::Summary summary, co_await request.server->mail().queue().summary());
    co_return boost::json::object{
        {"recipients", summary.recipients},
        {"text", summary.recipients == 0
                     ? std::string("Nothing waits.\n")
                     : fmt::format("Tried now: {}.\n", count_words(summary.recipients, "recipient"))}};
}

}  // namespace milpa::server::control

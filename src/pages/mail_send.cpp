// SPDX-License-Identifier: AGPL-3.0-or-later
// A draft kept, sent, and taken back while it waits (RFC 8621 7, RFC 4865).
#include "jmap/type.hpp"
#include "pages/mail_write.hpp"
#include "pages/words.hpp"

namespace milpa::pages {

namespace {

/// Seconds for which a letter waits, so that its sending can be undone: long enough to read the page that
/// says so.
constexpr std::string_view hold_seconds = "20";

/// So often a draft is looked at anew before it is removed, where mail comes all the time.
constexpr std::size_t drop_rounds_max = 5;

json::object envelope_of(const Identity& identity, const Recipients& recipients) {
    json::object from{{"email", identity.email}};
    from["parameters"] = json::object{{"HOLDFOR", hold_seconds}};
    json::array to;
    for (const auto* list : {&recipients.to, &recipients.cc, &recipients.bcc}) {
        for (const Recipient& one : *list)
            to.emplace_back(json::object{{"email", one.email}, {"parameters", nullptr}});
    }
    json::object envelope;
    envelope["mailFrom"] = std::move(from);
    envelope["rcptTo"] = std::move(to);
    return envelope;
}

/// From the drafts to what was sent, or back.
json::object moved(const Folders& folders, bool is_sent) {
    json::object patch;
    const Folder* const drafts = folders.by_role("drafts");
    const Folder* const sent = folders.by_role("sent");
    const json::value in = true, out = nullptr;
    if (sent != nullptr) {
        patch["mailboxIds/" + drafts->id] = is_sent ? out : in;
        patch["mailboxIds/" + sent->id] = is_sent ? in : out;
    }
    patch["keywords/$draft"] = is_sent ? out : in;
    return patch;
}

/// What changes in the letters that one answers or hands on; null: as it was before.
json::object marks_of(const Origin& origin, const json::value& mark) {
    json::object marks;
    if (!origin.answers.empty()) marks[origin.answers] = json::object{{"keywords/$answered", mark}};
    if (!origin.forwards.empty()) marks[origin.forwards] = json::object{{"keywords/$forwarded", mark}};
    return marks;
}

/// Marks them; those that were not marked before, so that it can be taken back.
Task<Origin> mark(Lent<Caller> caller, Origin origin) {
    json::array ids;
    for (const std::string& id : {origin.answers, origin.forwards})
        if (!id.empty()) ids.emplace_back(id);
    if (ids.empty()) co_return Origin{};
    Calls first(caller->account_id());
    const std::size_t get =
        first.add("Email/get", {{"ids", std::move(ids)}, {"properties", texts({"keywords"})}});
    const auto known = co_await ask(caller, std::move(first));
    const json::object* const found = known ? known->find(get) : nullptr;
    if (found == nullptr) co_return Origin{};
    Origin fresh;
    for (const json::object* one : objects_at(*found, "list")) {
        const std::string_view id = text_at(*one, "id");
        if (id == origin.answers && !has_keyword(*one, "$answered")) fresh.answers = id;
        if (id == origin.forwards && !has_keyword(*one, "$forwarded")) fresh.forwards = id;
    }
    json::object marks = marks_of(fresh, true);
    if (marks.empty()) co_return fresh;
    Calls second(caller->account_id());
    second.add("Email/set", {{"update", std::move(marks)}});
    [[maybe_unused]] const auto marked = co_await ask(caller, std::move(second));
    co_return fresh;
}

std::string why_not(const Reader& reader, const Refusal& refusal, DraftProblems& problems) {
    if (refusal.type == "invalidRecipients" && !refusal.recipients.empty()) {
        problems.to = reader(word::plain_recipient_wrong(refusal.recipients.front()));
        return {};
    }
    if (refusal.type == "tooManyRecipients") {
        problems.to = reader(word::plain_too_many_recipients());
        return {};
    }
    if (refusal.type == "overQuota") return reader(word::plain_no_room());
    if (refusal.type == "tooLarge") return reader(word::plain_too_large());
    return reader(word::plain_not_sent());
}

}  // namespace

Origin origin_of(std::string_view answers, std::string_view forwards) {
    return {.answers = jmap::is_id(answers) ? std::string(answers) : std::string(),
            .forwards = jmap::is_id(forwards) ? std::string(forwards) : std::string()};
}

Url draft_url(std::string_view id, const Origin& origin, std::string_view said) {
    return Url::own(
        "/plain/mail/write",
        {{"draft", id}, {"answers", origin.answers}, {"forwards", origin.forwards}, {"said", said}});
}

Task<Result<void>> drop_draft(Lent<Caller> caller, std::string id) {
    // What came between looking and removing is looked at, too.
    for (std::size_t round = 0; round < drop_rounds_max; ++round) {
        Calls first(caller->account_id());
        const std::size_t get = first.add(
            "Email/get", {{"ids", json::array{json::value(id)}}, {"properties", texts({"keywords"})}});
        CO_TRY(const Answers known, co_await ask(caller, std::move(first)));
        const json::object* const found = known.find(get);
        if (found == nullptr) co_return fail(ErrorKind::io, "no answer");
        const auto list = objects_at(*found, "list");
        if (list.empty()) co_return Result<void>();
        if (!has_keyword(*list.front(), "$draft"))
            co_return fail(ErrorKind::conflict, "it is no draft any more");
        Calls second(caller->account_id());
        json::object arguments{{"ifInState", text_at(*found, "state")}};
        arguments["destroy"] = json::array{json::value(id)};
        const std::size_t set = second.add("Email/set", std::move(arguments));
        CO_TRY(const Answers answers, co_await ask(caller, std::move(second)));
        const auto refusal = answers.refusal(set);
        if (!refusal || refusal->type == "notFound") co_return Result<void>();
        if (refusal->type != "stateMismatch") co_return fail(ErrorKind::io, "the draft was not removed");
    }
    co_return fail(ErrorKind::conflict, "the account changes all the time");
}

Task<Result<std::string>> save_draft(Lent<Caller> caller, Lent<const Desk> desk, Lent<const Draft> draft,
                                     Recipients recipients) {
    const Folder* const drafts = desk->folders.by_role("drafts");
    const Identity* const identity = desk->find_identity(draft->identity_id);
    json::object create;
    create["draft"] = email_of(*draft, recipients, *identity, drafts->id);
    Calls calls(caller->account_id());
    json::object arguments;
    arguments["create"] = std::move(create);
    const std::size_t set = calls.add("Email/set", std::move(arguments));
    const auto answered = co_await ask(caller, std::move(calls));
    // Also where it was asked too often: `limit` is of the account's room.
    if (!answered) co_return fail(ErrorKind::io, "the draft cannot be kept now");
    const Answers& answers = *answered;
    if (const auto refusal = answers.refusal(set)) {
        if (refusal->type == "tooLarge") co_return fail(ErrorKind::syntax, "larger than a message may be");
        co_return fail(refusal->type == "overQuota" ? ErrorKind::limit : ErrorKind::conflict,
                       "the draft was refused");
    }
    const json::object* const answer = answers.find(set);
    if (answer == nullptr) co_return fail(ErrorKind::io, "no answer");
    std::string id(text_at(object_at(object_at(*answer, "created"), "draft"), "id"));
    if (draft->saved_id.empty()) co_return id;
    // Only now, that the new one is there, the one before goes; where it went already, that is as good. Where
    // it cannot go there are two: what was written is safe all the same.
    [[maybe_unused]] const auto gone = co_await drop_draft(caller, draft->saved_id);
    co_return id;
}

Task<http::Response> send_draft(Asked asked, Lent<const Desk> desk, Draft draft, Recipients recipients) {
    const Identity* const identity = desk->find_identity(draft.identity_id);
    json::object submission{{"identityId", identity->id}, {"emailId", draft.saved_id}};
    submission["envelope"] = envelope_of(*identity, recipients);
    json::object create;
    create["one"] = std::move(submission);
    json::object then;
    then["#one"] = moved(desk->folders, true);
    json::object arguments;
    arguments["create"] = std::move(create);
    arguments["onSuccessUpdateEmail"] = std::move(then);
    Calls calls(asked.caller->account_id());
    const std::size_t set = calls.add("EmailSubmission/set", std::move(arguments));
    const auto answers = co_await ask(asked.caller.get(), std::move(calls));
    if (!answers) co_return write_page(asked, *desk, draft, {.whole = asked.reader(word::plain_not_sent())});
    if (const auto refusal = answers->refusal(set)) {
        DraftProblems problems;
        problems.whole = why_not(asked.reader, *refusal, problems);
        co_return write_page(asked, *desk, draft, problems);
    }
    const json::object* const answer = answers->find(set);
    if (answer == nullptr) co_return failure(asked.reader, fail(ErrorKind::io));
    const std::string id(text_at(object_at(object_at(*answer, "created"), "one"), "id"));

    const Origin marked =
        co_await mark(asked.caller.get(), {.answers = draft.answers, .forwards = draft.forwards});
    co_return see_other(Url::own(
        "/plain/mail",
        {{"said", "sent"}, {"undo", id}, {"answers", marked.answers}, {"forwards", marked.forwards}}));
}

Task<http::Response> undo_sending(Asked asked) {
    const std::string id(asked.form.text("submission"));
    auto desk = co_await open_desk(asked.caller.get());
    if (!desk) co_return failure(asked.reader, desk.error());
    json::object update, then;
    update[id] = json::object{{"undoStatus", "canceled"}};
    then[id] = moved(desk->folders, false);
    json::array ids{json::value(id)};
    Calls calls(asked.caller->account_id());
    const std::size_t get = calls.add("EmailSubmission/get", {{"ids", std::move(ids)}});
    json::object arguments;
    arguments["update"] = std::move(update);
    arguments["onSuccessUpdateEmail"] = std::move(then);
    const std::size_t set = calls.add("EmailSubmission/set", std::move(arguments));
    const auto answers = co_await ask(asked.caller.get(), std::move(calls));
    if (!answers) co_return failure(asked.reader, answers.error());
    if (answers->refusal(set)) co_return see_other(Url::own("/plain/mail", {{"said", "too-late"}}));
    const json::object* const known = answers->find(get);
    const auto list = known != nullptr ? objects_at(*known, "list") : std::vector<const json::object*>();
    // The letter may be sent again, also by the form that it was sent with.
    asked.house->sendings().forget(asked.caller->account_id());
    const Origin marked = origin_of(asked.form.text("answers"), asked.form.text("forwards"));
    if (json::object marks = marks_of(marked, nullptr); !marks.empty()) {
        Calls second(asked.caller->account_id());
        second.add("Email/set", {{"update", std::move(marks)}});
        [[maybe_unused]] const auto unmarked = co_await ask(asked.caller.get(), std::move(second));
    }
    if (list.empty()) co_return see_other(Url::own("/plain/mail", {{"said", "canceled"}}));
    co_return see_other(draft_url(text_at(*list.front(), "emailId"), marked, "canceled"));
}

}  // namespace milpa::pages

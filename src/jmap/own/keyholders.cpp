// SPDX-License-Identifier: AGPL-3.0-or-later
// Keyholders, unlocking and locking; what they did, and every start of the server.
#include <charconv>
#include <functional>

#include "jmap/own/list.hpp"
#include "jmap/own/own.hpp"
#include "jmap/query.hpp"
#include "jmap/type.hpp"

namespace milpa::jmap {

namespace {

using enum Property::Who;

constexpr Property keyholders_properties[] = {
    {"id", "Id", "\"singleton\".", server},
    {"keyholders", "UnsignedInt", "How many people hold a share.", server},
    {"threshold", "UnsignedInt", "How many of them open the server together.", server},
    {"generation", "UnsignedInt", "One more each time that they change.", server},
    {"isUnlocked", "Boolean", "Whether the server is open.", server},
    {"collected", "UnsignedInt[]", "While it is locked: whose shares are here.", server},
    {"missing", "UnsignedInt", "While it is locked: how many are needed still.", server},
};
constexpr Property start_properties[] = {
    {"id", "Id", "The start's.", server},
    {"at", "UTCDate", "When the process started, by the machine's clock.", server},
    {"sessions", "Object[]", "When it was unlocked and locked: {unlocked, locked|null}.", server},
    {"explanation", "String|null", "Why it happened, as somebody has said (Start/explain); null: nobody has.",
     server},
    {"explainedBy", "Id|null", "The member who has; null also for who was at the machine.", server},
    {"explainedAt", "UTCDate|null", "When.", server},
};
constexpr Property act_properties[] = {
    {"id", "Id", "The act's.", server},
    {"at", "UTCDate", "When.", server},
    {"act", "String", "founded, unlocked, changedKeyholders, resetMember, thawedMember, other.", server},
    {"shares", "UnsignedInt[]", "The numbers of the keyholders who took part.", server},
    {"memberId", "Id|null", "Of a reset: whose account.", server},
};
constexpr Type types[] = {
    {"Keyholders", collective_urn, "Who opens the server together. There is one object.",
     keyholders_properties},
    {"Start", collective_urn,
     "Every start of the server. One that no keyholder can explain is a copied disk until proven otherwise.",
     start_properties},
    {"Act", collective_urn, "What keyholders did together, for every member to read.", act_properties},
};

json::object keyholders_object(members::Collective& collective) {
    const events::Founding founding = collective.founding();
    const bool unlocked = collective.unlocked();
    json::object object{{"id", "singleton"},
                        {"keyholders", founding.keyholders()},
                        {"threshold", founding.threshold()},
                        {"generation", founding.generation()},
                        {"isUnlocked", unlocked},
                        {"collected", json::array()},
                        {"missing", 0}};
    if (unlocked) return object;
    const json::object progress = progress_object(collective.progress());
    object["collected"] = progress.at("collected");
    object["missing"] = progress.at("missing");
    return object;
}

Task<Answer> get_keyholders(Lent<Context> context, json::object arguments) {
    co_return get_list(*context, types[0], arguments, {keyholders_object(context->room().collective())});
}

json::value date_or_null(std::int64_t ms) {
    if (ms == 0) return nullptr;
    return json::value(utc_date_text(ms / 1000 * 1000));
}

constexpr char start_prefix = 's';

json::object start_object(const events::Start& start, std::uint64_t number) {
    json::array sessions;
    for (const auto& session : start.sessions()) {
        sessions.push_back(json::object{{"unlocked", date_or_null(session.unlocked_ms())},
                                        {"locked", date_or_null(session.locked_ms())}});
    }
    return {{"id", fmt::format("{}{}", start_prefix, number)},
            {"at", date_or_null(start.started_ms())},
            {"sessions", std::move(sessions)}};
}

/// Of the id of a start.
std::optional<std::uint64_t> number_of_start(std::string_view id) {
    if (!id.starts_with(start_prefix)) return std::nullopt;
    id.remove_prefix(1);
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), number);
    // In the one form that there is.
    if (error != std::errc() || end != id.data() + id.size() || std::to_string(number) != id)
        return std::nullopt;
    return number;
}

/// Each start with its number since the founding, the oldest first.
Result<void> each_start(const members::Collective& collective,
                        const std::function<void(const events::Start&, std::uint64_t)>& take) {
    return collective.look([&](const members::Directory& directory) {
        std::uint64_t number = directory.starts_forgotten();
        for (const auto& start : directory.starts()) take(start, number++);
    });
}

All all_starts(Context& context) {
    std::vector<json::object> list;
    const auto looked =
        each_start(context.room().collective(), [&](const events::Start& start, std::uint64_t number) {
            json::object object = start_object(start, number);
            const bool is_explained = !start.explanation().empty();
            object["explanation"] = is_explained ? json::value(start.explanation()) : json::value(nullptr);
            const auto by = MemberId::from(start.explained_by());
            object["explainedBy"] = by ? json::value(by->hex()) : json::value(nullptr);
            object["explainedAt"] = date_or_null(start.explained_ms());
            list.push_back(std::move(object));
        });
    if (!looked) return std::unexpected(told(looked.error()));
    return list;
}

Task<Answer> get_unexplained(Lent<Context> context, json::object arguments) {
    auto answer = begin_answer(*context, arguments);
    if (!answer) co_return answer;
    if (!house_of(*context).receipts().holds(std::string_view(arguments.at("receipt").as_string()))) {
        co_return std::unexpected(
            told(fail(ErrorKind::denied, "no receipt for a share, or its time is over")));
    }
    members::Collective& collective = context->room().collective();
    for (auto& [name, value] : keyholders_object(collective)) {
        if (name != "id") (*answer)[name] = value;
    }
    (*answer)["list"] = nullptr;
    if (!collective.unlocked()) co_return answer;
    json::array list;
    std::int64_t unlocked_ms = 0;
    auto looked = each_start(collective, [&](const events::Start& start, std::uint64_t) {
        for (const auto& session : start.sessions())
            unlocked_ms = std::max(unlocked_ms, session.unlocked_ms());
    });
    if (!looked) co_return std::unexpected(told(looked.error()));
    // An administrator who is quicker than the keyholders' pages hides nothing from them.
    looked = each_start(collective, [&](const events::Start& start, std::uint64_t number) {
        const bool is_explained = !start.explanation().empty();
        if (is_explained && start.explained_ms() < unlocked_ms) return;
        json::object object = start_object(start, number);
        object["explanation"] = is_explained ? json::value(start.explanation()) : json::value(nullptr);
        list.push_back(std::move(object));
    });
    // Locked between the two.
    if (!looked) co_return std::unexpected(told(looked.error()));
    (*answer)["list"] = std::move(list);
    co_return answer;
}

Task<Answer> explain_start(Lent<Context> context, json::object arguments) {
    auto answer = begin_answer(*context, arguments);
    if (!answer) co_return answer;
    const auto number = number_of_start(std::string_view(arguments.at("id").as_string()));
    if (!number) co_return std::unexpected(told(fail(ErrorKind::missing, "no such start")));
    const auto done = co_await context->room().collective().explain_start(
        *number, text_of(arguments, "explanation").value_or(""), asking(*context));
    if (!done) co_return std::unexpected(told(done.error()));
    co_return answer;
}

std::string_view act_name(events::ActKind kind) {
    switch (kind) {
        case events::ACT_FOUNDED: return "founded";
        case events::ACT_UNLOCKED: return "unlocked";
        case events::ACT_KEYHOLDERS_CHANGED: return "changedKeyholders";
        case events::ACT_MEMBER_RESET: return "resetMember";
        case events::ACT_MEMBER_THAWED: return "thawedMember";
        default: return "other";
    }
}

All all_acts(Context& context) {
    const auto acts = context.room().collective().acts();
    if (!acts) return std::unexpected(told(acts.error()));
    std::vector<json::object> list;
    for (const auto& act : *acts) {
        json::array shares;
        for (const auto number : act.shares()) shares.emplace_back(number);
        json::value member = nullptr;
        if (const auto id = MemberId::from(act.member())) member = json::value(id->hex());
        list.push_back({{"id", fmt::format("t{}-{}", act.at_ms(), list.size())},
                        {"at", date_or_null(act.at_ms())},
                        {"act", act_name(act.kind())},
                        {"shares", std::move(shares)},
                        {"memberId", std::move(member)}});
    }
    return list;
}

std::unexpected<MethodError> half_open(const Error& error) {
    MethodError made = told(error);
    made.type = "serverPartFail";
    made.description =
        fmt::format("the keys are here, but certificate or queue failed ({})", made.description);
    return std::unexpected(std::move(made));
}

Task<Answer> finish(Lent<Context> context, json::object arguments) {
    auto answer = begin_answer(*context, arguments);
    if (!answer) co_return answer;
    members::Collective& collective = context->room().collective();
    if (!collective.unlocked()) co_return std::unexpected(told(fail(ErrorKind::closed, "locked")));
    if (const auto done = co_await house_of(*context).after_unlock(); !done)
        co_return half_open(done.error());
    co_return answer;
}

Task<Answer> offer(Lent<Context> context, json::object arguments) {
    if (auto account = context->check_account(arguments); !account)
        co_return std::unexpected(std::move(account.error()));
    members::Collective& collective = context->room().collective();
    const auto progress =
        co_await collective.offer(crypto::SecretText(std::string_view(arguments.at("share").as_string())));
    if (!progress) co_return refused_share(progress.error());
    Receipts& receipts = house_of(*context).receipts();
    const crypto::SecretText receipt = receipts.give();
    if (collective.unlocked()) {
        receipts.unlocked();
        if (const auto done = co_await house_of(*context).after_unlock(); !done) {
            auto failed = half_open(done.error());
            failed.error().more["receipt"] = receipt.view();
            co_return failed;
        }
    }
    json::object answer = keyholders_object(collective);
    answer.erase("id");
    answer["accountId"] = context->account_id();
    answer["receipt"] = receipt.view();
    co_return answer;
}

Task<Answer> lock(Lent<Context> context, json::object arguments) {
    if (auto account = context->check_account(arguments); !account)
        co_return std::unexpected(std::move(account.error()));
    const std::size_t open = co_await house_of(*context).lock();
    co_return json::object{{"accountId", context->account_id()}, {"openVaults", open}};
}

constexpr Argument offer_arguments[] = {
    {"accountId", "Id", "The collective's.", true},
    {"share", "String", "A keyholder's share, as it was shown to them.", true},
};
constexpr Argument unexplained_arguments[] = {
    {"accountId", "Id", "The collective's.", true},
    {"receipt", "String", "As Keyholders/offer gave it.", true},
};
constexpr Argument explain_arguments[] = {
    {"accountId", "Id", "The collective's.", true},
    {"id", "Id", "The start's.", true},
    {"explanation", "String|null", "Why it happened, in 500 letters at most; null takes it back.", true},
};
constexpr Argument lock_arguments[] = {{"accountId", "Id", "The collective's.", true}};

constexpr Method methods[] = {
    {.name = "Keyholders/get",
     .capability = collective_urn,
     .meaning = "How many keyholders there are, and how it stands with unlocking.",
     .reference = "RFC 8620 5.1",
     .arguments = get_arguments,
     .run = get_keyholders,
     .of = Method::Of::collective,
     .guests = true},
    {.name = "Keyholders/offer",
     .capability = collective_urn,
     .meaning = "Gives one share to unlock the server; with the k-th it opens. `receipt`: for "
                "Start/unexplained.",
     .reference = "",
     .arguments = offer_arguments,
     .run = offer,
     .changes = true,
     .of = Method::Of::collective,
     .guests = true},
    {.name = "Keyholders/finish",
     .capability = collective_urn,
     .meaning = "What belongs to an unlocking beside the keys (certificate, mail that waits), again where it "
                "failed.",
     .reference = "",
     .arguments = lock_arguments,
     .run = finish,
     .changes = true,
     .duty = administrator,
     .of = Method::Of::collective},
    {.name = "Keyholders/lock",
     .capability = collective_urn,
     .meaning = "Forgets every key at once. openVaults: those of sessions that do not end in time.",
     .reference = "",
     .arguments = lock_arguments,
     .run = lock,
     .changes = true,
     .duty = administrator,
     .of = Method::Of::collective},
    {.name = "Start/get",
     .capability = collective_urn,
     .meaning = "Every start since the founding.",
     .reference = "RFC 8620 5.1",
     .arguments = get_arguments,
     .run = get_all<all_starts, types[1]>,
     .of = Method::Of::collective},
    {.name = "Start/query",
     .capability = collective_urn,
     .meaning = query_all_meaning,
     .reference = "RFC 8620 5.5",
     .arguments = query_arguments,
     .run = query_all<all_starts>,
     .of = Method::Of::collective},
    {.name = "Start/unexplained",
     .capability = collective_urn,
     .meaning =
         "For who brought a share, until half an hour after the unlocking: how it stands (as "
         "Keyholders/get), "
         "and "
         "in `list`, once it is unlocked, every start that nobody had explained by then ({id, at, sessions, "
         "explanation}); null before.",
     .reference = "",
     .arguments = unexplained_arguments,
     .run = get_unexplained,
     .of = Method::Of::collective,
     .guests = true},
    {.name = "Start/explain",
     .capability = collective_urn,
     .meaning = "Says why a start happened, for everybody to read; who said so is kept with it.",
     .reference = "",
     .arguments = explain_arguments,
     .run = explain_start,
     .changes = true,
     .duty = administrator,
     .of = Method::Of::collective},
    {.name = "Act/get",
     .capability = collective_urn,
     .meaning = "Everything that needed k of n keyholders.",
     .reference = "RFC 8620 5.1",
     .arguments = get_arguments,
     .run = get_all<all_acts, types[2]>,
     .of = Method::Of::collective},
    {.name = "Act/query",
     .capability = collective_urn,
     .meaning = query_all_meaning,
     .reference = "RFC 8620 5.5",
     .arguments = query_arguments,
     .run = query_all<all_acts>,
     .of = Method::Of::collective},
};

}  // namespace

OwnPart keyholders_part() { return {types, methods}; }

}  // namespace milpa::jmap

// SPDX-License-Identifier: AGPL-3.0-or-later
// Keyholders, unlocking and locking; what they did, and every start of the server.
#include "jmap/own/list.hpp"
#include "jmap/own/own.hpp"
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

Task<Answer> get_starts(Lent<Context> context, json::object arguments) {
    const auto starts = context->room().collective().starts();
    if (!starts) co_return std::unexpected(told(starts.error()));
    std::vector<json::object> list;
    for (const auto& start : *starts) {
        json::array sessions;
        for (const auto& session : start.sessions()) {
            sessions.push_back(json::object{{"unlocked", date_or_null(session.unlocked_ms())},
                                            {"locked", date_or_null(session.locked_ms())}});
        }
        list.push_back({{"id", fmt::format("t{}-{}", start.started_ms(), list.size())},
                        {"at", date_or_null(start.started_ms())},
                        {"sessions", std::move(sessions)}});
    }
    co_return get_list(*context, types[1], arguments, std::move(list));
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

Task<Answer> get_acts(Lent<Context> context, json::object arguments) {
    const auto acts = context->room().collective().acts();
    if (!acts) co_return std::unexpected(told(acts.error()));
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
    co_return get_list(*context, types[2], arguments, std::move(list));
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
    if (collective.unlocked()) {
        if (const auto done = co_await house_of(*context).after_unlock(); !done)
            co_return half_open(done.error());
    }
    json::object answer = keyholders_object(collective);
    answer.erase("id");
    answer["accountId"] = context->account_id();
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
     .meaning = "Gives one share to unlock the server; with the k-th it opens.",
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
     .run = get_starts,
     .of = Method::Of::collective},
    {.name = "Act/get",
     .capability = collective_urn,
     .meaning = "Everything that needed k of n keyholders.",
     .reference = "RFC 8620 5.1",
     .arguments = get_arguments,
     .run = get_acts,
     .of = Method::Of::collective},
};

}  // namespace

OwnPart keyholders_part() { return {types, methods}; }

}  // namespace milpa::jmap

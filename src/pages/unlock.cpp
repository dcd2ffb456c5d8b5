// SPDX-License-Identifier: AGPL-3.0-or-later
// The page of a locked server: a keyholder brings a share; who is here, how many are needed still, and in the
// end every start that nobody explained. A share is in no address and in no field that a browser keeps.
#include <fmt/format.h>

#include "jmap/type.hpp"
#include "jmap/wiped_json.hpp"
#include "pages/places.hpp"
#include "pages/words.hpp"

namespace milpa::pages {

namespace {

constexpr std::string_view retry_seconds = "300";

/// "1, 3"; numbers of the language.
std::string numbers(const Reader& reader, const json::array& list) {
    std::string text;
    for (const json::value& one : list) {
        if (!text.empty()) text += reader.language == Language::ar ? "، " : ", ";
        text += number_text(reader.language, one.is_uint64()  ? static_cast<std::int64_t>(one.get_uint64())
                                             : one.is_int64() ? one.get_int64()
                                                              : 0);
    }
    return text;
}

Markup share_form(const Reader& reader, const std::string& error) {
    Markup inside = field(reader, {.name = "share",
                                   .label = reader(word::plain_share()),
                                   .hint = reader(word::plain_share_hint()),
                                   .error = error,
                                   .is_required = true,
                                   .rows = 3,
                                   .is_code = true,
                                   .is_ltr = true});
    inside += unkept();
    inside += button(reader(word::plain_give_share()));
    return form(Url::own("/plain/unlock"), inside, {{"autocomplete", "off"}});
}

/// What Keyholders/get says.
Markup progress(const Reader& reader, const json::object& keyholders) {
    const json::array& collected = list_at(keyholders, "collected");
    Markup made;
    if (collected.empty()) {
        made += element("p", {}, reader(word::plain_nobody_here_yet()));
    } else {
        made += element("p", {},
                        reader(word::plain_here_already({.count = static_cast<std::int64_t>(collected.size()),
                                                         .numbers = numbers(reader, collected)})));
    }
    made += element("p", {{"class", "big"}},
                    reader(word::plain_missing_shares(number_at(keyholders, "missing"))));
    return made;
}

http::Response locked(http::Response response) {
    response.status = 503;
    response.fields.set("retry-after", std::string(retry_seconds));
    return response;
}

/// Over a connection that others may read no share is asked for.
http::Response locked_in_clear(const Asked& asked) {
    Markup content = element("p", {}, asked.reader(word::plain_locked_text()));
    content += element("p", {}, asked.reader(word::plain_locked_in_clear()));
    const std::string address = fmt::format("https://{}:{}/", asked.request.host, asked.house->https_port());
    const auto url = Url::outward(address);
    if (url && !asked.request.host.empty() && asked.house->https_port() != 0)
        content += element("p", {}, link(*url, address, {{"class", "button"}, {"dir", "ltr"}}));
    return locked(
        respond(asked.reader, {.title = asked.reader(word::plain_locked_title()), .content = content}));
}

struct Shown {
    std::string error{};
    std::string receipt{};
};

Markup look_again(const Reader& reader, std::string_view receipt) {
    if (receipt.empty()) return {};
    Markup inside = hidden("receipt", receipt);
    inside += button(reader(word::plain_look_again()), {{"class", "quiet"}});
    Markup made = element("p", {}, reader(word::plain_wait_for_others()));
    made += form(Url::own("/plain/unlock"), inside);
    return element("section", {{"class", "card"}}, made);
}

http::Response locked_page(const Reader& reader, const json::object& keyholders, const Shown& shown) {
    Markup content = shown.error.empty() ? Markup() : problem(reader(word::plain_look_below()));
    content += element("p", {}, reader(word::plain_locked_text()));
    content += element("h2", {}, reader(word::plain_for_keyholders()));
    content += progress(reader, keyholders);
    content += look_again(reader, shown.receipt);
    content += share_form(reader, shown.error);
    return locked(respond(reader, {.title = reader(word::plain_locked_title()), .content = content}));
}

/// Every start that nobody explained.
Markup starts_list(const Reader& reader, const json::object& answer) {
    auto starts = objects_at(answer, "list");
    if (starts.empty()) return element("p", {}, reader(word::plain_no_strange_starts()));
    Markup items;
    for (const json::object* start : starts) {
        const auto at = jmap::read_utc_date(text_at(*start, "at"));
        Markup item =
            element("span", {}, at ? moment_text(reader.language, *at) : std::string(text_at(*start, "at")));
        // Since it was unlocked somebody may have said.
        if (const std::string_view why = text_at(*start, "explanation"); !why.empty())
            item += element("p", {}, element("q", {{"dir", "auto"}}, std::string(why)));
        items += element("li", {}, item);
    }
    Markup made = problem(reader(word::plain_strange_starts(static_cast<std::int64_t>(starts.size()))));
    made += element("ul", {}, items);
    made += element("p", {}, reader(word::plain_strange_starts_mean()));
    return made;
}

struct Opened {
    std::string receipt{};  ///< whose keyholder is shown the starts
    bool is_half = false;
};
/// The server is open.
Task<http::Response> unlocked_page(Asked asked, Opened opened) {
    const Reader& reader = asked.reader;
    Markup content = opened.is_half ? problem(reader(word::plain_half_open()))
                                    : element("p", {}, reader(word::plain_unlocked_text()));
    if (!opened.receipt.empty()) {
        Calls calls{std::string()};
        const std::size_t starts = calls.add("Start/unexplained", {{"receipt", opened.receipt}});
        const auto answers = co_await ask(asked.caller.get(), std::move(calls));
        if (!answers) co_return failure(reader, answers.error());
        content += element("h2", {}, reader(word::plain_starts()));
        const json::object* const answer = answers->find(starts);
        content += answer != nullptr ? starts_list(reader, *answer)
                                     : element("p", {}, reader(word::plain_receipt_over()));
    }
    content += element(
        "p", {}, link(Url::own("/plain/sign-in"), reader(word::plain_sign_in()), {{"class", "button"}}));
    co_return respond(reader, {.title = reader(word::plain_unlocked_title()), .content = content});
}

std::string share_problem(const Reader& reader, const Refusal& refusal) {
    if (refusal.type == "rateLimit" || refusal.type == "limit") return reader(word::plain_too_many());
    if (refusal.type == "conflict" || refusal.type == "alreadyExists")
        return reader(word::plain_share_twice());
    return reader(word::plain_share_wrong());
}

}  // namespace

Task<http::Response> show_unlock(Asked asked) {
    if (asked.house->is_unlocked()) co_return co_await unlocked_page(std::move(asked), {});
    if (!asked.request.secure) co_return locked_in_clear(asked);
    Calls calls{std::string()};
    const std::size_t keyholders = calls.add("Keyholders/get", {{"ids", nullptr}});
    const auto answers = co_await ask(asked.caller.get(), std::move(calls));
    if (!answers) co_return locked(failure(asked.reader, answers.error()));
    const json::object* const answer = answers->find(keyholders);
    const auto list = answer != nullptr ? objects_at(*answer, "list") : std::vector<const json::object*>();
    if (list.empty()) co_return locked(failure(asked.reader, fail(ErrorKind::io)));
    co_return locked_page(asked.reader, *list.front(), {});
}

Task<http::Response> take_share(Asked asked) {
    const std::string receipt(asked.form.text("receipt"));
    if (asked.house->is_unlocked()) co_return co_await unlocked_page(std::move(asked), {.receipt = receipt});
    if (!asked.request.secure) co_return locked_in_clear(asked);
    const std::string_view share = asked.form.text("share");
    Calls calls{std::string()};
    std::optional<std::size_t> offer;
    if (!share.empty()) {
        json::object arguments(jmap::wiping_memory());
        arguments["share"] = share;
        offer = calls.add("Keyholders/offer", std::move(arguments));
    }
    const std::size_t keyholders = calls.add("Keyholders/get", {{"ids", nullptr}});
    auto answers = co_await ask(asked.caller.get(), std::move(calls));
    if (!answers) co_return locked(failure(asked.reader, answers.error()));
    Shown shown{.error = {}, .receipt = receipt};
    bool is_half = false;
    if (offer) {
        if (const auto refusal = answers->refusal(*offer)) {
            shown.error = share_problem(asked.reader, *refusal);
            is_half = refusal->type == "serverPartFail";
            if (is_half) shown.receipt = refusal->receipt;
        }
        if (const json::object* const given = answers->find(*offer))
            shown.receipt = text_at(*given, "receipt");
    } else if (receipt.empty()) {
        shown.error = asked.reader(word::plain_share_missing());
    }
    if (asked.house->is_unlocked())
        co_return co_await unlocked_page(std::move(asked), {.receipt = shown.receipt, .is_half = is_half});
    const json::object* const answer = answers->find(keyholders);
    const auto list = answer != nullptr ? objects_at(*answer, "list") : std::vector<const json::object*>();
    if (list.empty()) co_return locked(failure(asked.reader, fail(ErrorKind::io)));
    co_return locked_page(asked.reader, *list.front(), shown);
}

}  // namespace milpa::pages

// SPDX-License-Identifier: AGPL-3.0-or-later
// A forgotten password, mended by the recovery code; a new code is shown once.
#include "jmap/wiped_json.hpp"
#include "pages/places.hpp"
#include "pages/words.hpp"

namespace milpa::pages {

namespace {

struct Wrong {
    std::string code{};
    std::string password{};
    bool is_refused = false;  // it may have been done, and its answer was not seen
};

http::Response recover_page(const Asked& asked, unsigned status, const Wrong& wrong) {
    const Reader& reader = asked.reader;
    const bool is_wrong = !wrong.code.empty() || !wrong.password.empty();
    Markup content = is_wrong ? problem(reader(word::plain_look_below())) : Markup();
    if (wrong.is_refused) content += element("p", {}, reader(word::plain_pressed_twice()));
    content += element("p", {}, reader(word::plain_recover_text()));
    Markup inside = field(reader, {.name = "address",
                                   .label = reader(word::plain_address()),
                                   .value = std::string(asked.form.text("address")),
                                   .autocomplete = "username",
                                   .is_required = true,
                                   .is_code = true,
                                   .is_ltr = true});
    inside += field(reader, {.name = "code",
                             .label = reader(word::plain_recovery_code()),
                             .hint = reader(word::plain_recovery_code_hint()),
                             .error = wrong.code,
                             .is_required = true,
                             .rows = 2,
                             .is_code = true,
                             .is_ltr = true});
    inside += password_fields(reader, wrong.password);
    inside += button(reader(word::plain_recover()));
    content += form(Url::own("/plain/recover"), inside);
    return respond(reader,
                   {.status = status, .title = reader(word::plain_recover_title()), .content = content});
}

}  // namespace

Task<http::Response> show_recover(Asked asked) { co_return recover_page(asked, 200, {}); }

Task<http::Response> recover(Asked asked) {
    const Reader& reader = asked.reader;
    Wrong wrong;
    wrong.password = password_problem(reader, asked.form.text("password"), asked.form.text("again"));
    if (asked.form.text("code").empty() || asked.form.text("address").empty())
        wrong.code = reader(word::plain_both_needed());
    if (!wrong.password.empty() || !wrong.code.empty()) co_return recover_page(asked, 422, wrong);
    Calls calls{std::string()};
    json::object arguments(jmap::wiping_memory());
    arguments["address"] = asked.form.text("address");
    arguments["recoveryCode"] = asked.form.text("code");
    arguments["password"] = asked.form.text("password");
    const std::size_t recovering = calls.add("Password/recover", std::move(arguments));
    auto answers = co_await ask(asked.caller.get(), std::move(calls));
    if (!answers) co_return failure(reader, answers.error());
    if (const auto refusal = answers->refusal(recovering)) {
        if (refusal->type == "rateLimit") co_return failure(reader, fail(ErrorKind::limit));
        if (refusal->kind == "syntax") wrong.password = reader(word::plain_password_refused());
        if (refusal->kind != "syntax") wrong.code = reader(word::plain_recovery_wrong());
        wrong.is_refused = refusal->kind != "syntax";
        co_return recover_page(asked, 422, wrong);
    }
    const json::object* const answer = answers->find(recovering);
    if (answer == nullptr) co_return failure(reader, fail(ErrorKind::io));
    Markup content = element("p", {}, reader(word::plain_recovered_text()));
    content += recovery_card(reader, asked.form.text("address"), text_at(*answer, "recoveryCode"));
    content += element(
        "p", {}, link(Url::own("/plain/sign-in"), reader(word::plain_sign_in()), {{"class", "button"}}));
    http::Response page =
        respond(reader, {.title = reader(word::plain_recovered_title()), .content = content});
    answers->wipe();
    co_return page;
}

}  // namespace milpa::pages

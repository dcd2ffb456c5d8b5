// SPDX-License-Identifier: AGPL-3.0-or-later
// Signing in by a password and the code of an authenticator program, and out.
#include "crypto/secret.hpp"
#include "pages/places.hpp"
#include "pages/words.hpp"

namespace milpa::pages {

namespace {

/// Of who does not say that this device is theirs: the day, at a borrowed machine.
constexpr std::chrono::hours lifetime_short{12};
constexpr std::chrono::hours lifetime_long{std::chrono::days(30)};

std::string back_of(std::string_view back) { return is_own_path(back) ? std::string(back) : "/plain/mail"; }

http::Response begun(const Session& session, std::string_view back) {
    http::Response response = led_to(back_of(back));
    response.fields.add("set-cookie", session.cookie);
    return response;
}

Markup stay_box(const Reader& reader, bool is_checked) {
    Markup inside = element(
        "input",
        {{"type", "checkbox"}, {"id", "stay"}, {"name", "stay"}, {"value", "yes"}, {"checked", is_checked}});
    inside += element("label", {{"for", "stay"}}, reader(word::plain_stay_signed_in()));
    return element("div", {{"class", "field choice"}}, inside);
}

http::Response code_page(const Reader& reader, unsigned status, const SecondStep& step, std::string_view back,
                         const std::string& error) {
    Markup content = error.empty() ? Markup() : problem(reader(word::plain_look_below()));
    if (!step.code) {
        content += element("p", {}, reader(word::plain_passkey_needs_portal()));
        content +=
            element("p", {}, link(Url::own("/portal/"), reader(word::plain_portal()), {{"class", "button"}}));
        content += element("p", {}, reader(word::plain_or_recovery_code()));
    } else {
        content += element("p", {}, reader(word::plain_code_text()));
    }
    Markup inside = hidden("step", step.id);
    inside += hidden("back", back);
    if (step.code) inside += hidden("code-asked", "yes");
    inside +=
        field(reader, {.name = "code",
                       .label = step.code ? reader(word::plain_code()) : reader(word::plain_recovery_code()),
                       .hint = step.code ? reader(word::plain_code_hint()) : std::string(),
                       .error = error,
                       .autocomplete = "one-time-code",
                       .is_required = true,
                       .is_code = true,
                       .is_ltr = true});
    inside += unkept();
    inside += button(reader(word::plain_sign_in()));
    content += form(Url::own("/plain/code"), inside);
    if (step.code && step.passkey)
        content += element("p", {{"class", "hint"}}, reader(word::plain_passkey_in_portal()));
    return respond(reader, {.status = status, .title = reader(word::plain_code_title()), .content = content});
}

}  // namespace

http::Response sign_in_page(const Reader& reader, unsigned status, std::string_view back, const Markup& told,
                            std::string_view address) {
    Markup content = told;
    Markup inside = is_own_path(back) ? hidden("back", back) : Markup();
    inside += field(reader, {.name = "address",
                             .label = reader(word::plain_address()),
                             .value = std::string(address),
                             .autocomplete = "username",
                             .is_required = true,
                             .is_code = true,
                             .is_ltr = true});
    inside += field(reader, {.name = "password",
                             .label = reader(word::plain_password()),
                             .type = "password",
                             .autocomplete = "current-password",
                             .is_required = true,
                             .is_ltr = true});
    inside += stay_box(reader, false);
    inside += button(reader(word::plain_sign_in()));
    content += form(Url::own("/plain/sign-in"), inside);
    Markup ways = element("li", {}, link(Url::own("/plain/recover"), reader(word::plain_forgot())));
    ways += element("li", {}, link(Url::own("/plain/join"), reader(word::plain_have_invitation())));
    ways += element("li", {}, link(Url::own("/portal/"), reader(word::plain_to_portal())));
    content += element("ul", {{"class", "ways"}}, ways);
    return respond(reader, {.status = status, .title = reader(word::plain_sign_in()), .content = content});
}

Task<http::Response> begin(Asked asked) {
    const bool is_known = asked.house->shows_session(asked.request);
    co_return see_other(Url::own(is_known ? "/plain/mail" : "/plain/sign-in"));
}

Task<http::Response> show_sign_in(Asked asked) {
    co_return sign_in_page(asked.reader, 200, asked.parameter("back"),
                           notice_of(asked.reader, asked.parameter("said")));
}

Task<http::Response> sign_in(Asked asked) {
    const Reader& reader = asked.reader;
    const std::string back(asked.form.text("back")), address(asked.form.text("address"));
    if (address.empty() || asked.form.text("password").empty())
        co_return sign_in_page(reader, 422, back, problem(reader(word::plain_both_needed())), address);
    const auto lifetime = asked.form.has("stay") ? lifetime_long : lifetime_short;
    const auto step =
        co_await asked.house->sign_in(asked.request, address, crypto::SecretText(asked.form.text("password")),
                                      reader(word::plain_session_label()), lifetime);
    if (!step) {
        switch (step.error().kind) {
            case ErrorKind::limit:
                co_return sign_in_page(reader, 429, back, problem(reader(word::plain_too_many())), address);
            case ErrorKind::denied:
            case ErrorKind::syntax:
                co_return sign_in_page(reader, 422, back, problem(reader(word::plain_not_right())), address);
            default: co_return failure(reader, step.error());
        }
    }
    if (const auto* const session = std::get_if<Session>(&*step)) co_return begun(*session, back);
    co_return code_page(reader, 200, std::get<SecondStep>(*step), back, {});
}

Task<http::Response> take_code(Asked asked) {
    const Reader& reader = asked.reader;
    const SecondStep step{.id = std::string(asked.form.text("step")), .code = asked.form.has("code-asked")};
    const std::string back(asked.form.text("back"));
    const auto session = co_await asked.house->by_code(step.id, crypto::SecretText(asked.form.text("code")));
    if (session) co_return begun(*session, back);
    switch (session.error().kind) {
        case ErrorKind::limit: co_return code_page(reader, 429, step, back, reader(word::plain_too_many()));
        case ErrorKind::denied:
        case ErrorKind::syntax:
            co_return code_page(reader, 422, step, back, reader(word::plain_code_wrong()));
        default: co_return failure(reader, session.error());
    }
}

Task<http::Response> sign_out(Asked asked) {
    std::string cookie = co_await asked.house->sign_out(asked.request);
    http::Response response = see_other(Url::own("/plain/sign-in", {{"said", "signed-out"}}));
    response.fields.add("set-cookie", std::move(cookie));
    co_return response;
}

}  // namespace milpa::pages

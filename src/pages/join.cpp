// SPDX-License-Identifier: AGPL-3.0-or-later
// Joining by an invitation: its token is pasted, an address and a password are chosen, and the recovery code
// is shown once, as a card to print.
#include "crypto/qr.hpp"
#include "jmap/wiped_json.hpp"
#include "pages/places.hpp"
#include "pages/words.hpp"

namespace milpa::pages {

namespace {

/// What Password/set and Invitation/accept ask for (members/password_form.cpp).
constexpr std::size_t password_octets_min = 8;

/// Whoever pastes the whole link has the token behind its #.
std::string_view token_of(std::string_view pasted) {
    const auto hash = pasted.rfind('#');
    std::string_view token = hash == std::string_view::npos ? pasted : pasted.substr(hash + 1);
    while (!token.empty() && static_cast<unsigned char>(token.front()) <= 0x20) token.remove_prefix(1);
    while (!token.empty() && static_cast<unsigned char>(token.back()) <= 0x20) token.remove_suffix(1);
    return token;
}

http::Response token_page(const Reader& reader, unsigned status, const std::string& error,
                          bool had_details = false) {
    Markup content = error.empty() ? Markup() : problem(reader(word::plain_look_below()));
    // They may have joined by it themselves, and not have seen the answer.
    if (had_details) content += element("p", {}, reader(word::plain_pressed_twice()));
    content += element("p", {}, reader(word::plain_join_text()));
    Markup inside = field(reader, {.name = "token",
                                   .label = reader(word::plain_invitation()),
                                   .hint = reader(word::plain_invitation_hint()),
                                   .error = error,
                                   .is_required = true,
                                   .rows = 2,
                                   .is_code = true,
                                   .is_ltr = true});
    inside += unkept();
    inside += button(reader(word::plain_go_on()));
    content += form(Url::own("/plain/join"), inside, {{"autocomplete", "off"}});
    return respond(reader, {.status = status, .title = reader(word::plain_join_title()), .content = content});
}

struct Wrong {
    std::string address{};
    std::string password{};
    bool any() const { return !address.empty() || !password.empty(); }
};

http::Response details_page(const Asked& asked, const std::string& domain, const Wrong& wrong,
                            unsigned status) {
    const Reader& reader = asked.reader;
    Markup content = wrong.any() ? problem(reader(word::plain_look_below())) : Markup();
    content += element("p", {}, reader(word::plain_join_choose()));
    Markup inside = hidden("token", token_of(asked.form.text("token")));
    inside += hidden("domain", domain);
    inside += field(reader, {.name = "address",
                             .label = reader(word::plain_new_address()),
                             .value = std::string(asked.form.text("address")),
                             .hint = reader(word::plain_new_address_hint(domain)),
                             .error = wrong.address,
                             .autocomplete = "username",
                             .is_required = true,
                             .is_code = true,
                             .is_ltr = true});
    inside += field(reader, {.name = "name",
                             .label = reader(word::plain_name()),
                             .value = std::string(asked.form.text("name")),
                             .hint = reader(word::plain_name_hint()),
                             .autocomplete = "off"});
    inside += password_fields(reader, wrong.password);
    inside += button(reader(word::plain_join()));
    content += form(Url::own("/plain/join"), inside);
    return respond(reader, {.status = status, .title = reader(word::plain_join_title()), .content = content});
}

http::Response welcome_page(const Reader& reader, const json::object& answer) {
    const std::string address(text_at(answer, "address"));
    Markup content = element("p", {}, reader(word::plain_welcome(address)));
    content += recovery_card(reader, address, text_at(answer, "recoveryCode"));
    content += element(
        "p", {}, link(Url::own("/plain/sign-in"), reader(word::plain_sign_in()), {{"class", "button"}}));
    return respond(reader, {.title = reader(word::plain_welcome_title()), .content = content});
}

/// What the choice of an address or of a password was refused for; a token that is none leads back.
std::optional<Wrong> wrong_of(const Reader& reader, const Refusal& refusal) {
    Wrong wrong;
    if (refusal.kind == "syntax") {
        wrong.address = reader(word::plain_address_or_password_wrong());
    } else if (refusal.type == "alreadyExists") {
        wrong.address = reader(word::plain_address_taken());
    } else if (refusal.kind == "missing") {
        wrong.address = reader(word::plain_address_elsewhere());
    } else if (refusal.kind == "denied") {
        wrong.address = reader(word::plain_address_reserved());
    } else {
        return std::nullopt;
    }
    return wrong;
}

Task<http::Response> accept(Asked asked, std::string domain) {
    const Reader& reader = asked.reader;
    Calls calls{std::string()};
    json::object arguments(jmap::wiping_memory());
    arguments["token"] = token_of(asked.form.text("token"));
    arguments["address"] = asked.form.text("address");
    if (!asked.form.text("name").empty()) arguments["name"] = asked.form.text("name");
    arguments["password"] = asked.form.text("password");
    const std::size_t accepting = calls.add("Invitation/accept", std::move(arguments));
    auto answers = co_await ask(asked.caller.get(), std::move(calls));
    if (!answers) co_return failure(reader, answers.error());
    if (const auto refusal = answers->refusal(accepting)) {
        if (refusal->type == "rateLimit") co_return failure(reader, fail(ErrorKind::limit));
        const auto wrong = wrong_of(reader, *refusal);
        if (!wrong) co_return failure(reader, fail(ErrorKind::io));
        co_return details_page(asked, domain, *wrong, 422);
    }
    const json::object* const answer = answers->find(accepting);
    if (answer == nullptr) co_return failure(reader, fail(ErrorKind::io));
    http::Response page = welcome_page(reader, *answer);
    answers->wipe();
    co_return page;
}

}  // namespace

Markup recovery_card(const Reader& reader, std::string_view address, std::string_view code) {
    Markup card = element("h2", {}, reader(word::plain_recovery_title()));
    card += element("p", {}, reader(word::plain_recovery_text()));
    card += element("p", {{"class", "address"}}, foreign(address));
    card += element("p", {{"class", "code"}, {"dir", "ltr"}}, code);
    if (auto picture = crypto::qr_as_svg(code)) {
        card += element("img", {{"class", "qr"},
                                {"width", "200"},
                                {"height", "200"},
                                {"alt", reader(word::plain_recovery_picture())},
                                {"src", Url::picture(*picture)}});
        crypto::wipe(*picture);
    }
    Markup made = element("section", {{"class", "card print"}}, card);
    made += element("p", {}, reader(word::plain_recovery_once()));
    return made;
}

std::string password_problem(const Reader& reader, std::string_view first, std::string_view second) {
    if (first != second) return reader(word::plain_passwords_differ());
    if (first.size() < password_octets_min) return reader(word::plain_password_short());
    return {};
}

Markup password_fields(const Reader& reader, const std::string& error) {
    Markup made = field(reader, {.name = "password",
                                 .label = reader(word::plain_new_password()),
                                 .hint = reader(word::plain_new_password_hint()),
                                 .error = error,
                                 .type = "password",
                                 .autocomplete = "new-password",
                                 .is_required = true,
                                 .is_ltr = true});
    made += field(reader, {.name = "again",
                           .label = reader(word::plain_password_again()),
                           .type = "password",
                           .autocomplete = "new-password",
                           .is_required = true,
                           .is_ltr = true});
    return made;
}

Task<http::Response> show_join(Asked asked) { co_return token_page(asked.reader, 200, {}); }

Task<http::Response> join(Asked asked) {
    const Reader& reader = asked.reader;
    const std::string_view token = token_of(asked.form.text("token"));
    if (token.empty()) co_return token_page(reader, 422, reader(word::plain_invitation_missing()));
    Calls calls{std::string()};
    json::object arguments(jmap::wiping_memory());
    arguments["token"] = token;
    const std::size_t look = calls.add("Invitation/look", std::move(arguments));
    auto answers = co_await ask(asked.caller.get(), std::move(calls));
    if (!answers) co_return failure(reader, answers.error());
    const json::object* const found = answers->find(look);
    if (found == nullptr)
        co_return token_page(reader, 422, reader(word::plain_invitation_wrong()), asked.form.has("password"));
    std::string domain(text_at(*found, "domain"));
    if (!asked.form.has("address")) co_return details_page(asked, domain, {}, 200);
    Wrong wrong;
    if (asked.form.text("address").empty()) wrong.address = reader(word::plain_address_missing());
    wrong.password = password_problem(reader, asked.form.text("password"), asked.form.text("again"));
    if (wrong.any()) co_return details_page(asked, domain, wrong, 422);
    co_return co_await accept(std::move(asked), std::move(domain));
}

}  // namespace milpa::pages

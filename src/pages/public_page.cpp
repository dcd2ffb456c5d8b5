// SPDX-License-Identifier: AGPL-3.0-or-later
// Who we are: what the collective says of itself to everybody, by language; how to come in; and what mail
// programs must know.
#include "jmap/type.hpp"
#include "pages/places.hpp"
#include "pages/prose.hpp"
#include "pages/words.hpp"

namespace milpa::pages {

namespace {

struct Section {
    std::string_view name;
    Phrase (*title)();
    std::string_view updated{};  ///< the property that says when it last changed
};
constexpr Section sections[] = {
    {"about", word::public_about},
    {"services", word::public_services},
    {"joining", word::public_joining},
    {"canary", word::public_canary, "canaryUpdated"},
    {"transparency", word::public_transparency, "transparencyUpdated"},
};

struct Found {
    std::string_view text;
    std::string_view language;
};
/// In the reader's language, else in the collective's main one, else in English, else in any that there is.
Found find_text(const Reader& reader, const json::object& collective, std::string_view name) {
    const json::object& all = object_at(collective, "texts");
    const auto in = [&](std::string_view tag) {
        const std::string_view text = text_at(object_at(all, tag), name);
        const bool is_empty = text.find_first_not_of(" \t\r\n") == std::string_view::npos;
        return is_empty ? std::string_view() : text;
    };
    const auto of = [&](Language language) -> Found {
        for (const auto& [tag, texts_of_it] : all)
            if (read_language(tag) == language && !in(tag).empty()) return {in(tag), tag};
        return {};
    };
    if (const Found found = of(reader.language); !found.text.empty()) return found;
    const std::string_view main = text_at(collective, "language");
    if (!in(main).empty()) return {in(main), main};
    if (const Found found = of(Language::en); !found.text.empty()) return found;
    for (const auto& [tag, texts_of_it] : all)
        if (!in(tag).empty()) return {in(tag), tag};
    return {};
}

Markup section(const Reader& reader, const json::object& collective, const Section& what) {
    const Found found = find_text(reader, collective, what.name);
    if (found.text.empty()) return {};
    const std::string id(what.name);
    Markup inside = element("h2", {{"id", id}}, reader(what.title()));
    const auto language = read_language(found.language);
    const bool reversed = language && is_right_to_left(*language);
    inside +=
        element("div", {{"lang", found.language}, {"dir", reversed ? "rtl" : "ltr"}}, paragraphs(found.text));
    if (!what.updated.empty()) {
        if (const auto at = jmap::read_utc_date(text_at(object_at(collective, what.updated), found.language)))
            inside += element("p", {{"class", "hint"}},
                              reader(word::public_last_changed(date_text(reader.language, *at))));
    }
    return element("section", {{"aria-labelledby", id}}, inside);
}

Markup ways_in(const Reader& reader) {
    Markup items =
        element("li", {}, link(Url::own("/portal/"), reader(word::public_sign_in()), {{"class", "button"}}));
    items += element(
        "li", {},
        link(Url::own("/plain/"), reader(word::public_without_script()), {{"class", "button quiet"}}));
    items += element(
        "li", {},
        link(Url::own("/plain/join"), reader(word::public_have_invitation()), {{"class", "button quiet"}}));
    return element("nav", {{"class", "ways"}, {"aria-label", reader(word::public_ways_in())}},
                   element("ul", {}, items));
}

Markup row(const Reader& reader, const Phrase& what, const std::string& host, std::uint16_t port,
           const char* how) {
    if (port == 0) return {};
    return element("tr", {}, element("th", {{"scope", "row"}}, reader(what)),
                   element("td", {{"dir", "ltr"}}, host), element("td", {}, std::to_string(port)),
                   element("td", {}, how));
}

Markup head_cell(const Reader& reader, const Phrase& what) {
    return element("th", {{"scope", "col"}}, reader(what));
}

Markup mail_programs(const Reader& reader, const MailProgram& program) {
    Markup rows = row(reader, word::public_reading(), program.host, program.imaps, "TLS");
    rows += row(reader, word::public_reading(), program.host, program.imap, "STARTTLS");
    rows += row(reader, word::public_sending(), program.host, program.submissions, "TLS");
    rows += row(reader, word::public_sending(), program.host, program.submission, "STARTTLS");
    rows += row(reader, word::public_contacts(), program.host, program.https, "TLS");
    Markup heads = head_cell(reader, word::public_what());
    heads += head_cell(reader, word::public_server());
    heads += head_cell(reader, word::public_port());
    heads += head_cell(reader, word::public_security());
    Markup inside = element("summary", {}, reader(word::public_mail_programs()));
    inside += element("p", {}, reader(word::public_found_by_themselves()));
    Markup apple = element("label", {{"for", "address"}}, reader(word::public_apple()));
    apple += element("input", {{"id", "address"},
                               {"name", "address"},
                               {"type", "email"},
                               {"autocomplete", "email"},
                               {"dir", "ltr"},
                               {"required", true}});
    inside += element("form", {{"action", Url::own("/mail/apple")}, {"method", "get"}, {"class", "field"}},
                      apple, button(reader(word::public_get_profile())));
    inside += element("div",
                      {{"class", "wide"},
                       {"tabindex", "0"},
                       {"role", "region"},
                       {"aria-label", reader(word::public_by_hand())}},
                      element("table", {}, element("caption", {}, reader(word::public_by_hand())),
                              element("thead", {}, element("tr", {}, heads)), element("tbody", {}, rows)));
    return element("details", {}, inside);
}

}  // namespace

Task<http::Response> show_public(Asked asked) {
    const Reader& reader = asked.reader;
    Calls calls{std::string()};
    const std::size_t get = calls.add("Collective/get", {{"ids", nullptr}});
    const auto answers = co_await ask(asked.caller.get(), std::move(calls));
    if (!answers) co_return failure(reader, answers.error());
    const json::object* const answer = answers->find(get);
    const auto list = answer != nullptr ? objects_at(*answer, "list") : std::vector<const json::object*>();
    const json::object nothing;
    const json::object& collective = list.empty() ? nothing : *list.front();

    const std::string name(text_at(collective, "name"));
    Markup written;
    for (const Section& one : sections) written += section(reader, collective, one);
    Markup content;
    if (!name.empty() && name != reader.site)
        content += element("p", {{"class", "big"}, {"dir", "ltr"}}, reader.site);
    if (written.empty())
        content += element("p", {{"class", "big"}}, reader(word::public_nothing_written(reader.site)));
    content += ways_in(reader);
    content += written;
    Markup contact = element("h2", {{"id", "contact"}}, reader(word::public_contact()));
    if (const std::string_view theirs = text_at(collective, "contact"); !theirs.empty())
        contact += paragraphs(theirs);
    const std::string postmaster = "postmaster@" + reader.site;
    contact +=
        element("p", {}, reader(word::public_trouble()), " ",
                element("a", {{"href", *Url::outward("mailto:" + postmaster)}, {"dir", "ltr"}}, postmaster));
    content += element("section", {{"aria-labelledby", "contact"}}, contact);
    content += element("section", {}, mail_programs(reader, asked.house->mail_program()));
    co_return respond(reader,
                      {.title = name.empty() ? reader.site : name, .content = content, .is_public = true});
}

}  // namespace milpa::pages

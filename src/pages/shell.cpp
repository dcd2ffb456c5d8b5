// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/shell.hpp"

#include <algorithm>
#include <memory>

#include "http/target.hpp"
#include "pages/words.hpp"

namespace milpa::pages {

namespace {

/// Longer ones lead nowhere back.
constexpr std::size_t own_path_octets_max = 2'000;

struct Notice {
    std::string_view code;
    Phrase (*phrase)();
};
constexpr Notice notices[] = {
    {"archived", word::plain_said_archived},
    {"binned", word::plain_said_binned},
    {"canceled", word::plain_said_canceled},
    {"destroyed", word::plain_said_destroyed},
    {"discarded", word::plain_said_discarded},
    {"failed", word::plain_said_failed},
    {"file-added", word::plain_said_file_added},
    {"junk", word::plain_said_junk},
    {"moved", word::plain_said_moved},
    {"none", word::plain_said_none},
    {"not-junk", word::plain_said_not_junk},
    {"read", word::plain_said_read},
    {"saved", word::plain_said_saved},
    {"sending", word::plain_said_sending},
    {"sent", word::plain_said_sent},
    {"signed-out", word::plain_said_signed_out},
    {"starred", word::plain_said_starred},
    {"too-late", word::plain_said_too_late},
    {"unread", word::plain_said_unread},
    {"unstarred", word::plain_said_unstarred},
};

/// Wiped when the connection, which has sent it, lets go of it.
struct WipedBody {
    explicit WipedBody(std::string_view octets) : text(octets) {}
    WipedBody(const WipedBody&) = delete;
    WipedBody& operator=(const WipedBody&) = delete;
    ~WipedBody() { crypto::wipe(text); }
    std::string text;
};

Markup language_menu(const Reader& reader) {
    Markup items;
    for (const Language one : languages) {
        const std::string code(code_of(one));
        Attributes attributes{{"lang", code}, {"dir", is_right_to_left(one) ? "rtl" : "ltr"}};
        if (one == reader.language) attributes.push_back({"aria-current", "true"});
        items += element("li", {},
                         link(Url::own("/plain/language/" + code, {{"back", reader.path}}),
                              std::string(own_name(one)), attributes));
    }
    return element("nav", {{"class", "languages"}, {"aria-label", reader(word::plain_languages())}},
                   element("ul", {}, items));
}

Markup header_of(const Reader& reader) {
    Markup inside;
    const std::string name = reader.site.empty() ? "Milpa" : reader.site;
    inside += element("p", {{"class", "site"}}, link(Url::own("/"), name));
    if (reader.is_member) {
        Markup items = element("li", {}, link(Url::own("/plain/mail"), reader(word::plain_mail())));
        items += element("li", {}, link(Url::own("/plain/mail/write"), reader(word::plain_write())));
        items += element(
            "li", {},
            form(Url::own("/plain/sign-out"), button(reader(word::plain_sign_out()), {{"class", "quiet"}})));
        inside += element("nav", {{"aria-label", reader(word::plain_menu())}}, element("ul", {}, items));
    } else if (!reader.is_locked) {
        const Markup items =
            element("li", {}, link(Url::own("/plain/sign-in"), reader(word::plain_sign_in())));
        inside += element("nav", {{"aria-label", reader(word::plain_menu())}}, element("ul", {}, items));
    }
    return element("header", {{"class", "top"}}, inside);
}

Markup footer_of(const Reader& reader) {
    Markup inside = language_menu(reader);
    if (reader.is_member) inside += element("p", {{"class", "hint"}}, reader(word::plain_times_are_utc()));
    return element("footer", {}, inside);
}

Markup head_of(const Reader& reader, const Page& page) {
    const std::string& told = page.told.empty() ? page.title : page.told;
    const std::string title = reader.site.empty() || told == reader.site ? told : told + " · " + reader.site;
    Markup head = element("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
    head += element("title", {}, title);
    head += element("meta", {{"name", "color-scheme"}, {"content", "light dark"}});
    head += element(
        "meta",
        {{"name", "theme-color"}, {"content", "#fbf8f1"}, {"media", "(prefers-color-scheme: light)"}});
    head += element(
        "meta", {{"name", "theme-color"}, {"content", "#171a15"}, {"media", "(prefers-color-scheme: dark)"}});
    // What asks for no sign-in may be found; nobody's own pages are.
    if (!page.is_public) head += element("meta", {{"name", "robots"}, {"content", "noindex"}});
    head += element("link", {{"rel", "stylesheet"}, {"href", Url::own(stylesheet_path())}});
    return head;
}

}  // namespace

Language language_of(const http::Request& request) {
    if (const auto cookie = request.cookie(language_cookie)) {
        if (const auto language = read_language(*cookie)) return *language;
    }
    if (const auto field = request.fields.find("accept-language"))
        return accepted_language(*field).value_or(Language::en);
    return Language::en;
}

http::Response respond(const Reader& reader, Page page) {
    Markup main = page.notice;
    main += element("h1", {}, page.title);
    main += page.content;
    Markup middle = page.navigation;
    middle += element("main", {{"id", "main"}, {"tabindex", "-1"}}, main);
    Markup body = link(Url::place("main"), reader(word::plain_skip()), {{"class", "skip"}});
    body += header_of(reader);
    body += element("div", {{"class", page.navigation.empty() ? "page" : "page beside"}}, middle);
    body += footer_of(reader);
    const Markup all =
        Markup::document(code_of(reader.language), is_right_to_left(reader.language) ? "rtl" : "ltr",
                         head_of(reader, page), body);
    http::Response response;
    response.status = page.status;
    response.fields.set("content-type", "text/html; charset=utf-8");
    response.fields.set("content-language", std::string(code_of(reader.language)));
    // A browser that tells no Sec-Fetch-Site tells our own forms from others' by Origin, which it leaves out
    // where no page may tell from where it leads (Fetch 3.2.5, "serializing a request origin").
    response.fields.set("referrer-policy", "same-origin");
    response.fields.set("cache-control", page.is_public ? "no-cache" : "no-store");
    response.fields.set("vary", "cookie, accept-language");
    const auto held = std::make_shared<const WipedBody>(all.octets());
    response.body = http::Response::Shared(held, &held->text);
    return response;
}

http::Response see_other(const Url& url) { return led_to(url.text()); }

http::Response led_to(std::string_view path) {
    http::Response response;
    response.status = 303;
    response.fields.set("location", std::string(path));
    response.fields.set("cache-control", "no-store");
    return response;
}

bool is_own_path(std::string_view path) {
    // "//elsewhere" and "/\elsewhere" are other hosts to a browser.
    if (!path.starts_with('/') || path.starts_with("//") || path.size() > own_path_octets_max) return false;
    return std::ranges::none_of(path, [](char c) {
        return static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) >= 0x7f || c == '\\';
    });
}

Markup notice(std::string_view text, const Markup& more) {
    return element("div", {{"class", "notice"}, {"role", "status"}}, element("p", {}, text), more);
}

Markup problem(std::string_view text) {
    return element("div", {{"class", "problem"}, {"role", "alert"}}, element("p", {}, text));
}

Markup notice_of(const Reader& reader, std::string_view code) {
    const auto* const found = std::ranges::find(notices, code, &Notice::code);
    if (found == std::end(notices)) return {};
    const std::string text = reader(found->phrase());
    return code == "failed" || code == "none" || code == "too-late" ? problem(text) : notice(text);
}

http::Response dead_end(const Reader& reader, const DeadEnd& what) {
    Markup content = element("p", {}, reader(what.text));
    const Url home = reader.is_member ? Url::own("/plain/mail") : Url::own("/");
    content += element("p", {}, link(home, reader(word::plain_go_on()), {{"class", "button"}}));
    return respond(reader, {.status = what.status, .title = reader(what.title), .content = content});
}

http::Response failure(const Reader& reader, const Error& error) {
    switch (error.kind) {
        case ErrorKind::missing: return not_found(reader);
        case ErrorKind::limit:
            return dead_end(reader, {429, word::plain_too_many_title(), word::plain_too_many()});
        case ErrorKind::closed: {
            http::Response response =
                dead_end(reader, {503, word::plain_closed_title(), word::plain_closed()});
            response.fields.set("retry-after", "60");
            return response;
        }
        default: return dead_end(reader, {500, word::plain_broken_title(), word::plain_broken()});
    }
}

http::Response not_found(const Reader& reader) {
    return dead_end(reader, {404, word::plain_not_found_title(), word::plain_not_found()});
}

Markup field(const Reader& reader, const Field& what) {
    const std::string name = what.name;
    std::string described;
    Markup made = element("label", {{"for", name}}, what.label);
    if (!what.is_required)
        made += element("span", {{"class", "optional"}}, " ", reader(word::plain_optional()));
    if (!what.hint.empty()) {
        made += element("p", {{"class", "hint"}, {"id", name + "-hint"}}, what.hint);
        described = name + "-hint";
    }
    if (!what.error.empty()) {
        made += element("p", {{"class", "error"}, {"id", name + "-error"}}, what.error);
        described += (described.empty() ? "" : " ") + name + "-error";
    }
    Attributes attributes{
        {"id", name}, {"name", name}, {"autocomplete", what.autocomplete}, {"required", what.is_required}};
    if (!described.empty()) attributes.push_back({"aria-describedby", described});
    if (!what.error.empty()) attributes.push_back({"aria-invalid", "true"});
    if (what.is_code) {
        attributes.push_back({"autocapitalize", "none"});
        attributes.push_back({"autocorrect", "off"});
        attributes.push_back({"spellcheck", "false"});
    }
    attributes.push_back({"dir", what.is_ltr ? "ltr" : "auto"});
    if (what.rows > 0) {
        attributes.push_back({"rows", std::to_string(what.rows)});
        made += element("textarea", attributes, what.value);
    } else {
        attributes.push_back({"type", what.type});
        if (!what.value.empty()) attributes.push_back({"value", what.value});
        made += element("input", attributes);
    }
    return element("div", {{"class", what.error.empty() ? "field" : "field wrong"}}, made);
}

Markup hidden(const char* name, std::string_view value) {
    return element("input", {{"type", "hidden"}, {"name", name}, {"value", value}});
}

Markup unkept() {
    // A code for once is none that a browser would offer to keep.
    return element("input", {{"type", "password"},
                             {"name", "unkept"},
                             {"value", "-"},
                             {"autocomplete", "one-time-code"},
                             {"hidden", true}});
}

Markup button(std::string_view text, const Attributes& more) { return element("button", more, text); }

Markup form(const Url& action, const Markup& content, const Attributes& more) {
    Attributes attributes{{"method", "post"}, {"action", action}};
    attributes.insert(attributes.end(), more.begin(), more.end());
    return element("form", attributes, content);
}

Markup link(const Url& url, const Markup& text, const Attributes& more) {
    Attributes attributes{{"href", url}};
    attributes.insert(attributes.end(), more.begin(), more.end());
    return element("a", attributes, text);
}

Markup foreign(std::string_view text) { return element("bdi", {}, text); }

}  // namespace milpa::pages

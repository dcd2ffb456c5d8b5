// SPDX-License-Identifier: AGPL-3.0-or-later
// What all pages have: head, the way past the navigation, landmarks, the menu of languages; and the parts
// that forms are made of, each field with its label, its hint and its error.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"
#include "pages/html.hpp"
#include "pages/phrase.hpp"

namespace milpa::pages {

/// Where a browser keeps which language it was told: for the portal, too, so that a script may read it.
inline constexpr std::string_view language_cookie = "lang";
inline constexpr std::string_view language_cookie_seconds = "31536000";  ///< a year

/// Who reads, and what of the house is around every page.
struct Reader {
    Language language = Language::en;
    std::string site{};  ///< the collective's main domain; empty while it is locked
    std::string path{};  ///< and query, where another language leads back to
    bool is_member = false;
    bool is_locked = false;

    std::string operator()(const Phrase& phrase) const { return say(language, phrase); }
};

/// The cookie, else what the browser accepts, else English.
Language language_of(const http::Request& request);

struct Page {
    unsigned status = 200;
    std::string title;       ///< and heading
    Markup content;          ///< below the heading
    Markup navigation{};     ///< beside it
    Markup notice{};         ///< above the heading
    bool is_public = false;  ///< may be kept by a browser: nobody's own is in it
    /// The title, where the heading is what somebody wrote: titles are in a browser's history, on the disk.
    std::string told{};
};
/// Everything in it is wiped when it was sent.
http::Response respond(const Reader& reader, Page page);
/// 303: what was posted is done, and a page says so. A path of our own.
http::Response see_other(const Url& url);
/// The same, of a path that was made or checked before.
http::Response led_to(std::string_view path);
/// Whether it is a path of our own that a browser may be led to: "/plain/mail?x=y".
bool is_own_path(std::string_view path);

/// What is said on the page behind a form that was carried out: a code of a list, never a text.
Markup notice_of(const Reader& reader, std::string_view code);
Markup notice(std::string_view text, const Markup& more = {});
/// What went wrong with a form; read out at once.
Markup problem(std::string_view text);

/// A page of one sentence and a way on.
struct DeadEnd {
    unsigned status;
    Phrase title;
    Phrase text;
};
http::Response dead_end(const Reader& reader, const DeadEnd& what);
/// By kind: `limit` 429, `closed` 503, `missing` 404, others 500.
http::Response failure(const Reader& reader, const Error& error);
http::Response not_found(const Reader& reader);

struct Field {
    const char* name;
    std::string label;
    std::string value{};
    std::string hint{};
    std::string error{};
    std::string type = "text";
    std::string autocomplete = "off";
    bool is_required = false;
    std::size_t rows = 0;  ///< more: a text of many lines
    bool is_code = false;  ///< letters that are no words: not corrected, not capitalised
    bool is_ltr = false;   ///< addresses and codes, whatever the page's direction
};
Markup field(const Reader& reader, const Field& what);
/// Of a form with secrets whose answer is no redirect: Chromium writes what was posted to the disk, to show
/// the page again after it ended, but for forms that have a password.
Markup unkept();
Markup hidden(const char* name, std::string_view value);
Markup button(std::string_view text, const Attributes& more = {});
/// POST to a path of our own, urlencoded.
Markup form(const Url& action, const Markup& content, const Attributes& more = {});
Markup link(const Url& url, const Markup& text, const Attributes& more = {});
/// What strangers wrote, on its own for the direction of its letters.
Markup foreign(std::string_view text);

/// The stylesheet: generated. Its path changes with it.
std::string_view stylesheet();
std::string_view stylesheet_path();

}  // namespace milpa::pages

// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/mail/body_parts.hpp"

#include <optional>
#include <span>

#include "jmap/mail/header_forms.hpp"
#include "mail/message/encoded_word.hpp"

namespace milpa::jmap {

namespace message = mail::message;

namespace {

BodyPart number_parts(const events::Part& part, std::size_t& leaves) {
    BodyPart made{.part = &part, .id = {}, .parts = {}};
    if (!made.is_multipart()) {
        made.id = std::to_string(++leaves);
        return made;
    }
    for (const events::Part& inside : part.parts()) made.parts.push_back(number_parts(inside, leaves));
    return made;
}

void collect_leaves(const BodyPart& part, std::vector<const BodyPart*>& to) {
    if (!part.is_multipart()) to.push_back(&part);
    for (const BodyPart& inside : part.parts) collect_leaves(inside, to);
}

bool is_inline_media(const BodyPart& part) {
    const std::string& type = part.part->type();
    return type == "image" || type == "audio" || type == "video";
}

/// The lists as far as they are wanted at a place: in one alternative only one of them is.
using List = std::vector<const BodyPart*>*;

class ListMaker {
public:
    explicit ListMaker(BodyLists& to) : to_(to) {}

    void run(std::span<const BodyPart> parts, std::string_view multipart, bool in_alternative, List html,
             List text) {
        const std::size_t text_before = text != nullptr ? text->size() : 0;
        const std::size_t html_before = html != nullptr ? html->size() : 0;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            const BodyPart& part = parts[i];
            if (part.is_multipart()) {
                const std::string& subtype = part.part->subtype();
                run(part.parts, subtype, in_alternative || subtype == "alternative", html, text);
            } else if (is_inline(part, i, multipart)) {
                add_inline(part, multipart, in_alternative, html, text);
            } else {
                to_.attachments.push_back(&part);
            }
        }
        if (multipart != "alternative" || text == nullptr || html == nullptr) return;
        // There was only HTML, or only plain text: it is the body for both.
        if (text_before == text->size() && html_before != html->size()) {
            copy_from(*html, html_before, *text);
        } else if (html_before == html->size() && text_before != text->size()) {
            copy_from(*text, text_before, *html);
        }
    }

private:
    static void copy_from(const std::vector<const BodyPart*>& from, std::size_t begin,
                          std::vector<const BodyPart*>& to) {
        for (std::size_t i = begin; i < from.size(); ++i) to.push_back(from[i]);
    }

    static bool is_inline(const BodyPart& part, std::size_t place, std::string_view multipart) {
        if (part.part->disposition() == "attachment") return false;
        const std::string& subtype = part.part->subtype();
        const bool media = is_inline_media(part);
        if (!media && !(part.is_text() && (subtype == "plain" || subtype == "html"))) return false;
        if (place == 0) return true;
        // Only the root of what is related is the body; a text with a name of a file is a file.
        return multipart != "related" && (media || !message::file_name(*part.part));
    }

    /// `html` and `text` are the caller's: a text in an alternative takes the other list out for what follows
    /// beside it.
    void add_inline(const BodyPart& part, std::string_view multipart, bool in_alternative, List& html,
                    List& text) {
        const bool plain = part.is_text() && part.part->subtype() == "plain";
        const bool is_html = part.is_text() && !plain;
        if (multipart == "alternative") {
            if (plain && text != nullptr) return text->push_back(&part);
            if (is_html && html != nullptr) return html->push_back(&part);
            return to_.attachments.push_back(&part);
        }
        if (in_alternative && plain) html = nullptr;
        if (in_alternative && is_html) text = nullptr;
        if (text != nullptr) text->push_back(&part);
        if (html != nullptr) html->push_back(&part);
        if ((text == nullptr || html == nullptr) && is_inline_media(part)) to_.attachments.push_back(&part);
    }

    BodyLists& to_;
};

json::value text_or_null(const std::optional<std::string>& text) {
    return text ? json::value(to_clean_utf8(*text)) : json::value();
}

}  // namespace

BodyPart body_tree(const events::Part& structure) {
    std::size_t leaves = 0;
    return number_parts(structure, leaves);
}

const BodyPart* find_body_part(const BodyPart& tree, std::string_view id) {
    if (!tree.is_multipart()) return tree.id == id ? &tree : nullptr;
    for (const BodyPart& inside : tree.parts) {
        if (const BodyPart* found = find_body_part(inside, id)) return found;
    }
    return nullptr;
}

std::vector<const BodyPart*> leaves_of(const BodyPart& tree) {
    std::vector<const BodyPart*> leaves;
    collect_leaves(tree, leaves);
    return leaves;
}

BodyLists body_lists(const BodyPart& tree) {
    BodyLists lists;
    ListMaker(lists).run({&tree, 1}, "mixed", false, &lists.html_body, &lists.text_body);
    return lists;
}

json::value part_name_json(const events::Part& part) { return text_or_null(message::file_name(part)); }

json::value part_charset_json(const events::Part& part) {
    return text_or_null(message::find_parameter(part.parameters(), "charset"));
}

json::value part_disposition_json(const events::Part& part) {
    return part.has_disposition() ? json::value(to_clean_utf8(part.disposition())) : json::value();
}

json::value part_cid_json(const events::Part& part) {
    if (!part.has_id()) return nullptr;
    const auto ids = message::message_ids(part.id());
    if (!ids.empty())
        return json::value(to_clean_utf8(std::string_view(ids[0]).substr(1, ids[0].size() - 2)));
    // Without an @ it is none by the book, and common.
    std::string_view id = message::trim(part.id());
    if (id.starts_with('<')) id.remove_prefix(1);
    if (id.ends_with('>')) id.remove_suffix(1);
    return json::value(to_clean_utf8(id));
}

json::value part_language_json(const events::Part& part) {
    if (part.language().empty()) return nullptr;
    json::array languages;
    for (const std::string& language : part.language()) languages.emplace_back(to_clean_utf8(language));
    return languages;
}

json::value part_location_json(const events::Part& part) {
    return part.has_location() ? json::value(to_clean_utf8(part.location())) : json::value();
}

}  // namespace milpa::jmap

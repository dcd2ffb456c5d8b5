// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/mail_model.hpp"

#include <algorithm>

#include "jmap/type.hpp"
#include "mail/message/address.hpp"
#include "pages/prose.hpp"
#include "pages/words.hpp"

namespace milpa::pages {

namespace {

/// Deeper ones are shown at this depth.
constexpr std::size_t depth_max = 6;

struct Role {
    std::string_view role;
    Phrase (*name)();
};
/// In the order of the menu.
constexpr Role roles[] = {
    {"inbox", word::plain_folder_inbox}, {"drafts", word::plain_folder_drafts},
    {"sent", word::plain_folder_sent},   {"archive", word::plain_folder_archive},
    {"junk", word::plain_folder_junk},   {"trash", word::plain_folder_trash},
};

std::size_t rank(std::string_view role) {
    return static_cast<std::size_t>(std::ranges::find(roles, role, &Role::role) - std::begin(roles));
}

/// A name as it stands before an address: in quotes where it has more than words.
std::string quoted_name(std::string_view name) {
    const bool plain =
        std::ranges::none_of(name, [](char c) { return std::string_view("\"(),:;<>@[\\]").contains(c); });
    if (plain) return std::string(name);
    std::string made = "\"";
    for (const char c : name) {
        if (c == '"' || c == '\\') made += '\\';
        made += c;
    }
    return made + "\"";
}

}  // namespace

Folders::Folders(const json::object& mailbox_get) {
    auto list = objects_at(mailbox_get, "list");
    std::ranges::sort(list, [](const json::object* a, const json::object* b) {
        const std::size_t first = rank(text_at(*a, "role")), second = rank(text_at(*b, "role"));
        if (first != second) return first < second;
        const std::int64_t before = number_at(*a, "sortOrder"), after = number_at(*b, "sortOrder");
        return before != after ? before < after : text_at(*a, "name") < text_at(*b, "name");
    });
    add_children(list, {}, 0);
}

void Folders::add_children(const std::vector<const json::object*>& list, std::string_view parent,
                           std::size_t depth) {
    for (const json::object* one : list) {
        if (text_at(*one, "parentId") != parent) continue;
        const std::string id(text_at(*one, "id"));
        all_.push_back({.id = id,
                        .name = std::string(text_at(*one, "name")),
                        .role = std::string(text_at(*one, "role")),
                        .unread = number_at(*one, "unreadThreads"),
                        .depth = std::min(depth, depth_max)});
        add_children(list, id, depth + 1);
    }
}

const Folder* Folders::find(std::string_view id) const {
    const auto found = std::ranges::find(all_, id, &Folder::id);
    return found == all_.end() ? nullptr : &*found;
}

const Folder* Folders::by_role(std::string_view role) const {
    const auto found = std::ranges::find(all_, role, &Folder::role);
    return found == all_.end() ? nullptr : &*found;
}

std::string name_of(const Reader& reader, const Folder& folder) {
    const auto* const found = std::ranges::find(roles, folder.role, &Role::role);
    return found == std::end(roles) ? folder.name : reader(found->name());
}

Markup folder_menu(const Reader& reader, const Folders& folders, std::string_view current) {
    Markup items;
    for (const Folder& folder : folders.all()) {
        Attributes attributes{{"class", "depth-" + std::to_string(folder.depth)}};
        if (folder.id == current) attributes.push_back({"aria-current", "page"});
        Markup text = foreign(name_of(reader, folder));
        // Nobody has read their drafts, and nobody wants to be told of junk.
        if (folder.unread > 0 && folder.role != "drafts" && folder.role != "junk" && folder.role != "trash") {
            text += " ";
            text += element(
                "span", {{"class", "count"}},
                element("span", {{"aria-hidden", "true"}}, number_text(reader.language, folder.unread)),
                element("span", {{"class", "said"}}, reader(word::plain_unread_count(folder.unread))));
        }
        items += element("li", {}, link(Url::own("/plain/mail/in/" + folder.id), text, attributes));
    }
    return element("nav", {{"class", "folders"}, {"aria-label", reader(word::plain_folders())}},
                   element("ul", {}, items));
}

Markup folder_choice(const Reader& reader, const Folders& folders, std::string_view current) {
    Markup options;
    for (const Folder& folder : folders.all()) {
        if (folder.id == current || folder.role == "drafts" || folder.role == "sent") continue;
        std::string shown;
        for (std::size_t i = 0; i < folder.depth; ++i) shown += "\u00a0\u00a0";
        options += element("option", {{"value", folder.id}}, shown + name_of(reader, folder));
    }
    Markup made = element("label", {{"for", "to"}}, reader(word::plain_move_to()));
    made += element("select", {{"id", "to"}, {"name", "to"}}, options);
    return made;
}

bool has_keyword(const json::object& email, std::string_view keyword) {
    return flag_at(object_at(email, "keywords"), keyword);
}

bool is_in(const json::object& email, std::string_view folder_id) {
    return flag_at(object_at(email, "mailboxIds"), folder_id);
}

std::int64_t received_ms(const json::object& email) {
    return jmap::read_utc_date(text_at(email, "receivedAt")).value_or(0);
}

std::string names(const json::object& email, std::string_view property) {
    std::string all;
    for (const json::object* one : objects_at(email, property)) {
        const std::string_view name = text_at(*one, "name");
        const std::string_view shown = name.empty() ? text_at(*one, "email") : name;
        if (!all.empty()) all += ", ";
        all += shown;
    }
    return all;
}

std::string addresses(const json::object& email, std::string_view property) {
    std::string all;
    for (const json::object* one : objects_at(email, property)) {
        const std::string_view name = text_at(*one, "name"), address = text_at(*one, "email");
        if (!all.empty()) all += ", ";
        all += name.empty() || name == address ? std::string(address)
                                               : quoted_name(name) + " <" + std::string(address) + ">";
    }
    return all;
}

std::string subject_of(const Reader& reader, const json::object& email) {
    const std::string_view subject = text_at(email, "subject");
    const bool is_empty = subject.find_first_not_of(" \t\r\n") == std::string_view::npos;
    return is_empty ? reader(word::plain_no_subject()) : std::string(subject);
}

LetterText text_of(const json::object& email) {
    LetterText made;
    const json::object& values = object_at(email, "bodyValues");
    for (const json::object* part : objects_at(email, "textBody")) {
        const std::string_view type = text_at(*part, "type");
        if (!type.starts_with("text/")) continue;
        const json::object& value = object_at(values, text_at(*part, "partId"));
        made.is_cut = made.is_cut || flag_at(value, "isTruncated");
        if (!made.text.empty() && !made.text.ends_with("\n\n")) made.text += "\n";
        if (type == "text/html") {
            made.was_html = true;
            made.text += text_of_html(text_at(value, "value"));
        } else {
            made.text += text_at(value, "value");
        }
    }
    return made;
}

std::vector<const json::object*> files_of(const json::object& email) {
    std::vector<const json::object*> all;
    // What stands between texts and is no text (RFC 8621 4.1.4: pictures, sounds).
    for (const json::object* part : objects_at(email, "textBody"))
        if (!text_at(*part, "type").starts_with("text/")) all.push_back(part);
    for (const json::object* part : objects_at(email, "attachments")) {
        const bool is_there = std::ranges::any_of(all, [&](const json::object* other) {
            return text_at(*other, "blobId") == text_at(*part, "blobId");
        });
        if (!is_there) all.push_back(part);
    }
    std::erase_if(all, [](const json::object* part) { return text_at(*part, "blobId").empty(); });
    return all;
}

std::string file_name_of(const Reader& reader, const json::object& part) {
    std::string name(text_at(part, "name"));
    std::ranges::replace(name, '/', '_');
    if (name == "." || name == ".." || name.find_first_not_of(' ') == std::string::npos) {
        name = text_at(part, "type") == "message/rfc822" ? "letter.eml" : reader(word::plain_attachments());
    }
    return name;
}

}  // namespace milpa::pages

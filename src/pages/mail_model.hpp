// SPDX-License-Identifier: AGPL-3.0-or-later
// Folders and letters as the pages show them, taken out of what the API answers.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pages/client.hpp"
#include "pages/shell.hpp"

namespace milpa::pages {

struct Folder {
    std::string id;
    std::string name;
    std::string role;  ///< "inbox"; empty: one of the member's own
    std::int64_t unread = 0;
    std::size_t depth = 0;
};

/// In the order in which people look for them: the inbox first, what is theirs last, each behind its parent.
class Folders {
public:
    explicit Folders(const json::object& mailbox_get);
    const std::vector<Folder>& all() const { return all_; }
    const Folder* find(std::string_view id) const;
    const Folder* by_role(std::string_view role) const;

private:
    void add_children(const std::vector<const json::object*>& list, std::string_view parent,
                      std::size_t depth);
    std::vector<Folder> all_;
};

/// Those with a role have a name in the reader's language.
std::string name_of(const Reader& reader, const Folder& folder);
/// Beside every page of mail. `current`: an id; may be of none.
Markup folder_menu(const Reader& reader, const Folders& folders, std::string_view current);
/// <select name="to"> of those that mail may be moved to.
Markup folder_choice(const Reader& reader, const Folders& folders, std::string_view current);

// ---- letters (RFC 8621 4.1), as the objects that came ----

bool has_keyword(const json::object& email, std::string_view keyword);
bool is_in(const json::object& email, std::string_view folder_id);
std::int64_t received_ms(const json::object& email);
/// "Ana, bob@b.test" of From, To ...; empty where there is nobody.
std::string names(const json::object& email, std::string_view property);
/// "Ana <ana@a.test>, bob@b.test": as one types them.
std::string addresses(const json::object& email, std::string_view property);
std::string subject_of(const Reader& reader, const json::object& email);

/// The text of a letter, whatever it was made of.
struct LetterText {
    std::string text;
    bool was_html = false;
    bool is_cut = false;
};
/// Of an Email with textBody and its bodyValues.
LetterText text_of(const json::object& email);

/// A part that can be had as a file: attachments, and what a letter shows besides text.
std::vector<const json::object*> files_of(const json::object& email);
std::string file_name_of(const Reader& reader, const json::object& part);

}  // namespace milpa::pages

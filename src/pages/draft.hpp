// SPDX-License-Identifier: AGPL-3.0-or-later
// A letter that is being written: as the form has it, as the API takes it, and how an answer begins. Pure.
#pragma once

#include <string>
#include <vector>

#include "pages/mail_model.hpp"
#include "pages/places.hpp"

namespace milpa::pages {

/// Of one letter: RFC 5321 4.5.3.1.8 has every server take so many.
inline constexpr std::size_t recipients_max = 100;
/// Message-IDs that an answer names; the last ones, and the first (RFC 5322 3.6.4).
inline constexpr std::size_t references_max = 20;

struct Draft {
    std::string saved_id{};  ///< the email that stands for it; empty: none yet
    std::string identity_id{};
    std::string to{}, cc{}, bcc{}, subject{}, text{};
    bool is_cut = false;  ///< the text is the beginning alone: it takes nobody's place
    bool was_html = false;
    std::vector<Attached> files{};
    std::vector<std::string> in_reply_to{}, references{};
    std::string answers{}, forwards{};  ///< emails, which are marked so when it leaves
};

struct Identity {
    std::string id{}, name{}, email{}, signature{};
    json::array reply_to{};
};
std::vector<Identity> read_identities(const json::object& identity_get);

struct Recipient {
    std::string name, email;
};
/// Of "Ana <ana@a.test>, bob@b.test; ..." with commas, semicolons or lines between them. Fails with `syntax`
/// and what is no address as the detail, `limit`.
Result<std::vector<Recipient>> read_recipients(std::string_view typed);

/// What the form says; files that were removed are left out, those that came with it are there.
Draft read_draft(const Form& form, std::vector<Attached> came);
/// An email among the drafts, opened again.
Draft draft_of(const json::object& email, const std::vector<Identity>& identities);

enum class Answering : std::uint8_t { sender, all, forward };
/// Who is not asked again: every address of the member's own.
Draft answer_to(const Reader& reader, const json::object& email, Answering how,
                const std::vector<Identity>& identities);
/// At the end of the text, behind "-- " (RFC 3676 4.3).
void add_signature(Draft& draft, const Identity& identity);

/// What Email/set creates of it. `recipients` were read already.
struct Recipients {
    std::vector<Recipient> to, cc, bcc;
    std::size_t size() const { return to.size() + cc.size() + bcc.size(); }
};
json::object email_of(const Draft& draft, const Recipients& recipients, const Identity& identity,
                      std::string_view drafts_id);

}  // namespace milpa::pages

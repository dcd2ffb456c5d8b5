// SPDX-License-Identifier: AGPL-3.0-or-later
// What the page of a letter and its sending have in common. Used by mail_write.cpp and mail_send.cpp alone.
#pragma once

#include "pages/draft.hpp"

namespace milpa::pages {

/// What is wrong, field by field.
struct DraftProblems {
    std::string to{}, cc{}, bcc{};
    std::string whole{};
    bool any() const { return !to.empty() || !cc.empty() || !bcc.empty() || !whole.empty(); }
};

/// The emails that one answers, or hands on; empty: none.
struct Origin {
    std::string answers{}, forwards{};
};
/// As an address or a form has them: what is no id is none.
Origin origin_of(std::string_view answers, std::string_view forwards);
/// Where a draft is opened again, which knows no more than its own address what it answers.
Url draft_url(std::string_view id, const Origin& origin, std::string_view said);

/// Who writes, and where.
struct Desk {
    Folders folders;
    std::vector<Identity> identities;
    const Identity* find_identity(std::string_view id) const;
};
Task<Result<Desk>> open_desk(Lent<Caller> caller);

http::Response write_page(const Asked& asked, const Desk& desk, const Draft& draft,
                          const DraftProblems& problems);

/// Kept among the drafts, in place of the one before; its id. Fails with `limit` (no room),
/// `syntax` (too large), others.
Task<Result<std::string>> save_draft(Lent<Caller> caller, Lent<const Desk> desk, Lent<const Draft> draft,
                                     Recipients recipients);
/// Gone, or was gone already. What is no draft any more, since another program has sent it, stays: fails with
/// `conflict`, `io`.
Task<Result<void>> drop_draft(Lent<Caller> caller, std::string id);
/// A saved draft, as what it is, on its way. The page that follows.
Task<http::Response> send_draft(Asked asked, Lent<const Desk> desk, Draft draft, Recipients recipients);

}  // namespace milpa::pages

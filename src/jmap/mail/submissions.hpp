// SPDX-License-Identifier: AGPL-3.0-or-later
// Identities and submissions as the vault keeps them: an annex beside the mail.
//
// What always holds:
// - only what a member has made or changed of their identities is here: one for each of their addresses is
//   there from the beginning without being stored (identity.hpp);
// - of a submission only what has become of its mail changes, which the queue notes here, also while its
//   owner is away. Who has the disk could forge such a note, as they could a report by mail: it does nothing
//   else;
// - a report about its delivery, or that it was read, belongs to the submissions whose Message-ID it names
//   and that have left: to those among them that went to somebody it speaks of, else to the newest. Whoever
//   had the message can write one, so it only sets that the message was displayed, to a recipient whom it
//   names;
// - a submission is `untaken` until the note comes that is written in one commit with its delivery, or with
//   what the queue holds of it. Where nobody is sending it any more, it was lost: the server stopped in
//   between, nothing of it has left or will;
// - of submissions the newest submissions_max are kept, and those that may still be taken back (RFC 8621 7
//   lets a server forget them once they are sent).
#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "jmap/object_changes.hpp"
#include "mail/account/account.hpp"
#include "mail/account/annex.hpp"
#include "submissions.pb.h"

namespace milpa::jmap {

inline constexpr mail::account::AnnexKind submissions_kind{5};

/// Identities that a member may keep; each may have two signatures.
inline constexpr std::size_t identities_max = 100;
/// Submissions that are remembered: some 500 octets each.
inline constexpr std::size_t submissions_max = 1'000;
/// Kept of what a server said of a recipient.
inline constexpr std::size_t reply_octets_max = 500;
/// Reports about one submission that are kept in mind, of each of the two kinds; more are mail like any
/// other.
inline constexpr int reports_of_submission_max = 50;
/// Submissions of one and the same message that a report is looked for in: the newest. Bounds what a report
/// costs, which anybody can send.
inline constexpr std::size_t submissions_of_message_max = 20;
/// Of what is gone so many are remembered, for who asks what changed.
inline constexpr std::size_t gone_objects_max = 1'000;

class Submissions final : public mail::account::Annex {
public:
    Result<void> load(ByteView state) override;
    Bytes save() const override;
    std::size_t octets() const override { return octets_; }
    mail::account::AnnexOutcome apply(std::uint64_t seq, ByteView event) override;
    bool takes_no_room(ByteView event) const override;
    mail::account::AnnexOutcome note(std::uint64_t seq, ByteView event) override;
    bool on_report(std::uint64_t seq, std::uint32_t record, const events::Report& report) override;
    bool on_fate(std::uint64_t seq, std::uint32_t record, Fate fate) override;

    const std::map<std::string, events::KeptIdentity, std::less<>>& identities() const { return identities_; }
    const events::Identity* find_identity(std::string_view id) const;
    /// In the order in which they were made.
    const std::deque<events::KeptSubmission>& submissions() const { return submissions_; }
    const events::EmailSubmission* find_submission(std::string_view id) const;

    /// From before its event on, until the outbox has answered. In memory alone: where an account was just
    /// opened, nothing is being sent.
    void begin_sending(std::string id) { sending_.insert(std::move(id)); }
    void end_sending(const std::string& id) { sending_.erase(id); }
    /// Those that were lost, and of which nothing says so yet.
    std::vector<std::string> lost() const;

    /// `now`: the seq of the whole account, up to which all is told when nothing is cut. Fails with `missing`
    /// where the seq is too old, or of no time, and where one event alone changed more than `max`.
    Result<ObjectChanges> identity_changes(std::uint64_t since, std::uint64_t now, std::size_t max) const;
    Result<ObjectChanges> submission_changes(std::uint64_t since, std::uint64_t now, std::size_t max) const;

private:
    using Gone = std::deque<events::GoneObject>;
    using Submission = std::deque<events::KeptSubmission>::iterator;

    Result<void> set_identity(std::uint64_t seq, events::Identity identity);
    Result<void> drop_identity(std::uint64_t seq, const std::string& id);
    Result<void> add(std::uint64_t seq, events::EmailSubmission submission);
    Result<void> take_note(std::uint64_t seq, const events::SubmissionNote& note);
    Result<void> drop_submission(std::uint64_t seq, const std::string& id);
    Submission iterator_of(std::string_view id);
    std::vector<Submission> about(const events::Report& report);
    void take_report(std::uint64_t seq, std::uint32_t record, const events::Report& report,
                     events::KeptSubmission& kept);
    void note_reports(const events::EmailSubmission& submission);
    void forget_report(std::uint32_t record, const std::string& id);
    void bury(Gone& gone, std::uint64_t& floor, std::string id, std::uint64_t created, std::uint64_t seq);

    std::map<std::string, events::KeptIdentity, std::less<>> identities_;
    std::deque<events::KeptSubmission> submissions_;
    /// Of each report, by record, the submissions that it belongs to.
    std::map<std::uint32_t, std::vector<std::string>> reports_;
    std::set<std::string> sending_;
    Gone gone_identities_, gone_submissions_;
    std::uint64_t identities_floor_ = 0, submissions_floor_ = 0;
    std::size_t octets_ = 0;
};

/// Null where the account was opened without this annex.
Submissions* submissions_of(mail::account::Account& account);

/// Says of all that were lost that they are: canceled (RFC 8621 7: "will not be delivered to any recipient";
/// final would be what has been relayed), and delivered to nobody. Not sent again: who asked for it has seen
/// it fail, and may have sent it anew since. Fails as Account::append_annex().
Task<Result<void>> settle_lost(Lent<mail::account::Account> account);

}  // namespace milpa::jmap

// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/mail/submissions.hpp"

#include <algorithm>
#include <set>

#include "mail/message/address.hpp"
#include "mail/message/header.hpp"

namespace milpa::jmap {

namespace account = mail::account;

namespace {

/// What one object takes beside its own octets: tags and lengths.
constexpr std::size_t object_octets = 16;

/// As much of a reply as is kept, in visible ASCII and spaces: cut anywhere, it is text.
std::string visible(std::string_view reply) {
    std::string kept(reply.substr(0, reply_octets_max));
    std::ranges::replace_if(kept, [](char c) { return c < ' ' || c > '~'; }, '?');
    return kept;
}

/// How much is known for good. That it failed for somebody stays, whatever is told of others behind the same
/// address: the report about it names that address, too.
int finality(events::RecipientOutcome::Delivered delivered) {
    switch (delivered) {
        case events::RecipientOutcome::UNKNOWN: return 1;
        case events::RecipientOutcome::YES: return 2;
        case events::RecipientOutcome::NO: return 3;
        default: return 0;
    }
}

/// An address as clients and servers write it, who have several ways of writing the same.
std::string one_way(const std::string& address) {
    const auto mailbox = mail::message::parse_mailbox(address);
    return mailbox ? mail::message::to_text(*mailbox) : address;
}

/// `addresses` are in one way already.
bool is_one_of(const std::vector<std::string>& addresses, const std::string& recipient) {
    if (addresses.empty()) return false;
    const std::string sought = one_way(recipient);
    return std::ranges::any_of(addresses, [&](const std::string& address) {
        return mail::message::equal_ignoring_case(address, sought);
    });
}

std::vector<std::string> recipients_of(const events::Report& report) {
    std::vector<std::string> all;
    for (const std::string& address : report.recipients()) all.push_back(one_way(address));
    return all;
}

}  // namespace

Result<void> Submissions::load(ByteView state) {
    events::SubmissionState read;
    if (!read.ParseFromArray(state.data(), static_cast<int>(state.size())))
        return fail(ErrorKind::corrupt, "submissions");
    for (auto& kept : *read.mutable_identities()) {
        octets_ += kept.ByteSizeLong() + object_octets;
        const std::string id = kept.identity().id();
        if (!identities_.emplace(id, std::move(kept)).second)
            return fail(ErrorKind::corrupt, "an identity twice");
    }
    std::set<std::string, std::less<>> ids;
    for (auto& kept : *read.mutable_submissions()) {
        if (!ids.insert(kept.submission().id()).second) return fail(ErrorKind::corrupt, "a submission twice");
        octets_ += kept.ByteSizeLong() + object_octets;
        note_reports(kept.submission());
        submissions_.push_back(std::move(kept));
    }
    for (auto& gone : *read.mutable_gone_identities()) gone_identities_.push_back(std::move(gone));
    for (auto& gone : *read.mutable_gone_submissions()) gone_submissions_.push_back(std::move(gone));
    for (const Gone* all : {&gone_identities_, &gone_submissions_}) {
        for (const auto& gone : *all) octets_ += gone.ByteSizeLong() + object_octets;
    }
    identities_floor_ = read.identities_floor();
    submissions_floor_ = read.submissions_floor();
    return {};
}

Bytes Submissions::save() const {
    events::SubmissionState state;
    for (const auto& [id, kept] : identities_) *state.add_identities() = kept;
    for (const auto& kept : submissions_) *state.add_submissions() = kept;
    for (const auto& gone : gone_identities_) *state.add_gone_identities() = gone;
    for (const auto& gone : gone_submissions_) *state.add_gone_submissions() = gone;
    state.set_identities_floor(identities_floor_);
    state.set_submissions_floor(submissions_floor_);
    return to_bytes(state.SerializeAsString());
}

account::AnnexOutcome Submissions::apply(std::uint64_t seq, ByteView event) {
    account::AnnexOutcome outcome;
    events::SubmissionEvent read;
    Result<void> done = fail(ErrorKind::corrupt, "an event that cannot be read");
    if (read.ParseFromArray(event.data(), static_cast<int>(event.size()))) {
        switch (read.kind_case()) {
            case events::SubmissionEvent::kIdentitySet:
                done = set_identity(seq, std::move(*read.mutable_identity_set()));
                break;
            case events::SubmissionEvent::kIdentityGone:
                done = drop_identity(seq, read.identity_gone());
                break;
            case events::SubmissionEvent::kSubmitted:
                done = add(seq, std::move(*read.mutable_submitted()));
                break;
            case events::SubmissionEvent::kSubmissionGone:
                done = drop_submission(seq, read.submission_gone());
                break;
            case events::SubmissionEvent::kNoted: done = take_note(seq, read.noted()); break;
            case events::SubmissionEvent::KIND_NOT_SET: break;
        }
    }
    if (!done) outcome.error = std::move(done.error());
    return outcome;
}

bool Submissions::takes_no_room(ByteView event) const {
    events::SubmissionEvent read;
    return read.ParseFromArray(event.data(), static_cast<int>(event.size())) && read.has_noted();
}

account::AnnexOutcome Submissions::note(std::uint64_t seq, ByteView event) {
    events::SubmissionEvent read;
    const bool is_note = read.ParseFromArray(event.data(), static_cast<int>(event.size())) &&
                         read.has_noted() && !read.noted().lost() && !read.noted().has_message_id();
    return is_note ? apply(seq, event) : Annex::note(seq, event);
}

Result<void> Submissions::take_note(std::uint64_t seq, const events::SubmissionNote& note) {
    const auto kept = iterator_of(note.id());
    if (kept == submissions_.end()) return fail(ErrorKind::missing, "no such submission");
    if (note.lost() && !kept->submission().untaken())
        return fail(ErrorKind::conflict, "it was taken after all");
    octets_ -= kept->ByteSizeLong() + object_octets;
    events::EmailSubmission& submission = *kept->mutable_submission();
    // The first word about it: whatever was believed meanwhile.
    const bool says_what_became = note.outcomes_size() > 0 || note.has_undo();
    const bool is_taken = submission.untaken() && !note.lost() && says_what_became;
    if (is_taken) submission.clear_untaken();
    for (events::RecipientOutcome& known : *submission.mutable_outcomes()) {
        const std::string address = one_way(known.address());
        for (const events::RecipientOutcome& told : note.outcomes()) {
            if (!mail::message::equal_ignoring_case(address, told.address())) continue;
            // What was said before may come after it, and of several behind one address one may have failed.
            if (!is_taken && finality(told.delivered()) < finality(known.delivered())) continue;
            known.set_delivered(told.delivered());
            known.set_reply(visible(told.reply()));
        }
    }
    if (note.has_message_id()) submission.set_message_id(note.message_id());
    const bool may_change = is_taken || note.lost() || submission.undo() == events::SUBMISSION_PENDING;
    if (note.has_undo() && may_change) submission.set_undo(note.undo());
    kept->set_changed_seq(seq);
    octets_ += kept->ByteSizeLong() + object_octets;
    return {};
}

bool Submissions::on_report(std::uint64_t seq, std::uint32_t record, const events::Report& report) {
    const auto found = about(report);
    for (const Submission& one : found) take_report(seq, record, report, *one);
    return !found.empty();
}

std::vector<Submissions::Submission> Submissions::about(const events::Report& report) {
    std::vector<Submission> named;  // the newest first
    for (auto one = submissions_.end();
         one != submissions_.begin() && named.size() < submissions_of_message_max;) {
        --one;
        const events::EmailSubmission& submission = one->submission();
        // What has not left, nobody can know of.
        if (submission.undo() != events::SUBMISSION_FINAL || submission.message_id().empty()) continue;
        if (std::ranges::find(report.message_ids(), submission.message_id()) != report.message_ids().end())
            named.push_back(one);
    }
    if (named.empty()) return named;
    const auto addresses = recipients_of(report);
    std::vector<Submission> sent_there;
    std::ranges::copy_if(named, std::back_inserter(sent_there), [&](const Submission& one) {
        return std::ranges::any_of(one->submission().outcomes(), [&](const events::RecipientOutcome& to) {
            return is_one_of(addresses, to.address());
        });
    });
    // Mail that was handed on is reported about with an address that its sender has never seen.
    return sent_there.empty() ? std::vector<Submission>{named.front()} : sent_there;
}

void Submissions::take_report(std::uint64_t seq, std::uint32_t record, const events::Report& report,
                              events::KeptSubmission& kept) {
    octets_ -= kept.ByteSizeLong() + object_octets;
    events::EmailSubmission& submission = *kept.mutable_submission();
    auto& records =
        report.kind() == events::Report::DELIVERY ? *submission.mutable_dsns() : *submission.mutable_mdns();
    if (records.size() < reports_of_submission_max) {
        records.Add(record);
        reports_[record].push_back(submission.id());
    }
    const auto readers = report.displayed() ? recipients_of(report) : std::vector<std::string>();
    for (events::RecipientOutcome& outcome : *submission.mutable_outcomes()) {
        if (is_one_of(readers, outcome.address())) outcome.set_displayed(true);
    }
    kept.set_changed_seq(seq);
    octets_ += kept.ByteSizeLong() + object_octets;
}

bool Submissions::on_fate(std::uint64_t seq, std::uint32_t record, Fate fate) {
    const auto known = reports_.find(record);
    if (known == reports_.end()) return false;
    for (const std::string& id : known->second) {
        const auto kept = iterator_of(id);
        if (kept == submissions_.end()) continue;
        octets_ -= kept->ByteSizeLong() + object_octets;
        if (fate == Fate::gone) {
            events::EmailSubmission& submission = *kept->mutable_submission();
            for (auto* records : {submission.mutable_dsns(), submission.mutable_mdns()})
                records->erase(std::ranges::remove(*records, record).begin(), records->end());
        }
        kept->set_changed_seq(seq);
        octets_ += kept->ByteSizeLong() + object_octets;
    }
    if (fate == Fate::gone) reports_.erase(known);
    return true;
}

void Submissions::note_reports(const events::EmailSubmission& submission) {
    for (const std::uint32_t record : submission.dsns()) reports_[record].push_back(submission.id());
    for (const std::uint32_t record : submission.mdns()) reports_[record].push_back(submission.id());
}

void Submissions::forget_report(std::uint32_t record, const std::string& id) {
    const auto known = reports_.find(record);
    if (known == reports_.end()) return;
    std::erase(known->second, id);
    if (known->second.empty()) reports_.erase(known);
}

Submissions::Submission Submissions::iterator_of(std::string_view id) {
    return std::ranges::find_if(submissions_, [&](const auto& kept) { return kept.submission().id() == id; });
}

Result<void> Submissions::set_identity(std::uint64_t seq, events::Identity identity) {
    const auto there = identities_.find(identity.id());
    if (there == identities_.end() && identities_.size() >= identities_max)
        return fail(ErrorKind::limit, "many identities");
    events::KeptIdentity kept;
    kept.set_created_seq(there == identities_.end() ? seq : there->second.created_seq());
    kept.set_changed_seq(seq);
    *kept.mutable_identity() = std::move(identity);
    if (there != identities_.end()) octets_ -= there->second.ByteSizeLong() + object_octets;
    octets_ += kept.ByteSizeLong() + object_octets;
    const std::string id = kept.identity().id();
    identities_[id] = std::move(kept);
    return {};
}

Result<void> Submissions::drop_identity(std::uint64_t seq, const std::string& id) {
    const auto there = identities_.find(id);
    if (there == identities_.end()) return fail(ErrorKind::missing, "no such identity");
    octets_ -= there->second.ByteSizeLong() + object_octets;
    bury(gone_identities_, identities_floor_, id, there->second.created_seq(), seq);
    identities_.erase(there);
    return {};
}

Result<void> Submissions::add(std::uint64_t seq, events::EmailSubmission submission) {
    if (find_submission(submission.id()) != nullptr) return fail(ErrorKind::conflict, "a submission twice");
    while (submissions_.size() >= submissions_max) {
        // RFC 8621 7: what may still be taken back is not forgotten.
        const auto oldest = std::ranges::find_if(submissions_, [](const auto& kept) {
            return kept.submission().undo() != events::SUBMISSION_PENDING;
        });
        if (oldest == submissions_.end()) return fail(ErrorKind::limit, "many submissions that wait");
        const std::string id = oldest->submission().id();
        CHECK(drop_submission(seq, id));
    }
    events::KeptSubmission& kept = submissions_.emplace_back();
    *kept.mutable_submission() = std::move(submission);
    kept.set_seq(seq);
    octets_ += kept.ByteSizeLong() + object_octets;
    note_reports(kept.submission());
    return {};
}

Result<void> Submissions::drop_submission(std::uint64_t seq, const std::string& id) {
    const auto there = iterator_of(id);
    if (there == submissions_.end()) return fail(ErrorKind::missing, "no such submission");
    octets_ -= there->ByteSizeLong() + object_octets;
    for (const std::uint32_t record : there->submission().dsns()) forget_report(record, id);
    for (const std::uint32_t record : there->submission().mdns()) forget_report(record, id);
    bury(gone_submissions_, submissions_floor_, id, there->seq(), seq);
    submissions_.erase(there);
    return {};
}

void Submissions::bury(Gone& gone, std::uint64_t& floor, std::string id, std::uint64_t created,
                       std::uint64_t seq) {
    events::GoneObject& one = gone.emplace_back();
    one.set_id(std::move(id));
    one.set_created_seq(created);
    one.set_seq(seq);
    octets_ += one.ByteSizeLong() + object_octets;
    while (gone.size() > gone_objects_max) {
        floor = gone.front().seq();
        octets_ -= gone.front().ByteSizeLong() + object_octets;
        gone.pop_front();
    }
}

const events::Identity* Submissions::find_identity(std::string_view id) const {
    const auto found = identities_.find(id);
    return found == identities_.end() ? nullptr : &found->second.identity();
}

const events::EmailSubmission* Submissions::find_submission(std::string_view id) const {
    const auto found =
        std::ranges::find_if(submissions_, [&](const auto& kept) { return kept.submission().id() == id; });
    return found == submissions_.end() ? nullptr : &found->submission();
}

Result<ObjectChanges> Submissions::identity_changes(std::uint64_t since, std::uint64_t now,
                                                    std::size_t max) const {
    std::vector<ObjectItem> items;
    for (const auto& [id, kept] : identities_)
        items.push_back({id, kept.created_seq(), kept.changed_seq(), true});
    for (const auto& gone : gone_identities_)
        items.push_back({gone.id(), gone.created_seq(), gone.seq(), false});
    return changes_of(std::move(items), since, now, identities_floor_, max);
}

Result<ObjectChanges> Submissions::submission_changes(std::uint64_t since, std::uint64_t now,
                                                      std::size_t max) const {
    std::vector<ObjectItem> items;
    for (const auto& kept : submissions_)
        items.push_back({kept.submission().id(), kept.seq(), std::max(kept.seq(), kept.changed_seq()), true});
    for (const auto& gone : gone_submissions_)
        items.push_back({gone.id(), gone.created_seq(), gone.seq(), false});
    return changes_of(std::move(items), since, now, submissions_floor_, max);
}

std::vector<std::string> Submissions::lost() const {
    std::vector<std::string> ids;
    for (const auto& kept : submissions_) {
        const events::EmailSubmission& one = kept.submission();
        if (one.untaken() && one.undo() != events::SUBMISSION_CANCELED && !sending_.contains(one.id()))
            ids.push_back(one.id());
    }
    return ids;
}

Submissions* submissions_of(account::Account& account) {
    return dynamic_cast<Submissions*>(account.annex(submissions_kind));
}

Task<Result<void>> settle_lost(Lent<account::Account> account) {
    const Submissions* kept = submissions_of(*account);
    if (kept == nullptr) co_return Result<void>();
    std::vector<events::SubmissionEvent> all;
    for (const std::string& id : kept->lost()) {
        events::SubmissionNote& note = *all.emplace_back().mutable_noted();
        note.set_id(id);
        note.set_lost(true);
        note.set_undo(events::SUBMISSION_CANCELED);
        for (const auto& one : kept->find_submission(id)->outcomes()) {
            events::RecipientOutcome& outcome = *note.add_outcomes();
            outcome.set_address(one.address());
            outcome.set_delivered(events::RecipientOutcome::NO);
            outcome.set_reply("550 5.3.0 The server stopped before it had taken it: nothing was sent");
        }
    }
    for (const events::SubmissionEvent& event : all) {
        const auto done =
            co_await account->append_annex(submissions_kind, to_bytes(event.SerializeAsString()));
        // Another request has done it meanwhile, or dropped it.
        const bool is_over =
            !done && (done.error().kind == ErrorKind::conflict || done.error().kind == ErrorKind::missing);
        if (!done && !is_over) co_return done.error();
    }
    co_return Result<void>();
}

}  // namespace milpa::jmap

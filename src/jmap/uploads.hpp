// SPDX-License-Identifier: AGPL-3.0-or-later
// What a member uploaded and did not use yet (RFC 8620 6): sealed objects, whose references are an annex of
// their vault. Whoever uses one copies it or takes a reference of their own; what nobody uses goes.
//
// What always holds
// - an upload stays for uploads_stay at least, unless newer ones need its room (RFC 8620 6: a quota of their
//   own, and the oldest go first);
// - its octets never change, and its id is never given twice.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "base/random.hpp"
#include "mail/account/account.hpp"
#include "mail/account/annex.hpp"
#include "uploads.pb.h"

namespace milpa::jmap {

inline constexpr mail::account::AnnexKind uploads_kind{1};

/// RFC 8620 6 asks for an hour at least; a draft may lie open for a day.
inline constexpr std::chrono::hours uploads_stay{24};
/// Octets of all uploads of a member: four of the largest, or two that came in pieces and were then joined,
/// since a piece stays beside what it was joined to.
inline constexpr std::uint64_t uploads_octets_max = 200ULL * 1024 * 1024;
/// Uploads of a member. Each takes some 100 octets of memory while the vault is open.
inline constexpr std::size_t uploads_max = 1'000;

using UploadId = Id<struct UploadTag>;

/// The fold.
class Uploads final : public mail::account::Annex {
public:
    Result<void> load(ByteView state) override;
    Bytes save() const override;
    std::size_t octets() const override;
    mail::account::AnnexOutcome apply(std::uint64_t seq, ByteView event) override;

    /// Nothing for one that is not there any more.
    const events::Upload* find(const UploadId& id) const;
    std::size_t count() const { return uploads_.size(); }
    /// Octets of the objects.
    std::uint64_t stored() const { return stored_; }
    /// Those that go when `more` octets come at this time, the oldest first.
    std::vector<std::string> in_the_way(WallTime now, std::uint64_t more) const;

private:
    void drop(std::string_view id, mail::account::AnnexOutcome& outcome);

    std::deque<events::Upload> uploads_;  // in the order in which they came
    std::uint64_t stored_ = 0;
};

/// Keeps an object that `with` holds (ObjectWriter::finish()); it goes with the batch where this fails. Fails
/// as Account::append_annex(). On the home thread of the vault.
Task<Result<UploadId>> keep_upload(Lent<mail::account::Account> account, Lent<Random> random,
                                   store::ObjectRef object, store::Batch with);
/// Drops what has been there for longer than uploads_stay; nothing is written where there is none such.
Task<Result<void>> drop_old_uploads(Lent<mail::account::Account> account);
/// Null where the account was opened without this annex.
Uploads* uploads_of(mail::account::Account& account);

}  // namespace milpa::jmap

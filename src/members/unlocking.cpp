// SPDX-License-Identifier: AGPL-3.0-or-later
#include "members/unlocking.hpp"

#include "base/ensure.hpp"
#include "crypto/kdf.hpp"
#include "crypto/seal.hpp"

namespace milpa::members {

Bytes share_check(const crypto::Share& share) {
    // Keyed by the share's own 256 random bits; what is hashed is its place.
    return crypto::keyed_hash(share.part, crypto::AssociatedData("share check")
                                              .bytes(share.quorum.collective)
                                              .number(share.quorum.generation)
                                              .number(share.number));
}

Result<crypto::Quorum> quorum_of(const events::Founding& founding) {
    crypto::Quorum quorum;
    const bool shaped = founding.tag().size() == quorum.collective.size() &&
                        founding.quorum_check().size() == quorum.check.size() && founding.generation() > 0 &&
                        founding.generation() <= std::numeric_limits<std::uint16_t>::max() &&
                        founding.threshold() > 0 && founding.threshold() <= founding.keyholders() &&
                        founding.keyholders() <= crypto::keyholders_max &&
                        static_cast<std::uint32_t>(founding.share_checks_size()) == founding.keyholders();
    if (!shaped) return fail(ErrorKind::corrupt, "the founding's quorum");
    std::ranges::copy(as_bytes(founding.tag()), quorum.collective.begin());
    std::ranges::copy(as_bytes(founding.quorum_check()), quorum.check.begin());
    quorum.generation = static_cast<std::uint16_t>(founding.generation());
    quorum.threshold = static_cast<std::uint8_t>(founding.threshold());
    return quorum;
}

Unlocking::Unlocking(events::Founding founding, Lent<const Clock> clock)
    : founding_(std::move(founding)), clock_(clock) {}

Result<ShareProgress> Unlocking::offer(crypto::Share share) {
    TRY(const crypto::Quorum expected, quorum_of(founding_));
    CHECK(crypto::check_share(share, expected));
    if (share.number == 0 || share.number > founding_.keyholders()) {
        return fail(ErrorKind::denied, "no share with this number was given out");
    }
    if (!crypto::equal(share_check(share), as_bytes(founding_.share_checks(share.number - 1)))) {
        return fail(ErrorKind::denied, "this share was never given out: it is false");
    }
    const std::lock_guard lock(mutex_);
    forget_late_locked();
    if (std::ranges::any_of(shares_, [&](const auto& one) { return one.number == share.number; })) {
        return fail(ErrorKind::conflict, "this share is there already");
    }
    if (shares_.size() >= founding_.threshold()) return fail(ErrorKind::limit, "enough shares are there");
    shares_.push_back(std::move(share));
    last_offer_ = clock_->steady();
    return progress_locked();
}

Result<ShareProgress> Unlocking::offer(const crypto::SecretText& typed) {
    TRY(crypto::Share share, crypto::share_from_text(typed));
    return offer(std::move(share));
}

ShareProgress Unlocking::progress() {
    const std::lock_guard lock(mutex_);
    forget_late_locked();
    return progress_locked();
}

void Unlocking::forget() {
    const std::lock_guard lock(mutex_);
    shares_.clear();
}

void Unlocking::forget_if_late() {
    const std::lock_guard lock(mutex_);
    forget_late_locked();
}

Result<std::vector<crypto::Share>> Unlocking::take() {
    const std::lock_guard lock(mutex_);
    forget_late_locked();
    if (shares_.size() < founding_.threshold()) return fail(ErrorKind::missing, "more shares are needed");
    return std::exchange(shares_, {});
}

ShareProgress Unlocking::progress_locked() const {
    ShareProgress progress;
    progress.keyholders = static_cast<std::uint8_t>(founding_.keyholders());
    progress.threshold = static_cast<std::uint8_t>(founding_.threshold());
    for (const auto& share : shares_) progress.collected.push_back(share.number);
    std::ranges::sort(progress.collected);
    progress.missing = static_cast<std::uint8_t>(progress.threshold - shares_.size());
    return progress;
}

void Unlocking::forget_late_locked() {
    if (!shares_.empty() && clock_->steady() - last_offer_ > shares_kept) shares_.clear();
}

}  // namespace milpa::members

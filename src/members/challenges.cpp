// SPDX-License-Identifier: AGPL-3.0-or-later
#include "members/challenges.hpp"

#include "crypto/kdf.hpp"

namespace milpa::members {

namespace {

constexpr std::size_t random_bytes = 16, time_bytes = 8, tag_bytes = 16;
constexpr std::size_t head_bytes = random_bytes + time_bytes;
constexpr std::size_t challenge_bytes = head_bytes + tag_bytes;

std::int64_t milliseconds_of(SteadyTime time) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

}  // namespace

Challenges::Challenges(Lent<const Clock> clock, Lent<Random> random)
    : clock_(clock), random_(random), key_(crypto::Key::random(*random)) {}

Bytes Challenges::tag(ByteView head, ChallengeUse use, ByteView subject) const {
    Bytes tagged = to_bytes(head);
    tagged.push_back(static_cast<std::uint8_t>(use));
    append(tagged, subject);
    return crypto::keyed_hash(key_, tagged, tag_bytes);
}

Bytes Challenges::give_out(ChallengeUse use, ByteView subject) {
    Bytes challenge(random_bytes);
    random_->fill(challenge);
    append_u64(challenge, static_cast<std::uint64_t>(milliseconds_of(clock_->steady())));
    append(challenge, tag(challenge, use, subject));
    return challenge;
}

Result<void> Challenges::check_locked(ByteView challenge, ChallengeUse use, ByteView subject) const {
    if (challenge.size() != challenge_bytes) return fail(ErrorKind::denied, "not a challenge of ours");
    const ByteView head = challenge.first(head_bytes);
    if (!crypto::equal(tag(head, use, subject), challenge.subspan(head_bytes))) {
        return fail(ErrorKind::denied, "not a challenge of ours for this");
    }
    const auto given = static_cast<std::int64_t>(read_u64(head.subspan(random_bytes)));
    const auto life = std::chrono::milliseconds(challenge_life).count();
    if (milliseconds_of(clock_->steady()) - given >= life) return fail(ErrorKind::denied, "too late");
    if (taken_.contains(to_bytes(challenge))) return fail(ErrorKind::denied, "a challenge that was taken");
    return {};
}

Result<void> Challenges::check(ByteView challenge, ChallengeUse use, ByteView subject) const {
    const std::lock_guard lock(mutex_);
    return check_locked(challenge, use, subject);
}

Result<void> Challenges::take(ByteView challenge, ChallengeUse use, ByteView subject) {
    const std::lock_guard lock(mutex_);
    CHECK(check_locked(challenge, use, subject));
    // Given out before it was taken: after a life from now it is refused for its age.
    while (!order_.empty() && clock_->steady() - order_.front().first >= challenge_life) {
        taken_.erase(order_.front().second);
        order_.pop_front();
    }
    if (order_.size() >= challenges_taken_max) return fail(ErrorKind::limit, "too many passkeys at once");
    order_.emplace_back(clock_->steady(), to_bytes(challenge));
    taken_.insert(to_bytes(challenge));
    return {};
}

}  // namespace milpa::members

// SPDX-License-Identifier: AGPL-3.0-or-later
// The desk at which a collective is founded from a browser: who may come to it, what was answered, and the
// shares until each is in its keyholder's hands.
//
//     questions ──begin()──> founding ──> shares ──finish(), once all are given──> settling ──> done
//         ^                     └──(a failure)──> questions                            │
//         └── abandon() ── shares <────────────────(a failure)─────────────────────────┘
//
// Two kinds of secrets let somebody come: the founder's token, which was printed where the server was
// started; and one of each keyholder, for their own share alone, so that nobody else need see it. All lie in
// memory alone, and go with the process; so do the shares, each of which is given out once and is forgotten
// as it is given. Nothing is founded for good before the world says so (settle()): what dies before leaves
// what nobody can open, and is founded anew.
//
// Who guesses at a secret of 256 bits learns nothing; wrong ones are counted by peer all the same
// (members/peer_tries.hpp), and a right one is never kept out by others' wrong ones.
#pragma once

#include <array>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/task.hpp"
#include "crypto/quorum.hpp"
#include "jmap/founding/answers.hpp"
#include "members/peer_tries.hpp"

namespace milpa::jmap {

struct FoundedNow {
    std::vector<crypto::Share> shares;
    crypto::SecretText recovery_code;  ///< the founder's
};

/// What a founding does to the world; server/founding binds it. From any thread, one call at a time.
class FoundingWorld {
public:
    virtual ~FoundingWorld() = default;
    /// Whether the server could use these settings. Fails with `syntax`.
    virtual Result<void> check(const FoundingAnswers::Certificates& certificates) const = 0;
    /// Founds, so far that it may still be forgotten. Fails with `io` and others; then nothing is left.
    virtual Task<Result<FoundedNow>> found(FoundingAnswers answers) = 0;
    /// What found() made is gone; where it fails, part of it may be, and it may be tried again.
    virtual Task<Result<void>> forget() = 0;
    /// What found() made is there for good, and the settings are in force at the next start. Where it fails,
    /// nothing has changed.
    virtual Task<Result<void>> settle(FoundingAnswers::Certificates certificates) = 0;
    /// The founding is done: ends soon, once answers that are under way are out.
    virtual void end() = 0;
};

/// Thread-safe.
class FoundingDesk {
public:
    FoundingDesk(Lent<FoundingWorld> world, Lent<const Clock> clock, Lent<Random> random);

    /// The founder's, as a link has it.
    crypto::SecretText token() const { return text_of(token_); }

    /// Who comes: the founder, or the keyholder with this number.
    struct Visitor {
        std::uint8_t number = 0;  ///< 0: the founder
        bool is_founder() const { return number == 0; }
    };
    /// Fails with forbidden, rateLimit.
    std::expected<Visitor, MethodError> enter(std::string_view secret,
                                              const std::optional<net::PeerAddress>& from);

    /// How it stands, as far as the visitor may know.
    json::object standing(Visitor visitor) const;
    Task<Answer> begin(Visitor visitor, FoundingAnswers answers);
    /// `number`: whose; a keyholder's own where it is not said.
    Answer share(Visitor visitor, std::optional<std::int64_t> number);
    Task<Answer> finish(Visitor visitor);
    Task<Answer> abandon(Visitor visitor);

private:
    enum class Stage : std::uint8_t { questions, founding, shares, settling, done };
    struct Keyholder {
        crypto::Key secret;
        std::optional<crypto::Share> share;  // until it is given
    };
    struct Made {
        std::string name, domain, address;
        std::uint8_t threshold = 0;
        FoundingAnswers::Certificates certificates;
        std::vector<Keyholder> keyholders;
        bool is_broken = false;  // part of it was removed: all of it goes, and nothing of it is kept or given
    };
    /// A step that takes a while; back to where it came from, unless it arrives, also by an exception.
    class Step {
    public:
        Step(Lent<FoundingDesk> desk, Stage back) : desk_(desk), back_(back) {}
        ~Step();
        Step(const Step&) = delete;
        Step& operator=(const Step&) = delete;
        /// What was made is there from now on, or nothing is.
        void arrive(Stage there, std::optional<Made> made);
        void arrive(Stage there);

    private:
        const Lent<FoundingDesk> desk_;
        const Stage back_;
        bool arrived_ = false;
    };

    static crypto::SecretText text_of(const crypto::Key& secret);
    static std::string_view to_text(Stage stage);
    std::expected<void, MethodError> go(Visitor visitor, Stage from, Stage to);

    const Lent<FoundingWorld> world_;
    const Lent<Random> random_;
    const crypto::Key token_;
    members::PeerTries tries_;
    mutable std::mutex mutex_;  // guards what follows
    Stage stage_ = Stage::questions;
    std::optional<Made> made_;
};

}  // namespace milpa::jmap

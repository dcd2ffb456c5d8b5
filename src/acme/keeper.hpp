// SPDX-License-Identifier: AGPL-3.0-or-later
// Keeps certificates in date: gets them, renews them at two thirds of their life, tries again, and raises the
// alarm while there is still time to look (plan.hpp).
//
// What always holds
// - A certificate in force stays so until a better one is kept.
// - One order at a time: authorities count.
// - After stop() nothing is kept, published or signed any more; what is under way ends by itself, soon.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "acme/plan.hpp"
#include "acme/session.hpp"

namespace milpa::acme {

/// What is to be there.
struct Wanted {
    std::string label;               ///< the server's word for it, such as "web"
    std::vector<std::string> names;  ///< A-labels in lower case, "*.example" too; at most names_max
    bool operator==(const Wanted&) const = default;
};

/// What `status` shows of one.
struct Report {
    enum class Doing : std::uint8_t { waiting, working };
    std::string label;
    std::vector<std::string> names;
    Doing doing = Doing::waiting;
    std::optional<Lifetime> lifetime;  ///< of the one in force, where there is one for these names
    WallTime next_try;
    unsigned failures = 0;     ///< in a row
    std::string last_trouble;  ///< why the last one failed, in words; empty after a success
    bool alarm = false;        ///< carers must look: it fails, and not much time is left
};

struct KeeperOptions {
    World world;
    Lent<Store> store;
    Lent<Challenges> challenges;
    Settings settings;
    std::vector<Wanted> wanted;
};

/// How long it looks away at most: names and clocks may have changed.
constexpr std::chrono::milliseconds look_max = std::chrono::hours(1);

class Keeper {
public:
    explicit Keeper(KeeperOptions options) : options_(std::move(options)) {}

    /// Until stop(), or Waits has nothing to wait for any more. On one thread; what the options lend outlives
    /// it.
    static Task<> run(std::shared_ptr<Keeper> self);
    /// One look at all of them: what is due is done. Gives how long there is nothing to do then.
    Task<std::chrono::milliseconds> look();

    /// On run()'s thread, as the two below; the caller wakes Waits. New names, in place of all.
    void want(std::vector<Wanted> wanted);
    /// All that failed is tried with the next look, however long it was to wait.
    void hurry();
    /// All are got anew with the next look, however long theirs are still good.
    void renew();
    /// The account's key is gone at once.
    void stop();

    /// Any thread.
    std::vector<Report> reports() const;

private:
    struct Held {
        Wanted wanted;
        std::optional<Lifetime> lifetime;
        WallTime since;  // when it was first wanted
        WallTime next_try;
        unsigned failures = 0;
        std::string trouble;
        bool alarm = false;
    };

    Task<> take_up(Wanted wanted);
    Task<Result<void>> renew(Lent<Held> held);
    Task<Result<void>> open_session();
    Task<Result<void>> keep_account();
    void end_session();
    void failed(Held& held, std::string words, std::optional<WallTime> not_before);
    void tell(const Held* working);
    WallTime now() const { return options_.world.clock->wall(); }

    KeeperOptions options_;
    std::vector<std::unique_ptr<Held>> held_;
    std::unique_ptr<Session> session_;  // while look() has work
    std::optional<Account> account_;    // the same
    bool again_ = false;                // something changed since look() began
    bool stopped_ = false;
    mutable std::mutex mutex_;  // guards reports_
    std::vector<Report> reports_;
};

}  // namespace milpa::acme

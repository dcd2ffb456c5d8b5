// SPDX-License-Identifier: AGPL-3.0-or-later
// Which forms of letters were sent already: a browser posts a form twice where its button is pressed twice,
// and a letter leaves once. In memory alone.
#pragma once

#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/lent.hpp"
#include "base/random.hpp"

namespace milpa::pages {

/// Of one account so many are remembered, the newest: who presses twice does so at once.
inline constexpr std::size_t sendings_of_account_max = 20;
/// And of all.
inline constexpr std::size_t sendings_max = 5'000;

/// Thread-safe.
class Sendings {
public:
    explicit Sendings(Lent<Random> random) : random_(random) {}

    /// For a form that is shown: its own.
    std::string mark() const;

    /// A form that is being sent; where it was not, it may be sent again.
    class UnderWay {
    public:
        UnderWay(Lent<Sendings> all, std::string account, std::string mark)
            : all_(all), account_(std::move(account)), mark_(std::move(mark)) {}
        ~UnderWay();
        UnderWay(UnderWay&& other) noexcept
            : all_(other.all_), account_(std::move(other.account_)), mark_(std::exchange(other.mark_, {})) {}
        UnderWay& operator=(UnderWay&&) = delete;
        /// It is sent; `led` is where whoever sent it was led.
        void sent(std::string_view led);

    private:
        const Lent<Sendings> all_;
        const std::string account_;
        std::string mark_;  // empty: nothing is to be taken back
    };
    struct Begun {
        std::optional<UnderWay> first{};  ///< null: it was sent, or is being sent
        std::string led{};                ///< of what was sent; empty: it is under way
    };
    /// A form without a mark is always the first.
    Begun begin(std::string_view account, std::string_view mark);
    /// What was sent of an account is taken back: its forms may be sent again.
    void forget(std::string_view account);

private:
    struct Known {
        std::string account, mark, led;
    };
    std::deque<Known>::iterator find(std::string_view account, std::string_view mark);

    const Lent<Random> random_;
    std::mutex mutex_;         // guards what follows
    std::deque<Known> known_;  // the newest last
};

}  // namespace milpa::pages

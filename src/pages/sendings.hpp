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
        UnderWay(Lent<Sendings> all, std::string account, std::string mark, std::size_t content)
            : all_(all), account_(std::move(account)), mark_(std::move(mark)), content_(content) {}
        ~UnderWay();
        UnderWay(UnderWay&& other) noexcept
            : all_(other.all_),
              account_(std::move(other.account_)),
              mark_(std::exchange(other.mark_, {})),
              content_(other.content_) {}
        UnderWay& operator=(UnderWay&&) = delete;
        /// It is sent; `led` is where whoever sent it was led.
        void sent(std::string_view led);

    private:
        const Lent<Sendings> all_;
        const std::string account_;
        std::string mark_;  // empty: nothing is to be taken back
        const std::size_t content_;
    };
    struct Begun {
        std::optional<UnderWay> first{};  ///< null: it was sent, or is being sent
        std::string led{};                ///< of what was sent; empty: it is under way
    };
    /// A form without a mark is always the first. `content`: a hash of what is in it; who goes back to a form
    /// in their browser, and sends something else with it, sends another letter.
    Begun begin(std::string_view account, std::string_view mark, std::size_t content);
    /// What was sent of an account is taken back: its forms may be sent again.
    void forget(std::string_view account);

private:
    struct Known {
        std::string account, mark, led;
        std::size_t content = 0;
    };
    std::deque<Known>::iterator find(std::string_view account, std::string_view mark, std::size_t content);

    const Lent<Random> random_;
    std::mutex mutex_;         // guards what follows
    std::deque<Known> known_;  // the newest last
};

}  // namespace milpa::pages

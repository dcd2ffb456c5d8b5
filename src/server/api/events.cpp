// SPDX-License-Identifier: AGPL-3.0-or-later
// RFC 8620 7.3: a stream of server-sent events. One costs a timer, an Ear and this object: 20,000 that wait
// must fit.
#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>

#include "server/api/api.hpp"

namespace milpa::server::api {

namespace {

/// RFC 8620 7.3: a server may not ask for more than 30 seconds at least, nor for less than 300 at most.
constexpr std::chrono::seconds ping_min{30};
constexpr std::chrono::seconds ping_max{3'600};
/// Types that a client may name.
constexpr std::size_t types_max = 100;

class EventSource final : public http::Source {
public:
    EventSource(Lent<Server> server, RoomPointer room, std::string account_id, EventWish wish,
                std::shared_ptr<Ear> ear, std::shared_ptr<const States> now)
        : server_(server),
          room_(std::move(room)),
          account_id_(std::move(account_id)),
          wish_(std::move(wish)),
          ear_(std::move(ear)),
          timer_(ear_->on) {
        // What the client has not heard of goes out at once; who shows nothing has just come.
        const auto seen = wish_.last_id.empty() ? std::optional(*now) : read_push_state(wish_.last_id);
        sent_ = std::make_shared<const States>(seen.value_or(States()));
        ear_->latest = std::move(now);
        ear_->wake = [this] { timer_.cancel(); };
    }
    ~EventSource() override { ear_->wake = nullptr; }

    Task<Result<std::string_view>> next() override {
        if (!begun_) {
            begun_ = true;
            last_event_ = server_->clock().steady();
            // A comment, so that the client sees that it is connected.
            text_ = ": here\n\n";
            co_return std::string_view(text_);
        }
        for (;;) {
            // Whoever listens still is to come again, by other routes: an end at any time is one
            // (HTML 9.2.3), while a break is an error on somebody's page.
            if (stopped_ || done_ || ear_->ended || !server_->logins().check(*room_->login()))
                co_return std::string_view();
            if (take_changes()) co_return std::string_view(text_);
            const SteadyTime now = server_->clock().steady();
            const SteadyTime ping_at = last_event_ + wish_.ping;
            if (wish_.ping.count() > 0 && now >= ping_at) {
                last_event_ = now;
                text_ = fmt::format("event: ping\ndata: {{\"interval\":{}}}\n\n", wish_.ping.count());
                co_return std::string_view(text_);
            }
            wait_until(ping_at);
            boost::asio::use_awaitable_t<Executor> token;
            co_await timer_.async_wait(boost::asio::as_tuple(token));
        }
    }
    void stop() override {
        stopped_ = true;
        timer_.cancel();
    }

private:
    /// For the next event, or the end of the session, whatever comes first.
    void wait_until(SteadyTime ping_at) {
        timer_.expires_at(wish_.ping.count() > 0 ? ping_at : SteadyTime::max());
        const WallTime expires = room_->login()->expires;
        if (expires == WallTime::max()) return;
        const auto left = std::max(expires - server_->clock().wall(), std::chrono::milliseconds(0));
        if (timer_.expiry() - std::chrono::steady_clock::now() > left) {
            timer_.expires_after(left + std::chrono::milliseconds(1));
        }
    }

    bool take_changes() {
        const auto now = std::exchange(ear_->latest, nullptr);
        if (!now) return false;
        const States changed = changed_states(*sent_, *now, wish_.types);
        sent_ = now;
        if (changed.empty()) return false;
        last_event_ = server_->clock().steady();
        done_ = wish_.close_after_state;
        text_ = fmt::format("event: state\nid: {}\ndata: {}\n\n", push_state_text(*now),
                            jmap::json::serialize(state_change(account_id_, changed)));
        return true;
    }

    const Lent<Server> server_;
    const RoomPointer room_;
    const std::string account_id_;
    const EventWish wish_;
    const std::shared_ptr<Ear> ear_;
    boost::asio::steady_timer timer_;
    std::shared_ptr<const States> sent_;
    SteadyTime last_event_{};
    std::string text_;
    bool begun_ = false, done_ = false, stopped_ = false;
};

}  // namespace

std::optional<EventWish> read_event_wish(const http::Request& request) {
    EventWish wish;
    const std::string types = request.parameter("types").value_or("*");
    if (types != "*") {
        wish.types.emplace();
        for (std::size_t begin = 0; begin <= types.size();) {
            const std::size_t end = std::min(types.find(',', begin), types.size());
            if (end > begin) wish.types->push_back(types.substr(begin, end - begin));
            if (wish.types->size() > types_max) return std::nullopt;
            begin = end + 1;
        }
    }
    const std::string close = request.parameter("closeafter").value_or("no");
    if (close != "no" && close != "state") return std::nullopt;
    wish.close_after_state = close == "state";
    const std::string ping = request.parameter("ping").value_or("0");
    std::uint32_t seconds = 0;
    const auto [end, error] = std::from_chars(ping.data(), ping.data() + ping.size(), seconds);
    if (error != std::errc() || end != ping.data() + ping.size()) return std::nullopt;
    if (seconds > 0) wish.ping = std::clamp(std::chrono::seconds(seconds), ping_min, ping_max);
    wish.last_id = std::string(request.fields.find("last-event-id").value_or(""));
    return wish;
}

Task<std::shared_ptr<const States>> listen_at(RoomPointer room, std::weak_ptr<Ear> ear) {
    co_return room->push().add(std::move(ear));
}

Task<Result<std::unique_ptr<http::Source>>> open_events(Lent<Server> server, RoomPointer room,
                                                        std::string account_id, EventWish wish) {
    auto ear = std::make_shared<Ear>(co_await boost::asio::this_coro::executor);
    const Executor home = room->home();
    auto now = co_await net::call_on(home, listen_at(room, std::weak_ptr<Ear>(ear)));
    co_return std::make_unique<EventSource>(server, std::move(room), std::move(account_id), std::move(wish),
                                            std::move(ear), std::move(now));
}

}  // namespace milpa::server::api

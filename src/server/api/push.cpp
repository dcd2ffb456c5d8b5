// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/api/push.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>

#include "jmap/standard.hpp"

namespace milpa::server::api {

namespace {

/// Octets of a Last-Event-ID or pushState that is looked at: some thirty types.
constexpr std::size_t push_state_octets_max = 2'000;

void tell_ear(std::shared_ptr<Ear> ear, std::shared_ptr<const States> states, bool ended) {
    const Executor on = ear->on;
    boost::asio::post(on, [ear = std::move(ear), states = std::move(states), ended] {
        if (states) ear->latest = states;
        ear->ended = ear->ended || ended;
        if (ear->wake) ear->wake();
    });
}

}  // namespace

PushHub::PushHub(Lent<jmap::Room> room, Lent<const jmap::Catalogue> catalogue, Executor home)
    : room_(room), catalogue_(catalogue), timer_(home) {}

PushHub::~PushHub() {
    end();
    stop_listening();
}

std::shared_ptr<const States> PushHub::add(std::weak_ptr<Ear> ear) {
    if (ended_) {
        if (auto there = ear.lock()) tell_ear(std::move(there), nullptr, true);
        return std::make_shared<const States>();
    }
    std::erase_if(ears_, [](const auto& one) { return one.expired(); });
    std::shared_ptr<const States> now = states();
    // Where others listen already, told_ is what they were told: they may wait for a change.
    if (ears_.empty()) told_ = now;
    ears_.push_back(std::move(ear));
    if (!listening_) {
        listening_ = true;
        room_->account().state().listen(this);
    }
    return now;
}

void PushHub::end() {
    ended_ = true;
    for (const auto& one : ears_) {
        if (auto ear = one.lock()) tell_ear(std::move(ear), nullptr, true);
    }
    ears_.clear();
    timer_.cancel();
}

void PushHub::stop_listening() {
    if (!listening_) return;
    listening_ = false;
    room_->account().state().unlisten(this);
}

void PushHub::on_seq(std::uint64_t) {
    if (gathering_ || ended_) return;
    gathering_ = true;
    timer_.expires_after(push_gather);
    // One that is due already is not cancelled any more: it may come when this is gone.
    timer_.async_wait([this, alive = std::weak_ptr<const bool>(alive_)](const boost::system::error_code&) {
        if (alive.expired() || ended_) return;
        gathering_ = false;
        tell();
    });
}

void PushHub::tell() {
    std::erase_if(ears_, [](const auto& one) { return one.expired(); });
    if (ears_.empty()) {
        stop_listening();
        return;
    }
    std::shared_ptr<const States> now = states();
    if (*now == *told_) return;
    told_ = now;
    for (const auto& one : ears_) {
        if (auto ear = one.lock()) tell_ear(std::move(ear), now, false);
    }
}

std::shared_ptr<const States> PushHub::states() const {
    const jmap::Context context(room_, catalogue_);
    States states;
    for (const jmap::Family& family : catalogue_->families()) {
        for (const jmap::Type& type : family.types) {
            if (!type.pushed) continue;
            states[std::string(type.name)] = type.state != nullptr
                                                 ? type.state(&context)
                                                 : jmap::state_text(room_->account().state().seq());
        }
    }
    return std::make_shared<const States>(std::move(states));
}

States changed_states(const States& before, const States& now, const WantedTypes& wanted) {
    States changed;
    for (const auto& [type, state] : now) {
        if (wanted && std::ranges::find(*wanted, type) == wanted->end()) continue;
        const auto was = before.find(type);
        if (was == before.end() || was->second != state) changed.emplace(type, state);
    }
    return changed;
}

jmap::json::object state_change(std::string_view account_id, const States& changed) {
    jmap::json::object types;
    for (const auto& [type, state] : changed) types[type] = state;
    jmap::json::object accounts;
    accounts[account_id] = std::move(types);
    jmap::json::object change;
    change["@type"] = "StateChange";
    change["changed"] = std::move(accounts);
    return change;
}

std::string push_state_text(const States& states) {
    std::string text;
    for (const auto& [type, state] : states) {
        if (!text.empty()) text += '~';
        text += type + "." + state;
    }
    return text;
}

std::optional<States> read_push_state(std::string_view text) {
    if (text.empty() || text.size() > push_state_octets_max) return std::nullopt;
    States states;
    for (;;) {
        const std::size_t end = std::min(text.find('~'), text.size());
        const std::string_view entry = text.substr(0, end);
        const std::size_t dot = entry.find('.');
        if (dot == std::string_view::npos || dot == 0) return std::nullopt;
        states.emplace(entry.substr(0, dot), entry.substr(dot + 1));
        if (end == text.size()) return states;
        text.remove_prefix(end + 1);
    }
}

}  // namespace milpa::server::api

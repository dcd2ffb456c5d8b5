// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/scripted_wire.hpp"

#include <algorithm>

#include "base/ensure.hpp"

namespace milpa::net {

ScriptedWire& ScriptedWire::says(std::string bytes) {
    ensure(!bytes.empty());
    script_.emplace_back(std::move(bytes));
    return *this;
}

ScriptedWire& ScriptedWire::then(std::function<void()> happens) {
    script_.emplace_back(std::move(happens));
    return *this;
}

ScriptedWire& ScriptedWire::falls_silent() {
    script_.emplace_back(Silence());
    return *this;
}

ScriptedWire& ScriptedWire::fails_at(std::size_t step, ErrorKind kind) {
    broken_step_ = step;
    broken_kind_ = kind;
    return *this;
}

ScriptedWire& ScriptedWire::is_secure() {
    secure_ = true;
    return *this;
}

Result<void> ScriptedWire::step(Direction direction) {
    const std::size_t number = steps_++;
    if (closed_) return fail(ErrorKind::closed, "closed by us");
    if (broken_step_ && number >= *broken_step_) {
        const bool usable = broken_kind_ == ErrorKind::timeout && direction == Direction::writing;
        if (number == *broken_step_ || !usable) return fail(broken_kind_, "broken by the script");
    }
    return {};
}

/// Lets happen what comes before the next bytes.
Result<void> ScriptedWire::come_to_bytes() {
    while (!script_.empty()) {
        if (std::holds_alternative<std::string>(script_.front())) return {};
        Step next = std::move(script_.front());
        script_.pop_front();
        if (std::holds_alternative<Silence>(next)) return fail(ErrorKind::timeout, "the script is silent");
        std::get<std::function<void()>>(next)();
        if (nudged_) return {};
    }
    return {};
}

void ScriptedWire::note(char mark, std::string_view bytes) {
    while (!bytes.empty()) {
        const std::size_t end = bytes.find('\n');
        std::string_view line = bytes.substr(0, end);
        bytes.remove_prefix(end == bytes.npos ? bytes.size() : end + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        transcript_ += mark;
        transcript_ += ' ';
        transcript_ += line;
        transcript_ += '\n';
    }
}

Task<Result<std::size_t>> ScriptedWire::read_some(std::span<char> into) {
    ensure(!into.empty());
    CO_CHECK(step(Direction::reading));
    do {
        CO_CHECK(come_to_bytes());
        if (script_.empty()) co_return fail(ErrorKind::closed, "the script has ended");
    } while (!std::holds_alternative<std::string>(script_.front()));
    std::string& said = std::get<std::string>(script_.front());
    const std::size_t count = std::min(into.size(), said.size());
    std::ranges::copy(std::string_view(said).substr(0, count), into.begin());
    note('>', std::string_view(said).substr(0, count));
    if (count == said.size()) {
        script_.pop_front();
    } else {
        said.erase(0, count);
    }
    co_return count;
}

Task<Result<Wake>> ScriptedWire::wait_readable() {
    CO_CHECK(step(Direction::reading));
    if (!nudged_) CO_CHECK(come_to_bytes());
    co_return std::exchange(nudged_, false) ? Wake::nudge : Wake::bytes;
}

Task<Result<void>> ScriptedWire::write(std::string_view bytes) {
    CO_CHECK(step(Direction::writing));
    written_ += bytes;
    note('<', bytes);
    co_return Result<void>();
}

Task<Result<void>> ScriptedWire::start_tls_server(Lent<const TlsContext> /*context*/) {
    ensure(!secure_);
    if (auto result = step(Direction::reading); !result) {
        closed_ = true;
        co_return result;
    }
    secure_ = true;
    co_return Result<void>();
}

Task<Result<void>> ScriptedWire::start_tls_client(Lent<const TlsContext> context, TlsPeer /*peer*/) {
    co_return co_await start_tls_server(context);
}

std::optional<TlsInfo> ScriptedWire::tls() const {
    if (!secure_) return std::nullopt;
    return TlsInfo{.version = "TLSv1.3", .cipher = "TLS_AES_128_GCM_SHA256", .peer_verified = false};
}

Result<Bytes> ScriptedWire::channel_binding() const {
    if (!secure_) return fail(ErrorKind::missing, "no TLS");
    constexpr std::size_t binding_bytes = 32;
    return Bytes(binding_bytes, 0x5a);
}

Task<Result<void>> ScriptedWire::shutdown() {
    auto result = step(Direction::writing);
    closed_ = true;
    co_return result;
}

void ScriptedWire::move_to(Executor /*home*/) {}

}  // namespace milpa::net

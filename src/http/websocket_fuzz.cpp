// SPDX-License-Identifier: AGPL-3.0-or-later
// However the octets of a client are cut into pieces, the same events come of them, no message is larger than
// allowed, and text is UTF-8. What the server would send is read back as what was meant.
#include "http/websocket_input.hpp"

#include "base/bytes.hpp"
#include "base/ensure.hpp"

using namespace milpa;
using namespace milpa::http;

namespace {

constexpr std::size_t octets_max = 200;

std::string events(std::string_view octets, std::size_t piece) {
    const ManualClock clock;
    SocketInput input(&clock);
    std::string seen;
    for (std::size_t at = 0; at < octets.size(); at += piece) {
        input.feed(octets.substr(at, piece));
        while (true) {
            SocketEvent event = input.next(octets_max);
            if (std::holds_alternative<Nothing>(event)) break;
            seen += std::to_string(event.index());
            if (const auto* const message = std::get_if<SocketMessage>(&event)) {
                ensure(message->octets.size() <= octets_max);
                Utf8Check check;
                ensure(message->kind == MessageKind::binary ||
                       (check.add(message->octets) && check.is_whole()));
                seen += message->octets + ";";
            } else if (const auto* const ping = std::get_if<Ping>(&event)) {
                ensure(ping->payload.size() <= control_octets_max);
                seen += ping->payload + ";";
            } else if (const auto* const goodbye = std::get_if<Goodbye>(&event)) {
                ensure(goodbye->code == close_code::none_received || is_close_code(goodbye->code));
                return seen + std::to_string(goodbye->code);
            } else if (const auto* const violation = std::get_if<Violation>(&event)) {
                ensure(is_close_code(violation->code));
                return seen + std::to_string(violation->code);
            }
        }
    }
    return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::size_t piece = 1 + data[0] % 32;
    const std::string_view said = as_text({data + 1, size - 1});
    ensure(events(said, said.size()) == events(said, piece));
    return 0;
}

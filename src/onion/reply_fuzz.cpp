// SPDX-License-Identifier: AGPL-3.0-or-later
#include "onion/reply.hpp"

#include "base/ensure.hpp"

using namespace milpa;
using namespace milpa::onion;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    ReplyReader reader;
    while (!rest.empty()) {
        const auto end = rest.find('\n');
        const auto taken = reader.take(rest.substr(0, end));
        if (!taken) return 0;
        if (*taken) {
            const Reply& reply = **taken;
            ensure(!reply.lines.empty() && reply.status >= 0 && reply.status < 600);
            std::size_t octets = 0;
            for (const auto& line : reply.lines) octets += line.size();
            ensure(octets <= reply_octets_max);
            ensure(read_authentication(reply).cookie_file.size() <= octets);
            if (const auto service = reply.find("ServiceID"); service && is_service_id(*service))
                ensure(service->size() == 56);
        }
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
    return 0;
}

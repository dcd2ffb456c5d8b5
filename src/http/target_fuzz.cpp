// SPDX-License-Identifier: AGPL-3.0-or-later
// Whatever is read as a target is normal: reading it again as it was written changes nothing, and nothing in
// it leads upwards or ends a line.
#include "http/target.hpp"

#include "base/bytes.hpp"
#include "base/ensure.hpp"

using namespace milpa;
using namespace milpa::http;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = as_text({data, size});
    decode_form(text);
    if (const auto authority = read_authority(text)) {
        ensure(!authority->host.empty());
        ensure(read_authority(authority->host)->host == authority->host);
    }
    const auto target = read_target(text);
    if (!target) return 0;
    ensure(target->path.starts_with('/'));
    const std::string around = target->path + "/";
    ensure(!around.contains("/../") && !around.contains("/./") && !target->path.contains("//"));
    std::string written;
    std::string_view rest = target->path;
    while (!rest.empty()) {
        ensure(static_cast<unsigned char>(rest.front()) >= 0x20);
        const bool slash = rest.front() == '/';
        written += slash ? std::string("/") : encode_segment(rest.substr(0, 1));
        rest.remove_prefix(1);
    }
    ensure(read_path(written).value() == target->path);
    return 0;
}

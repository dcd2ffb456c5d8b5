// SPDX-License-Identifier: AGPL-3.0-or-later
// Whatever data: URI is read can be written, and holds the same octets when it is read again.
#include <cstdint>

#include "base/ensure.hpp"
#include "contacts/media.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace milpa::contacts;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const std::string_view image = image_type(text);
    milpa::ensure(image.empty() || is_media_type(image));
    const auto read = read_data_uri(text);
    if (!read) return 0;
    milpa::ensure(is_media_type(read->type) && read->octets.size() <= size);
    const auto again = read_data_uri(data_uri(read->type, read->octets));
    milpa::ensure(again && again->type == read->type && again->octets == read->octets);
    return 0;
}

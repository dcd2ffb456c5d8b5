// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/wiped_json.hpp"

#include <array>
#include <boost/json/serializer.hpp>

#include "base/ensure.hpp"
#include "crypto/secret.hpp"

namespace milpa::jmap {

namespace json = boost::json;

namespace {

/// Of a serialised value at a time.
constexpr std::size_t piece_octets = 4 * 1024;

void wipe_octets(void* begin, std::size_t octets) {
    crypto::wipe({static_cast<std::uint8_t*>(begin), octets});
}

/// Keys are asked for with one alignment and given back with another: so alignment is what new has anyhow.
class Wiping final : public json::memory_resource {
    void* do_allocate(std::size_t octets, std::size_t alignment) override {
        ensure(alignment <= __STDCPP_DEFAULT_NEW_ALIGNMENT__);
        return ::operator new(octets);
    }
    void do_deallocate(void* memory, std::size_t octets, std::size_t /*alignment*/) override {
        wipe_octets(memory, octets);
        ::operator delete(memory, octets);
    }
    bool do_is_equal(const json::memory_resource& other) const noexcept override { return this == &other; }
};

template <class Take>
void each_piece(const json::object& object, Take take) {
    std::array<char, piece_octets> piece{};
    json::serializer serializer;
    serializer.reset(&object);
    while (!serializer.done()) take(serializer.read(piece.data(), piece.size()));
    wipe_octets(piece.data(), piece.size());
}

}  // namespace

json::storage_ptr wiping_memory() {
    // One for all, for it holds nothing: so no value that lies in it counts who uses it.
    static Wiping memory;
    return &memory;
}

void wipe_texts(json::value& value) {
    switch (value.kind()) {
        case json::kind::object: return wipe_texts(value.get_object());
        case json::kind::array:
            for (json::value& one : value.get_array()) wipe_texts(one);
            return;
        case json::kind::string: {
            json::string& text = value.get_string();
            return wipe_octets(text.data(), text.size());
        }
        default: return;
    }
}

void wipe_texts(json::object& object) {
    for (auto& member : object) wipe_texts(member.value());
}

std::string serialize_once(const json::object& object) {
    std::size_t octets = 0;
    each_piece(object, [&](json::string_view piece) { octets += piece.size(); });
    std::string text;
    text.reserve(octets + 1);  // a line end may follow
    each_piece(object, [&](json::string_view piece) { text.append(piece.data(), piece.size()); });
    return text;
}

}  // namespace milpa::jmap

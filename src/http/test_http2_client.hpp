// SPDX-License-Identifier: AGPL-3.0-or-later
// For tests: what a client of HTTP/2 says, octet by octet, well-formed or not, and hears.
#pragma once

#include <nghttp2/nghttp2.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.hpp"
#include "base/ensure.hpp"

namespace milpa::http {

constexpr std::string_view h2_preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

inline std::string big_endian(std::uint64_t number, std::size_t octets) {
    std::string text;
    for (std::size_t i = octets; i-- > 0;) text += static_cast<char>(number >> (8 * i));
    return text;
}

inline std::string h2_frame(std::uint8_t type, std::uint8_t flags, std::uint32_t stream,
                            std::string_view payload) {
    return big_endian(payload.size(), 3) + static_cast<char>(type) + static_cast<char>(flags) +
           big_endian(stream, 4) + std::string(payload);
}

using H2Fields = std::vector<std::pair<std::string, std::string>>;

/// A header block of literals, whatever they are (RFC 7541 6.2.2).
inline std::string h2_block(const H2Fields& fields) {
    const auto text = [](std::string_view octets) {
        constexpr std::size_t short_max = 126;
        std::string out;
        if (octets.size() <= short_max) {
            out += static_cast<char>(octets.size());
        } else {
            out += '\x7f';
            std::size_t rest = octets.size() - 127;
            for (; rest >= 128; rest /= 128) out += static_cast<char>(rest % 128 + 128);
            out += static_cast<char>(rest);
        }
        return out.append(octets);
    };
    std::string block;
    for (const auto& [name, value] : fields) block += '\0' + text(name) + text(value);
    return block;
}

inline H2Fields h2_get(std::string path = "/") {
    return {
        {":method", "GET"}, {":scheme", "https"}, {":authority", "example.org"}, {":path", std::move(path)}};
}
inline H2Fields operator+(H2Fields fields, const H2Fields& more) {
    fields.insert(fields.end(), more.begin(), more.end());
    return fields;
}

constexpr std::uint8_t h2_end_stream = NGHTTP2_FLAG_END_STREAM;
constexpr std::uint8_t h2_end_headers = NGHTTP2_FLAG_END_HEADERS;

inline std::string h2_request(std::uint32_t stream, const H2Fields& fields, bool ends = true) {
    return h2_frame(NGHTTP2_HEADERS, static_cast<std::uint8_t>(h2_end_headers | (ends ? h2_end_stream : 0)),
                    stream, h2_block(fields));
}
inline std::string h2_data(std::uint32_t stream, std::string_view octets, bool ends) {
    return h2_frame(NGHTTP2_DATA, ends ? h2_end_stream : 0, stream, octets);
}
inline std::string h2_settings(const std::vector<std::pair<std::uint16_t, std::uint32_t>>& entries = {}) {
    std::string payload;
    for (const auto& [id, value] : entries) payload += big_endian(id, 2) + big_endian(value, 4);
    return h2_frame(NGHTTP2_SETTINGS, 0, 0, payload);
}
inline std::string h2_reset(std::uint32_t stream, std::uint32_t code = NGHTTP2_CANCEL) {
    return h2_frame(NGHTTP2_RST_STREAM, 0, stream, big_endian(code, 4));
}
inline std::string h2_window(std::uint32_t stream, std::uint32_t octets) {
    return h2_frame(NGHTTP2_WINDOW_UPDATE, 0, stream, big_endian(octets, 4));
}
inline std::string h2_ping() { return h2_frame(NGHTTP2_PING, 0, 0, "12345678"); }
/// The preface, settings that open the windows wide, and consent to the server's.
inline std::string h2_hello(std::uint32_t window = 1 << 30) {
    return std::string(h2_preface) + h2_settings({{NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, window}}) +
           h2_frame(NGHTTP2_SETTINGS, NGHTTP2_FLAG_ACK, 0, "") + h2_window(0, 1 << 30);
}

struct H2Frame {
    std::uint8_t type;
    std::uint8_t flags;
    std::uint32_t stream;
    std::string payload;
};

/// What a server sent, frame by frame, in words.
class H2Ear {
public:
    struct Answer {
        H2Fields fields;
        std::string body;
        bool ended = false;
        std::uint32_t reset = 0xFFFF'FFFF;  ///< the code of a RST_STREAM
        std::string field(std::string_view name) const {
            for (const auto& [key, value] : fields)
                if (key == name) return value;
            return {};
        }
    };

    H2Ear() {
        nghttp2_hd_inflater* made = nullptr;
        ensure(::nghttp2_hd_inflate_new(&made) == 0);
        inflater_.reset(made);
    }

    void hear(std::string_view octets) {
        rest_ += octets;
        const auto number = [](std::string_view text) {
            std::uint32_t value = 0;
            for (const char c : text) value = value << 8 | static_cast<std::uint8_t>(c);
            return value;
        };
        while (rest_.size() >= 9) {
            const std::size_t size = number(std::string_view(rest_).substr(0, 3));
            if (rest_.size() < 9 + size) return;
            take({static_cast<std::uint8_t>(rest_[3]), static_cast<std::uint8_t>(rest_[4]),
                  number(std::string_view(rest_).substr(5, 4)), rest_.substr(9, size)});
            rest_.erase(0, 9 + size);
        }
    }

    std::map<std::uint32_t, Answer> answers;
    std::vector<H2Frame> frames;
    std::string goaway;  ///< the codes of those that came, as letters 0 to 9, a to d
    std::size_t pongs = 0, settings_acks = 0;
    std::uint64_t window_updates = 0;                ///< octets, of all streams and the connection
    std::map<std::uint32_t, std::uint64_t> windows;  ///< the same of each

private:
    void take(H2Frame frame) {
        Answer* const answer = frame.stream != 0 ? &answers[frame.stream] : nullptr;
        const auto number = [&](std::size_t at) {
            return read_u32(as_bytes(std::string_view(frame.payload).substr(at, 4)));
        };
        const bool ack = (frame.flags & NGHTTP2_FLAG_ACK) != 0;
        switch (frame.type) {
            case NGHTTP2_HEADERS: inflate(frame.payload, *answer); break;
            case NGHTTP2_DATA: answer->body += frame.payload; break;
            case NGHTTP2_RST_STREAM: answer->reset = number(0); break;
            case NGHTTP2_GOAWAY: goaway += "0123456789abcd"[number(4)]; break;
            case NGHTTP2_PING: pongs += ack ? 1 : 0; break;
            case NGHTTP2_SETTINGS: settings_acks += ack ? 1 : 0; break;
            case NGHTTP2_WINDOW_UPDATE:
                window_updates += number(0);
                windows[frame.stream] += number(0);
                break;
            default: break;
        }
        const bool may_end = frame.type == NGHTTP2_HEADERS || frame.type == NGHTTP2_DATA;
        if (may_end && (frame.flags & h2_end_stream) != 0) answer->ended = true;
        frames.push_back(std::move(frame));
    }

    void inflate(std::string_view block, Answer& answer) {
        auto in = as_bytes(block);
        while (true) {
            nghttp2_nv field{};
            int flags = 0;
            const ssize_t taken =
                ::nghttp2_hd_inflate_hd2(inflater_.get(), &field, &flags, in.data(), in.size(), 1);
            ensure(taken >= 0);
            in = in.subspan(static_cast<std::size_t>(taken));
            if ((flags & NGHTTP2_HD_INFLATE_EMIT) != 0) {
                answer.fields.emplace_back(as_text({field.name, field.namelen}),
                                           as_text({field.value, field.valuelen}));
            }
            if ((flags & NGHTTP2_HD_INFLATE_FINAL) != 0) break;
        }
        ::nghttp2_hd_inflate_end_headers(inflater_.get());
    }

    struct Free {
        void operator()(nghttp2_hd_inflater* inflater) const { ::nghttp2_hd_inflate_del(inflater); }
    };
    std::unique_ptr<nghttp2_hd_inflater, Free> inflater_;
    std::string rest_;
};

}  // namespace milpa::http

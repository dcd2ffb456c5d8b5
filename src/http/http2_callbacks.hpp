// SPDX-License-Identifier: AGPL-3.0-or-later
// What nghttp2 tells, handed on to Http2Session.
#pragma once

#include <nghttp2/nghttp2.h>

#include "http/http2_session.hpp"

namespace milpa::http {

struct Http2Callbacks {
    /// A session of nghttp2's that calls back to `owner`. Throws std::bad_alloc.
    static nghttp2_session* make_session(Http2Session* owner, nghttp2_mem* memory);
    /// DATA of a stream, straight from where the body lies.
    static nghttp2_data_provider body_of(Http2Stream* stream);

private:
    static int on_begin_frame(nghttp2_session*, const nghttp2_frame_hd* header, void* self);
    static int on_begin_headers(nghttp2_session*, const nghttp2_frame* frame, void* self);
    static int on_header(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name,
                         std::size_t name_size, const std::uint8_t* value, std::size_t value_size,
                         std::uint8_t flags, void* self);
    static int on_invalid_header(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name,
                                 std::size_t name_size, const std::uint8_t* value, std::size_t value_size,
                                 std::uint8_t flags, void* self);
    static int on_frame(nghttp2_session*, const nghttp2_frame* frame, void* self);
    static int on_data(nghttp2_session*, std::uint8_t flags, std::int32_t id, const std::uint8_t* octets,
                       std::size_t count, void* self);
    static int on_close(nghttp2_session*, std::int32_t id, std::uint32_t code, void* self);
    static int on_sent(nghttp2_session*, const nghttp2_frame* frame, void* self);
    static ssize_t read_body(nghttp2_session*, std::int32_t id, std::uint8_t* buffer, std::size_t size,
                             std::uint32_t* flags, nghttp2_data_source* source, void* self);
    static int send_data(nghttp2_session*, nghttp2_frame* frame, const std::uint8_t* header, std::size_t size,
                         nghttp2_data_source* source, void* self);
    static Http2Stream* stream_of(nghttp2_session* session, std::int32_t id);
    static nghttp2_session_callbacks* make_callbacks();
    static nghttp2_option* make_options();
};

}  // namespace milpa::http

// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/http2_callbacks.hpp"

#include <algorithm>
#include <new>

#include "base/bytes.hpp"

namespace milpa::http {

namespace {

constexpr std::size_t frame_header_octets = 9;

Http2Session& session_of(void* self) { return *static_cast<Http2Session*>(self); }

}  // namespace

Http2Stream* Http2Callbacks::stream_of(nghttp2_session* session, std::int32_t id) {
    return static_cast<Http2Stream*>(::nghttp2_session_get_stream_user_data(session, id));
}

int Http2Callbacks::on_begin_frame(nghttp2_session* /*session*/, const nghttp2_frame_hd* header, void* self) {
    return session_of(self).allow_frame(header->type, header->flags, header->length)
               ? 0
               : NGHTTP2_ERR_CALLBACK_FAILURE;
}

int Http2Callbacks::on_begin_headers(nghttp2_session* session, const nghttp2_frame* frame, void* self) {
    if (frame->headers.cat != NGHTTP2_HCAT_REQUEST) return 0;
    Http2Stream& stream = session_of(self).add_stream(frame->hd.stream_id);
    ::nghttp2_session_set_stream_user_data(session, frame->hd.stream_id, &stream);
    return 0;
}

int Http2Callbacks::on_header(nghttp2_session* session, const nghttp2_frame* frame, const std::uint8_t* name,
                              std::size_t name_size, const std::uint8_t* value, std::size_t value_size,
                              std::uint8_t /*flags*/, void* self) {
    Http2Stream* const stream = stream_of(session, frame->hd.stream_id);
    if (stream == nullptr) return 0;
    const std::string_view name_text = as_text({name, name_size});
    const std::string_view value_text = as_text({value, value_size});
    // Trailers (RFC 9113 8.1) are counted and dropped.
    if (frame->headers.cat == NGHTTP2_HCAT_REQUEST) {
        stream->fields_.add(name_text, value_text);
    } else {
        stream->fields_.skip(name_text, value_text);
    }
    const bool bearable = stream->fields_.octets() <= header_list_octets_bomb;
    return session_of(self).ration(bearable) ? 0 : NGHTTP2_ERR_CALLBACK_FAILURE;
}

/// RFC 9113 8.1.1: a malformed request is a stream error. nghttp2 alone would drop the field.
int Http2Callbacks::on_invalid_header(nghttp2_session* session, const nghttp2_frame* frame,
                                      const std::uint8_t* /*name*/, std::size_t /*name_size*/,
                                      const std::uint8_t* /*value*/, std::size_t /*value_size*/,
                                      std::uint8_t /*flags*/, void* /*self*/) {
    ::nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, frame->hd.stream_id, NGHTTP2_PROTOCOL_ERROR);
    return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
}

int Http2Callbacks::on_frame(nghttp2_session* session, const nghttp2_frame* frame, void* self) {
    const bool headers = frame->hd.type == NGHTTP2_HEADERS;
    if (!headers && frame->hd.type != NGHTTP2_DATA) return 0;
    Http2Stream* const stream = stream_of(session, frame->hd.stream_id);
    if (stream == nullptr) return 0;
    if ((frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0) session_of(self).end_body(*stream);
    if (headers && frame->headers.cat == NGHTTP2_HCAT_REQUEST) session_of(self).finish_request(*stream);
    return 0;
}

int Http2Callbacks::on_data(nghttp2_session* session, std::uint8_t /*flags*/, std::int32_t id,
                            const std::uint8_t* octets, std::size_t count, void* self) {
    Http2Stream* const stream = stream_of(session, id);
    if (stream == nullptr) return ::nghttp2_session_consume(session, id, count);
    session_of(self).take_data(*stream, as_text({octets, count}));
    return 0;
}

int Http2Callbacks::on_close(nghttp2_session* session, std::int32_t id, std::uint32_t /*code*/, void* self) {
    if (Http2Stream* const stream = stream_of(session, id)) session_of(self).close_stream(*stream);
    return 0;
}

int Http2Callbacks::on_sent(nghttp2_session* session, const nghttp2_frame* frame, void* self) {
    const auto type = frame->hd.type;
    if (type == NGHTTP2_RST_STREAM && frame->rst_stream.error_code != NGHTTP2_NO_ERROR) {
        Http2Session& owner = session_of(self);
        owner.ration(owner.resets_.take(owner.clock_->steady()));
        return 0;
    }
    if ((type != NGHTTP2_HEADERS && type != NGHTTP2_DATA) || (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) == 0)
        return 0;
    // RFC 9113 8.1: the answer is whole, and nobody wants the rest of the question.
    const Http2Stream* const stream = stream_of(session, frame->hd.stream_id);
    if (stream != nullptr && !stream->in_ended_)
        ::nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, frame->hd.stream_id, NGHTTP2_NO_ERROR);
    return 0;
}

ssize_t Http2Callbacks::read_body(nghttp2_session* /*session*/, std::int32_t /*id*/, std::uint8_t* /*buffer*/,
                                  std::size_t size, std::uint32_t* flags, nghttp2_data_source* source,
                                  void* /*self*/) {
    auto& stream = *static_cast<Http2Stream*>(source->ptr);
    if (stream.unsent_.empty() && !stream.last_) {
        stream.deferred_ = true;
        return NGHTTP2_ERR_DEFERRED;
    }
    const std::size_t count = std::min(size, stream.unsent_.size());
    if (count > 0) *flags |= NGHTTP2_DATA_FLAG_NO_COPY;
    if (stream.last_ && count == stream.unsent_.size()) *flags |= NGHTTP2_DATA_FLAG_EOF;
    return static_cast<ssize_t>(count);
}

int Http2Callbacks::send_data(nghttp2_session* /*session*/, nghttp2_frame* /*frame*/,
                              const std::uint8_t* header, std::size_t size, nghttp2_data_source* source,
                              void* self) {
    auto& stream = *static_cast<Http2Stream*>(source->ptr);
    Http2Session& owner = session_of(self);
    if (owner.out_->size() >= owner.out_max_) return NGHTTP2_ERR_WOULDBLOCK;
    owner.out_->append(as_text({header, frame_header_octets}));
    owner.out_->append(stream.unsent_.substr(0, size));
    stream.unsent_.remove_prefix(size);
    stream.moved_ += size;
    owner.moved_ += size;
    owner.window_updates_.give(window_updates_per_data);
    if (stream.unsent_.empty() && !stream.last_) stream.outgoing.ring();
    return 0;
}

nghttp2_data_provider Http2Callbacks::body_of(Http2Stream* stream) {
    nghttp2_data_provider provider{};
    provider.source.ptr = stream;
    provider.read_callback = read_body;
    return provider;
}

nghttp2_session_callbacks* Http2Callbacks::make_callbacks() {
    nghttp2_session_callbacks* made = nullptr;
    if (::nghttp2_session_callbacks_new(&made) != 0) throw std::bad_alloc();
    ::nghttp2_session_callbacks_set_on_begin_frame_callback(made, on_begin_frame);
    ::nghttp2_session_callbacks_set_on_begin_headers_callback(made, on_begin_headers);
    ::nghttp2_session_callbacks_set_on_header_callback(made, on_header);
    ::nghttp2_session_callbacks_set_on_invalid_header_callback(made, on_invalid_header);
    ::nghttp2_session_callbacks_set_on_frame_recv_callback(made, on_frame);
    ::nghttp2_session_callbacks_set_on_data_chunk_recv_callback(made, on_data);
    ::nghttp2_session_callbacks_set_on_stream_close_callback(made, on_close);
    ::nghttp2_session_callbacks_set_on_frame_send_callback(made, on_sent);
    ::nghttp2_session_callbacks_set_send_data_callback(made, send_data);
    return made;
}

nghttp2_option* Http2Callbacks::make_options() {
    nghttp2_option* made = nullptr;
    if (::nghttp2_option_new(&made) != 0) throw std::bad_alloc();
    // A peer gets new room when a handler has read, not when octets have come.
    ::nghttp2_option_set_no_auto_window_update(made, 1);
    ::nghttp2_option_set_no_closed_streams(made, 1);
    ::nghttp2_option_set_max_continuations(made, continuations_max);
    ::nghttp2_option_set_max_outbound_ack(made, frames_max);
    return made;
}

nghttp2_session* Http2Callbacks::make_session(Http2Session* owner, nghttp2_mem* memory) {
    // Never changed, and copied into each session.
    static const nghttp2_session_callbacks* const callbacks = make_callbacks();
    static const nghttp2_option* const options = make_options();
    nghttp2_session* made = nullptr;
    if (::nghttp2_session_server_new3(&made, callbacks, owner, options, memory) != 0) throw std::bad_alloc();
    return made;
}

}  // namespace milpa::http

// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/response_reader.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "base/ensure.hpp"

namespace milpa::http {

namespace beast = boost::beast::http;

namespace {

constexpr unsigned status_first = 100;
constexpr unsigned status_switching = 101;
constexpr unsigned status_final = 200;  // RFC 9110 15: those below are not the last word
/// RFC 9112 7.1: "0" CRLF CRLF is the least that ends a chunked body. Beast asserts that it is given no less
/// once it has seen the last chunk's size.
constexpr std::size_t last_chunk_octets_min = 5;

Error to_error(const boost::system::error_code& code) {
    if (code == beast::error::header_limit || code == beast::error::body_limit ||
        code == beast::error::buffer_overflow) {
        return fail(ErrorKind::limit, "an answer that is too large");
    }
    return fail(ErrorKind::syntax, "an answer that is not HTTP");
}

std::string to_lower(std::string_view name) {
    std::string lower(name);
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return lower;
}

}  // namespace

struct ResponseReader::Parser {
    Parser(Method method, std::size_t body_octets_max) {
        octets.eager(true);
        octets.header_limit(answer_header_octets_max);
        octets.body_limit(body_octets_max);
        // RFC 9110 9.3.2: an answer to HEAD has no body, whatever its fields say.
        octets.skip(method == Method::head);
    }
    beast::response_parser<beast::string_body> octets;
};

ResponseReader::ResponseReader(Method method, std::size_t body_octets_max)
    : method_(method),
      body_octets_max_(body_octets_max),
      parser_(std::make_unique<Parser>(method, body_octets_max)) {}

ResponseReader::~ResponseReader() = default;

/// 101 is never asked for; the other 1xx come before the answer that counts.
Result<void> ResponseReader::finish_interim() {
    const unsigned status = parser_->octets.get().result_int();
    if (status == status_switching)
        return fail(ErrorKind::syntax, "a switch of protocols that nobody asked for");
    if (++interim_ > interim_answers_max) return fail(ErrorKind::limit, "interim answers without end");
    parser_ = std::make_unique<Parser>(method_, body_octets_max_);
    return {};
}

Result<bool> ResponseReader::take(std::string_view octets) {
    pending_ += octets;
    while (!pending_.empty()) {
        if (parser_->octets.is_header_done() && parser_->octets.chunked() &&
            pending_.size() < last_chunk_octets_min) {
            break;  // more must come, whatever this is a part of
        }
        boost::system::error_code code;
        const std::size_t taken =
            parser_->octets.put(boost::asio::buffer(pending_.data(), pending_.size()), code);
        pending_.erase(0, taken);
        if (code && code != beast::error::need_more) return to_error(code);
        if (parser_->octets.is_header_done() && parser_->octets.get().result_int() < status_first) {
            return fail(ErrorKind::syntax, "a status that is none");
        }
        if (parser_->octets.is_done()) {
            if (parser_->octets.get().result_int() >= status_final) return true;
            CHECK(finish_interim());
            continue;
        }
        if (pending_.size() > answer_header_octets_max)
            return fail(ErrorKind::limit, "a header that is too large");
        if (code || taken == 0) break;
    }
    return false;
}

Result<void> ResponseReader::end(bool in_order) {
    boost::system::error_code code;
    if (parser_->octets.is_header_done() && pending_.empty()) parser_->octets.put_eof(code);
    if (code || !parser_->octets.is_done() || !in_order)
        return fail(ErrorKind::closed, "an answer that was cut off");
    return {};
}

ClientResponse ResponseReader::response() && {
    ensure(parser_->octets.is_done());
    auto message = parser_->octets.release();
    ClientResponse response{.status = message.result_int()};
    for (const auto& field : message.base()) {
        response.fields.add(to_lower(field.name_string()), std::string(field.value()));
    }
    response.body = std::move(message.body());
    return response;
}

}  // namespace milpa::http

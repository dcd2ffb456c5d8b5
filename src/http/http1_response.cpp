// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/http1_response.hpp"

#include <algorithm>
#include <charconv>

#include "base/log.hpp"
#include "http/date.hpp"

namespace milpa::http {

namespace {

constexpr std::size_t number_octets = 20;

void append_number(std::string& to, std::uint64_t number, int base = 10) {
    char digits[number_octets];
    const auto [end, error] = std::to_chars(std::begin(digits), std::end(digits), number, base);
    to.append(digits, end);
}

bool ends_a_line(std::string_view value) {
    return std::ranges::any_of(value, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

}  // namespace

Http1Facts facts_of(const Response& response, Version version, bool keep_alive) {
    Http1Facts facts{.keep_alive = keep_alive, .version = version};
    if (response.status < 200 || response.status == 204 || response.status == 304) {
        facts.framing = Framing::none;
    } else if (const auto* text = std::get_if<std::string>(&response.body)) {
        facts.length = text->size();
    } else if (const auto* shared = std::get_if<Response::Shared>(&response.body)) {
        facts.length = (*shared)->size();
    } else if (response.length) {
        facts.length = *response.length;
    } else if (version == Version::http10) {
        facts.framing = Framing::close;
        facts.keep_alive = false;
    } else {
        facts.framing = Framing::chunked;
    }
    return facts;
}

void append_head(std::string& to, const Response& response, const Http1Facts& facts, WallTime now) {
    // RFC 9110 6.2: the server's own version, whatever the client's is.
    to += "HTTP/1.1 ";
    append_number(to, response.status);
    to += ' ';
    to += reason_phrase(response.status);
    to += "\r\ndate: ";
    append_date(to, now);
    to += "\r\n";
    if (const auto* common = response.fields.common()) to += common->lines;
    for (const Fields::Field& field : response.fields.own()) {
        if (ends_a_line(field.value) || ends_a_line(field.name)) {
            log::event("http.field_left_out");
            continue;
        }
        to += field.name;
        to += ": ";
        to += field.value;
        to += "\r\n";
    }
    if (facts.framing == Framing::length) {
        to += "content-length: ";
        append_number(to, facts.length);
        to += "\r\n";
    } else if (facts.framing == Framing::chunked) {
        to += "transfer-encoding: chunked\r\n";
    }
    if (response.upgrade) {
        to += "connection: upgrade\r\n";
    } else if (!facts.keep_alive) {
        to += "connection: close\r\n";
    } else if (facts.version == Version::http10) {
        to += "connection: keep-alive\r\n";
    }
    to += "\r\n";
}

void append_chunk(std::string& to, std::string_view octets) {
    append_number(to, octets.size(), 16);
    to += "\r\n";
    to += octets;
    to += "\r\n";
}

}  // namespace milpa::http

// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/http1_request.hpp"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <charconv>

#include "http/target.hpp"

namespace milpa::http {

namespace {

namespace beast = boost::beast;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_same_word(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, {}, lower, lower);
}

std::string_view view_of(beast::string_view text) { return {text.data(), text.size()}; }

/// Beast tells the events; what they mean is ours. Those of the body never come: the header alone is put in.
class HeaderParser final : public beast::http::basic_parser<true> {
public:
    HeaderParser() {
        header_limit(header_octets_max);
        body_limit(boost::none);
    }
    std::string_view method, target;
    int version = 0;
    Fields fields;
    unsigned refused = 0;
    std::size_t lengths = 0, codings = 0, hosts = 0;
    std::uint64_t length = 0;
    bool expects_continue = false;

private:
    using Code = beast::error_code;
    using Text = beast::string_view;
    void on_request_impl(beast::http::verb, Text method_text, Text target_text, int number, Code&) override {
        method = view_of(method_text);
        target = view_of(target_text);
        version = number;
    }
    void on_field_impl(beast::http::field field, Text name, Text text, Code& code) override;
    void on_response_impl(int, Text, int, Code&) override {}
    void on_header_impl(Code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, Code&) override {}
    std::size_t on_body_impl(Text, Code&) override { return 0; }
    void on_chunk_header_impl(std::uint64_t, Text, Code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, Text, Code&) override { return 0; }
    void on_finish_impl(Code&) override {}
    void refuse(unsigned status, Code& code) {
        refused = status;
        code = beast::http::error::bad_value;
    }
};

void HeaderParser::on_field_impl(beast::http::field field, Text name, Text text, Code& code) {
    using beast::http::field;
    const std::string_view value = view_of(text);
    switch (field) {
        case field::content_length: {
            // RFC 9112 6.3: a list of equal ones could be mended; nobody sends it who means well.
            const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), length);
            if (++lengths > 1 || error != std::errc() || end != value.data() + value.size())
                return refuse(400, code);
            break;
        }
        case field::transfer_encoding:
            if (++codings > 1) return refuse(400, code);
            // RFC 9112 6.1.
            if (!is_same_word(value, "chunked")) return refuse(501, code);
            break;
        case field::host:
            if (++hosts > 1) return refuse(400, code);
            break;
        case field::expect:
            // RFC 9110 10.1.1.
            if (!is_same_word(value, "100-continue")) return refuse(417, code);
            expects_continue = true;
            break;
        default: break;
    }
    std::string lowered(name.size(), '\0');
    std::ranges::transform(view_of(name), lowered.begin(), lower);
    fields.add(std::move(lowered), std::string(value));
}

/// Whether the first line ends as one of a version that we do not speak.
bool is_other_version(std::string_view header) {
    const std::string_view line = header.substr(0, header.find('\r'));
    constexpr std::string_view form = " HTTP/d.d";
    if (line.size() < form.size()) return false;
    const std::string_view end = line.substr(line.size() - form.size());
    if (std::ranges::count(line, ' ') != 2) return false;
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    return end.starts_with(" HTTP/") && is_digit(end[6]) && end[7] == '.' && is_digit(end[8]);
}

/// RFC 9112 3.2: Host and target name one place.
bool read_place(HeaderParser& parser, bool secure, Target& target, Request& request) {
    std::optional<Authority> named;
    if (parser.hosts > 0) {
        auto host = read_authority(*parser.fields.find("host"));
        if (!host) return false;
        named = std::move(*host);
    } else if (parser.version >= 11) {
        return false;
    }
    if (target.authority) {
        if (target.secure != secure) return false;
        const std::uint16_t usual = secure ? 443 : 80;
        const bool same = !named || (named->host == target.authority->host &&
                                     named->port.value_or(usual) == target.authority->port.value_or(usual));
        if (!same) return false;
        named = std::move(target.authority);
    }
    if (!named) return true;
    request.host = std::move(named->host);
    request.port = named->port;
    return true;
}

}  // namespace

HeaderScan::State HeaderScan::scan(std::string_view octets) {
    const std::string_view seen = octets.substr(0, header_octets_max);
    for (; at_ < seen.size(); ++at_) {
        const auto c = static_cast<unsigned char>(seen[at_]);
        // RFC 9112 5.2: a line that begins with white space would be folded.
        if (at_ == line_ && (c == ' ' || c == '\t')) return State::bad;
        if (c >= 0x20 && c != 0x7f) continue;
        if (c == '\t') continue;
        // Looked at together with what follows.
        if (c == '\r') {
            if (at_ + 1 == seen.size()) break;
            if (seen[at_ + 1] != '\n') return State::bad;
            continue;
        }
        if (c != '\n' || at_ == line_) return State::bad;
        const bool empty = at_ == line_ + 1;
        line_ = at_ + 1;
        if (empty) {
            ++at_;
            return State::whole;
        }
        // The request's own line is one, too.
        if (++lines_ > fields_max + 1) return State::large;
    }
    return octets.size() >= header_octets_max ? State::large : State::more;
}

std::expected<Http1Head, unsigned> read_header(std::string_view header, bool secure) {
    HeaderParser parser;
    beast::error_code code;
    const std::size_t taken = parser.put({header.data(), header.size()}, code);
    if (parser.refused != 0) return std::unexpected(parser.refused);
    if (code == beast::http::error::bad_version && is_other_version(header)) return std::unexpected(505U);
    if (code || taken != header.size() || !parser.is_header_done()) return std::unexpected(400U);
    // RFC 9112 6.1: the coding came with HTTP/1.1, and beside a length one of the two lies.
    if (parser.codings > 0 && (parser.version < 11 || parser.lengths > 0)) return std::unexpected(400U);

    Http1Head head;
    head.chunked = parser.codings > 0;
    head.length = parser.length;
    head.keep_alive = parser.keep_alive();
    head.expects_continue = parser.expects_continue && parser.version >= 11;
    Request& request = head.request;
    request.version = parser.version >= 11 ? Version::http11 : Version::http10;
    request.secure = secure;
    const auto method = read_method(parser.method);
    if (!method) return std::unexpected(501U);
    request.method = *method;
    auto target = read_target(parser.target);
    if (!target) return std::unexpected(target.error().kind == ErrorKind::limit ? 414U : 400U);
    if (target->asterisk && request.method != Method::options) return std::unexpected(400U);
    if (!read_place(parser, secure, *target, request)) return std::unexpected(400U);
    request.path = std::move(target->path);
    request.query = std::move(target->query);
    request.fields = std::move(parser.fields);
    return head;
}

}  // namespace milpa::http

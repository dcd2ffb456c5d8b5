// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/message.hpp"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "http/target.hpp"

namespace milpa::http {

namespace {

struct MethodName {
    Method method;
    std::string_view text;
};
constexpr MethodName methods[] = {
    {Method::get, "GET"},       {Method::head, "HEAD"},         {Method::post, "POST"},
    {Method::put, "PUT"},       {Method::remove, "DELETE"},     {Method::options, "OPTIONS"},
    {Method::patch, "PATCH"},   {Method::propfind, "PROPFIND"}, {Method::proppatch, "PROPPATCH"},
    {Method::mkcol, "MKCOL"},   {Method::copy, "COPY"},         {Method::move, "MOVE"},
    {Method::report, "REPORT"},
};

struct Reason {
    unsigned status;
    std::string_view text;
};
// RFC 9110 15, RFC 4918 11, RFC 6585.
constexpr Reason reasons[] = {
    {100, "Continue"},
    {101, "Switching Protocols"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {203, "Non-Authoritative Information"},
    {204, "No Content"},
    {205, "Reset Content"},
    {206, "Partial Content"},
    {207, "Multi-Status"},
    {300, "Multiple Choices"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {423, "Locked"},
    {424, "Failed Dependency"},
    {426, "Upgrade Required"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
    {507, "Insufficient Storage"},
};

/// What most messages have at most: room for them is made at once.
constexpr std::size_t usual_count = 8;

constexpr std::string_view blanks = " \t";

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// Takes the piece in front of the separator off `text`.
std::string_view take(std::string_view* text, char separator) {
    const auto end = text->find(separator);
    const std::string_view piece = text->substr(0, end);
    text->remove_prefix(end == std::string_view::npos ? text->size() : end + 1);
    return piece;
}

}  // namespace

std::string_view to_text(Method method) {
    return std::ranges::find(methods, method, &MethodName::method)->text;
}

std::optional<Method> read_method(std::string_view text) {
    const auto* const found = std::ranges::find(methods, text, &MethodName::text);
    if (found == std::end(methods)) return std::nullopt;
    return found->method;
}

Fields::Fields(std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
    for (const auto& [name, value] : fields) add(name, std::string(value));
}

std::optional<std::string_view> Fields::find(std::string_view name) const {
    for (const Field& field : all())
        if (field.name == name) return field.value;
    return std::nullopt;
}

std::size_t Fields::count(std::string_view name) const {
    std::size_t count = 0;
    for (const Field& field : all()) count += field.name == name ? 1 : 0;
    return count;
}

void Fields::add(std::string_view name, std::string value) {
    if (fields_.capacity() == 0) fields_.reserve(usual_count);
    fields_.push_back({std::string(name), std::move(value)});
}

void Fields::set(std::string_view name, std::string value) {
    erase(name);
    add(name, std::move(value));
}

void Fields::erase(std::string_view name) {
    if (common_ != nullptr && std::ranges::find(common_->fields, name, &Field::name) != common_->fields.end())
        make_own();
    std::erase_if(fields_, [&](const Field& field) { return field.name == name; });
}

void Fields::make_own() {
    const Common* const common = std::exchange(common_, nullptr);
    for (const Field& field : common->fields) fields_.push_back(field);
}

void Fields::add_common(Lent<const Common> common) {
    if (common_ != nullptr) make_own();
    const auto is_here = [&](const Field& field) {
        return std::ranges::find(fields_, field.name, &Field::name) != fields_.end();
    };
    if (std::ranges::none_of(common->fields, is_here)) {
        common_ = common.get();
        return;
    }
    for (const Field& field : common->fields)
        if (!is_here(field)) fields_.push_back(field);
}

bool Fields::operator==(const Fields& other) const {
    const All ours = all(), theirs = other.all();
    return std::equal(ours.begin(), ours.end(), theirs.begin(), theirs.end());
}

Fields::Common::Common(std::vector<Field> all)
    : fields(std::move(all)), lines([this] {
          std::string text;
          for (const Field& field : fields) text += field.name + ": " + field.value + "\r\n";
          return text;
      }()) {}

std::optional<std::string> Request::parameter(std::string_view name) const {
    for (std::string_view rest = query; !rest.empty();) {
        std::string_view value = take(&rest, '&');
        const std::string_view key = take(&value, '=');
        if (decode_form(key) == name) return decode_form(value);
    }
    return std::nullopt;
}

std::optional<std::string_view> Request::cookie(std::string_view name) const {
    // RFC 9113 8.2.3: HTTP/2 may bring them in several fields.
    for (const Fields::Field& field : fields.all()) {
        if (field.name != "cookie") continue;
        for (std::string_view rest = field.value; !rest.empty();) {
            std::string_view value = take(&rest, ';');
            if (!value.contains('=')) continue;
            if (trim(take(&value, '=')) == name) return trim(value);
        }
    }
    return std::nullopt;
}

Task<Result<std::string>> read_all(Lent<Body> body, std::size_t octets_max) {
    // Grows with what came, not with what was announced.
    constexpr std::size_t piece = 16 * 1024;
    const auto announced = body->length();
    if (announced && *announced > octets_max) co_return fail(ErrorKind::limit, "a body that is too long");
    std::string all;
    while (true) {
        const std::size_t before = all.size();
        const std::size_t want = announced ? std::min<std::size_t>(piece, *announced - before + 1) : piece;
        all.resize(before + want);
        auto count = co_await body->read_some({all.data() + before, want});
        if (!count) co_return std::move(count.error());
        all.resize(before + *count);
        if (*count == 0) co_return std::move(all);
        if (all.size() > octets_max) co_return fail(ErrorKind::limit, "a body that is too long");
    }
}

Response text_response(unsigned status, std::string text) {
    Response response;
    response.status = status;
    response.fields.add("content-type", "text/plain; charset=utf-8");
    text += '\n';
    response.body = std::move(text);
    return response;
}

bool wants_html(const Request& request) {
    const auto accept = request.fields.find("accept");
    return accept && accept->contains("text/html") &&
           (request.method == Method::get || request.method == Method::head);
}

Response status_response(unsigned status) {
    return text_response(status, fmt::format("{} {}", status, reason_phrase(status)));
}

Response problem_response(unsigned status, std::string_view type, std::string_view detail) {
    boost::json::object problem;
    problem["type"] = type;
    problem["title"] = reason_phrase(status);
    problem["status"] = status;
    if (!detail.empty()) problem["detail"] = detail;
    Response response;
    response.status = status;
    response.fields.add("content-type", "application/problem+json");
    response.body = boost::json::serialize(problem);
    return response;
}

Response response_for(const Error& error) {
    switch (error.kind) {
        case ErrorKind::limit: return status_response(413);
        case ErrorKind::syntax: return status_response(400);
        case ErrorKind::missing: return status_response(404);
        case ErrorKind::denied: return status_response(403);
        case ErrorKind::conflict: return status_response(409);
        case ErrorKind::closed: return status_response(503);
        case ErrorKind::timeout: return status_response(408);
        default: return status_response(500);
    }
}

std::string_view reason_phrase(unsigned status) {
    const auto* const found = std::ranges::find(reasons, status, &Reason::status);
    return found == std::end(reasons) ? std::string_view("Unknown") : found->text;
}

}  // namespace milpa::http

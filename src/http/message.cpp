// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/message.hpp"

#include <algorithm>

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
    const auto found = std::ranges::find(fields_, name, &Field::name);
    if (found == fields_.end()) return std::nullopt;
    return found->value;
}

std::size_t Fields::count(std::string_view name) const {
    return static_cast<std::size_t>(std::ranges::count(fields_, name, &Field::name));
}

void Fields::add(std::string_view name, std::string value) {
    fields_.push_back({std::string(name), std::move(value)});
}

void Fields::set(std::string_view name, std::string value) {
    erase(name);
    add(name, std::move(value));
}

void Fields::erase(std::string_view name) {
    std::erase_if(fields_, [&](const Field& field) { return field.name == name; });
}

}  // namespace milpa::http

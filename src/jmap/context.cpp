// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/context.hpp"

#include "jmap/type.hpp"

namespace milpa::jmap {

std::string Context::own_id() const {
    return room_->login() == nullptr ? "none" : "a" + room_->login()->vault().hex();
}

std::expected<void, MethodError> Context::check_account(const json::object& arguments) const {
    const json::value* const id = arguments.if_contains("accountId");
    if (id == nullptr || !id->is_string()) return invalid_arguments("\"accountId\" is missing.");
    const bool has_it = of_ == Method::Of::collective || room_->login() != nullptr;
    if (!has_it || std::string_view(id->get_string()) != account_id()) {
        return std::unexpected(MethodError{"accountNotFound", "There is no such account."});
    }
    return {};
}

std::optional<std::string> Context::resolve(std::string_view id) const {
    if (!id.starts_with('#')) return std::string(id);
    const auto found = created_.find(id.substr(1));
    if (found == created_.end()) return std::nullopt;
    return found->second;
}

}  // namespace milpa::jmap

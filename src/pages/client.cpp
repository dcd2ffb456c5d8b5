// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/client.hpp"

#include <fmt/format.h>

#include "jmap/wiped_json.hpp"

namespace milpa::pages {

namespace {

const json::array no_list;
const json::object no_object;

/// Those of whom the account is the collective's.
bool is_of_collective(std::string_view method) {
    const std::string_view type = method.substr(0, method.find('/'));
    for (const std::string_view one :
         {"Mailbox", "Thread", "Email", "SearchSnippet", "Identity", "EmailSubmission", "Blob", "Quota",
          "Core", "ContactCard", "AddressBook"}) {
        if (type == one) return false;
    }
    return true;
}

Refusal refusal_of(const json::object& error) {
    Refusal made{.type = std::string(text_at(error, "type")), .kind = std::string(text_at(error, "kind"))};
    made.receipt = text_at(error, "receipt");
    for (const json::value& one : list_at(error, "invalidRecipients"))
        if (one.is_string()) made.recipients.emplace_back(std::string_view(one.get_string()));
    return made;
}

}  // namespace

std::size_t Calls::add(std::string_view method, json::object arguments) {
    arguments["accountId"] = is_of_collective(method) ? std::string_view("c") : std::string_view(account_id_);
    const std::size_t number = calls_.size();
    json::array call;
    call.emplace_back(method);
    call.emplace_back(std::move(arguments));
    call.emplace_back(std::to_string(number));
    calls_.emplace_back(std::move(call));
    return number;
}

json::object Calls::result_of(std::size_t call, std::string_view path) const {
    json::object made;
    made["resultOf"] = std::to_string(call);
    made["name"] = calls_.at(call).as_array().at(0);
    made["path"] = path;
    return made;
}

const json::object* Answers::find(std::size_t call) const {
    const std::string id = std::to_string(call);
    for (const json::value& response : responses_) {
        const json::array& parts = response.as_array();
        if (parts.at(2).as_string() != id) continue;
        return parts.at(0).as_string() == "error" ? nullptr : &parts.at(1).as_object();
    }
    return nullptr;
}

std::optional<Refusal> Answers::refusal(std::size_t call) const {
    const std::string id = std::to_string(call);
    for (const json::value& response : responses_) {
        const json::array& parts = response.as_array();
        if (parts.at(2).as_string() != id) continue;
        const json::object& answer = parts.at(1).as_object();
        if (parts.at(0).as_string() == "error") return refusal_of(answer);
        for (const std::string_view name : {"notCreated", "notUpdated", "notDestroyed"}) {
            for (const auto& [key, error] : object_at(answer, name)) {
                if (!error.is_object()) continue;
                return refusal_of(error.get_object());
            }
        }
        // What follows a call by itself (RFC 8621 7.5) bears its number, too.
        return std::nullopt;
    }
    return std::nullopt;
}

void Answers::wipe() {
    for (json::value& response : responses_) jmap::wipe_texts(response);
}

Task<Result<Answers>> ask(Lent<Caller> caller, Calls calls) {
    CO_TRY(json::array responses, co_await caller->call(calls.take()));
    co_return Answers(std::move(responses));
}

std::string_view text_at(const json::object& object, std::string_view name) {
    const auto* const value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string_view(value->get_string())
                                                  : std::string_view();
}

std::int64_t number_at(const json::object& object, std::string_view name) {
    const auto* const value = object.if_contains(name);
    if (value == nullptr) return 0;
    if (value->is_int64()) return value->get_int64();
    if (value->is_uint64()) return static_cast<std::int64_t>(value->get_uint64());
    return 0;
}

bool flag_at(const json::object& object, std::string_view name) {
    const auto* const value = object.if_contains(name);
    return value != nullptr && value->is_bool() && value->get_bool();
}

const json::array& list_at(const json::object& object, std::string_view name) {
    const auto* const value = object.if_contains(name);
    return value != nullptr && value->is_array() ? value->get_array() : no_list;
}

const json::object& object_at(const json::object& object, std::string_view name) {
    const auto* const value = object.if_contains(name);
    return value != nullptr && value->is_object() ? value->get_object() : no_object;
}

std::vector<const json::object*> objects_at(const json::object& object, std::string_view name) {
    std::vector<const json::object*> all;
    for (const json::value& value : list_at(object, name))
        if (value.is_object()) all.push_back(&value.get_object());
    return all;
}

json::array texts(const std::vector<std::string>& all) {
    json::array made;
    for (const std::string& one : all) made.emplace_back(one);
    return made;
}

}  // namespace milpa::pages

// SPDX-License-Identifier: AGPL-3.0-or-later
// The pages as a client of the API (RFC 8620): calls put together, answers looked into.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pages/house.hpp"

namespace milpa::pages {

/// Calls of one request. The account of the collective's own methods is "c".
class Calls {
public:
    explicit Calls(std::string account_id) : account_id_(std::move(account_id)) {}
    /// `accountId` is added. The number of the call.
    std::size_t add(std::string_view method, json::object arguments);
    /// RFC 8620 3.7: what an argument "#name" takes from the answer of a call before.
    json::object result_of(std::size_t call, std::string_view path) const;
    json::array take() { return std::move(calls_); }

private:
    const std::string account_id_;
    json::array calls_;
};

/// What a call was answered with.
struct Refusal {
    std::string type;    ///< "forbidden"; of an object that could not be set, its SetError's
    std::string kind{};  ///< "denied": of the collective's own methods
    std::vector<std::string> recipients{};  ///< of invalidRecipients
    std::string receipt{};                  ///< of a share that opened the server, but not all
};
class Answers {
public:
    explicit Answers(json::array responses) : responses_(std::move(responses)) {}
    /// The first answer of that call; null where it is an error.
    const json::object* find(std::size_t call) const;
    /// Of an error of the call, or of the first object that it could not create, update or destroy.
    std::optional<Refusal> refusal(std::size_t call) const;
    /// Wiped: it held a secret.
    void wipe();

private:
    json::array responses_;
};

Task<Result<Answers>> ask(Lent<Caller> caller, Calls calls);

// ---- looking into JSON that the server made: what is not there is empty ----

std::string_view text_at(const json::object& object, std::string_view name);
std::int64_t number_at(const json::object& object, std::string_view name);
bool flag_at(const json::object& object, std::string_view name);
/// Empty where it is none.
const json::array& list_at(const json::object& object, std::string_view name);
const json::object& object_at(const json::object& object, std::string_view name);
/// The objects of a list.
std::vector<const json::object*> objects_at(const json::object& object, std::string_view name);
json::array texts(const std::vector<std::string>& all);

}  // namespace milpa::pages

// SPDX-License-Identifier: AGPL-3.0-or-later
// What an authority answers (RFC 8555 7.1), from JSON to values that can be used as they are: URLs are https,
// tokens have only the letters that a path may have, lists have limits. Pure. All fail with `syntax` for what
// is not as the RFC says, `limit` for what is too long.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace milpa::acme {

/// Names of one certificate; authorities take about as many.
constexpr std::size_t names_max = 100;
/// Ways to prove one name; there are three or four in the world.
constexpr std::size_t challenges_max = 16;
constexpr std::size_t token_letters_max = 256;
/// What of an authority's words is shown to people.
constexpr std::size_t words_octets_max = 500;
/// Levels of JSON; an order's error has five.
constexpr std::size_t json_depth_max = 16;

struct Directory {
    std::string new_nonce;
    std::string new_account;
    std::string new_order;
    std::string terms;  ///< of service: a URL; empty where there are none
    bool external_account_required = false;
};
Result<Directory> read_directory(std::string_view text);

/// RFC 7807, RFC 8555 6.7. `detail` has no control characters, and is cut at words_octets_max.
struct Problem {
    std::string type{};  ///< "badNonce", without "urn:ietf:params:acme:error:"; foreign ones whole
    std::string detail{};
    std::string name{};            ///< RFC 8555 6.7.1: the identifier that it is about; often empty
    std::vector<Problem> parts{};  ///< subproblems, without parts of their own
};
Result<Problem> read_problem(std::string_view text);

enum class Status : std::uint8_t {
    pending,
    ready,
    processing,
    valid,
    invalid,
    deactivated,
    expired,
    revoked,
};

enum class ChallengeType : std::uint8_t { http_01, tls_alpn_01, dns_01 };
std::string_view to_text(ChallengeType type);  ///< "http-01"

struct Challenge {
    ChallengeType type = ChallengeType::http_01;
    std::string url;
    std::string token;
    std::optional<Problem> error;
};

struct Authorization {
    std::string name;  ///< without "*."
    bool wildcard = false;
    Status status = Status::pending;
    std::vector<Challenge> challenges;  ///< of the types that we know
};
Result<Authorization> read_authorization(std::string_view text);

struct Order {
    Status status = Status::pending;
    std::vector<std::string> authorizations;
    std::string finalize;
    std::string certificate;  ///< empty until it is valid
    std::optional<Problem> error;
};
Result<Order> read_order(std::string_view text);

/// RFC 8555 6.5.1: base64url; what else stands in Replay-Nonce is ignored.
bool is_nonce(std::string_view text);
/// RFC 9110 10.2.3: seconds, or a date in its usual form. Nothing where it is neither.
std::optional<std::chrono::seconds> read_retry_after(std::string_view text, WallTime now);

}  // namespace milpa::acme

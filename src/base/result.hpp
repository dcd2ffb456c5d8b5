// SPDX-License-Identifier: AGPL-3.0-or-later
// Expected failures are values: Result<T> holds a T or an Error. Wrong code is an abort (ensure.hpp).
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace milpa {

/// What sort of failure it was; each protocol turns a kind into its own reply in one place (`reply_for`).
enum class ErrorKind : unsigned char {
    syntax,    ///< the input is not of the grammar
    missing,   ///< the thing asked for is not there
    denied,    ///< the credential does not open it, or it is not allowed
    conflict,  ///< it is there already, or somebody else was first
    limit,     ///< a named limit would be passed
    closed,    ///< the peer, the vault or the server is closed (also: the server is locked)
    timeout,   ///< a deadline passed
    io,        ///< disk or network failed
    corrupt,   ///< a stored value is not what was stored there (changed, moved or replayed)
};

/// The kind's name, for counters and logs ("syntax", "missing", ...).
std::string_view to_text(ErrorKind kind);

/// A failure. `detail` is for the log and for tests only: never told to a peer, and never holds an address, a
/// name, a subject or an IP address.
struct Error {
    ErrorKind kind;
    std::string detail;

    bool operator==(const Error&) const = default;
};

/// A value or an Error. A class of its own, so that dropping one is a compile error.
template <class T>
class [[nodiscard]] Result : public std::expected<T, Error> {
public:
    using Base = std::expected<T, Error>;
    using Base::Base;
    using Base::operator=;
    // NOLINTNEXTLINE(google-explicit-constructor): `return Error{...}` is the house's way to fail.
    Result(Error error) : Base(std::unexpected(std::move(error))) {}
};

template <>
class [[nodiscard]] Result<void> : public std::expected<void, Error> {
public:
    using Base = std::expected<void, Error>;
    using Base::Base;
    using Base::operator=;
    // NOLINTNEXTLINE(google-explicit-constructor): as above.
    Result(Error error) : Base(std::unexpected(std::move(error))) {}
};

inline Error fail(ErrorKind kind, std::string detail = {}) { return Error{kind, std::move(detail)}; }

}  // namespace milpa

#define MILPA_JOIN_(a, b) a##b
#define MILPA_JOIN(a, b) MILPA_JOIN_(a, b)

// TRY(auto x, expression): x is the value, or this function returns the error. CHECK(expression): the same
// without a value. CO_TRY and CO_CHECK do it in coroutines.
#define MILPA_TRY_(temporary, declaration, expression, returning) \
    auto temporary = (expression);                                \
    if (!temporary) [[unlikely]] {                                \
        returning ::milpa::Error(std::move(temporary.error()));   \
    }                                                             \
    declaration = std::move(*temporary)
#define TRY(declaration, ...) \
    MILPA_TRY_(MILPA_JOIN(milpa_try_, __COUNTER__), declaration, (__VA_ARGS__), return)
#define CO_TRY(declaration, ...) \
    MILPA_TRY_(MILPA_JOIN(milpa_try_, __COUNTER__), declaration, (__VA_ARGS__), co_return)
#define MILPA_CHECK_(temporary, expression, returning)          \
    if (auto temporary = (expression); !temporary) [[unlikely]] \
    returning ::milpa::Error(std::move(temporary.error()))
#define CHECK(...) MILPA_CHECK_(MILPA_JOIN(milpa_check_, __COUNTER__), (__VA_ARGS__), return)
#define CO_CHECK(...) MILPA_CHECK_(MILPA_JOIN(milpa_check_, __COUNTER__), (__VA_ARGS__), co_return)

// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/result.hpp"

#include <gtest/gtest.h>

namespace milpa {
namespace {

Result<int> half(int of) {
    if (of % 2 != 0) return fail(ErrorKind::syntax, "odd");
    return of / 2;
}

Result<int> quarter(int of) {
    TRY(int first, half(of));
    TRY(int second, half(first));
    return second;
}

Result<void> must_halve(int of) {
    CHECK(half(of));
    return {};
}

TEST(Result, TryPassesTheFirstErrorOn) {
    EXPECT_EQ(quarter(8).value(), 2);
    EXPECT_EQ(quarter(6).error(), (Error{ErrorKind::syntax, "odd"}));
    EXPECT_TRUE(must_halve(2));
    EXPECT_EQ(must_halve(3).error().kind, ErrorKind::syntax);
}

}  // namespace
}  // namespace milpa

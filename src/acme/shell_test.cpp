// SPDX-License-Identifier: AGPL-3.0-or-later
#include "acme/shell.hpp"

#include <gtest/gtest.h>

#include "net/run_now.hpp"
#include "net/runtime.hpp"

namespace milpa::acme {
namespace {

using namespace std::chrono_literals;

Task<> wait_long(Lent<TimedWaits> waits, Result<void>* outcome) { *outcome = co_await waits->wait(24h); }

Task<> wake(Lent<TimedWaits> waits) {
    waits->wake();
    co_return;
}

Task<> stop(Lent<TimedWaits> waits) {
    waits->stop();
    co_return;
}

TEST(AcmeShellTest, WaitsUntilItIsWokenOrStopped) {
    boost::asio::io_context context(1);
    TimedWaits waits;
    EXPECT_TRUE(net::run_on(context, waits.wait(1ms)).has_value());
    Result<void> outcome = fail(ErrorKind::missing);
    net::spawn(context.get_executor(), wait_long(&waits, &outcome));
    net::spawn(context.get_executor(), wake(&waits));
    context.restart();
    context.run();
    EXPECT_TRUE(outcome.has_value());
    net::spawn(context.get_executor(), wait_long(&waits, &outcome));
    net::spawn(context.get_executor(), stop(&waits));
    context.restart();
    context.run();
    EXPECT_EQ(outcome.error().kind, ErrorKind::closed);
    EXPECT_EQ(net::run_on(context, waits.wait(24h)).error().kind, ErrorKind::closed);
}

TEST(AcmeShellTest, EndsWithTheServer) {
    boost::asio::io_context context(1);
    TimedWaits waits;
    Result<void> outcome;
    net::spawn(context.get_executor(), wait_long(&waits, &outcome));
    boost::asio::post(context, [&] { net::ContextState::of(context.get_executor()).stop(); });
    context.run();
    EXPECT_EQ(outcome.error().kind, ErrorKind::closed);
}

}  // namespace
}  // namespace milpa::acme

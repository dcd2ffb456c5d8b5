// SPDX-License-Identifier: AGPL-3.0-or-later
// An authority that answers anything at all: every reader by itself, and a whole conversation in which each
// answer is cut from the input. No crash, no end that does not come, nothing left published.
#include "acme/session.hpp"
#include "acme/test_authority.hpp"
#include "acme/words.hpp"
#include "base/ensure.hpp"
#include "net/run_now.hpp"

using namespace milpa;
using namespace milpa::acme;

namespace {

constexpr std::size_t requests_max = 200;

/// Answers from the input, a line of fields, a line of status and length, octets; what is missing comes from
/// an authority that means well.
class OddAuthority final : public Transport {
public:
    OddAuthority(std::string_view input, Lent<Transport> honest) : input_(input), honest_(honest) {}
    Task<Result<http::ClientResponse>> fetch(http::ClientRequest request) override {
        if (++requests_ > requests_max) co_return fail(ErrorKind::denied, "enough");
        const char what = take(1).empty() ? 'h' : last_;
        if (what == 'h') co_return co_await honest_->fetch(std::move(request));
        if (what == 'e') co_return fail(ErrorKind::io);
        auto answer = co_await honest_->fetch(std::move(request));
        if (what == 's') answer->status = 400;
        if (what == 'f') answer->fields.set("location", take_line());
        if (what == 'r') answer->fields.set("retry-after", take_line());
        if (what == 'n') answer->fields.set("replay-nonce", take_line());
        if (what == 'b' || what == 'p') answer->body = take_line();
        if (what == 'p') answer->status = 403;
        co_return answer;
    }

private:
    std::string_view take(std::size_t count) {
        const std::string_view taken = input_.substr(0, count);
        input_.remove_prefix(taken.size());
        if (!taken.empty()) last_ = taken.back();
        return taken;
    }
    std::string take_line() {
        const std::string line(input_.substr(0, input_.find('\n')));
        input_.remove_prefix(std::min(line.size() + 1, input_.size()));
        return line;
    }

    std::string_view input_;
    const Lent<Transport> honest_;
    std::size_t requests_ = 0;
    char last_ = 'h';
};

void read_each(std::string_view text) {
    if (const auto read = read_authorization(text)) {
        for (const Challenge& challenge : read->challenges) {
            ensure(challenge.url.starts_with("https://") || challenge.url.starts_with("HTTPS://") ||
                   http::Url::parse(challenge.url)->secure);
            ensure(challenge.token.find_first_of("/.\\\n ") == std::string::npos);
        }
    }
    if (const auto read = read_order(text)) ensure(http::Url::parse(read->finalize)->secure);
    if (const auto read = read_directory(text)) ensure(http::Url::parse(read->new_order)->secure);
    if (const auto read = read_problem(text)) {
        const std::string words = explain(*read, "a.test");
        ensure(words.find_first_of("\r\n\x1b\x7f") == std::string::npos);
    }
    if (const auto wait = read_retry_after(text, from_unix_ms(0))) ensure(wait->count() >= 0);
    (void)is_nonce(text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = as_text({data, size});
    read_each(text);
    ManualClock clock(
        std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now()));
    SeededRandom random(1);
    FakeChallenges challenges;
    FakeWaits waits(&clock);
    FakeAuthority honest(&challenges, &clock);
    OddAuthority odd(text, &honest);
    Session session({.transport = &odd, .waits = &waits, .clock = &clock, .random = &random},
                    {.directory_url = std::string(FakeAuthority::directory_url), .terms_agreed = true},
                    crypto::P256Key::generate(), {});
    if (net::run_now(session.open())) {
        const auto issued = net::run_now(session.issue({"a.test", "b.test"}, &challenges));
        ensure(issued.has_value() || !session.trouble().words.empty());
    }
    ensure(challenges.published == challenges.withdrawn);
    return 0;
}

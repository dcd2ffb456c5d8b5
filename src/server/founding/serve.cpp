// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/founding/serve.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdio>
#include <filesystem>

#include "base/log.hpp"
#include "crypto/memory.hpp"
#include "jmap/wiped_json.hpp"
#include "mail/account/account.hpp"
#include "members/first_member.hpp"
#include "net/certificate_facts.hpp"
#include "server/acme_settings.hpp"
#include "server/folder.hpp"
#include "server/founding/web.hpp"
#include "server/sandbox.hpp"
#include "server/server.hpp"
#include "server/web_front.hpp"

namespace milpa::server::founding {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t threads = 2;
/// A rename and some fsyncs, on a slow disk.
constexpr std::chrono::milliseconds settle_patience = std::chrono::minutes(1);
constexpr std::chrono::milliseconds look_again{20};

/// What a founding does to the world (jmap/founding/desk.hpp).
class World final : public jmap::FoundingWorld {
public:
    World(const Errand& errand, Line line, Lent<net::Runtime> runtime, Lent<const Clock> clock,
          Lent<Random> random)
        : store_(fs::path(errand.folder) / founding_folder / store_folder),
          argon2_memory_(errand.settings.argon2_memory),
          line_(std::move(line)),
          runtime_(runtime),
          clock_(clock),
          random_(random) {}

    Result<void> check(const jmap::FoundingAnswers::Certificates& certificates) const override {
        CHECK(acme_directory(certificates.directory));
        CHECK(with_settings("", {{"acme.directory", certificates.directory},
                                 {"acme.contact", certificates.contact},
                                 {"acme.terms_agreed", "1"}}));
        return {};
    }
    Task<Result<jmap::FoundedNow>> found(jmap::FoundingAnswers answers) override {
        co_return co_await runtime_->pool().run([&] { return found_now(answers); });
    }
    Task<Result<void>> forget() override {
        co_return co_await runtime_->pool().run([&] { return forget_now(); });
    }
    Task<Result<void>> settle(jmap::FoundingAnswers::Certificates certificates) override {
        co_return co_await runtime_->pool().run([&]() -> Result<void> {
            CHECK(line_.say(settle_order(certificates)));
            TRY(const std::string answer, line_.hear(settle_patience));
            if (answer != yes) return fail(ErrorKind::io, "what was founded cannot be kept");
            return {};
        });
    }
    void end() override {
        is_done = true;
        runtime_->request_stop();
    }

    Line& line() { return line_; }
    std::atomic<bool> is_done{false};

private:
    Result<jmap::FoundedNow> found_now(jmap::FoundingAnswers& answers) {
        // What could not be removed when it was abandoned, or failed: no store is founded over another.
        CHECK(forget_now());
        const WallTime now = clock_->wall();
        members::FoundingSettings settings{.domain = answers.domain,
                                           .name = answers.name,
                                           .keyholders = answers.keyholders,
                                           .threshold = answers.threshold};
        members::FirstMember first{.address = answers.address,
                                   .name = answers.member_name,
                                   .password = std::move(answers.password),
                                   .cost = {.memlimit = argon2_memory_},
                                   .first_events = mail::account::initial_events(now)};
        TRY(auto recovery_code, members::add_first_member(settings, std::move(first), now, *random_));
        auto shares = found_store(store_, std::move(settings), runtime_);
        if (shares) return jmap::FoundedNow{std::move(*shares), std::move(recovery_code)};
        log::event("founding.failed", shares.error().kind);
        CHECK(forget_now());
        return shares.error();
    }
    Result<void> forget_now() {
        std::error_code error;
        fs::remove_all(store_, error);
        if (error) return fail(ErrorKind::io, "what was founded cannot be removed");
        return {};
    }

    const fs::path store_;
    const std::uint64_t argon2_memory_;
    Line line_;
    const Lent<net::Runtime> runtime_;
    const Lent<const Clock> clock_;
    const Lent<Random> random_;
};

/// SHA-256 as browsers show it.
std::string fingerprint_of(const net::Certificate& certificate) {
    const auto facts = net::read_certificate_facts(certificate.chain_pem);
    if (!facts) return {};
    std::string text;
    for (const std::uint8_t octet : facts->fingerprint)
        text += fmt::format("{}{:02X}", text.empty() ? "" : ":", octet);
    return text;
}

void print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void print_for_programs(const std::vector<crypto::SecretText>& links, std::string_view fingerprint) {
    boost::json::array list;
    for (const auto& link : links) list.emplace_back(link.view());
    boost::json::object told{{"state", "founding"}, {"links", std::move(list)}, {"fingerprint", fingerprint}};
    std::string text = jmap::serialize_once(told);
    jmap::wipe_texts(told);
    print(text);
    print("\n");
    crypto::wipe(text);
}

void print_for_people(const std::vector<crypto::SecretText>& links, std::string_view fingerprint) {
    print("\nNobody has founded a collective in this folder yet. Found it in a browser:\n\n");
    for (std::size_t i = 0; i < links.size(); ++i) {
        if (i == 1) print("\nor, from another machine, by one of its addresses:\n\n");
        print("  ");
        print(links[i].view());
        print("\n");
    }
    print(
        "\nWhoever has this link founds it: show it to nobody. It is good until the founding is done, or "
        "this "
        "program\nends. The browser warns, since nobody can vouch for a certificate yet. Let it show you the "
        "certificate: its\nSHA-256 fingerprint is\n\n  ");
    print(fingerprint);
    print("\n\n");
}

Sandbox shut_in(const Errand& errand) {
    return enter_sandbox({.writable = {(fs::path(errand.folder) / founding_folder).string()},
                          .sockets = {},
                          .readable = {"/dev/urandom", "/etc/ssl/openssl.cnf"}});
}

Result<std::shared_ptr<LiveWeb>> make_live(const Errand& errand, Lent<const Clock> clock) {
    auto live = std::make_shared<LiveWeb>(clock);
    TRY(live->tls, net::TlsContext::server({errand.certificate}, {.protocols = web_protocols}));
    live->router.use_https_port(static_cast<std::uint16_t>(errand.settings.ports.https));
    return live;
}

}  // namespace

void serve(Errand errand, Line line) {
    crypto::harden_process();
    if (errand.settings.sandbox) shut_in(errand);
    SystemClock clock;
    SystemRandom random;
    net::ConnectionLimits limits(connections_max(errand.settings), errand.settings.connections_per_peer);
    net::PeerHasher hasher(&clock, &random);
    net::Runtime runtime({.threads = threads, .blocking_threads = threads});
    World world(errand, std::move(line), &runtime, &clock, &random);
    jmap::FoundingDesk desk(&world, &clock, &random);
    Pages pages(&desk, &clock, &random);
    WebFront front(&runtime, &limits, &hasher);
    const auto begin = [&]() -> Result<void> {
        TRY(auto live, make_live(errand, &clock));
        pages.add_routes(&live->router);
        front.set_live(std::move(live));
        return front.listen(errand.settings);
    };
    if (const auto begun = begin(); !begun) {
        [[maybe_unused]] const auto told = world.line().say(cannot_order(begun.error()));
        runtime.stop(stop_grace);
        return;
    }
    const auto links = founder_links(errand.settings, desk.token());
    (errand.json ? print_for_programs : print_for_people)(links, fingerprint_of(errand.certificate));
    std::fflush(stdout);
    // SIGHUP reloads settings later on: there are none to reload yet.
    while (runtime.wait_for_signal() != net::Signal::stop) {
    }
    if (world.is_done) {
        // Whoever was told that it is done has it whole, before the ports are the server's.
        if (auto last = make_live(errand, &clock)) {
            Pages::add_last_routes(&(*last)->router, &clock);
            front.set_live(std::move(*last));
        }
        for (auto waited = std::chrono::milliseconds(0); front.connected() > 0 && waited < stop_grace;
             waited += look_again)
            std::this_thread::sleep_for(look_again);
    }
    runtime.stop(stop_grace);
}

}  // namespace milpa::server::founding

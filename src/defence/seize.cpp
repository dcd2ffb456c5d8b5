// SPDX-License-Identifier: AGPL-3.0-or-later
#include "defence/seize.hpp"

#include <fmt/format.h>

#include <csignal>
#include <fstream>
#include <thread>

#include "defence/evidence.hpp"
#include "net/run_now.hpp"
#include "net/runtime.hpp"

namespace milpa::defence {

namespace fs = std::filesystem;

namespace {

/// Visits at the same time: so that a kill always hits something in the middle.
constexpr std::size_t hands = 4;
/// From one visit on, as long as that until the kill.
constexpr std::uint64_t kill_delay_max_ms = 150;
constexpr std::size_t kills_sealed = 5, kills_control = 2;
/// Bounces come back within that.
constexpr std::chrono::seconds queue_patience{60};

Result<std::uint64_t> number_of(const boost::json::object& answer, std::string_view name) {
    const auto* value = answer.if_contains(name);
    if (value == nullptr || !value->is_number())
        return fail(ErrorKind::denied, fmt::format("`queue` does not tell {}", name));
    return value->to_number<std::uint64_t>();
}

class Run {
public:
    Run(const Program& program, const SeizeOptions& options, const fs::path& root, const fs::path& zone,
        Sealed sealed, std::size_t secrets)
        : options_(options),
          random_(options.seed + (sealed == Sealed::yes ? 0 : 1)),
          secrets_(make_secrets(secrets, random_)),
          plan_(make_plan(secrets_, random_)),
          scanner_(secrets_),
          sealed_(sealed),
          server_(&program, root, zone, sealed, &random_),
          evidence_(server_.folders(), root / "kept") {
        fs::create_directories(root / "kept");
    }

    Result<RunTally> carry_out();

private:
    Result<void> add_members();
    Result<void> work();
    Result<void> begin_again();
    Result<void> wait_for_bounces();
    Result<void> take_away();
    Result<void> finish();
    Result<RunTally> tally_all();
    void choose_kills();
    Task<> hand(Lent<Visitor> visitor, Executor here);
    Task<> kill_soon(Lent<Visitor> visitor, std::chrono::milliseconds delay);
    /// The last one to go closes what listens: until then it is open, whatever happens to the server.
    void go(Visitor& visitor) {
        if (--at_work_ == 0) visitor.web().leave();
    }
    Task<Result<void>> be_taken_away(Lent<Visitor> visitor);
    void say(const std::string& what) {
        options_.progress(fmt::format("{}: {}", sealed_ == Sealed::yes ? "sealed" : "without sealing", what));
    }

    const SeizeOptions& options_;
    SeededRandom random_;
    std::vector<Secret> secrets_;  // what the server makes comes in behind
    const Plan plan_;
    Scanner scanner_;
    const Sealed sealed_;
    DrillServer server_;
    Evidence evidence_;
    std::vector<const Visit*> todo_;
    std::vector<std::size_t> kills_at_;  // numbers of visits that are left, the next one last
    std::optional<Error> error_;
    std::vector<Secret> made_;   // by the server
    std::size_t listening_ = 0;  // connections of the web, when it was killed for the last time
    bool killed_ = false;
    std::size_t kills_ = 0;
    std::size_t at_work_ = 0;  // hands, and who is about to kill
};

Result<void> Run::add_members() {
    for (const PlannedMember& member : plan_.members) {
        CHECK(server_.command({"member", "add", member.address, "--name", member.name}, {member.password}));
        CHECK(server_.command({"member", "app-password", "add", member.address, "--label", member.label},
                              {member.password}));
        for (const auto& alias : member.aliases)
            CHECK(server_.command({"alias", "set", alias, member.address}));
    }
    return {};
}

void Run::choose_kills() {
    const std::size_t count = sealed_ == Sealed::yes ? kills_sealed : kills_control;
    for (std::size_t i = 0; i < count; ++i) kills_at_.push_back(1 + random_.number() % todo_.size());
    std::ranges::sort(kills_at_);
}

Task<> Run::kill_soon(Lent<Visitor> visitor, std::chrono::milliseconds delay) {
    (void)co_await net::sleep_for(delay);
    killed_ = true;
    // Every second time as a bug would: that is when a core is left, if one ever is.
    server_.child().signal(++kills_ % 2 == 0 ? SIGABRT : SIGKILL);
    go(*visitor);
}

Task<> Run::hand(Lent<Visitor> visitor, Executor here) {
    while (!error_ && !killed_ && !todo_.empty()) {
        const Visit* const visit = todo_.back();
        todo_.pop_back();
        const auto done = co_await visitor->carry_out(visit);
        if (!done) {
            todo_.push_back(visit);
            if (!killed_ || done.error().kind == ErrorKind::denied) error_ = done.error();
            break;
        }
        if (auto looked = evidence_.look(); !looked) error_ = looked.error();
        if (!kills_at_.empty() && todo_.size() < kills_at_.back()) {
            while (!kills_at_.empty() && todo_.size() < kills_at_.back()) kills_at_.pop_back();
            ++at_work_;
            const std::chrono::milliseconds delay(random_.number() % kill_delay_max_ms);
            net::spawn(here, kill_soon(visitor, delay));
        }
    }
    go(*visitor);
}

Result<void> Run::begin_again() {
    server_.child().kill(SIGKILL);
    CHECK(evidence_.scan(scanner_));
    killed_ = false;
    return server_.start();
}

Result<void> Run::work() {
    for (const Visit& visit : plan_.visits) todo_.push_back(&visit);
    choose_kills();
    TRY(const auto tls, net::TlsContext::client(net::TlsContext::Trust::nobody));
    while (!todo_.empty()) {
        say(fmt::format("{} visits to go", todo_.size()));
        boost::asio::io_context context(1);
        Visitor visitor(server_.doors(), &plan_, tls.get());
        at_work_ = hands;
        for (std::size_t i = 0; i < hands; ++i) {
            net::spawn(context.get_executor(), hand(&visitor, context.get_executor()));
        }
        context.run();
        const auto& made = visitor.web().made();
        made_.insert(made_.end(), made.begin(), made.end());
        if (error_) {
            if (server_.child().running()) return *error_;
            return fail(error_->kind, fmt::format("the server ended by itself, with {} ({})",
                                                  server_.child().status(), error_->detail));
        }
        if (killed_) CHECK(begin_again());
    }
    return {};
}

Result<void> Run::wait_for_bounces() {
    constexpr std::chrono::milliseconds step{300};
    std::optional<std::uint64_t> before;
    for (std::chrono::milliseconds waited{0}; waited < queue_patience; waited += step) {
        TRY(const auto queue, server_.command({"queue"}));
        TRY(const std::uint64_t recipients, number_of(queue, "recipients"));
        TRY(const std::uint64_t under_way, number_of(queue, "under_way"));
        TRY(const std::uint64_t unreported, number_of(queue, "unreported"));
        if (under_way == 0 && unreported == 0 && before == recipients) return {};
        before = recipients;
        CHECK(evidence_.look());
        std::this_thread::sleep_for(step);
    }
    return fail(ErrorKind::timeout, "the queue does not come to rest");
}

/// The machine goes while members are signed in: their event sources and WebSockets are open.
Task<Result<void>> Run::be_taken_away(Lent<Visitor> visitor) {
    Result<void> done = co_await visitor->web().describe_collective(&plan_.members.front());
    for (const PlannedMember& member : plan_.members) {
        if (done) done = co_await visitor->web().change_secrets(&member);
        if (done) done = evidence_.look();
    }
    const auto& made = visitor->web().made();
    made_.insert(made_.end(), made.begin(), made.end());
    listening_ = visitor->web().listening();
    server_.child().signal(SIGKILL);
    visitor->web().leave();
    co_return done;
}

Result<void> Run::take_away() {
    TRY(const auto tls, net::TlsContext::client(net::TlsContext::Trust::nobody));
    boost::asio::io_context context(1);
    Visitor visitor(server_.doors(), &plan_, tls.get());
    CHECK(net::run_on(context, be_taken_away(&visitor)));
    ++kills_;
    return begin_again();
}

Result<void> Run::finish() {
    CHECK(wait_for_bounces());
    CHECK(server_.command({"held", plan_.members.front().address}));
    CHECK(server_.command({"member", "duty", plan_.members.front().address, "administrator"}));
    CHECK(take_away());
    CHECK(server_.command({"purge"}));
    CHECK(server_.command({"lock"}));
    CHECK(server_.child().stop(start_patience));
    return evidence_.scan(scanner_);
}

/// Of what was planted, and of what the server made while it went on: that is looked for in all of it anew.
Result<RunTally> Run::tally_all() {
    auto found = evidence_.found();
    Scanner scanner(made_);
    TRY(const auto of_made, evidence_.scan_again(scanner));
    const auto planted = static_cast<std::uint32_t>(secrets_.size());
    for (const auto& [finding, file] : of_made)
        found.try_emplace({planted + finding.secret, finding.encoding, finding.shell}, file);
    secrets_.insert(secrets_.end(), made_.begin(), made_.end());
    return tally(secrets_, found);
}

Result<RunTally> Run::carry_out() {
    const auto begin = std::chrono::steady_clock::now();
    say(fmt::format("{} secrets", secrets_.size()));
    CHECK(server_.found(plan_.domain, plan_.name));
    CHECK(server_.start());
    CHECK(add_members());
    CHECK(work());
    say("searching what was written");
    CHECK(finish());
    TRY(RunTally run, tally_all());
    run.files = evidence_.files();
    run.bytes = evidence_.bytes_scanned();
    run.kills = kills_;
    run.listening = listening_;
    run.took =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
    return run;
}

/// RFC 7505: a domain that takes no mail; and one whose host answers at no port.
Result<fs::path> write_zone(const fs::path& root) {
    const fs::path path = root / "zone";
    std::ofstream file(path);
    file << fmt::format("{}. IN MX 0 .\n{}. IN MX 10 nobody.{}.\nnobody.{}. IN A 127.0.0.1\n",
                        refusing_domain, waiting_domain, waiting_domain, waiting_domain);
    file.flush();
    if (!file) return fail(ErrorKind::io, "the drill's folder cannot be written");
    return path;
}

}  // namespace

Result<SeizeReport> seize(const Program& program, const SeizeOptions& options) {
    const fs::path root = fs::absolute(options.folder);
    TRY(const fs::path zone, write_zone(root));
    SeizeReport report;
    report.seed = options.seed;
    TRY(report.sealed,
        Run(program, options, root / "sealed", zone, Sealed::yes, options.secrets).carry_out());
    TRY(report.control,
        Run(program, options, root / "open", zone, Sealed::no, std::min(options.secrets, control_secrets_max))
            .carry_out());
    return report;
}

}  // namespace milpa::defence

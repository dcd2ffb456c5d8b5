// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/queue/carrier.hpp"

#include <algorithm>
#include <numeric>

#include "base/log.hpp"
#include "mail/queue/codec.hpp"
#include "net/listener.hpp"

namespace milpa::mail::queue {

namespace {

using smtp::Outcome;
using smtp::Status;
using smtp::Verdict;

constexpr Status no_answer{4, 4, 1};
constexpr Status lost{4, 4, 2};
constexpr Status own_trouble{4, 3, 0};
constexpr std::uint16_t service_closes = 421;
/// Nobody waits for the end of a conversation that is over.
constexpr std::chrono::seconds quit_timeout{10};

Finding ours(Status status, Reason reason, std::string_view text, std::string_view host = {}) {
    return {.verdict = Verdict::temporary,
            .reason = reason,
            .code = 0,
            .status = status,
            .text = std::string(text),
            .host = std::string(host)};
}

Finding stopped_finding() { return ours(own_trouble, Reason::local, "The server stops"); }

/// Of two hosts' answers the one that leaves hope; else the first.
void merge(std::optional<Finding>& all, Finding next) {
    const bool better = all && all->verdict == Verdict::permanent && next.verdict == Verdict::temporary;
    if (!all || better) all = std::move(next);
}

}  // namespace

ObjectSource::ObjectSource(store::ObjectReader reader, std::uint64_t offset)
    : reader_(std::move(reader)), offset_(offset) {
    rewind();
}

void ObjectSource::rewind() {
    reader_.seek(offset_);
    part_.clear();
    taken_ = 0;
    failed_ = ended_ = false;
}

Task<Result<std::size_t>> ObjectSource::read(std::span<char> into) {
    if (taken_ == part_.size()) {
        auto next = co_await reader_.next();
        failed_ = !next.has_value();
        if (failed_) co_return std::move(next.error());
        part_ = std::move(*next);
        taken_ = 0;
        ended_ = part_.empty();
    }
    const std::size_t count = std::min(into.size(), part_.size() - taken_);
    std::copy_n(part_.begin() + static_cast<std::ptrdiff_t>(taken_), count, into.begin());
    taken_ += count;
    co_return count;
}

Carrier::Carrier(CarrierWorld world, std::string domain)
    : world_(std::move(world)), domain_(std::move(domain)) {}

Task<std::vector<Finding>> Carrier::carry(smtp::Outgoing message, Lent<ObjectSource> source) {
    const std::vector<Mailbox> all = std::move(message.recipients);
    std::vector<Finding> findings(all.size());
    std::vector<std::size_t> open(all.size());
    std::iota(open.begin(), open.end(), std::size_t{0});
    for (std::size_t session = 0; session < sessions_max && !open.empty(); ++session) {
        if (!client_) {
            const auto obstacle = co_await connect();
            // What the host before said is worth more than that the next cannot be reached.
            if (obstacle && session == 0) std::ranges::fill(findings, *obstacle);
            if (obstacle) break;
        }
        const bool is_first = carried_++ == 0;
        source->rewind();
        smtp::Outgoing part = message;
        for (const std::size_t index : open) part.recipients.push_back(all[index]);
        const auto outcomes = co_await client_->deliver(std::move(part), source);
        ensure(outcomes.size() == open.size());
        std::vector<std::size_t> broken;
        for (std::size_t i = 0; i < open.size(); ++i) {
            findings[open[i]] = finding_of(outcomes[i], source->failed());
            const bool broke_off = outcomes[i].verdict == Verdict::temporary &&
                                   (outcomes[i].code == 0 || outcomes[i].code == service_closes);
            if (broke_off) broken.push_back(open[i]);
        }
        if (!client_->is_open()) {
            // A connection that was kept may have been closed between two messages: the same host again.
            if (!is_first && current_) candidates_.push_front(*current_);
            let_go();
        }
        // Who was sent all of the message may have it, though we did not read the 250.
        if (source->failed() || source->ended() || world_.workers->is_stopped()) break;
        open = std::move(broken);
    }
    co_return findings;
}

Task<> Carrier::close() {
    if (client_ && client_->is_open() && !world_.workers->is_stopped()) {
        notes_->patience = quit_timeout;
        co_await client_->quit();
    }
    let_go();
}

void Carrier::let_go() {
    client_.reset();
    carried_ = 0;
}

Task<std::optional<Finding>> Carrier::connect() {
    if (unreachable_) co_return unreachable_;
    while (true) {
        if (auto end = co_await next_candidate()) {
            if (!reached_ && !world_.workers->is_stopped()) unreachable_ = *end;
            co_return end;
        }
        const Candidate candidate = std::move(candidates_.front());
        candidates_.pop_front();
        ++connections_;
        auto obstacle = co_await open(candidate, smtp::TlsWish::if_offered);
        if (obstacle && notes_ && notes_->tls_failed && !world_.workers->is_stopped()) {
            // RFC 7435: encryption against those who only listen; in clear is better than not at all, and
            // whoever can break the handshake could have taken STARTTLS out of the reply as well.
            log::count("queue.tls_failed");
            obstacle = co_await open(candidate, smtp::TlsWish::never);
            if (obstacle) obstacle->reason = Reason::tls;
        }
        if (world_.workers->is_stopped()) co_return stopped_finding();
        if (!obstacle) {
            reached_ = true;
            current_ = candidate;
            co_return std::nullopt;
        }
        merge(trouble_, std::move(*obstacle));
    }
}

// Sees to it that there is one, or says why there is none.
Task<std::optional<Finding>> Carrier::next_candidate() {
    if (!routed_) {
        auto hosts = co_await world_.workers->unless_stopped(
            find_hosts(domain_, world_.resolver, world_.random, world_.own));
        if (!hosts) co_return stopped_finding();
        routed_ = true;
        if (*hosts) {
            hosts_ = std::move(**hosts);
        } else {
            trouble_ = hosts->error();
        }
    }
    while (candidates_.empty() && next_host_ < hosts_.size()) {
        const Host host = hosts_[next_host_++];
        auto found =
            co_await world_.workers->unless_stopped(find_addresses(host, world_.resolver, world_.own));
        if (!found) co_return stopped_finding();
        if (!*found) {
            merge(trouble_, found->error());
        } else if ((*found)->ourselves) {
            // RFC 5321 5.1: neither this one nor those that are no better. They are sorted.
            if (!trouble_) trouble_ = loop_finding();
            next_host_ = hosts_.size();
        } else {
            for (const auto& address : (*found)->addresses) candidates_.push_back({host, address});
        }
    }
    if (!candidates_.empty() && connections_ < connections_max) co_return std::nullopt;
    co_return trouble_ ? *trouble_ : ours(lost, Reason::lost, "No other host is left to try");
}

Task<std::optional<Finding>> Carrier::open(Candidate candidate, smtp::TlsWish wish) {
    notes_.reset();
    auto wire = co_await world_.workers->unless_stopped(net::connect_tcp(
        candidate.address, world_.settings->port, world_.settings->connect_timeout, world_.from));
    if (!wire) co_return stopped_finding();
    if (!*wire) co_return ours(no_answer, Reason::connect, "The host does not answer", candidate.host.name);
    notes_ = std::make_shared<WireNotes>();
    smtp::ClientOptions options;
    options.host_name = world_.settings->host_name;
    options.tls = wish;
    client_ = std::make_unique<smtp::Client>(
        std::make_unique<WatchedWire>(world_.workers, std::move(**wire), notes_), world_.tls.get(),
        net::TlsPeer{.name = candidate.host.literal ? std::string() : candidate.host.name, .tlsa = {}},
        std::move(options), world_.settings->timeouts);
    current_ = candidate;
    const auto failure = co_await client_->open();
    if (!failure) co_return std::nullopt;
    auto finding = finding_of(*failure, false);
    let_go();
    current_.reset();
    co_return finding;
}

Finding Carrier::finding_of(const Outcome& outcome, bool source_failed) const {
    Finding finding{.verdict = outcome.verdict,
                    .reason = Reason::none,
                    .code = outcome.code,
                    .status = outcome.status,
                    .text = outcome.text,
                    .host = current_ ? current_->host.name : std::string()};
    if (outcome.verdict == Verdict::delivered) return bounded(std::move(finding));
    if (outcome.code != 0) {
        finding.reason = outcome.verdict == Verdict::permanent ? Reason::refused : Reason::deferred;
    } else if (outcome.verdict == Verdict::permanent) {
        finding.reason = Reason::unsupported;
    } else if (source_failed) {
        finding = ours(own_trouble, Reason::local, "The message could not be read");
    } else {
        const bool silent = notes_ && notes_->last_error == ErrorKind::timeout;
        finding.reason = silent ? Reason::timeout : Reason::lost;
        finding.text = silent ? "The host did not answer in time" : "The connection broke";
    }
    return bounded(std::move(finding));
}

}  // namespace milpa::mail::queue

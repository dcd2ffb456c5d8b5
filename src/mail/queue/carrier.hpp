// SPDX-License-Identifier: AGPL-3.0-or-later
// Carries messages to one domain: finds its hosts, tries them in order, keeps the connection for the next
// message.
#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "mail/queue/route.hpp"
#include "mail/queue/settings.hpp"
#include "mail/queue/workers.hpp"
#include "mail/smtp/client.hpp"

namespace milpa::mail::queue {

/// Addresses that one carrier connects to before it lets the domain rest.
inline constexpr std::size_t connections_max = 10;
/// Hosts that a message is begun with: when one breaks off in the middle, the next may do better.
inline constexpr std::size_t sessions_max = 2;

/// What all carriers use; outlives them.
struct CarrierWorld {
    Lent<Workers> workers;
    Lent<net::Resolver> resolver;
    Lent<Random> random;
    Lent<const Settings> settings;
    Lent<const net::TlsContext> tls;
    std::shared_ptr<const Own> own;
    std::optional<net::PeerAddress> from{};
};

/// A message out of an object, from an offset on; again from there for each host.
class ObjectSource final : public smtp::MessageSource {
public:
    ObjectSource(store::ObjectReader reader, std::uint64_t offset);

    Task<Result<std::size_t>> read(std::span<char> into) override;
    void rewind();
    bool failed() const { return failed_; }
    /// All of it was read: the peer may have it whole.
    bool ended() const { return ended_; }

private:
    store::ObjectReader reader_;
    const std::uint64_t offset_;
    Bytes part_;
    std::size_t taken_ = 0;
    bool failed_ = false;
    bool ended_ = false;
};

/// One task at a time.
class Carrier {
public:
    Carrier(CarrierWorld world, std::string domain);

    /// One finding for each recipient (at most smtp::client_recipients_max), in their order. When the queue
    /// stops meanwhile, what is not known is temporary.
    Task<std::vector<Finding>> carry(smtp::Outgoing message, Lent<ObjectSource> source);
    /// Set when no host could be reached at all: whatever else goes there would meet the same now.
    const std::optional<Finding>& unreachable() const { return unreachable_; }
    /// There was a connection and is none any more: what is left is another carrier's.
    bool is_spent() const { return reached_ && !client_; }
    /// QUIT.
    Task<> close();

private:
    struct Candidate {
        Host host;
        net::PeerAddress address;
    };
    Task<std::optional<Finding>> connect();
    Task<std::optional<Finding>> next_candidate();
    Task<std::optional<Finding>> open(Candidate candidate, smtp::TlsWish wish);
    Finding finding_of(const smtp::Outcome& outcome, bool source_failed) const;
    void let_go();

    const CarrierWorld world_;
    const std::string domain_;
    bool routed_ = false;
    std::vector<Host> hosts_;
    std::size_t next_host_ = 0;
    std::deque<Candidate> candidates_;
    std::size_t connections_ = 0;
    std::optional<Candidate> current_;
    std::unique_ptr<smtp::Client> client_;
    std::shared_ptr<WireNotes> notes_;
    std::size_t carried_ = 0;  // by this client
    bool reached_ = false;     // any host, ever
    std::optional<Finding> trouble_;
    std::optional<Finding> unreachable_;
};

}  // namespace milpa::mail::queue

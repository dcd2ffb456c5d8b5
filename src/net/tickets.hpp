// SPDX-License-Identifier: AGPL-3.0-or-later
// Keys of session tickets: how a browser's next connections cost a quarter of its first one.
//
// What a ticket may cost nobody
// - Forward secrecy. Only TLS 1.3 has tickets here, and only with a fresh key exchange (psk_dhe_ke): a ticket
//   holds a secret from which neither the session that it came from nor one that it resumes can be opened
//   (RFC 8446 4.6.1, 2.2). Whoever seizes the running machine, ticket keys and all, opens nothing of what was
//   recorded. A ticket of TLS 1.2 (RFC 5077) holds the master secret itself, and so would a cache in memory:
//   there every handshake is a full one.
// - Being followed. A ticket is sent inside of the session, each is used once (RFC 8446 C.4), and the next
//   connection brings a new one. In TLS 1.2 tickets and session ids go over the wire in clear, both times.
// - Certainty of whom one talks to. A ticket is good for an hour or two, for the name and the certificate
// that
//   it was given for: with a new certificate, a full handshake shows it.
// - Replay. No early data (RFC 8446 8).
// - Memory. Whatever a session needs is in the client's hands.
#pragma once

#include <array>
#include <chrono>
#include <mutex>
#include <optional>
#include <span>

#include "base/clock.hpp"
#include "base/lent.hpp"
#include "base/random.hpp"
#include "crypto/secret.hpp"

struct evp_cipher_ctx_st;
struct evp_mac_ctx_st;

namespace milpa::net {

/// How long a key seals tickets; it opens them for once more as long. So a ticket, good for as long itself,
/// is never refused before its time.
constexpr std::chrono::hours ticket_key_period{1};
/// A page loads over some connections at once; each ticket is used once.
constexpr std::size_t tickets_per_session = 2;

/// Exist in locked memory only, until the server locks or ends. Any thread. Outlives nothing that it was
/// lent.
class TicketKeys {
public:
    TicketKeys(Lent<const Clock> clock, Lent<Random> random);

    static constexpr std::size_t name_size = 16;
    static constexpr std::size_t vector_size = 16;
    /// Makes OpenSSL's contexts ready to seal, and says by which name and from which vector.
    void seal(std::span<std::uint8_t, name_size> name, std::span<std::uint8_t, vector_size> vector,
              evp_cipher_ctx_st* cipher, evp_mac_ctx_st* mac);
    /// Makes them ready to open; false where the key is gone (or never was).
    bool open(std::span<const std::uint8_t, name_size> name,
              std::span<const std::uint8_t, vector_size> vector, evp_cipher_ctx_st* cipher,
              evp_mac_ctx_st* mac);

private:
    struct Pair {
        std::array<std::uint8_t, name_size> name{};
        crypto::Key cipher;
        crypto::Key mac;
    };
    Pair make();
    void turn();

    Lent<const Clock> clock_;
    Lent<Random> random_;
    std::mutex mutex_;  // guards what follows
    Pair current_;
    std::optional<Pair> before_;
    SteadyTime made_;
};

}  // namespace milpa::net

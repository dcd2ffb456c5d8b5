// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/peer.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>

#include "base/ensure.hpp"

namespace milpa::net {

namespace {

constexpr std::array<std::uint8_t, 12> mapped_v4 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

/// A customer is given a /64 at least: telling its addresses apart would give it as many buckets as it likes.
constexpr std::size_t v6_customer_bytes = 8;

}  // namespace

PeerAddress PeerAddress::from_bytes(std::span<const std::uint8_t, 4> v4) {
    PeerAddress made;
    std::ranges::copy(v4, made.bytes_.begin());
    return made;
}

PeerAddress PeerAddress::from_bytes(std::span<const std::uint8_t, 16> v6) {
    if (std::ranges::equal(v6.first<12>(), mapped_v4)) return from_bytes(v6.last<4>());
    PeerAddress made;
    made.v4_ = false;
    std::ranges::copy(v6, made.bytes_.begin());
    return made;
}

Result<PeerAddress> PeerAddress::parse(std::string_view text) {
    const std::string terminated(text);
    if (text.find('\0') != text.npos) return fail(ErrorKind::syntax, "not an IP address");
    std::array<std::uint8_t, 4> v4{};
    if (::inet_pton(AF_INET, terminated.c_str(), v4.data()) == 1) return from_bytes(v4);
    std::array<std::uint8_t, 16> v6{};
    if (::inet_pton(AF_INET6, terminated.c_str(), v6.data()) == 1) return from_bytes(v6);
    return fail(ErrorKind::syntax, "not an IP address");
}

PeerAddress PeerAddress::from_socket(const sockaddr* address) {
    if (address->sa_family == AF_INET) {
        std::array<std::uint8_t, 4> raw{};
        std::memcpy(raw.data(), &reinterpret_cast<const sockaddr_in*>(address)->sin_addr, raw.size());
        return from_bytes(raw);
    }
    if (address->sa_family == AF_INET6) {
        std::array<std::uint8_t, 16> raw{};
        std::memcpy(raw.data(), &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr, raw.size());
        return from_bytes(raw);
    }
    return from_bytes(std::array<std::uint8_t, 4>{127, 0, 0, 1});
}

bool PeerAddress::is_loopback() const {
    if (v4_) return bytes_[0] == 127;
    return std::all_of(bytes_.begin(), bytes_.end() - 1, [](std::uint8_t byte) { return byte == 0; }) &&
           bytes_.back() == 1;
}

std::string PeerAddress::text_for_sealing() const {
    char text[INET6_ADDRSTRLEN];
    ensure(::inet_ntop(v4_ ? AF_INET : AF_INET6, bytes_.data(), text, sizeof text) != nullptr);
    return text;
}

PeerHasher::PeerHasher(Lent<const Clock> clock, Lent<Random> random)
    : clock_(clock), random_(random), made_(clock->steady()) {
    random_->fill(key_);
}

PeerHasher::~PeerHasher() { OPENSSL_cleanse(key_.data(), key_.size()); }

PeerHash PeerHasher::hash(const PeerAddress& address) {
    std::array<std::uint8_t, 1 + 16> input{};
    const ByteView bytes = address.is_v4() ? address.bytes() : address.bytes().first(v6_customer_bytes);
    input[0] = address.is_v4() ? 4 : 6;
    std::ranges::copy(bytes, input.begin() + 1);
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
    const std::lock_guard lock(mutex_);
    if (const SteadyTime now = clock_->steady(); now - made_ >= key_lifetime) {
        random_->fill(key_);
        made_ = now;
    }
    const bool made = ::HMAC(::EVP_sha256(), key_.data(), static_cast<int>(key_.size()), input.data(),
                             1 + bytes.size(), digest.data(), nullptr) != nullptr;
    ensure(made);
    return PeerHash{read_u64(digest)};
}

}  // namespace milpa::net

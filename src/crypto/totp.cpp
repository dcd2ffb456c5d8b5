// SPDX-License-Identifier: AGPL-3.0-or-later
#include "crypto/totp.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "base/ensure.hpp"
#include "crypto/kdf.hpp"

namespace milpa::crypto {

std::uint32_t hotp(ByteView secret, std::uint64_t counter) {
    constexpr std::size_t sha1_bytes = 20;
    constexpr std::uint32_t modulus = 1'000'000;
    Bytes message;
    append_u64(message, counter);
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> mac;
    unsigned int size = 0;
    const auto* made = HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), message.data(),
                            message.size(), mac.data(), &size);
    ensure(made != nullptr && size == sha1_bytes);
    // RFC 4226 5.3: dynamic truncation.
    const std::size_t offset = mac[sha1_bytes - 1] & 0xf;
    const std::uint32_t truncated = read_u32(ByteView(mac).subspan(offset, 4)) & 0x7fff'ffff;
    return truncated % modulus;
}

std::uint64_t totp_step(WallTime now) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch());
    return seconds.count() < 0 ? 0 : static_cast<std::uint64_t>(seconds / totp_period);
}

std::optional<std::uint64_t> find_totp_step(ByteView secret, std::string_view typed, WallTime now,
                                            std::uint64_t last_step) {
    constexpr std::size_t typed_bytes_max = 16;
    if (typed.size() > typed_bytes_max) return {};
    std::string digits;
    for (const char c : typed) {
        if (c == ' ') continue;
        if (c < '0' || c > '9') return {};
        digits.push_back(c);
    }
    if (digits.size() != totp_digits) return {};
    std::optional<std::uint64_t> found;
    const std::uint64_t present = totp_step(now);
    const std::uint64_t first = present < totp_steps_either_side ? 0 : present - totp_steps_either_side;
    for (std::uint64_t step = first; step <= present + totp_steps_either_side; ++step) {
        const std::string right = fmt::format("{:0{}}", hotp(secret, step), totp_digits);
        if (equal(as_bytes(right), as_bytes(digits)) && step > last_step && !found) found = step;
    }
    return found;
}

}  // namespace milpa::crypto

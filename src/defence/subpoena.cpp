// SPDX-License-Identifier: AGPL-3.0-or-later
#include "defence/subpoena.hpp"

#include <limits>

#include "base/clock.hpp"
#include "store/rows.hpp"
#include "store/sealing.hpp"

namespace milpa::defence {
namespace {

constexpr std::uint8_t chunk_family = 'o';

/// Every way in which a key of the ring might be one of the store's.
class Attempts {
public:
    Attempts(const Keyring& keyring, Random& random)
        : sealing_(store::SealingMode::sealed, &clock_, &random) {
        for (const auto& pair : keyring.pairs) {
            symmetric_.push_back(pair.private_half.copy());
            add(pair.copy());
        }
        for (const auto& key : keyring.keys) {
            symmetric_.push_back(key.copy());
            add(crypto::KeyPair::from_private(key.copy()));
        }
    }

    bool any_opens(ByteView key, ByteView value) const {
        for (const auto& vault : vaults_) {
            Bytes sealed = to_bytes(value);
            if (sealing_.open_event_in_place(*vault, key, sealed)) return true;
            if (sealing_.open(vault->data(), key, value)) return true;
        }
        return std::ranges::any_of(
            symmetric_, [&](const crypto::Key& one) { return sealing_.open(one, key, value).has_value(); });
    }

private:
    void add(crypto::KeyPair pair) { vaults_.push_back(std::make_unique<store::VaultKeys>(std::move(pair))); }

    SystemClock clock_;
    store::Sealing sealing_;
    std::vector<std::unique_ptr<store::VaultKeys>> vaults_;
    std::vector<crypto::Key> symmetric_;
};

}  // namespace

Result<SubpoenaTally> try_keys(store::Engine& engine, const VaultId& vault, const Keyring& keyring,
                               Random& random) {
    const Attempts attempts(keyring, random);
    SubpoenaTally tally;
    const auto try_all = [&](std::string_view name, store::Space space, const store::KeyRange& range) {
        RowTally& counted = tally[name];
        return engine.scan(space, range, store::Direction::forward, [&](ByteView key, ByteView value) {
            ++counted.rows;
            counted.opened += attempts.any_opens(key, value) ? 1 : 0;
            return store::Visit::more;
        });
    };
    constexpr store::Seq last = std::numeric_limits<store::Seq>::max() - 1;
    CHECK(try_all("event", store::Space::rows, store::rows::events(vault, 1, last)));
    CHECK(try_all("snapshot", store::Space::rows, store::rows::roots(vault)));
    CHECK(try_all("page", store::Space::objects, store::rows::pages(vault)));
    CHECK(try_all("chunk", store::Space::objects, store::range_of_prefix({&chunk_family, 1})));
    return tally;
}

}  // namespace milpa::defence

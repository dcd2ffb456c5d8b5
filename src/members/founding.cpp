// SPDX-License-Identifier: AGPL-3.0-or-later
#include "members/founding.hpp"

#include "base/ensure.hpp"
#include "crypto/kdf.hpp"
#include "crypto/seal.hpp"
#include "members/address.hpp"
#include "members/directory.hpp"
#include "members/entry.hpp"
#include "members/unlocking.hpp"

namespace milpa::members {

namespace {

// The one row of its kind.
constexpr std::array<std::uint8_t, 1> founding_row{1};

// Bound to all that a keyholder relies on, so that a row with another n, k or public half opens nothing.
crypto::AssociatedData place_of(const events::Founding& founding, std::string_view what) {
    crypto::AssociatedData place("founding");
    place.text(what)
        .number(founding.format())
        .text(founding.tag())
        .number(founding.keyholders())
        .number(founding.threshold())
        .number(founding.generation());
    for (const auto* vault : {&founding.directory(), &founding.queue()}) {
        place.text(vault->id()).text(vault->public_key());
    }
    return place;
}

Result<crypto::KeyPair> open_pair(const crypto::Key& quorum, const events::Founding& founding,
                                  const events::OwnVault& vault, std::string_view what) {
    TRY(crypto::Key secret,
        crypto::open_key(quorum, place_of(founding, what), as_bytes(vault.wrapped_key())));
    auto pair = crypto::KeyPair::from_private(std::move(secret));
    if (as_text(pair.public_half.view()) != vault.public_key()) {
        return fail(ErrorKind::corrupt, "a public half that is not its private half's");
    }
    return pair;
}

std::string text_of(ByteView bytes) { return std::string(as_text(bytes)); }

void describe(events::OwnVault& vault, const VaultId& id, const crypto::KeyPair& keys) {
    vault.set_id(text_of(id.view()));
    vault.set_public_key(text_of(keys.public_half.view()));
}

// Splits a new quorum secret and seals the keys under it. All but tag, generation and vaults is filled in.
Result<std::vector<crypto::Share>> seal_under_new_quorum(events::Founding& founding,
                                                         const CollectiveKeys& keys, Random& random) {
    const auto quorum = crypto::Key::random(random);
    crypto::CollectiveTag tag{};
    ensure(founding.tag().size() == tag.size());
    std::ranges::copy(as_bytes(founding.tag()), tag.begin());
    TRY(auto split, crypto::split(quorum, static_cast<std::uint8_t>(founding.keyholders()),
                                  static_cast<std::uint8_t>(founding.threshold()), tag,
                                  static_cast<std::uint16_t>(founding.generation()), random));
    founding.set_quorum_check(text_of(split.quorum.check));
    founding.clear_share_checks();
    for (const auto& share : split.shares) founding.add_share_checks(text_of(share_check(share)));
    const auto wrap = [&](std::string_view what, const crypto::Key& secret) {
        return text_of(crypto::seal_key(quorum, place_of(founding, what), secret, random));
    };
    founding.mutable_directory()->set_wrapped_key(wrap("directory", keys.directory.private_half));
    founding.mutable_queue()->set_wrapped_key(wrap("queue", keys.queue.private_half));
    founding.set_wrapped_store_key(wrap("store", keys.store));
    return std::move(split.shares);
}

Result<void> check_numbers(std::uint8_t keyholders, std::uint8_t threshold) {
    if (threshold < 1 || threshold > keyholders || keyholders > crypto::keyholders_max) {
        return fail(ErrorKind::limit, "n and k of the keyholders");
    }
    return {};
}

events::CollectiveEvent founded_event(const FoundingSettings& settings, std::string domain, WallTime now) {
    events::CollectiveEvent event;
    event.set_at_ms(to_unix_ms(now));
    auto& founded = *event.mutable_founded();
    founded.set_name(settings.name);
    founded.mutable_domain()->set_name(std::move(domain));
    founded.mutable_domain()->set_added_ms(to_unix_ms(now));
    auto& act = *founded.mutable_act();
    act.set_kind(events::ACT_FOUNDED);
    act.set_at_ms(to_unix_ms(now));
    act.set_generation(1);
    act.set_keyholders(settings.keyholders);
    act.set_threshold(settings.threshold);
    return event;
}

}  // namespace

Task<Result<std::vector<crypto::Share>>> found(Lent<store::Store> store, FoundingSettings settings,
                                               Lent<const Clock> clock, Lent<Random> random) {
    CO_CHECK(check_numbers(settings.keyholders, settings.threshold));
    CO_TRY(std::string domain, normalise_domain(settings.domain));
    std::vector<events::CollectiveEvent> all{founded_event(settings, std::move(domain), clock->wall())};
    std::ranges::move(settings.further, std::back_inserter(all));
    Directory made;
    for (const auto& event : all) CO_CHECK(made.apply(event));

    const CollectiveKeys keys{crypto::KeyPair::generate(*random), crypto::KeyPair::generate(*random),
                              crypto::Key::random(*random)};
    const auto directory = random->id<VaultId>();
    crypto::CollectiveTag tag{};
    random->fill(tag);
    events::Founding founding;
    founding.set_format(founding_format);
    founding.set_tag(text_of(tag));
    founding.set_keyholders(settings.keyholders);
    founding.set_threshold(settings.threshold);
    founding.set_generation(1);
    describe(*founding.mutable_directory(), directory, keys.directory);
    describe(*founding.mutable_queue(), random->id<VaultId>(), keys.queue);
    CO_TRY(auto shares, seal_under_new_quorum(founding, keys, *random));

    store::Batch batch;
    CO_CHECK(put_founding(*store, founding, batch, store::Demand::must_be_new));
    const EntryTagger tagger(keys.directory.private_half);
    for (const auto& event : all) {
        CO_CHECK(
            store->appender().append({directory, keys.directory.public_half}, tagger.write(event), batch));
    }
    for (auto& [vault, event] : settings.first_events)
        CO_CHECK(store->appender().append(vault, std::move(event), batch));
    CO_CHECK(co_await store->committer().commit(std::move(batch)));
    co_return shares;
}

Result<events::Founding> read_founding(store::Store& store) {
    TRY(const auto row, store.wrapped_rows().find_blocking(store::RowKind::founding, founding_row));
    if (!row) return fail(ErrorKind::missing, "this folder holds no collective");
    events::Founding founding;
    if (!founding.ParseFromArray(row->data(), static_cast<int>(row->size()))) {
        return fail(ErrorKind::corrupt, "the founding cannot be read");
    }
    if (founding.format() != founding_format) return fail(ErrorKind::corrupt, "a founding of a later format");
    CHECK(quorum_of(founding));
    for (const auto* vault : {&founding.directory(), &founding.queue()}) {
        CHECK(VaultId::from(vault->id()));
        CHECK(crypto::PublicKey::from(as_bytes(vault->public_key())));
    }
    return founding;
}

Result<CollectiveKeys> open_keys(const events::Founding& founding, const std::vector<crypto::Share>& shares) {
    TRY(const crypto::Quorum expected, quorum_of(founding));
    for (const auto& share : shares) CHECK(crypto::check_share(share, expected));
    TRY(const crypto::Key quorum, crypto::combine(shares));
    TRY(auto directory, open_pair(quorum, founding, founding.directory(), "directory"));
    TRY(auto queue, open_pair(quorum, founding, founding.queue(), "queue"));
    TRY(auto store,
        crypto::open_key(quorum, place_of(founding, "store"), as_bytes(founding.wrapped_store_key())));
    return CollectiveKeys{std::move(directory), std::move(queue), std::move(store)};
}

Result<Refounding> rewrap(const events::Founding& old, const CollectiveKeys& keys, std::uint8_t keyholders,
                          std::uint8_t threshold, Random& random) {
    CHECK(check_numbers(keyholders, threshold));
    if (old.generation() >= std::numeric_limits<std::uint16_t>::max()) {
        return fail(ErrorKind::limit, "no generation is left");
    }
    Refounding fresh{old, {}};
    fresh.founding.set_keyholders(keyholders);
    fresh.founding.set_threshold(threshold);
    fresh.founding.set_generation(old.generation() + 1);
    TRY(fresh.shares, seal_under_new_quorum(fresh.founding, keys, random));
    return fresh;
}

Result<void> put_founding(store::Store& store, const events::Founding& founding, store::Batch& into,
                          store::Demand demand) {
    return store.wrapped_rows().put(store::RowKind::founding, founding_row,
                                    to_bytes(founding.SerializeAsString()), into, demand);
}

}  // namespace milpa::members

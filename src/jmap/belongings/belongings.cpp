// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/belongings/belongings.hpp"

#include <algorithm>

#include "crypto/secret.hpp"

namespace milpa::jmap {

namespace account = mail::account;

namespace {

std::size_t octets_of(const events::ClientDatum& datum) { return datum.name().size() + datum.value().size(); }

void wipe(events::BelongingEvent& event) {
    if (event.has_key_set()) crypto::wipe(*event.mutable_key_set()->mutable_key()->mutable_secret_key());
}

}  // namespace

void Belongings::wipe_key(events::KeptKey& kept) {
    crypto::wipe(*kept.mutable_object()->mutable_secret_key());
}

Result<void> Belongings::load(ByteView state) {
    events::BelongingsState read;
    if (!read.ParseFromArray(state.data(), static_cast<int>(state.size())))
        return fail(ErrorKind::corrupt, "belongings");
    CHECK(data_.load(*read.mutable_data()));
    CHECK(keys_.load(*read.mutable_keys()));
    for (const auto& [id, kept] : data_.all()) data_octets_ += octets_of(kept.object());
    default_key_ = read.default_key();
    const bool fits = keys_.all().empty() ? default_key_.empty() : keys_.find(default_key_) != nullptr;
    return fits ? Result<void>() : fail(ErrorKind::corrupt, "a default key that is none");
}

Bytes Belongings::save() const {
    events::BelongingsState state;
    data_.save(*state.mutable_data());
    keys_.save(*state.mutable_keys());
    state.set_default_key(default_key_);
    std::string text = state.SerializeAsString();
    Bytes saved = to_bytes(text);
    crypto::wipe(text);
    for (auto& kept : *state.mutable_keys()->mutable_kept()) wipe_key(kept);
    return saved;
}

std::size_t Belongings::octets() const { return data_.octets() + keys_.octets() + default_key_.size(); }

account::AnnexOutcome Belongings::apply(std::uint64_t seq, ByteView event) {
    account::AnnexOutcome outcome;
    events::BelongingEvent read;
    Result<void> done = fail(ErrorKind::corrupt, "an event that cannot be read");
    if (read.ParseFromArray(event.data(), static_cast<int>(event.size()))) {
        switch (read.kind_case()) {
            case events::BelongingEvent::kDatumSet: done = set_datum(seq, read.datum_set()); break;
            case events::BelongingEvent::kDatumGone: done = drop_datum(seq, read.datum_gone()); break;
            case events::BelongingEvent::kKeySet: done = set_key(seq, read.key_set()); break;
            case events::BelongingEvent::kKeyGone: done = drop_key(seq, read.key_gone()); break;
            case events::BelongingEvent::KIND_NOT_SET: break;
        }
    }
    wipe(read);
    if (!done) outcome.error = std::move(done.error());
    return outcome;
}

Result<void> Belongings::set_datum(std::uint64_t seq, const events::ClientDatum& datum) {
    if (datum.id().empty()) return fail(ErrorKind::syntax, "a datum without an id");
    const events::KeptDatum* const there = data_.find(datum.id());
    const events::ClientDatum* const named = find_datum(datum.name());
    if (named != nullptr && named->id() != datum.id()) return fail(ErrorKind::conflict, "a name twice");
    const std::size_t before = there == nullptr ? 0 : octets_of(there->object());
    const std::size_t after = octets_of(datum);
    // What becomes less is always taken.
    const bool fits = after <= before || data_octets_ - before + after <= client_data_octets_max;
    if (!fits || (there == nullptr && data_.all().size() >= client_data_max))
        return fail(ErrorKind::limit, "much client data");
    data_octets_ += after - before;  // modulo 2^64: less, too
    data_.set(seq, datum);
    return {};
}

Result<void> Belongings::drop_datum(std::uint64_t seq, const std::string& id) {
    const events::KeptDatum* const there = data_.find(id);
    if (there == nullptr) return fail(ErrorKind::missing, "no such datum");
    data_octets_ -= octets_of(there->object());
    data_.drop(seq, id);
    return {};
}

Result<void> Belongings::set_key(std::uint64_t seq, const events::KeySet& event) {
    const events::OpenPgpSecretKey& key = event.key();
    if (key.id().empty()) return fail(ErrorKind::syntax, "a key without an id");
    const events::OpenPgpSecretKey* const same = find_key(key.fingerprint());
    if (same != nullptr && same->id() != key.id()) return fail(ErrorKind::conflict, "a key twice");
    if (keys_.find(key.id()) == nullptr && keys_.all().size() >= secret_keys_max)
        return fail(ErrorKind::limit, "many keys");
    keys_.set(seq, key);
    if (default_key_.empty()) default_key_ = key.id();
    if (!event.make_default() || default_key_ == key.id()) return {};
    keys_.touch(seq, default_key_);
    default_key_ = key.id();
    return {};
}

Result<void> Belongings::drop_key(std::uint64_t seq, const std::string& id) {
    if (keys_.find(id) == nullptr) return fail(ErrorKind::missing, "no such key");
    keys_.drop(seq, id);
    if (default_key_ != id) return {};
    const auto oldest = std::ranges::min_element(
        keys_.all(), {}, [](const auto& one) { return std::pair(one.second.created_seq(), one.first); });
    default_key_ = oldest == keys_.all().end() ? std::string() : oldest->first;
    keys_.touch(seq, default_key_);
    return {};
}

const events::ClientDatum* Belongings::find_datum(std::string_view name) const {
    const auto found = std::ranges::find_if(
        data_.all(), [&](const auto& one) { return one.second.object().name() == name; });
    return found == data_.all().end() ? nullptr : &found->second.object();
}

const events::OpenPgpSecretKey* Belongings::find_key(std::string_view fingerprint) const {
    const auto found = std::ranges::find_if(
        keys_.all(), [&](const auto& one) { return one.second.object().fingerprint() == fingerprint; });
    return found == keys_.all().end() ? nullptr : &found->second.object();
}

Belongings* belongings_of(account::Account& account) {
    return dynamic_cast<Belongings*>(account.annex(belongings_kind));
}

std::uint64_t belongings_seq(const account::Account& account) {
    return account.state().annexes().seq(belongings_kind);
}

Task<Result<void>> append_belonging(Lent<account::Account> account, events::BelongingEvent event) {
    std::string text = event.SerializeAsString();
    wipe(event);
    Bytes octets = to_bytes(text);
    crypto::wipe(text);
    CO_TRY(const account::Outcome done, co_await account->append_annex(belongings_kind, std::move(octets)));
    if (done.error) co_return *done.error;
    co_return Result<void>();
}

}  // namespace milpa::jmap

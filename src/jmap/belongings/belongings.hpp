// SPDX-License-Identifier: AGPL-3.0-or-later
// What a member's own programs keep in the member's vault (an annex beside the mail): ClientData, small
// values such as preferences; and OpenPgpSecretKey, which the server keeps for them and never uses.
//
// What always holds:
// - only the owner writes here: there are no notes;
// - a name is one datum's, a fingerprint one key's;
// - where there are keys, one is the default: the first, until another is made it; where it goes, the oldest
//   of the others.
#pragma once

#include <string_view>

#include "belongings.pb.h"
#include "jmap/belongings/kept_objects.hpp"
#include "mail/account/account.hpp"
#include "mail/account/annex.hpp"

namespace milpa::jmap {

inline constexpr mail::account::AnnexKind belongings_kind{6};

/// Values that the programs of a member may keep: some dozens each.
inline constexpr std::size_t client_data_max = 100;
/// All names and values together, octets: they are in memory while the vault is open.
inline constexpr std::size_t client_data_octets_max = 1024 * 1024;
/// One value, octets of its JSON without spaces.
inline constexpr std::size_t client_value_octets_max = 64 * 1024;
inline constexpr std::size_t client_name_octets_max = 255;
/// Secret keys: the one in use, those of before, with which old mail is read, and those of other addresses.
inline constexpr std::size_t secret_keys_max = 20;
/// One, octets of its armor: one of many subkeys has some 20 KiB.
inline constexpr std::size_t secret_key_octets_max = 64 * 1024;
inline constexpr std::size_t secret_key_label_octets_max = 255;

class Belongings final : public mail::account::Annex {
public:
    static void wipe_datum(events::KeptDatum&) {}
    static void wipe_key(events::KeptKey& kept);
    using Data = KeptObjects<events::KeptData, events::KeptDatum, wipe_datum>;
    using Keys = KeptObjects<events::KeptKeys, events::KeptKey, wipe_key>;

    Result<void> load(ByteView state) override;
    Bytes save() const override;
    std::size_t octets() const override;
    /// Refused with `conflict` (a name or fingerprint of another), `limit`, `missing`.
    mail::account::AnnexOutcome apply(std::uint64_t seq, ByteView event) override;

    const Data& data() const { return data_; }
    const Keys& keys() const { return keys_; }
    const events::ClientDatum* find_datum(std::string_view name) const;
    const events::OpenPgpSecretKey* find_key(std::string_view fingerprint) const;
    /// Empty where there are no keys.
    const std::string& default_key() const { return default_key_; }

private:
    Result<void> set_datum(std::uint64_t seq, const events::ClientDatum& datum);
    Result<void> drop_datum(std::uint64_t seq, const std::string& id);
    Result<void> set_key(std::uint64_t seq, const events::KeySet& event);
    Result<void> drop_key(std::uint64_t seq, const std::string& id);

    Data data_;
    Keys keys_;
    std::string default_key_;
    std::size_t data_octets_ = 0;  // of names and values
};

/// Null where the account was opened without this annex.
Belongings* belongings_of(mail::account::Account& account);

/// Of its last event; 0: none.
std::uint64_t belongings_seq(const mail::account::Account& account);

/// Wipes what the event lay in. Fails as Account::append_annex().
Task<Result<void>> append_belonging(Lent<mail::account::Account> account, events::BelongingEvent event);

}  // namespace milpa::jmap

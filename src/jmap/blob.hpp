// SPDX-License-Identifier: AGPL-3.0-or-later
// Blobs (RFC 8620 6): octets that never change, read in streams and in bounded memory.
//
//     "b12"        the message of record 12, octet for octet
//     "b12-3"      the content of its part 3, decoded (RFC 8621 4.1.4: parts are counted depth first, and
//                  multiparts are not)
//     "u" and 32   an upload (uploads.hpp)
//     "c7-" and 64 what lies in card 7 as a picture, logo or sound, by its digest (RFC 9610 3)
//     "u...-3"     a part of the message that was uploaded; "b12-3-1" of one that is attached
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "contacts/state.hpp"
#include "jmap/room.hpp"
#include "jmap/uploads.hpp"
#include "mail/account/state.hpp"
#include "mail/message/transfer.hpp"
#include "store/objects.hpp"

namespace milpa::jmap {

/// Messages inside of messages that are looked into; each is decoded for the next.
inline constexpr std::size_t blob_levels_max = 8;

struct CardMedia {
    contacts::CardId card{};
    std::string digest;  ///< contacts::media_digest()
};
struct BlobId {
    std::variant<mail::account::Record, UploadId, CardMedia> base;
    /// Inside of it, of each message inside of the one before; of a card's none.
    std::vector<std::uint32_t> parts;
};
std::optional<BlobId> read_blob_id(std::string_view text);
std::string message_blob_id(mail::account::Record record);
std::string upload_blob_id(const UploadId& id);
std::string media_blob_id(const CardMedia& media);

/// Some of the octets below, decoded.
struct BlobLayer {
    std::uint64_t begin = 0, end = 0;
    mail::message::Encoding encoding = mail::message::Encoding::identity;
};

/// What a blob is read from. Cheap to make; holds no octets, but the key of the object. Only what lies in a
/// card, which is small, is held.
class Blob {
public:
    Blob(store::ObjectParts parts, store::ObjectRef object, std::vector<BlobLayer> layers = {})
        : source_(Stored{parts, std::move(object)}), layers_(std::move(layers)) {}
    explicit Blob(std::string octets) : source_(std::make_shared<const std::string>(std::move(octets))) {}

    /// Octets, where they are known without decoding.
    std::optional<std::uint64_t> known_size() const;
    /// Reads it through where it must be decoded; asks nobody the second time. Fails as BlobReader::next().
    Task<Result<std::uint64_t>> size();
    /// A layer more: a part of it.
    void enter(BlobLayer layer);

private:
    friend class BlobReader;
    struct Stored {
        store::ObjectParts parts;
        store::ObjectRef object;
    };
    /// Before all layers.
    std::uint64_t source_size() const;

    std::variant<Stored, std::shared_ptr<const std::string>> source_;
    std::vector<BlobLayer> layers_;
    std::optional<std::uint64_t> size_;
};

/// Reads octets of a blob from `first` on, `count` of them or as many as there are. On any thread with an
/// io_context; needs the blob no longer once it is made.
class BlobReader {
public:
    explicit BlobReader(const Blob& blob, std::uint64_t first = 0, std::uint64_t count = UINT64_MAX);
    /// Some more, up to a few hundred KiB; empty at the end. Fails with `missing` (deleted meanwhile),
    /// `corrupt`, `io`.
    Task<Result<std::string>> next();

private:
    struct Stage {
        BlobLayer layer;
        std::uint64_t seen = 0;  // octets of what is below
        mail::message::TransferDecoder decoder;
    };
    void feed(std::size_t stage, std::string_view octets, std::string& out);
    void finish(std::string& out);
    std::string cut(std::string octets);
    Task<Result<Bytes>> next_of_source();

    using Source = std::variant<store::ObjectReader, std::shared_ptr<const std::string>>;
    static Source source_of(const Blob& blob);

    Source source_;
    std::uint64_t held_at_ = 0;  // of octets that are held
    std::uint64_t object_left_;
    std::vector<Stage> stages_;
    std::uint64_t skip_;  // of what comes out
    std::uint64_t left_;
    bool ended_ = false;
};

/// All of it, up to `octets_max`. Fails with `limit` beyond.
Task<Result<std::string>> read_blob(Lent<const Blob> blob, std::uint64_t octets_max);
/// What is known of a message in memory, which stays there meanwhile; in turns with all else on this thread.
Task<events::MessageFacts> extract_in_turns(Lent<const Clock> clock, std::string_view octets);

/// Fails with `missing` (no such blob), `io`, `corrupt`. On the home thread of the account.
Task<Result<Blob>> find_blob(Lent<mail::account::Account> account, std::string id);

}  // namespace milpa::jmap

// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/blob.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "contacts/contacts.hpp"
#include "contacts/media.hpp"
#include "mail/account/stored_message.hpp"
#include "mail/message/extract.hpp"
#include "net/turns.hpp"
#include "store/vault.hpp"

namespace milpa::jmap {

namespace {

using mail::message::Encoding;

Error no_blob() { return fail(ErrorKind::missing, "no such blob"); }

bool is_plain(Encoding encoding) { return encoding == Encoding::identity || encoding == Encoding::unknown; }

/// Digits without a leading zero, above 0.
template <class Number = std::uint32_t>
std::optional<Number> read_number(std::string_view text) {
    Number number = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || stop != text.data() + text.size() || number == 0 || text.front() == '0')
        return std::nullopt;
    return number;
}

/// The part of that number, depth first, multiparts not counted; counts down.
const events::Part* find_leaf(const events::Part& part, std::uint32_t& number) {
    if (part.type() != "multipart") return --number == 0 ? &part : nullptr;
    for (const events::Part& inner : part.parts()) {
        if (const events::Part* const found = find_leaf(inner, number)) return found;
    }
    return nullptr;
}

Result<BlobLayer> layer_of(const events::Part& structure, std::uint32_t number) {
    const events::Part* const part = find_leaf(structure, number);
    if (part == nullptr) return no_blob();
    // What was forged into a vault says of itself what it likes.
    if (part->body_begin() > part->body_end()) return fail(ErrorKind::corrupt, "a part that ends early");
    return BlobLayer{part->body_begin(), part->body_end(), mail::message::encoding_of(part->encoding())};
}

Task<Result<events::MessageFacts>> extract(Lent<const Blob> blob) {
    mail::message::Extractor extractor;
    BlobReader reader(*blob);
    for (;;) {
        CO_TRY(const std::string octets, co_await reader.next());
        if (octets.empty()) co_return extractor.finish();
        extractor.feed(octets);
    }
}

/// The whole message or upload, and the structure of a stored message, which is known already.
struct Base {
    Blob blob;
    std::optional<events::Part> structure;
};

Task<Result<Blob>> find_media(Lent<mail::account::Account> account, CardMedia media) {
    const auto* const state = static_cast<const contacts::State*>(account->annex(contacts::annex_kind));
    const auto card = state == nullptr ? nullptr : state->find(media.card);
    if (card == nullptr) co_return no_blob();
    net::Turns turns(account->world().clock, store::slice_max);
    CO_TRY(contacts::json::object object, co_await contacts::read_card(account, card));
    auto octets = contacts::find_media(std::move(object), media.digest);
    // A call names many blobs, and for each a whole card is parsed.
    if (turns.is_over()) co_await turns.pass();
    if (!octets) co_return no_blob();
    co_return Blob(std::move(*octets));
}

std::optional<CardMedia> read_card_media(std::string_view text) {
    const std::size_t dash = std::min(text.find('-'), text.size());
    const auto card = dash < 2 ? std::nullopt : read_number<std::uint64_t>(text.substr(1, dash - 1));
    const std::string_view digest = dash == text.size() ? std::string_view() : text.substr(dash + 1);
    const bool digits =
        std::ranges::all_of(digest, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
    if (!card || digest.size() != contacts::media_digest_digits || !digits) return std::nullopt;
    return CardMedia{contacts::CardId{*card}, std::string(digest)};
}

Task<Result<Base>> find_base(Lent<mail::account::Account> account, BlobId id) {
    const store::ObjectParts parts = account->world().objects;
    if (const auto* upload_id = std::get_if<UploadId>(&id.base)) {
        const Uploads* const uploads = uploads_of(*account);
        const events::Upload* const upload = uploads == nullptr ? nullptr : uploads->find(*upload_id);
        if (upload == nullptr) co_return no_blob();
        CO_TRY(store::ObjectRef object, mail::account::read_ref(upload->object()));
        co_return Base{Blob(parts, std::move(object)), std::nullopt};
    }
    if (const auto* media = std::get_if<CardMedia>(&id.base)) {
        CO_TRY(Blob blob, co_await find_media(account, *media));
        co_return Base{std::move(blob), std::nullopt};
    }
    const auto record = std::get<mail::account::Record>(id.base);
    const auto* const info = account->state().find_record(record);
    if (info == nullptr || info->shown == 0) co_return no_blob();
    CO_TRY(events::StoredMessage message, co_await account->facts_of(record));
    CO_TRY(store::ObjectRef object, mail::account::read_ref(message.object()));
    co_return Base{Blob(parts, std::move(object)), std::move(*message.mutable_facts()->mutable_structure())};
}

}  // namespace

std::string message_blob_id(mail::account::Record record) { return fmt::format("b{}", record); }
std::string upload_blob_id(const UploadId& id) { return "u" + id.hex(); }
std::string media_blob_id(const CardMedia& media) {
    return fmt::format("c{}-{}", static_cast<std::uint64_t>(media.card), media.digest);
}

std::optional<BlobId> read_blob_id(std::string_view text) {
    const std::size_t dash = std::min(text.find('-'), text.size());
    const std::string_view base = text.substr(0, dash);
    if (base.size() < 2) return std::nullopt;
    if (base.front() == 'c') {
        auto media = read_card_media(text);
        return media ? std::optional(BlobId{std::move(*media), {}}) : std::nullopt;
    }
    BlobId id;
    if (base.front() == 'b') {
        const auto record = read_number(base.substr(1));
        if (!record) return std::nullopt;
        id.base = static_cast<mail::account::Record>(*record);
    } else if (base.front() == 'u' && base.size() == 1 + 2 * UploadId::size) {
        const auto octets = from_hex(base.substr(1));
        if (!octets) return std::nullopt;
        const auto upload = UploadId::from(ByteView(*octets));
        if (!upload || upload_blob_id(*upload) != base) return std::nullopt;
        id.base = *upload;
    } else {
        return std::nullopt;
    }
    for (text.remove_prefix(dash); !text.empty();) {
        text.remove_prefix(1);
        const std::size_t end = std::min(text.find('-'), text.size());
        const auto part = end == 0 ? std::nullopt : read_number(text.substr(0, end));
        if (!part || id.parts.size() == blob_levels_max) return std::nullopt;
        id.parts.push_back(*part);
        text.remove_prefix(end);
    }
    return id;
}

std::optional<std::uint64_t> Blob::known_size() const {
    if (size_) return size_;
    if (layers_.empty()) return source_size();
    // enter() has put all plain layers into one.
    if (layers_.size() == 1 && is_plain(layers_[0].encoding)) return layers_[0].end - layers_[0].begin;
    return std::nullopt;
}

std::uint64_t Blob::source_size() const {
    if (const auto* stored = std::get_if<Stored>(&source_)) return stored->object.size;
    return std::get<std::shared_ptr<const std::string>>(source_)->size();
}

Task<Result<std::uint64_t>> Blob::size() {
    if (const auto known = known_size()) co_return *known;
    std::uint64_t octets = 0;
    BlobReader reader(*this);
    for (;;) {
        CO_TRY(const std::string piece, co_await reader.next());
        if (piece.empty()) break;
        octets += piece.size();
    }
    size_ = octets;
    co_return octets;
}

void Blob::enter(BlobLayer layer) {
    size_.reset();
    if (layers_.empty()) {
        layer.end = std::min(layer.end, source_size());
        layer.begin = std::min(layer.begin, layer.end);
    } else if (is_plain(layers_.back().encoding)) {
        const BlobLayer below = layers_.back();
        layers_.pop_back();
        const std::uint64_t length = below.end - below.begin;
        layer.end = below.begin + std::min(layer.end, length);
        layer.begin = std::min(below.begin + std::min(layer.begin, length), layer.end);
    }
    layers_.push_back(layer);
}

BlobReader::BlobReader(const Blob& blob, std::uint64_t first, std::uint64_t count)
    : source_(source_of(blob)), object_left_(blob.source_size()), skip_(first), left_(count) {
    std::uint64_t begin = 0;
    std::span<const BlobLayer> layers = blob.layers_;
    if (!layers.empty()) {
        begin = layers[0].begin;
        object_left_ = layers[0].end - layers[0].begin;
        const bool plain = is_plain(layers[0].encoding);
        for (const BlobLayer& layer : layers.subspan(plain ? 1 : 0)) {
            stages_.push_back({layer, 0, mail::message::TransferDecoder(layer.encoding)});
        }
        // The object is read from where the first layer begins: it cuts nothing more.
        if (!plain) stages_[0].layer = {0, object_left_, layers[0].encoding};
    }
    if (stages_.empty()) {
        const std::uint64_t skipped = std::min(skip_, object_left_);
        begin += skipped;
        object_left_ -= skipped;
        skip_ = 0;
    }
    if (auto* const object = std::get_if<store::ObjectReader>(&source_)) {
        object->seek(begin);
    } else {
        held_at_ = begin;
    }
}

BlobReader::Source BlobReader::source_of(const Blob& blob) {
    if (const auto* stored = std::get_if<Blob::Stored>(&blob.source_)) {
        return store::ObjectReader(stored->parts, stored->object.copy());
    }
    return std::get<std::shared_ptr<const std::string>>(blob.source_);
}

Task<Result<Bytes>> BlobReader::next_of_source() {
    if (auto* const object = std::get_if<store::ObjectReader>(&source_)) co_return co_await object->next();
    const std::string_view rest =
        std::string_view(*std::get<std::shared_ptr<const std::string>>(source_)).substr(held_at_);
    held_at_ += rest.size();
    co_return to_bytes(rest);
}

Task<Result<std::string>> BlobReader::next() {
    while (!ended_ && left_ > 0) {
        std::string out;
        if (object_left_ == 0) {
            ended_ = true;
            finish(out);
        } else {
            CO_TRY(const Bytes piece, co_await next_of_source());
            if (piece.empty()) co_return fail(ErrorKind::corrupt, "a blob is shorter than it should be");
            const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), object_left_));
            object_left_ -= size;
            feed(0, as_text(ByteView(piece).first(size)), out);
        }
        std::string wanted = cut(std::move(out));
        if (!wanted.empty()) co_return wanted;
    }
    co_return std::string();
}

void BlobReader::feed(std::size_t stage, std::string_view octets, std::string& out) {
    if (stage == stages_.size()) {
        out += octets;
        return;
    }
    Stage& here = stages_[stage];
    const std::uint64_t from = here.seen;
    here.seen += octets.size();
    const std::uint64_t begin = std::max(from, here.layer.begin);
    const std::uint64_t end = std::min(here.seen, here.layer.end);
    if (begin >= end) return;
    std::string decoded;
    here.decoder.feed(octets.substr(begin - from, end - begin), decoded);
    feed(stage + 1, decoded, out);
}

void BlobReader::finish(std::string& out) {
    for (std::size_t stage = 0; stage < stages_.size(); ++stage) {
        std::string rest;
        stages_[stage].decoder.finish(rest);
        feed(stage + 1, rest, out);
    }
}

std::string BlobReader::cut(std::string octets) {
    const auto skipped = static_cast<std::size_t>(std::min<std::uint64_t>(skip_, octets.size()));
    skip_ -= skipped;
    const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(left_, octets.size() - skipped));
    left_ -= taken;
    if (skipped == 0 && taken == octets.size()) return octets;
    return octets.substr(skipped, taken);
}

Task<Result<std::string>> read_blob(Lent<const Blob> blob, std::uint64_t octets_max) {
    std::string all;
    BlobReader reader(*blob);
    for (;;) {
        CO_TRY(const std::string piece, co_await reader.next());
        if (piece.empty()) co_return all;
        if (all.size() + piece.size() > octets_max) co_return fail(ErrorKind::limit, "a blob too large");
        all += piece;
    }
}

Task<events::MessageFacts> extract_in_turns(Lent<const Clock> clock, std::string_view octets) {
    constexpr std::size_t piece_octets = 64 * 1024;
    net::Turns turns(clock, store::slice_max);
    mail::message::Extractor extractor;
    for (; !octets.empty(); octets.remove_prefix(std::min(piece_octets, octets.size()))) {
        extractor.feed(octets.substr(0, piece_octets));
        if (turns.is_over()) co_await turns.pass();
    }
    co_return extractor.finish();
}

Task<Result<Blob>> find_blob(Lent<mail::account::Account> account, std::string id) {
    auto read = read_blob_id(id);
    if (!read) co_return no_blob();
    const std::vector<std::uint32_t> numbers = read->parts;
    CO_TRY(Base base, co_await find_base(account, std::move(*read)));
    for (const std::uint32_t number : numbers) {
        if (!base.structure) {
            CO_TRY(events::MessageFacts facts, co_await extract(&base.blob));
            base.structure = std::move(*facts.mutable_structure());
        }
        CO_TRY(const BlobLayer layer, layer_of(*base.structure, number));
        base.blob.enter(layer);
        base.structure.reset();
    }
    co_return std::move(base.blob);
}

}  // namespace milpa::jmap

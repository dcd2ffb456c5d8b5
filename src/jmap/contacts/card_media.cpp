// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/contacts/card_media.hpp"

#include <algorithm>

#include "contacts/media.hpp"
#include "contacts/text.hpp"
#include "jmap/blob.hpp"

namespace milpa::jmap::contacts {

namespace {

/// Where a blob's type is neither said nor seen: RFC 2046 4.5.1.
constexpr std::string_view unknown_type = "application/octet-stream";

std::optional<std::string> text_of(const json::object& entry, std::string_view member) {
    const json::value* const value = entry.if_contains(member);
    return value != nullptr && value->is_string() ? std::optional(std::string(value->get_string()))
                                                  : std::nullopt;
}

bool is_photo(const json::object& entry) { return text_of(entry, "kind") == "photo"; }

/// A member of take_media()'s frame.
class MediaTaking {
public:
    MediaTaking(Lent<Context> context, std::optional<CardId> card) : context_(context), card_(card) {}

    /// Fails with what ends all of it: tooLarge, a failure of the house.
    Task<std::expected<void, SetError>> take(std::string at, Lent<json::object> entry) {
        if (const json::value* id = entry->if_contains("blobId"); id != nullptr && id->is_null()) {
            entry->erase("blobId");
        }
        if (const json::value* uri = entry->if_contains("uri"); uri != nullptr && uri->is_null()) {
            entry->erase("uri");
        }
        if (!entry->contains("blobId")) {
            check_uri(at, *entry);
            co_return std::expected<void, SetError>();
        }
        const auto named = text_of(*entry, "blobId");
        if (!named || entry->contains("uri")) {
            wrong_.push_back(at + "/blobId");
            co_return std::expected<void, SetError>();
        }
        co_return co_await take_blob(std::move(at), entry, *named);
    }

    std::expected<void, SetError> finish() && {
        if (!missing_.empty()) {
            json::object more;
            more["notFound"] = std::move(missing_);
            return std::unexpected(SetError{"blobNotFound", "A blob is not there.", {}, std::move(more)});
        }
        if (!wrong_.empty()) {
            return std::unexpected(invalid_properties(
                std::move(wrong_), "A media has a uri or a blobId, and a photo is a picture."));
        }
        return {};
    }

private:
    void check_uri(const std::string& at, const json::object& entry) {
        const auto data = is_photo(entry) ? read_data_uri(text_of(entry, "uri").value_or("")) : std::nullopt;
        if (data && !data->type.starts_with("image/")) wrong_.push_back(at + "/uri");
    }

    Task<std::expected<void, SetError>> take_blob(std::string at, Lent<json::object> entry,
                                                  std::string named) {
        const auto id = context_->resolve(named);
        auto blob = id ? co_await find_blob(&context_->account(), *id)
                       : Result<Blob>(fail(ErrorKind::missing, "no such blob"));
        if (!blob && blob.error().kind == ErrorKind::missing) {
            missing_.emplace_back(named);
            co_return std::expected<void, SetError>();
        }
        if (!blob) co_return std::unexpected(set_error_for(blob.error()));
        const auto octets = co_await read_blob(&*blob, card_octets_max);
        if (!octets && octets.error().kind == ErrorKind::limit) {
            co_return std::unexpected(SetError{"tooLarge", "The card would be too large with it."});
        }
        if (!octets) co_return std::unexpected(set_error_for(octets.error()));
        const auto read = read_blob_id(*id);
        const CardMedia* const media = read ? std::get_if<CardMedia>(&read->base) : nullptr;
        const bool own = media != nullptr && card_ == media->card;
        const std::string_view seen = image_type(*octets);
        if (is_photo(*entry) && seen.empty() && !own) wrong_.push_back(at + "/blobId");
        if (const json::value* type = entry->if_contains("mediaType"); type != nullptr && type->is_null()) {
            entry->erase("mediaType");
        }
        if (!entry->contains("mediaType")) (*entry)["mediaType"] = seen.empty() ? unknown_type : seen;
        const auto type = text_of(*entry, "mediaType");
        if (!type || !is_media_type(*type) ||
            (is_photo(*entry) && !own && !lower(*type).starts_with("image/"))) {
            wrong_.push_back(at + "/mediaType");
        } else {
            entry->erase("blobId");
            (*entry)["uri"] = data_uri(lower(*type), *octets);
        }
        co_return std::expected<void, SetError>();
    }

    const Lent<Context> context_;
    const std::optional<CardId> card_;
    std::vector<std::string> wrong_;
    json::array missing_;
};

}  // namespace

void show_media(json::object& card, CardId id) {
    each_of_media(card, [id](json::object& entry, DataUri data) {
        entry.erase("uri");
        entry["blobId"] = media_blob_id({id, media_digest(data.octets)});
        if (!text_of(entry, "mediaType")) entry["mediaType"] = data.type;
    });
}

Task<std::expected<void, SetError>> take_media(Lent<Context> context, Lent<json::object> object,
                                               std::optional<CardId> card) {
    json::value* const media = object->if_contains("media");
    if (media == nullptr || !media->is_object()) co_return std::expected<void, SetError>();
    MediaTaking taking(context, card);
    for (auto& [id, entry] : media->get_object()) {
        if (!entry.is_object()) continue;
        if (auto taken = co_await taking.take("media/" + std::string(id), &entry.get_object()); !taken) {
            co_return taken;
        }
    }
    co_return std::move(taking).finish();
}

}  // namespace milpa::jmap::contacts

// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/contacts/card_media.hpp"

#include <algorithm>
#include <unordered_map>

#include "contacts/contacts.hpp"
#include "contacts/media.hpp"
#include "contacts/text.hpp"
#include "jmap/blob.hpp"
#include "net/turns.hpp"
#include "store/vault.hpp"

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

/// Which no program takes for anything else: neither what is called a picture and is none, nor SVG, in which
/// scripts may stand.
bool is_picture(std::string_view type, std::string_view octets) {
    return lower(type).starts_with("image/") && !image_type(octets).empty();
}

/// What lies in the card already, by its digest.
struct Own {
    std::string uri;   ///< as it is stored
    std::string type;  ///< that it says
};

/// A member of take_media()'s frame.
class MediaTaking {
public:
    MediaTaking(Lent<Context> context, std::optional<CardId> card)
        : context_(context), card_(card), turns_(&context->room().clock(), store::slice_max) {}

    /// Before anything is read: how much there is to read, and once what the card has.
    Task<std::expected<void, SetError>> begin(Lent<const json::object> media) {
        std::size_t foreign = 0;
        bool own = false;
        for (const auto& member : *media) {
            const auto* const entry = member.value().if_object();
            const json::value* const id = entry == nullptr ? nullptr : entry->if_contains("blobId");
            if (id == nullptr || id->is_null()) continue;
            const bool is_own = id->is_string() && own_digest(id->get_string()).has_value();
            own = own || is_own;
            foreign += is_own ? 0 : 1;
        }
        if (foreign > card_holes_max) co_return std::unexpected(too_large());
        if (own) co_return co_await read_own();
        co_return std::expected<void, SetError>();
    }

    /// Fails with what ends all of it: tooLarge, a failure of the house.
    Task<std::expected<void, SetError>> take(std::string at, Lent<json::object> entry) {
        if (turns_.is_over()) co_await turns_.pass();
        if (const json::value* id = entry->if_contains("blobId"); id != nullptr && id->is_null()) {
            entry->erase("blobId");
        }
        if (const json::value* uri = entry->if_contains("uri"); uri != nullptr && uri->is_null()) {
            entry->erase("uri");
        }
        if (const json::value* type = entry->if_contains("mediaType");
            type != nullptr && type->is_null() && entry->contains("blobId")) {
            entry->erase("mediaType");
        }
        if (!entry->contains("blobId")) {
            co_return check_uri(at, *entry);
        }
        const auto named = text_of(*entry, "blobId");
        if (!named || entry->contains("uri")) {
            wrong_.push_back(at + "/blobId");
            co_return std::expected<void, SetError>();
        }
        if (const auto digest = own_digest(*named)) {
            co_return take_own(std::move(at), *entry, *digest, *named);
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
    static SetError too_large() { return {"tooLarge", "The card would be too large with it."}; }

    /// Where the id is of what lies in the card itself.
    std::optional<std::string> own_digest(std::string_view named) const {
        const auto read = card_ ? read_blob_id(named) : std::nullopt;
        const CardMedia* const media = read ? std::get_if<CardMedia>(&read->base) : nullptr;
        if (media == nullptr || media->card != *card_) return std::nullopt;
        return media->digest;
    }

    /// A patch of one entry hands all of `media` back: each is looked up here, and the card is read once.
    Task<std::expected<void, SetError>> read_own() {
        const auto* const state =
            static_cast<const State*>(context_->account().annex(milpa::contacts::annex_kind));
        const auto card = state == nullptr ? nullptr : state->find(*card_);
        if (card == nullptr) co_return std::expected<void, SetError>();
        auto object = co_await milpa::contacts::read_card(&context_->account(), card);
        if (!object) co_return std::unexpected(set_error_for(object.error()));
        each_of_media(*object, [this](json::object& entry, DataUri data) {
            own_.try_emplace(media_digest(data.octets),
                             Own{text_of(entry, "uri").value_or(""), std::move(data.type)});
        });
        co_return std::expected<void, SetError>();
    }

    /// Fails with tooLarge: the card has no room for so many more.
    std::expected<void, SetError> count(std::size_t octets) {
        if (octets > card_octets_max - octets_) return std::unexpected(too_large());
        octets_ += octets;
        return {};
    }

    std::expected<void, SetError> check_uri(const std::string& at, const json::object& entry) {
        const std::string uri = text_of(entry, "uri").value_or("");
        if (auto counted = count(uri.size()); !counted) return counted;
        const auto data = is_photo(entry) ? read_data_uri(uri) : std::nullopt;
        if (data && !is_picture(data->type, data->octets)) wrong_.push_back(at + "/uri");
        return {};
    }

    /// As it is stored, unless it is to be of another type. What came by CardDAV need not be a picture that
    /// we know: it stays, and is only ever shown as Api::download() shows all that was sent to a member.
    std::expected<void, SetError> take_own(std::string at, json::object& entry, const std::string& digest,
                                           std::string_view named) {
        const auto own = own_.find(digest);
        if (own == own_.end()) {
            missing_.emplace_back(named);
            return {};
        }
        if (auto counted = count(own->second.uri.size()); !counted) return counted;
        if (!entry.contains("mediaType")) entry["mediaType"] = own->second.type;
        const auto type = text_of(entry, "mediaType");
        const bool is_new_type = type && lower(*type) != own->second.type;
        if (!type || !is_media_type(*type) ||
            (is_new_type && is_photo(entry) && !lower(*type).starts_with("image/"))) {
            wrong_.push_back(at + "/mediaType");
            return {};
        }
        std::string uri = own->second.uri;
        if (is_new_type) {
            uri = data_uri(lower(*type), read_data_uri(uri).value_or(DataUri()).octets);
        }
        entry.erase("blobId");
        entry["uri"] = std::move(uri);
        return {};
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
        // No more of it than fits in base64 beside what was taken already.
        const auto octets = co_await read_blob(&*blob, (card_octets_max - octets_) / 4 * 3);
        if (!octets && octets.error().kind == ErrorKind::limit) co_return std::unexpected(too_large());
        if (!octets) co_return std::unexpected(set_error_for(octets.error()));
        if (auto counted = count((octets->size() + 2) / 3 * 4); !counted) co_return counted;
        const std::string_view seen = image_type(*octets);
        if (is_photo(*entry) && seen.empty()) wrong_.push_back(at + "/blobId");
        if (!entry->contains("mediaType")) (*entry)["mediaType"] = seen.empty() ? unknown_type : seen;
        const auto type = text_of(*entry, "mediaType");
        if (!type || !is_media_type(*type) || (is_photo(*entry) && !lower(*type).starts_with("image/"))) {
            wrong_.push_back(at + "/mediaType");
        } else {
            entry->erase("blobId");
            (*entry)["uri"] = data_uri(lower(*type), *octets);
        }
        co_return std::expected<void, SetError>();
    }

    const Lent<Context> context_;
    const std::optional<CardId> card_;
    std::size_t octets_ = 0;  // of the card's text, that all entries together have taken
    std::unordered_map<std::string, Own> own_;
    std::vector<std::string> wrong_;
    json::array missing_;
    net::Turns turns_;
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
    if (auto begun = co_await taking.begin(&media->get_object()); !begun) co_return begun;
    for (auto& [id, entry] : media->get_object()) {
        if (!entry.is_object()) continue;
        if (auto taken = co_await taking.take("media/" + std::string(id), &entry.get_object()); !taken) {
            co_return taken;
        }
    }
    co_return std::move(taking).finish();
}

}  // namespace milpa::jmap::contacts

// SPDX-License-Identifier: AGPL-3.0-or-later
// Blob/get (RFC 9404 4.2).
#include <fmt/format.h>

#include "crypto/digest.hpp"
#include "jmap/blob.hpp"
#include "jmap/context.hpp"
#include "jmap/core/blob_methods.hpp"
#include "jmap/standard.hpp"
#include "mail/message/charset.hpp"

namespace milpa::jmap::blobs {

namespace {

using crypto::DigestAlgorithm;

/// What is asked for of each blob.
struct Wanted {
    bool data = false, text = false, base64 = false, size = false, sha = false, sha256 = false;
    std::uint64_t offset = 0;
    std::optional<std::uint64_t> length;
    bool octets() const { return data || text || base64; }
};

std::expected<Wanted, MethodError> read_wanted(const json::object& arguments) {
    Wanted wanted;
    wanted.offset = static_cast<std::uint64_t>(number_of(arguments, "offset").value_or(0));
    if (const auto length = number_of(arguments, "length"))
        wanted.length = static_cast<std::uint64_t>(*length);
    const json::value* const properties = arguments.if_contains("properties");
    if (properties == nullptr || properties->is_null()) {
        wanted.data = wanted.size = true;
        return wanted;
    }
    for (const json::value& property : properties->get_array()) {
        const std::string_view name = property.get_string();
        if (name == "data") {
            wanted.data = true;
        } else if (name == "data:asText") {
            wanted.text = true;
        } else if (name == "data:asBase64") {
            wanted.base64 = true;
        } else if (name == "digest:sha") {
            wanted.sha = true;
        } else if (name == "digest:sha-256") {
            wanted.sha256 = true;
        } else if (name == "size") {
            wanted.size = true;
        } else if (name != "id") {
            return invalid_arguments(fmt::format("A blob has no \"{}\".", name));
        }
    }
    return wanted;
}

/// RFC 9404 4.2. `octets` are those of the range, where they are wanted.
void put_data(json::object& object, const Wanted& wanted, const std::string& octets) {
    const bool is_text = mail::message::is_utf8(octets);
    if (wanted.data && is_text) object["data:asText"] = octets;
    if (wanted.text) {
        if (is_text) {
            object["data:asText"] = octets;
        } else {
            object["data:asText"] = nullptr;
        }
    }
    if (wanted.base64 || (wanted.data && !is_text)) object["data:asBase64"] = to_base64(as_bytes(octets));
    if ((wanted.data || wanted.text) && !is_text) object["isEncodingProblem"] = true;
}

class Getting {
public:
    Getting(Lent<Context> context, Wanted wanted) : context_(context), wanted_(wanted) {}

    /// Nothing where there is no such blob.
    Task<std::expected<std::optional<json::object>, MethodError>> get(std::string id) {
        auto blob = co_await find_blob(&context_->account(), id);
        if (!blob) {
            if (blob.error().kind == ErrorKind::missing) co_return std::nullopt;
            co_return std::unexpected(error_for(blob.error()));
        }
        const auto size = co_await blob->size();
        if (!size) co_return std::unexpected(error_for(size.error()));
        const std::uint64_t from = std::min(wanted_.offset, *size);
        const std::uint64_t length = std::min(wanted_.length.value_or(UINT64_MAX), *size - from);
        if (wanted_.octets() && length > blob_get_octets_max - given_) {
            co_return std::unexpected(
                MethodError{"requestTooLarge", "More octets than one call gives; download the blob."});
        }
        json::object object{{"id", id}};
        if (wanted_.size) object["size"] = *size;
        if (wanted_.offset > *size || (wanted_.length && *wanted_.length > length))
            object["isTruncated"] = true;
        if (auto read = co_await read_range(&*blob, from, length, &object); !read) {
            co_return std::unexpected(error_for(read.error()));
        }
        co_return object;
    }

private:
    Task<Result<void>> read_range(Lent<const Blob> blob, std::uint64_t from, std::uint64_t length,
                                  Lent<json::object> object) {
        if (!wanted_.octets() && !wanted_.sha && !wanted_.sha256) co_return Result<void>();
        crypto::Digest sha(DigestAlgorithm::sha1);
        crypto::Digest sha256(DigestAlgorithm::sha256);
        std::string octets;
        BlobReader reader(*blob, from, length);
        for (;;) {
            CO_TRY(const std::string piece, co_await reader.next());
            if (piece.empty()) break;
            if (wanted_.sha) sha.add(as_bytes(piece));
            if (wanted_.sha256) sha256.add(as_bytes(piece));
            if (wanted_.octets()) octets += piece;
        }
        given_ += octets.size();
        if (wanted_.octets()) put_data(*object, wanted_, octets);
        if (wanted_.sha) (*object)["digest:sha"] = to_base64(sha.finish());
        if (wanted_.sha256) (*object)["digest:sha-256"] = to_base64(sha256.finish());
        co_return Result<void>();
    }

    const Lent<Context> context_;
    const Wanted wanted_;
    std::uint64_t given_ = 0;
};

}  // namespace

Task<Answer> get(Lent<Context> context, json::object arguments) {
    const auto ids = read_ids(*context, arguments);
    if (!ids) co_return std::unexpected(ids.error());
    const auto wanted = read_wanted(arguments);
    if (!wanted) co_return std::unexpected(wanted.error());
    Getting getting(context, *wanted);
    json::array list;
    json::array not_found_ids;
    for (const std::string& id : *ids) {
        auto object = co_await getting.get(id);
        if (!object) co_return std::unexpected(std::move(object.error()));
        if (*object) {
            list.emplace_back(std::move(**object));
        } else {
            not_found_ids.emplace_back(id);
        }
    }
    co_return json::object{{"accountId", context->account_id()},
                           {"list", std::move(list)},
                           {"notFound", std::move(not_found_ids)}};
}

}  // namespace milpa::jmap::blobs

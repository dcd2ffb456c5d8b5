// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/core/blob_methods.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crypto/digest.hpp"
#include "jmap/blob.hpp"
#include "jmap/context.hpp"
#include "jmap/set.hpp"
#include "jmap/standard.hpp"
#include "jmap/type.hpp"
#include "jmap/uploads.hpp"
#include "mail/account/stored_message.hpp"
#include "mail/message/charset.hpp"

namespace milpa::jmap::blobs {

namespace {

SetError too_large() { return {"tooLarge", "The blob would be larger than maxSizeBlobSet."}; }
SetError not_found(std::string_view id) {
    return {"blobNotFound", "There is no such blob.", {}, {{"notFound", {id}}}};
}

using crypto::DigestAlgorithm;

// ---- Blob/upload (RFC 9404 4.1)

constexpr Argument upload_arguments[] = {
    {"accountId", "Id", "Whose blobs these are.", true},
    {"create", "Id[Object]", "By creation id: `data`, a list of sources, and `type`, which comes back.",
     true},
};

/// One DataSourceObject.
struct SourcePart {
    std::optional<std::string> octets;  ///< given here
    std::string blob_id;                ///< else of this blob
    std::uint64_t offset = 0;
    std::optional<std::uint64_t> length;
};

std::expected<SourcePart, SetError> read_source(const Context& context, const json::object& object) {
    const auto wrong = [](std::string why) {
        return std::unexpected(invalid_properties({"data"}, std::move(why)));
    };
    SourcePart part;
    std::size_t kinds = 0;
    for (const auto& member : object) {
        const std::string_view name = member.key();
        const json::value& value = member.value();
        if (value.is_null()) continue;
        if (name == "data:asText" && value.is_string()) {
            part.octets = std::string(value.get_string());
            ++kinds;
        } else if (name == "data:asBase64" && value.is_string()) {
            const auto octets = from_base64(std::string_view(value.get_string()));
            if (!octets) return wrong("What should be base64 is none.");
            part.octets = std::string(as_text(*octets));
            ++kinds;
        } else if (name == "blobId" && is_of("Id", value, Ids::or_created)) {
            const auto id = context.resolve(std::string_view(value.get_string()));
            if (!id) return std::unexpected(not_found(std::string_view(value.get_string())));
            part.blob_id = *id;
            ++kinds;
        } else if (name == "offset" && is_of("UnsignedInt", value)) {
            part.offset = static_cast<std::uint64_t>(*number_of(object, name));
        } else if (name == "length" && is_of("UnsignedInt", value)) {
            part.length = static_cast<std::uint64_t>(*number_of(object, name));
        } else {
            return wrong(fmt::format("A source has no such \"{}\".", name));
        }
    }
    if (kinds != 1) return wrong("A source is one of data:asText, data:asBase64, blobId.");
    if (part.octets && (part.offset != 0 || part.length))
        return wrong("Only of a blob a range can be taken.");
    return part;
}

/// Creates blobs one after another. A member of upload()'s frame.
class Uploading {
public:
    explicit Uploading(Lent<Context> context) : context_(context) {}

    Task<std::expected<json::object, SetError>> create(json::object object) {
        auto sources = read(object);
        if (!sources) co_return std::unexpected(std::move(sources.error()));
        store::ObjectWriter writer = context_->room().write_object();
        for (SourcePart& source : *sources) {
            if (auto written = co_await add(&writer, std::move(source)); !written) {
                co_return std::unexpected(std::move(written.error()));
            }
        }
        store::Batch batch;
        const std::uint64_t size = writer.size();
        auto ref = writer.finish(batch);
        if (!ref) co_return std::unexpected(set_error_for(ref.error()));
        const auto id = co_await keep_upload(&context_->account(), &context_->room().random(),
                                             std::move(*ref), std::move(batch));
        if (!id) co_return std::unexpected(set_error_for(id.error()));
        json::object created{{"id", upload_blob_id(*id)}, {"size", size}};
        const json::value* const type = object.if_contains("type");
        created["type"] = type == nullptr ? json::value() : *type;
        co_return created;
    }

private:
    std::expected<std::vector<SourcePart>, SetError> read(const json::object& object) const {
        std::vector<std::string> wrong;
        for (const auto& member : object) {
            const std::string_view name = member.key();
            const bool fits = (name == "data" && is_of("Object[]", member.value())) ||
                              (name == "type" && is_of("String|null", member.value()));
            if (!fits) wrong.emplace_back(name);
        }
        if (!object.contains("data")) wrong.emplace_back("data");
        if (!wrong.empty()) {
            return std::unexpected(invalid_properties(std::move(wrong), "A blob has data and a type."));
        }
        const json::array& data = object.at("data").get_array();
        if (data.size() > data_sources_max) {
            return std::unexpected(SetError{"tooLarge", "There are more sources than maxDataSources."});
        }
        std::vector<SourcePart> sources;
        for (const json::value& source : data) {
            auto part = read_source(*context_, source.get_object());
            if (!part) return std::unexpected(std::move(part.error()));
            sources.push_back(std::move(*part));
        }
        return sources;
    }

    Task<std::expected<void, SetError>> add(Lent<store::ObjectWriter> writer, SourcePart source) {
        if (source.octets) co_return co_await write(writer, std::move(*source.octets));
        auto blob = co_await find_blob(&context_->account(), source.blob_id);
        if (!blob) {
            if (blob.error().kind == ErrorKind::missing) co_return std::unexpected(not_found(source.blob_id));
            co_return std::unexpected(set_error_for(blob.error()));
        }
        const auto size = co_await blob->size();
        if (!size) co_return std::unexpected(set_error_for(size.error()));
        const std::uint64_t length = source.length.value_or(*size - std::min(source.offset, *size));
        if (source.offset > *size || length > *size - source.offset) {
            co_return std::unexpected(invalid_properties({"data"}, "A range reaches out of its blob."));
        }
        BlobReader reader(*blob, source.offset, length);
        for (;;) {
            auto piece = co_await reader.next();
            if (!piece) co_return std::unexpected(set_error_for(piece.error()));
            if (piece->empty()) co_return std::expected<void, SetError>();
            if (auto written = co_await write(writer, std::move(*piece)); !written) co_return written;
        }
    }

    Task<std::expected<void, SetError>> write(Lent<store::ObjectWriter> writer, std::string octets) {
        if (writer->size() + octets.size() > blob_set_octets_max) co_return std::unexpected(too_large());
        if (auto written = co_await writer->write(as_bytes(octets)); !written) {
            co_return std::unexpected(set_error_for(written.error()));
        }
        co_return std::expected<void, SetError>();
    }

    const Lent<Context> context_;
};

Task<Answer> upload(Lent<Context> context, json::object arguments) {
    // The creations of a /set without states: blobs have none.
    auto call = read_set(*context, "", std::move(arguments));
    if (!call) co_return std::unexpected(std::move(call.error()));
    Uploading uploading(context);
    json::object created;
    json::object not_created;
    for (auto& [creation_id, object] : call->creates) {
        auto made = co_await uploading.create(std::move(object));
        if (made) {
            context->created(creation_id, std::string(made->at("id").get_string()));
            created[creation_id] = std::move(*made);
        } else {
            not_created[creation_id] = made.error().to_object();
        }
    }
    json::object answer{{"accountId", context->account_id()}, {"created", nullptr}, {"notCreated", nullptr}};
    if (!created.empty()) answer["created"] = std::move(created);
    if (!not_created.empty()) answer["notCreated"] = std::move(not_created);
    co_return answer;
}

// ---- Blob/get (RFC 9404 4.2)

constexpr Argument blob_get_arguments[] = {
    {"accountId", "Id", "Whose blobs these are.", true},
    {"ids", "Id[]", "Those to get.", true},
    {"properties", "String[]|null",
     "data, data:asText, data:asBase64, digest:sha, digest:sha-256, size; data and size where none are "
     "named."},
    {"offset", "UnsignedInt|null", "From which octet on."},
    {"length", "UnsignedInt|null", "How many octets."},
};
constexpr Property blob_properties[] = {
    {"id", "Id", "The blob's.", Property::Who::server},
    {"data", "String|null", "As text where it is UTF-8, else in base64.", Property::Who::server},
    {"data:asText", "String|null", "null where it is not UTF-8.", Property::Who::server},
    {"data:asBase64", "String", "In base64.", Property::Who::server},
    {"digest:sha", "String", "SHA-1 of the range, in base64.", Property::Who::server},
    {"digest:sha-256", "String", "SHA-256 of the range, in base64.", Property::Who::server},
    {"size", "UnsignedInt", "Octets of the whole blob.", Property::Who::server},
    {"isEncodingProblem", "Boolean", "It was asked for as text, and is not UTF-8.", Property::Who::server},
    {"isTruncated", "Boolean", "The range reaches out of the blob.", Property::Who::server},
};
constexpr Type blob_types[] = {{"Blob", capability, "Octets that never change.", blob_properties}};

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

/// The ids of a call, each once. Fails with requestTooLarge.
std::expected<std::vector<std::string>, MethodError> read_ids(const Context& context,
                                                              const json::object& arguments) {
    if (auto account = context.check_account(arguments); !account) {
        return std::unexpected(std::move(account.error()));
    }
    std::vector<std::string> ids;
    for (const json::value& id : arguments.at("ids").get_array()) {
        if (const std::string_view text = id.get_string(); std::ranges::find(ids, text) == ids.end()) {
            ids.emplace_back(text);
        }
        if (auto fits = check_all(context, ids.size()); !fits)
            return std::unexpected(std::move(fits.error()));
    }
    return ids;
}

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

// ---- Blob/lookup (RFC 9404 4.3)

constexpr Argument lookup_arguments[] = {
    {"accountId", "Id", "Whose blobs these are.", true},
    {"typeNames", "String[]", "Types of which the objects are wanted.", true},
    {"ids", "Id[]", "Blobs.", true},
};

std::vector<BlobUse> uses_of(const Catalogue& catalogue) {
    std::vector<BlobUse> uses;
    for (const Family& family : catalogue.families()) {
        uses.insert(uses.end(), family.blob_uses.begin(), family.blob_uses.end());
    }
    return uses;
}

Task<Answer> lookup(Lent<Context> context, json::object arguments) {
    const auto ids = read_ids(*context, arguments);
    if (!ids) co_return std::unexpected(ids.error());
    const std::vector<BlobUse> known = uses_of(context->catalogue());
    std::vector<BlobUse> wanted;
    for (const json::value& name : arguments.at("typeNames").get_array()) {
        const auto found = std::ranges::find(known, std::string_view(name.get_string()), &BlobUse::type);
        const Type* const type = found == known.end() ? nullptr : context->catalogue().find_type(found->type);
        if (type == nullptr || !context->uses(type->capability)) {
            co_return std::unexpected(MethodError{"unknownDataType", "Blobs of such a type are not known."});
        }
        wanted.push_back(*found);
    }
    json::array list;
    json::array not_found_ids;
    for (const std::string& id : *ids) {
        auto blob = co_await find_blob(&context->account(), id);
        if (!blob && blob.error().kind != ErrorKind::missing)
            co_return std::unexpected(error_for(blob.error()));
        if (!blob) {
            not_found_ids.emplace_back(id);
            continue;
        }
        json::object matched;
        for (const BlobUse& use : wanted) matched[use.type] = to_array(use.objects(context, id));
        list.emplace_back(json::object{{"id", id}, {"matchedIds", std::move(matched)}});
    }
    co_return json::object{{"accountId", context->account_id()},
                           {"list", std::move(list)},
                           {"notFound", std::move(not_found_ids)}};
}

// ---- Blob/copy (RFC 8620 6.3)

constexpr Argument blob_copy_arguments[] = {
    {"fromAccountId", "Id", "Whose blobs are copied.", true},
    {"accountId", "Id", "Who gets them.", true},
    {"blobIds", "Id[]", "Those to copy.", true},
};

/// An upload lives from now on under an id of its own; whatever else is there stays what it is. The object is
/// the same.
Task<std::expected<std::string, SetError>> copy_one(Lent<Context> context, std::string id) {
    const auto blob = co_await find_blob(&context->account(), id);
    if (!blob && blob.error().kind == ErrorKind::missing)
        co_return std::unexpected(SetError{"notFound", "There is no such blob."});
    if (!blob) co_return std::unexpected(set_error_for(blob.error()));
    const auto read = read_blob_id(id);
    const UploadId* const upload_id = std::get_if<UploadId>(&read->base);
    const Uploads* const uploads = uploads_of(context->account());
    const events::Upload* const upload =
        upload_id != nullptr && read->parts.empty() ? uploads->find(*upload_id) : nullptr;
    if (upload == nullptr) co_return id;
    auto object = mail::account::read_ref(upload->object());
    if (!object) co_return std::unexpected(set_error_for(object.error()));
    const auto kept = co_await keep_upload(&context->account(), &context->room().random(), std::move(*object),
                                           store::Batch());
    if (!kept) co_return std::unexpected(set_error_for(kept.error()));
    co_return upload_blob_id(*kept);
}

/// Unlike a /copy of a type (RFC 8620 5.4) it may be from an account to itself; there are no others.
Task<Answer> copy(Lent<Context> context, json::object arguments) {
    if (text_of(arguments, "fromAccountId") != context->account_id())
        co_return co_await run_copy(context, std::move(arguments));
    if (auto account = context->check_account(arguments); !account)
        co_return std::unexpected(std::move(account.error()));
    const json::array ids = arguments.at("blobIds").as_array();
    if (auto fits = check_set_size(*context, ids.size()); !fits)
        co_return std::unexpected(std::move(fits.error()));
    json::object copied;
    json::object not_copied;
    for (const json::value& value : ids) {
        const std::string named(value.get_string());
        if (copied.contains(named) || not_copied.contains(named)) continue;
        const auto id = context->resolve(named);
        auto one = id ? co_await copy_one(context, *id)
                      : std::unexpected(SetError{"notFound", "There is no such blob."});
        if (one) {
            copied[named] = std::move(*one);
        } else {
            not_copied[named] = one.error().to_object();
        }
    }
    json::object answer{{"fromAccountId", context->account_id()},
                        {"accountId", context->account_id()},
                        {"copied", nullptr},
                        {"notCopied", nullptr}};
    if (!copied.empty()) answer["copied"] = std::move(copied);
    if (!not_copied.empty()) answer["notCopied"] = std::move(not_copied);
    co_return answer;
}

constexpr Method methods[] = {
    {"Blob/upload", capability, "Makes blobs of text, base64 and parts of other blobs.", "RFC 9404 4.1",
     upload_arguments, upload, true},
    {"Blob/get", capability, "Octets, digests and sizes of blobs.", "RFC 9404 4.2", blob_get_arguments, get},
    {"Blob/lookup", capability, "Which objects refer to blobs.", "RFC 9404 4.3", lookup_arguments, lookup},
    {"Blob/copy", "urn:ietf:params:jmap:core", "Copies blobs from one account to another, or to itself.",
     "RFC 8620 6.3", blob_copy_arguments, copy, true},
};

json::object of_server() { return {}; }
json::object of_account(Lent<const Context> context) {
    json::array types;
    for (const BlobUse& use : uses_of(context->catalogue())) types.emplace_back(use.type);
    return {
        {"maxSizeBlobSet", blob_set_octets_max},
        {"maxDataSources", data_sources_max},
        {"supportedTypeNames", std::move(types)},
        {"supportedDigestAlgorithms", {"sha", "sha-256"}},
    };
}
constexpr Capability capabilities[] = {
    {capability, "Blobs in requests, and what refers to them.", of_server, of_account},
};

}  // namespace

Family family() { return {capabilities, blob_types, methods}; }

}  // namespace milpa::jmap::blobs

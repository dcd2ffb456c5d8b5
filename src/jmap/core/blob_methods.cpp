// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/core/blob_methods.hpp"

#include <algorithm>

#include "jmap/blob.hpp"
#include "jmap/context.hpp"
#include "jmap/set.hpp"
#include "jmap/standard.hpp"
#include "jmap/uploads.hpp"
#include "mail/account/stored_message.hpp"

namespace milpa::jmap::blobs {

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

namespace {

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

constexpr Argument upload_arguments[] = {
    {"accountId", "Id", "Whose blobs these are.", true},
    {"create", "Id[Object]", "By creation id: `data`, a list of sources, and `type`, which comes back.",
     true},
};

constexpr Argument blob_get_arguments[] = {
    {"accountId", "Id", "Whose blobs these are.", true},
    {"ids", "Id[]", "Those to get.", true},
    {"properties", "String[]|null",
     "data, data:asText, data:asBase64, digest:sha, digest:sha-256, size; data and size where none are "
     "named."},
    {"offset", "UnsignedInt|null", "From which octet on."},
    {"length", "UnsignedInt|null", "How many octets."},
};

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

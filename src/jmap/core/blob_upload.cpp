// SPDX-License-Identifier: AGPL-3.0-or-later
// Blob/upload (RFC 9404 4.1).
#include <fmt/format.h>

#include "jmap/blob.hpp"
#include "jmap/context.hpp"
#include "jmap/core/blob_methods.hpp"
#include "jmap/set.hpp"
#include "jmap/standard.hpp"
#include "jmap/type.hpp"

namespace milpa::jmap::blobs {

namespace {

SetError too_large() { return {"tooLarge", "The blob would be larger than maxSizeBlobSet."}; }
SetError not_found(std::string_view id) {
    return {"blobNotFound", "There is no such blob.", {}, {{"notFound", {id}}}};
}

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

}  // namespace

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

}  // namespace milpa::jmap::blobs

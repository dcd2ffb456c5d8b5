// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/mail/email_create.hpp"

#include <map>

#include "base/bytes.hpp"
#include "jmap/blob.hpp"
#include "jmap/mail/email_store.hpp"
#include "jmap/mail/message_builder.hpp"
#include "mail/message/date.hpp"

namespace milpa::jmap {

namespace message = mail::message;

namespace {

using Done = std::expected<void, SetError>;
using Blobs = std::map<std::string, Blob, std::less<>>;

std::string random_token(Random& random) {
    std::array<std::uint8_t, 16> octets;
    random.fill(octets);
    return to_hex(octets);
}

/// RFC 8621 4.6: all that are missing are named.
Task<std::expected<Blobs, SetError>> find_blobs(Lent<Context> context, std::vector<std::string> ids) {
    Blobs blobs;
    json::array missing;
    std::uint64_t octets = 0;
    for (const std::string& id : ids) {
        auto blob = co_await find_blob(&context->account(), id);
        if (!blob && blob.error().kind != ErrorKind::missing)
            co_return std::unexpected(set_error_for(blob.error()));
        if (!blob) {
            missing.emplace_back(id);
            continue;
        }
        const auto size = co_await blob->size();
        if (!size) co_return std::unexpected(set_error_for(size.error()));
        octets += *size;
        blobs.emplace(id, std::move(*blob));
    }
    if (!missing.empty()) {
        json::object more;
        more["notFound"] = std::move(missing);
        co_return std::unexpected(SetError{"blobNotFound", "A blob is not there.", {}, std::move(more)});
    }
    if (octets > attachments_octets_max) {
        json::object more;
        more["maxSize"] = attachments_octets_max;
        co_return std::unexpected(
            SetError{"tooLarge", "The attachments are too large.", {}, std::move(more)});
    }
    co_return blobs;
}

Task<Done> write_blob(Lent<IncomingEmail> to, Lent<const Blob> blob, bool base64) {
    BlobReader reader(*blob);
    Base64Lines lines;
    for (;;) {
        auto piece = co_await reader.next();
        if (!piece) co_return std::unexpected(set_error_for(piece.error()));
        if (piece->empty()) break;
        std::string out;
        base64 ? lines.feed(*piece, out) : void(out = std::move(*piece));
        auto written = co_await to->write(std::move(out));
        if (!written) co_return written;
    }
    std::string rest;
    lines.finish(rest);
    co_return co_await to->write(std::move(rest));
}

}  // namespace

Result<std::string> new_message_id(Room& room) {
    TRY(const auto addresses, room.own_addresses());
    if (addresses.empty()) return fail(ErrorKind::missing, "a member without an address");
    const std::string& own = addresses.front();
    return "<" + random_token(room.random()) + own.substr(own.rfind('@')) + ">";
}

Task<std::expected<json::object, SetError>> create_email(Lent<Context> context, json::object email) {
    Room& room = context->room();
    const WallTime now = room.clock().wall();
    auto place = read_place(context->account().state(), email, now);
    if (!place) co_return std::unexpected(std::move(place.error()));
    const auto draft = read_draft(email);
    if (!draft) co_return std::unexpected(draft.error());
    const auto blobs = co_await find_blobs(context, blobs_of(*draft));
    if (!blobs) co_return std::unexpected(blobs.error());
    const auto id = new_message_id(room);
    if (!id) co_return std::unexpected(set_error_for(id.error()));
    const DraftCompletion completion{.date = "Date: " + message::format_date(now) + "\r\n",
                                     .message_id = "Message-ID: " + *id + "\r\n"};
    auto segments = build_message(*draft, completion, [&room] { return random_token(room.random()); });
    IncomingEmail incoming(context);
    for (Segment& segment : segments) {
        Done written;
        if (auto* text = std::get_if<std::string>(&segment)) {
            written = co_await incoming.write(std::move(*text));
        } else {
            const auto& blob = std::get<BlobSegment>(segment);
            written = co_await write_blob(&incoming, &blobs->at(blob.blob_id), blob.base64);
        }
        if (!written) co_return std::unexpected(std::move(written.error()));
    }
    co_return co_await incoming.keep(std::move(*place));
}

}  // namespace milpa::jmap

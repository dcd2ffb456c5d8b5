// SPDX-License-Identifier: AGPL-3.0-or-later
// Uploads and downloads (RFC 8620 6.1, 6.2): streams between the peer and sealed objects, in memory that does
// not grow with them.
#include <fmt/format.h>

#include "http/ranged.hpp"
#include "jmap/blob.hpp"
#include "server/api/api.hpp"

namespace milpa::server::api {

namespace {

/// One read of the peer.
constexpr std::size_t upload_piece_octets = 64 * 1024;
constexpr std::size_t media_type_octets_max = 200;

http::Response no_such_account() {
    return http::problem_response(404, "about:blank", "There is no such account.");
}

/// On the home thread of the room.
Task<Result<jmap::UploadId>> keep_at(RoomPointer room, store::ObjectRef object, store::Batch with) {
    co_return co_await jmap::keep_upload(&room->account(), &room->random(), std::move(object),
                                         std::move(with));
}

struct Found {
    jmap::Blob blob;
    std::uint64_t size;
};
Task<Result<Found>> find_at(RoomPointer room, std::string id) {
    CO_TRY(jmap::Blob blob, co_await jmap::find_blob(&room->account(), std::move(id)));
    CO_TRY(const std::uint64_t size, co_await blob.size());
    co_return Found{std::move(blob), size};
}

/// Octets of a blob, while the account is open to who asked for them.
class BlobSource final : public http::Source {
public:
    BlobSource(RoomPointer room, const jmap::Blob& blob, http::ByteRange range)
        : room_(std::move(room)), reader_(blob, range.first, range.length()) {}
    /// The room's end ends this, too.
    void enter(Sessions& sessions, Executor here) {
        ticket_ = sessions.enter(room_->login()->id(), here, [this] { ended_ = true; });
    }
    Task<Result<std::string_view>> next() override {
        if (ended_) co_return fail(ErrorKind::closed, "the session has ended");
        CO_TRY(piece_, co_await reader_.next());
        co_return std::string_view(piece_);
    }

private:
    const RoomPointer room_;
    jmap::BlobReader reader_;
    std::string piece_;
    bool ended_ = false;
    std::unique_ptr<Sessions::Ticket> ticket_;
};

struct OpenBlobRange {
    Lent<Server> server;
    RoomPointer room;
    std::shared_ptr<const jmap::Blob> blob;

    Task<Result<std::unique_ptr<http::Source>>> operator()(http::ByteRange range) {
        return open(server, room, blob, range);
    }
    static Task<Result<std::unique_ptr<http::Source>>> open(Lent<Server> server, RoomPointer room,
                                                            std::shared_ptr<const jmap::Blob> blob,
                                                            http::ByteRange range) {
        auto source = std::make_unique<BlobSource>(room, *blob, range);
        source->enter(server->sessions(), co_await boost::asio::this_coro::executor);
        CO_CHECK(server->logins().check(*room->login()));
        co_return std::move(source);
    }
};

}  // namespace

Task<Result<void>> Uploading::write(std::string_view octets) {
    if (writer_.size() + octets.size() > room_->limits().upload_octets_max)
        co_return fail(ErrorKind::limit, "the upload is too large");
    co_return co_await writer_.write(as_bytes(octets));
}

Task<Result<Uploading::Kept>> Uploading::finish() {
    store::Batch batch;
    const std::uint64_t size = writer_.size();
    CO_TRY(auto object, writer_.finish(batch));
    const Executor home = room_->home();
    CO_TRY(const auto id, co_await net::call_on(home, keep_at(room_, std::move(object), std::move(batch))));
    co_return Kept{jmap::upload_blob_id(id), size};
}

std::unique_ptr<Uploading> Api::begin_upload(const RoomPointer& room) {
    auto slot = uploads_.enter(room->login()->vault());
    if (!slot) return nullptr;
    return std::make_unique<Uploading>(server_, room, std::move(slot));
}

Task<http::Response> Api::upload(http::Request request, Lent<http::Body> body) {
    Shown shown = read_shown(request);
    if (may_be_forged(shown, request)) co_return forged();
    auto room = co_await enter(std::move(shown), request.peer);
    if (!room) co_return refusal_of(room.error(), request);
    const std::string account = account_of(*room);
    if (request.captured.at(0) != account) co_return no_such_account();
    const auto uploading = begin_upload(*room);
    if (!uploading) {
        co_return error_response(
            jmap::over_limit("maxConcurrentUpload", "Too many uploads of this account at once."));
    }
    const auto too_large = [] {
        return error_response(jmap::over_limit("maxSizeUpload", "The upload is too large."));
    };
    std::vector<char> piece(upload_piece_octets);
    for (;;) {
        const auto read = co_await body->read_some(piece);
        if (!read && read.error().kind == ErrorKind::limit) co_return too_large();
        if (!read) co_return http::response_for(read.error());
        if (*read == 0) break;
        const auto written = co_await uploading->write(std::string_view(piece.data(), *read));
        if (!written && written.error().kind == ErrorKind::limit) co_return too_large();
        if (!written) co_return http::response_for(written.error());
    }
    const auto kept = co_await uploading->finish();
    if (!kept) co_return refusal_of(kept.error(), request);
    jmap::json::object answer;
    answer["accountId"] = account;
    answer["blobId"] = kept->blob_id;
    answer["type"] = safe_media_type(request.fields.find("content-type").value_or(""));
    answer["size"] = kept->size;
    co_return json_response(201, answer);
}

Task<http::Response> Api::download(http::Request request, Lent<http::Body>) {
    auto room = co_await enter(read_shown(request), request.peer);
    if (!room) co_return refusal_of(room.error(), request);
    if (request.captured.at(0) != account_of(*room)) co_return no_such_account();
    std::string id = request.captured.at(1), name = request.captured.at(2);
    co_return co_await give_blob(std::move(*room), std::move(request), std::move(id), std::move(name));
}

Task<http::Response> Api::give_blob(RoomPointer room, http::Request request, std::string blob_id,
                                    std::string name) {
    const Executor home = room->home();
    auto found = co_await net::call_on(home, find_at(room, blob_id));
    if (!found && found.error().kind == ErrorKind::missing) {
        co_return http::problem_response(404, "about:blank", "There is no such blob.");
    }
    if (!found) co_return refusal_of(found.error(), request);
    http::Ranged ranged;
    ranged.length = found->size;
    ranged.content_type = safe_media_type(request.parameter("type").value_or(""));
    // A blob never changes: its id is as good as a hash of it.
    ranged.etag = "\"" + blob_id + "\"";
    ranged.open = OpenBlobRange{server_, room, std::make_shared<const jmap::Blob>(std::move(found->blob))};
    http::Response response = http::ranged(request, std::move(ranged));
    response.fields.set("content-disposition", content_disposition(name));
    // A browser would keep it on its disk, in clear, long after the member has signed out there.
    response.fields.set("cache-control",
                        is_browser(request) ? "no-store" : "private, immutable, max-age=31536000");
    co_return response;
}

std::string content_disposition(std::string_view name) {
    std::string plain;     // RFC 6266 appendix D: for programs that do not know the other
    std::string extended;  // RFC 8187 3.2.1
    for (const char c : name) {
        const auto octet = static_cast<unsigned char>(c);
        const bool letter = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        const bool safe = letter || c == '.' || c == '-' || c == '_';
        plain += safe || c == ' ' ? c : '_';
        if (safe) {
            extended += c;
        } else {
            extended += fmt::format("%{:02X}", octet);
        }
    }
    return fmt::format("attachment; filename=\"{}\"; filename*=UTF-8''{}", plain, extended);
}

std::string safe_media_type(std::string_view asked) {
    constexpr std::string_view unknown = "application/octet-stream";
    constexpr std::string_view marks = "!#$&^_.+-";
    if (asked.size() > media_type_octets_max) return std::string(unknown);
    const auto is_token = [&](std::string_view text) {
        return !text.empty() && std::ranges::all_of(text, [&](char c) {
            return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                   marks.find(c) != std::string_view::npos;
        });
    };
    std::string_view name = asked.substr(0, asked.find(';'));
    name = name.substr(0, name.find_last_not_of(" \t") + 1);
    const std::size_t slash = name.find('/');
    if (slash == std::string_view::npos || !is_token(name.substr(0, slash)) ||
        !is_token(name.substr(slash + 1))) {
        return std::string(unknown);
    }
    const std::size_t charset = asked.find("charset=");
    if (charset == std::string_view::npos) return std::string(name);
    const std::string_view value = asked.substr(charset + 8, asked.find(';', charset) - charset - 8);
    return is_token(value) ? fmt::format("{}; charset={}", name, value) : std::string(name);
}

}  // namespace milpa::server::api

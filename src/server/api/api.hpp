// SPDX-License-Identifier: AGPL-3.0-or-later
// JMAP over HTTP (RFC 8620) and WebSockets (RFC 8887), bound: who is signed in, their open account, the
// routes.
//
//     /.well-known/jmap, /jmap/session    the session object
//     /jmap/api                           requests
//     /jmap/upload/{account}              blobs in
//     /jmap/download/{account}/{blob}/{name}?type=   and out
//     /jmap/eventsource                   what changes, as it changes
//     /jmap/ws                            all but blobs, in one connection
//
// Who signs in: a session's token, as a bearer token or in a cookie; or an address with a password or an app
// password (Basic), for programs. With a cookie alone nothing is changed that our own pages did not ask for.
#pragma once

#include <memory>
#include <vector>

#include "http/router.hpp"
#include "jmap/method.hpp"
#include "jmap/request.hpp"
#include "jmap/session.hpp"
#include "server/api/room.hpp"
#include "server/api/shown.hpp"

namespace milpa::server::api {

/// Addresses with their secrets of which it is remembered which room they opened; beyond, the oldest is
/// forgotten. 100 octets each.
inline constexpr std::size_t remembered_max = 4'096;

/// A blob on its way into an account. On one thread.
class Uploading {
public:
    Uploading(Lent<Server> server, RoomPointer room, std::unique_ptr<Slots::Token> slot)
        : room_(std::move(room)), slot_(std::move(slot)), writer_(server->store().write_object()) {}
    /// Fails with `limit` above maxSizeUpload, `io`.
    Task<Result<void>> write(std::string_view octets);
    struct Kept {
        std::string blob_id;
        std::uint64_t size = 0;
    };
    /// Fails as jmap::keep_upload().
    Task<Result<Kept>> finish();

private:
    const RoomPointer room_;
    const std::unique_ptr<Slots::Token> slot_;
    store::ObjectWriter writer_;
};

class Api {
public:
    /// `house` may be null where no family asks for it. All outlives it.
    Api(Lent<Server> server, std::vector<jmap::Family> families, jmap::House* house = nullptr);
    ~Api();

    const jmap::Catalogue& catalogue() const { return catalogue_; }
    void add_routes(Lent<http::Router> router);
    /// While locked: requests of guests, and of nobody else.
    void add_guest_routes(Lent<http::Router> router);

    /// Of a request, before it may be read: whose it is. Fails with `denied` (nobody's, or no longer),
    /// `limit` (too many wrong secrets), `closed`. Other protocols over HTTP enter by it, too.
    Task<Result<RoomPointer>> enter(Shown shown, net::PeerAddress peer);
    /// The member's account id. Any thread.
    std::string account_of(const RoomPointer& room) const;

    // ---- for pages that the server makes itself: a client within it, with the same rights and limits

    /// A Request object (RFC 8620 3.3); the Response object. Fails with `syntax` (it is none), `limit` (too
    /// many of this member at once), `denied` (something in it is not for guests).
    Task<Result<jmap::json::object>> ask(RoomPointer room, jmap::json::object request, net::PeerAddress peer);
    Task<Result<jmap::json::object>> ask_as_guest(jmap::json::object request, net::PeerAddress peer);
    /// Null where the member has as many under way as they may.
    std::unique_ptr<Uploading> begin_upload(const RoomPointer& room);
    /// The octets of a blob, as a file of that name; conditions and ranges are those of the request.
    Task<http::Response> give_blob(RoomPointer room, http::Request request, std::string blob_id,
                                   std::string name);

private:
    friend class SocketTalk;
    Task<Result<RoomPointer>> enter_by_secret(AddressAndSecret shown, net::PeerAddress peer);
    Task<Result<jmap::json::object>> run(RoomPointer room, jmap::Request request, net::PeerAddress peer);

    Task<http::Response> session(http::Request request, Lent<http::Body> body);
    Task<http::Response> call(http::Request request, Lent<http::Body> body);
    Task<http::Response> call_as_guest(http::Request request, Lent<http::Body> body);
    Task<http::Response> upload(http::Request request, Lent<http::Body> body);
    Task<http::Response> download(http::Request request, Lent<http::Body> body);
    Task<http::Response> events(http::Request request, Lent<http::Body> body);
    Task<http::Response> socket(http::Request request, Lent<http::Body> body);

    const Lent<Server> server_;
    const jmap::Catalogue catalogue_;
    const jmap::Limits limits_;
    jmap::House* const house_;
    Rooms rooms_;
    Slots requests_;
    Slots uploads_;

    struct Remembered {
        RoomKey room;
        std::uint64_t number = 0;
    };
    const crypto::Key remember_key_;
    std::mutex mutex_;  // guards what follows
    std::map<Bytes, Remembered> remembered_;
    std::uint64_t remembered_next_ = 0;
};

/// What may_be_forged() is answered with.
http::Response forged();
/// RFC 8620 3.6.1 as a response.
http::Response error_response(const jmap::RequestError& error);
/// Why there is no room: 401 with the ways to sign in, 429, 503.
http::Response refusal_of(const Error& error, const http::Request& request);
http::Response json_response(unsigned status, const jmap::json::object& object);
/// Of what holds secrets: every text in it is wiped, and that of the answer when it was sent.
http::Response secret_response(unsigned status, jmap::json::object object);

/// RFC 6266, RFC 8187: a name for a file, whatever characters it has.
std::string content_disposition(std::string_view name);
/// RFC 9110 8.3.1: type/subtype with plain parameters; else application/octet-stream.
std::string safe_media_type(std::string_view asked);

/// What changes, as long as the client listens (RFC 8620 7.3). `shown` is Last-Event-ID.
struct EventWish {
    WantedTypes types;
    bool close_after_state = false;
    std::chrono::seconds ping{0};  ///< 0: never
    std::string last_id;
};
/// `types`, `closeafter` and `ping` of the request; nothing where they are not as RFC 8620 7.3 has them.
std::optional<EventWish> read_event_wish(const http::Request& request);
Task<Result<std::unique_ptr<http::Source>>> open_events(Lent<Server> server, RoomPointer room,
                                                        std::string account_id, EventWish wish);

/// On the home thread of the room.
Task<std::shared_ptr<const States>> listen_at(RoomPointer room, std::weak_ptr<Ear> ear);

}  // namespace milpa::server::api

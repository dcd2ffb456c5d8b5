// SPDX-License-Identifier: AGPL-3.0-or-later
// JMAP over a WebSocket (RFC 8887): requests one after another, and changes between their answers.
//
//     reading ──request──> its answer into the outbox ──sent──> reading
//     writing: what is in the outbox; then what has changed, where the client wants pushes; then it waits
//
// Both halves are of one SocketTalk on the connection's thread; the reader waits until the writer has ended.
#include <boost/json/serialize.hpp>

#include "http/signal.hpp"
#include "http/websocket.hpp"
#include "jmap/json_text.hpp"
#include "jmap/wiped_json.hpp"
#include "server/api/api.hpp"
#include "server/api/guest.hpp"

namespace milpa::server::api {

namespace {

constexpr std::string_view subprotocols[] = {"jmap"};
/// RFC 8887 4.3.5.2: types that a client may name.
constexpr std::size_t socket_types_max = 100;

using jmap::json::object;

std::string of_type(std::string_view type, object message, const jmap::json::value* id) {
    message["@type"] = type;
    if (id != nullptr) message["requestId"] = *id;
    return jmap::json::serialize(message);
}

std::string secret_response(object message, const jmap::json::value* id) {
    message["@type"] = "Response";
    if (id != nullptr) message["requestId"] = *id;
    std::string text = jmap::serialize_once(message);
    jmap::wipe_texts(message);
    return text;
}

/// RFC 8887 4.3.4: "id" is a string, where there is one.
const jmap::json::value* id_of(const object& message) {
    const jmap::json::value* const id = message.if_contains("id");
    return id != nullptr && id->is_string() ? id : nullptr;
}

}  // namespace

class SocketTalk {
public:
    SocketTalk(Lent<Api> api, RoomPointer room, net::PeerAddress peer,
               std::unique_ptr<http::WebSocket> socket, std::shared_ptr<Ear> ear)
        : api_(api),
          room_(std::move(room)),
          peer_(std::move(peer)),
          socket_(std::move(socket)),
          ear_(std::move(ear)) {
        ear_->wake = [this] { bell_.ring(); };
    }
    ~SocketTalk() { ear_->wake = nullptr; }

    Task<> run(std::shared_ptr<const States> now) {
        sent_ = std::move(now);
        net::spawn(ear_->on, write());
        while (auto message = co_await socket_->read(api_->limits_.request_octets_max)) {
            if (ear_->ended || !api_->server_->logins().check(*room_->login())) break;
            co_await take(std::move(*message));
            // What is not read by the client is not piled up here.
            while (!outbox_.empty() && !writer_over_) co_await sent_all_.wait();
            if (writer_over_) break;
        }
        over_ = true;
        bell_.ring();
        while (!writer_over_) co_await sent_all_.wait();
    }

private:
    Task<> take(http::SocketMessage message) {
        std::optional<jmap::json::value> value;
        if (message.kind == http::MessageKind::text)
            value = jmap::read_json(message.octets, jmap::wiping_memory());
        crypto::wipe(message.octets);
        if (!value) {
            refuse(jmap::not_json("The message did not parse as I-JSON."), nullptr);
            co_return;
        }
        const std::string* type = nullptr;
        std::string held;
        if (value->is_object()) {
            if (const auto* const text = value->get_object().if_contains("@type");
                text && text->is_string()) {
                held = std::string(text->get_string());
                type = &held;
            }
        }
        if (type == nullptr) {
            refuse(jmap::not_request("A message is an object that says its @type."), nullptr);
        } else if (*type == "Request") {
            co_await request(std::move(value->get_object()));
        } else if (*type == "WebSocketPushEnable") {
            enable(value->get_object());
        } else if (*type == "WebSocketPushDisable") {
            pushing_ = false;
        } else {
            refuse(jmap::not_request("There is no such @type."), id_of(value->get_object()));
        }
    }

    Task<> request(object message) {
        std::optional<jmap::json::value> id;
        if (const auto* const given = id_of(message)) id = *given;
        const jmap::json::value* const echo = id ? &*id : nullptr;
        auto read = jmap::read_request(std::move(message), api_->catalogue_, api_->limits_);
        if (!read) {
            refuse(read.error(), echo);
            co_return;
        }
        const bool secret = may_hold_secrets(api_->catalogue_, *read);
        auto response = co_await api_->run(room_, std::move(*read), peer_);
        if (!response) {
            refuse(jmap::over_limit("maxConcurrentRequests", "Too many requests of this account at once."),
                   echo);
            co_return;
        }
        send(secret ? secret_response(std::move(*response), echo)
                    : of_type("Response", std::move(*response), echo));
    }

    /// RFC 8887 4.3.5.2. With the pushState that the client saw last it hears at once of what it missed.
    void enable(const object& message) {
        WantedTypes types;
        if (const auto* const named = message.if_contains("dataTypes");
            named != nullptr && named->is_array()) {
            types.emplace();
            for (const jmap::json::value& type : named->get_array()) {
                if (type.is_string() && types->size() < socket_types_max)
                    types->emplace_back(type.get_string());
            }
        }
        wanted_ = std::move(types);
        pushing_ = true;
        if (const auto* const state = message.if_contains("pushState");
            state != nullptr && state->is_string()) {
            // The states now are those that came last, or those at the beginning.
            if (!ear_->latest) ear_->latest = sent_;
            sent_ = std::make_shared<const States>(
                read_push_state(std::string_view(state->get_string())).value_or(States()));
        }
        bell_.ring();
    }

    void refuse(const jmap::RequestError& error, const jmap::json::value* id) {
        object message = error.to_object();
        if (id == nullptr) message["requestId"] = nullptr;
        send(of_type("RequestError", std::move(message), id));
    }
    void send(std::string message) {
        outbox_.push_back(std::move(message));
        bell_.ring();
    }

    std::string take_push() {
        const auto now = std::exchange(ear_->latest, nullptr);
        if (!now) return {};
        const States changed = pushing_ ? changed_states(*sent_, *now, wanted_) : States();
        sent_ = now;
        if (changed.empty()) return {};
        object message = state_change(api_->account_of(room_), changed);
        message["pushState"] = push_state_text(*now);
        return jmap::json::serialize(message);
    }

    Task<> write() {
        for (;;) {
            std::string text;
            if (!outbox_.empty()) {
                text = outbox_.front();
            } else if (over_) {
                break;
            } else if (ear_->ended) {
                socket_->close(http::close_code::policy, "the session has ended");
                break;
            } else {
                text = take_push();
                if (!text.empty() && !api_->server_->logins().check(*room_->login())) {
                    socket_->close(http::close_code::policy, "the session has ended");
                    break;
                }
            }
            if (text.empty()) {
                co_await bell_.wait();
                continue;
            }
            const bool answer = !outbox_.empty();
            const auto written = co_await socket_->write(http::MessageKind::text, text);
            crypto::wipe(text);
            if (!written) break;
            if (answer) {
                crypto::wipe(outbox_.front());
                outbox_.pop_front();
            }
            if (outbox_.empty()) sent_all_.ring();
        }
        writer_over_ = true;
        // Whoever reads has nobody to answer any more.
        socket_->close(http::close_code::normal, "");
        sent_all_.ring();
    }

    const Lent<Api> api_;
    const RoomPointer room_;
    const net::PeerAddress peer_;
    const std::unique_ptr<http::WebSocket> socket_;
    const std::shared_ptr<Ear> ear_;
    std::deque<std::string> outbox_;
    std::shared_ptr<const States> sent_;
    WantedTypes wanted_;
    http::Signal bell_;      // for the writer: something to do
    http::Signal sent_all_;  // for the reader: nothing left, or over
    bool pushing_ = false, over_ = false, writer_over_ = false;
};

namespace {

Task<> talk(Lent<Api> api, RoomPointer room, net::PeerAddress peer, std::unique_ptr<http::WebSocket> socket) {
    auto ear = std::make_shared<Ear>(co_await boost::asio::this_coro::executor);
    const Executor home = room->home();
    auto now = co_await net::call_on(home, listen_at(room, std::weak_ptr<Ear>(ear)));
    SocketTalk conversation(api, std::move(room), std::move(peer), std::move(socket), std::move(ear));
    co_await conversation.run(std::move(now));
}

struct StartTalk {
    Lent<Api> api;
    RoomPointer room;
    net::PeerAddress peer;
    Task<> operator()(std::unique_ptr<http::WebSocket> socket) {
        return talk(api, room, peer, std::move(socket));
    }
};

}  // namespace

Task<http::Response> Api::socket(http::Request request, Lent<http::Body>) {
    Shown shown = read_shown(request);
    // RFC 6455 10.2: it says whatever it likes afterwards, so a cookie alone opens none.
    const auto* const token = std::get_if<Token>(&shown);
    if (token != nullptr && token->from_cookie && !is_from_own_page(request)) co_return forged();
    auto room = co_await enter(std::move(shown), request.peer);
    if (!room) co_return refusal_of(room.error(), request);
    co_return http::websocket_response(request, subprotocols,
                                       StartTalk{this, std::move(*room), request.peer});
}

}  // namespace milpa::server::api

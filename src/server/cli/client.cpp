// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/cli/client.hpp"

#include <fmt/format.h>
#include <sys/un.h>

#include <filesystem>

#include "jmap/wiped_json.hpp"
#include "net/listener.hpp"
#include "net/run_now.hpp"
#include "server/cli/words.hpp"
#include "server/control/frames.hpp"

namespace milpa::server::cli {

namespace {

using control::Frame;
using control::FrameType;
using control::FrameWire;

constexpr std::chrono::seconds connect_timeout{10};
/// An export of many gigabytes, a purge of a large folder: the server says when it is done.
constexpr std::chrono::hours answer_timeout{24};
constexpr std::string_view collective_account = "c";
constexpr std::string_view collective_urn = "urn:milpa:params:jmap:collective";
/// Of the one object that a /set is about.
constexpr std::string_view creation_id = "k";

std::string text_in(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

std::optional<ErrorKind> kind_named(std::string_view text) {
    for (int i = 0; i <= static_cast<int>(ErrorKind::corrupt); ++i) {
        if (to_text(static_cast<ErrorKind>(i)) == text) return static_cast<ErrorKind>(i);
    }
    return std::nullopt;
}

/// Of failures that are the API's own, and not the house's.
ErrorKind kind_of_type(std::string_view type) {
    constexpr std::pair<std::string_view, ErrorKind> kinds[] = {
        {"forbidden", ErrorKind::denied},         {"notFound", ErrorKind::missing},
        {"alreadyExists", ErrorKind::conflict},   {"stateMismatch", ErrorKind::conflict},
        {"tooLarge", ErrorKind::limit},           {"overQuota", ErrorKind::limit},
        {"rateLimit", ErrorKind::limit},          {"requestTooLarge", ErrorKind::limit},
        {"serverUnavailable", ErrorKind::closed}, {"invalidArguments", ErrorKind::syntax},
        {"invalidProperties", ErrorKind::syntax}};
    const auto* found = std::ranges::find(kinds, type, [](const auto& row) { return row.first; });
    return found == std::end(kinds) ? ErrorKind::io : found->second;
}

/// {"type", "description", "kind"} of a call or of an object.
Error failure_of(const json::object& error) {
    const auto named = kind_named(text_in(error, "kind"));
    Error made = fail(named.value_or(kind_of_type(text_in(error, "type"))), text_in(error, "description"));
    made.detail = plain_words(made);
    return made;
}

/// Of a request that was not carried out at all.
Error failure_of(const Frame& frame) {
    auto parsed = control::parse_object(frame.payload);
    if (!parsed) return parsed.error();
    Error made =
        fail(kind_named(text_in(*parsed, "error")).value_or(ErrorKind::io), text_in(*parsed, "message"));
    made.detail = plain_words(made);
    return made;
}

Task<Result<std::unique_ptr<net::Wire>>> reach(std::string socket) {
    // The kernel cuts longer ones off.
    if (socket.size() >= sizeof(sockaddr_un::sun_path))
        co_return fail(ErrorKind::limit, "the path of the folder is too long for a socket in it");
    auto wire = co_await net::connect_unix(std::move(socket), connect_timeout);
    if (wire) co_return std::move(*wire);
    if (wire.error().kind == ErrorKind::closed || wire.error().kind == ErrorKind::missing)
        co_return fail(ErrorKind::closed, "no server answers in this folder; start it with `milpa serve`");
    co_return fail(ErrorKind::denied,
                   "the server in this folder cannot be asked: only its own user and root may");
}

Task<Result<void>> reach_and_leave(std::string socket) {
    CO_TRY(const auto wire, co_await reach(std::move(socket)));
    wire->close();
    co_return Result<void>{};
}

/// `text` is wiped.
Task<Result<json::object>> exchange(std::string socket, FrameType type, std::string text,
                                    ExportFolder* folder) {
    CO_TRY(const auto wire, co_await reach(std::move(socket)));
    wire->set_deadline(answer_timeout);
    FrameWire frames(wire.get(), control::reply_octets_max);
    const auto sent = co_await frames.write(type, text);
    crypto::wipe(text);
    CO_CHECK(sent);
    for (;;) {
        auto got = co_await frames.read();
        if (!got && got.error().kind == ErrorKind::closed)
            co_return fail(ErrorKind::closed, "the server stopped before it had answered");
        if (!got) co_return got.error();
        Frame frame = std::move(*got);
        switch (frame.type) {
            case FrameType::result: {
                auto parsed = control::parse_object(frame.payload);
                crypto::wipe(frame.payload);
                co_return parsed;
            }
            case FrameType::failure: co_return failure_of(frame);
            case FrameType::file:
            case FrameType::data:
                if (folder == nullptr) co_return fail(ErrorKind::syntax, "the server sends files unasked");
                CO_CHECK(frame.type == FrameType::file ? folder->begin(frame.payload)
                                                       : folder->write(frame.payload));
                break;
            default: co_return fail(ErrorKind::syntax, "the server sends what nobody should");
        }
    }
}

Error not_understood() {
    return fail(ErrorKind::syntax, "the server's answer was not understood: is it of another version?");
}

/// One of methodResponses: [name, arguments, id].
Result<json::object> answer_in(json::value& response) {
    if (!response.is_array() || response.get_array().size() != 3) return not_understood();
    json::array& parts = response.get_array();
    if (!parts[0].is_string() || !parts[1].is_object()) return not_understood();
    if (parts[0].get_string() == "error") return failure_of(parts[1].get_object());
    return std::move(parts[1].get_object());
}

}  // namespace

Client::Client(const std::string& folder)
    : socket_((std::filesystem::path(folder) / control::socket_name).string()) {}

Result<void> Client::knock() const { return net::run_now(reach_and_leave(socket_)); }

Result<std::vector<json::object>> Client::call_all(std::vector<Call> calls) {
    json::array list;
    for (Call& call : calls) {
        call.arguments["accountId"] = collective_account;
        json::array one;
        one.emplace_back(call.method);
        one.emplace_back(std::move(call.arguments));
        one.emplace_back(std::to_string(list.size()));
        list.emplace_back(std::move(one));
    }
    json::object request{{"using", json::array{collective_urn}}};
    request["methodCalls"] = std::move(list);
    std::string text = jmap::serialize_once(request);
    jmap::wipe_texts(request);
    TRY(json::object response, net::run_now(exchange(socket_, FrameType::call, std::move(text), nullptr)));
    json::value* const responses = response.if_contains("methodResponses");
    if (responses == nullptr || !responses->is_array() || responses->get_array().size() != calls.size())
        return not_understood();
    std::vector<json::object> answers;
    for (json::value& one : responses->get_array()) {
        TRY(answers.emplace_back(), answer_in(one));
    }
    return answers;
}

Result<json::object> Client::call(std::string_view method, json::object arguments) {
    std::vector<Call> calls;
    calls.push_back({method, std::move(arguments)});
    TRY(std::vector<json::object> answers, call_all(std::move(calls)));
    return std::move(answers.front());
}

Result<json::object> outcome_of(const json::object& answer, const char* done, const char* failed) {
    const auto one_of = [&](const char* list) -> const json::value* {
        const json::value* const objects = answer.if_contains(list);
        if (objects == nullptr || !objects->is_object() || objects->get_object().empty()) return nullptr;
        return &objects->get_object().begin()->value();
    };
    if (const json::value* const error = one_of(failed); error != nullptr && error->is_object())
        return failure_of(error->get_object());
    const json::value* const object = one_of(done);
    if (object == nullptr) return not_understood();
    return object->is_object() ? object->get_object() : json::object();
}

Result<json::object> Client::create(std::string_view method, json::object object) {
    json::object creations;
    creations[creation_id] = std::move(object);
    json::object arguments;
    arguments["create"] = std::move(creations);
    TRY(const json::object answer, call(method, std::move(arguments)));
    return outcome_of(answer, "created", "notCreated");
}

Result<json::object> Client::update(std::string_view method, std::string_view id, json::object patch) {
    json::object changes;
    changes[id] = std::move(patch);
    json::object arguments;
    arguments["update"] = std::move(changes);
    TRY(const json::object answer, call(method, std::move(arguments)));
    return outcome_of(answer, "updated", "notUpdated");
}

Result<void> Client::destroy(std::string_view method, std::string_view id) {
    TRY(const json::object answer, call(method, {{"destroy", json::array{id}}}));
    const json::value* const gone = answer.if_contains("destroyed");
    if (gone != nullptr && gone->is_array() && gone->get_array().size() == 1) return {};
    const auto failed = outcome_of(answer, "destroyed", "notDestroyed");
    return failed ? not_understood() : failed.error();
}

Result<std::string> Client::prove(std::string_view address, const crypto::SecretText& secret) {
    TRY(const json::object answer, call("Proof/give", {{"address", address}, {"secret", secret.view()}}));
    return text_in(answer, "proof");
}

Result<json::object> Client::leave(std::string_view proof, ExportFolder& folder) {
    return net::run_now(exchange(socket_, FrameType::leave, std::string(proof), &folder));
}

}  // namespace milpa::server::cli

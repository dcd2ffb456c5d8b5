// SPDX-License-Identifier: AGPL-3.0-or-later
// A request and its response, as every handler sees them, whether they came over HTTP/1.1 or HTTP/2
// (RFC 9110). No socket, no framing: those are the connections'.
//
// What always holds
// - A request is well-formed before a handler sees it: its path is decoded, begins with '/' and has no "." or
//   ".." segment, no empty one but the last, and no control character; its host is in lower case, without a
//   port; names of fields are in lower case, values have no CR, LF or NUL. What is not is refused by the
//   connection (400), never mended.
// - Bodies stream both ways, in memory that does not grow with them: a handler reads what it wants from Body,
//   and answers with octets, with octets that are shared (assets), or with a Source that is asked for more
//   whenever the peer has room.
// - All of one request happens on the thread of its connection. A handler that needs a vault calls it there
//   (net::call_on).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/lent.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "net/peer.hpp"

namespace milpa::http {

/// RFC 9110 9, RFC 5789 (PATCH), RFC 4918 and RFC 3253 (WebDAV). Others are answered with 501.
enum class Method : std::uint8_t {
    get,
    head,
    post,
    put,
    remove,  ///< DELETE
    options,
    patch,
    propfind,
    proppatch,
    mkcol,
    copy,
    move,
    report,
};
/// "GET"; exact case (RFC 9110 9.1).
std::string_view to_text(Method method);
std::optional<Method> read_method(std::string_view text);

/// Header fields in the order in which they came. Names are in lower case; values without white space around.
class Fields {
public:
    struct Field {
        std::string name;
        std::string value;
        bool operator==(const Field&) const = default;
    };
    Fields() = default;
    Fields(std::initializer_list<std::pair<std::string_view, std::string_view>> fields);

    /// The first of that name (lower case). Nothing where there is none.
    std::optional<std::string_view> find(std::string_view name) const;
    /// How many there are of that name: where more than one is an attack (Host, Content-Length).
    std::size_t count(std::string_view name) const;
    void add(std::string_view name, std::string value);
    /// In place of all of that name.
    void set(std::string_view name, std::string value);
    void erase(std::string_view name);

    /// Fields that many answers have, made once: they are not copied unless one of them is here already (then
    /// that stays, and only the others are added). They stay for as long as this does.
    struct Common {
        explicit Common(std::vector<Field> all);
        const std::vector<Field> fields;
        const std::string lines;  ///< as HTTP/1.1 writes them
    };
    void add_common(Lent<const Common> common);
    const std::vector<Field>& own() const { return fields_; }
    const Common* common() const { return common_; }

    /// A range of Field, those in common last.
    class All;
    All all() const;
    bool operator==(const Fields& other) const;

private:
    void make_own();

    std::vector<Field> fields_;
    const Common* common_ = nullptr;
};

class Fields::All {
public:
    class Iterator {
    public:
        using value_type = Field;
        using difference_type = std::ptrdiff_t;
        Iterator() = default;
        Iterator(const Field* at, const Field* end, const Field* next) : at_(at), end_(end), next_(next) {
            if (at_ == end_) at_ = next_;
        }
        const Field& operator*() const { return *at_; }
        const Field* operator->() const { return at_; }
        Iterator& operator++() {
            if (++at_ == end_) at_ = next_;
            return *this;
        }
        Iterator operator++(int) {
            Iterator before = *this;
            ++*this;
            return before;
        }
        bool operator==(const Iterator& other) const { return at_ == other.at_; }

    private:
        const Field* at_ = nullptr;
        const Field* end_ = nullptr;
        const Field* next_ = nullptr;
    };
    All(std::span<const Field> first, std::span<const Field> second) : first_(first), second_(second) {}
    Iterator begin() const { return {first_.data(), first_.data() + first_.size(), second_.data()}; }
    Iterator end() const {
        const Field* const last = second_.data() + second_.size();
        return {last, last, last};
    }
    std::size_t size() const { return first_.size() + second_.size(); }
    bool empty() const { return size() == 0; }

private:
    std::span<const Field> first_;
    std::span<const Field> second_;
};

inline Fields::All Fields::all() const {
    return {fields_, common_ != nullptr ? std::span<const Field>(common_->fields) : std::span<const Field>()};
}

enum class Version : std::uint8_t { http10, http11, http2 };

struct Request {
    Method method = Method::get;
    bool head_alone =
        false;  ///< HEAD, which the router gives to a handler of GET: nothing is to change by it
    Version version = Version::http11;
    std::string path = "/";  ///< percent-decoded, normal (see above), UTF-8 or not
    std::string query;       ///< behind the '?', as it came
    std::string host;        ///< from Host or :authority; lower case, without the port; empty: none given
    std::optional<std::uint16_t> port;  ///< as the client named it
    Fields fields;
    bool secure = false;  ///< came over TLS, or over a wire that counts as such (the onion service)
    net::PeerAddress peer;
    /// What the router found in the path for each "{name}" of the pattern, in their order.
    std::vector<std::string> captured;

    /// A parameter of the query, percent-decoded, '+' as a space; the first of that name.
    std::optional<std::string> parameter(std::string_view name) const;
    /// A cookie (RFC 6265 5.4); the first of that name.
    std::optional<std::string_view> cookie(std::string_view name) const;
};

/// What a client sends behind its header. Belongs to the connection; a handler that leaves some of it unread
/// costs the client its connection or its stream, nothing more.
class Body {
public:
    virtual ~Body() = default;
    /// As announced; nothing where it is sent in chunks of unknown sum.
    virtual std::optional<std::uint64_t> length() const = 0;
    /// At least one octet, 0 at the end. Fails with `limit` (more than the route takes), `syntax` (broken
    /// chunks), `closed`, `timeout` (slower than body_rate_min allows), `io`.
    virtual Task<Result<std::size_t>> read_some(std::span<char> into) = 0;
};
/// All of it. Fails as read_some(), and with `limit` above `octets_max`.
Task<Result<std::string>> read_all(Lent<Body> body, std::size_t octets_max);

/// What is sent as the peer has room for it: a file, an export, events that come now and then.
class Source {
public:
    virtual ~Source() = default;
    /// The next octets, which stay valid until the next call; empty at the end. May wait for long (events):
    /// then stop() ends the wait. A failure breaks the response off so that the peer sees it (RFC 9112 8).
    virtual Task<Result<std::string_view>> next() = 0;
    /// The peer has gone, or the server stops: a next() that waits returns soon, with `closed`, or
    /// empty where what was sent is whole wherever it ends. Called on the
    /// connection's thread, once at most.
    virtual void stop() {}
};

class WebSocket;  // websocket.hpp

struct Response {
    using Shared = std::shared_ptr<const std::string>;
    /// After a 101 (HTTP/1.1) or 200 (RFC 8441): the rest of the conversation.
    using Upgrade = std::move_only_function<Task<>(std::unique_ptr<WebSocket>)>;

    unsigned status = 200;
    /// Without content-length, transfer-encoding, connection and date: those are the connections'.
    Fields fields{};
    std::variant<std::string, Shared, std::unique_ptr<Source>> body = {};
    /// Of a Source, where it is known.
    std::optional<std::uint64_t> length = std::nullopt;
    Upgrade upgrade = {};
};

/// Answers one request. Must not throw; what goes wrong inside is answered with 500 by the router.
using Handler = std::function<Task<Response>(Request, Lent<Body>)>;

/// RFC 9110 12.5.1, as far as it tells a browser that shows a page from everything else.
bool wants_html(const Request& request);

/// An answer of a line of text, for people: "404 Not Found" and what to do.
Response text_response(unsigned status, std::string text);
/// The same with the status' own words: what answers when nobody has more to say.
Response status_response(unsigned status);
/// RFC 9457 problem details, application/problem+json; `type` may be "about:blank".
Response problem_response(unsigned status, std::string_view type, std::string_view detail);
/// What a failure is to a client: `limit` 413, `syntax` 400, `missing` 404, `denied` 403, `conflict` 409,
/// `closed` 503, `timeout` 408, others 500. The detail is not told.
Response response_for(const Error& error);
/// RFC 9110 15: "Not Found".
std::string_view reason_phrase(unsigned status);

}  // namespace milpa::http

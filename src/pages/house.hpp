// SPDX-License-Identifier: AGPL-3.0-or-later
// What the pages need of the server: to ask its API, as whoever the browser shows, and to sign in and out.
// src/server/plain.cpp binds it; tests script it.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <variant>

#include "base/clock.hpp"
#include "base/lent.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "crypto/secret.hpp"
#include "http/message.hpp"
#include "pages/search_words.hpp"
#include "pages/sendings.hpp"

namespace milpa::pages {

namespace json = boost::json;

/// A file on its way into the account.
class Upload {
public:
    virtual ~Upload() = default;
    struct Kept {
        std::string blob_id;
        std::uint64_t size = 0;
    };
    /// Fails with `limit` beyond what an upload may have, `io`.
    virtual Task<Result<void>> write(std::string octets) = 0;
    virtual Task<Result<Kept>> finish() = 0;
};

/// Carries requests of JMAP out, with the rights of a session, or of a guest. Used on one thread, by one
/// request of HTTP.
class Caller {
public:
    virtual ~Caller() = default;
    /// `methodCalls` (RFC 8620 3.3); the `methodResponses`. Fails with `denied` (the session is over),
    /// `limit` (too many at once), `syntax` (the request is none: a bug of the pages), `closed`.
    virtual Task<Result<json::array>> call(json::array calls) = 0;
    /// Of the member's account; empty: a guest.
    virtual std::string account_id() const = 0;
    /// Fails with `limit` (too many at once), `denied`.
    virtual Task<Result<std::unique_ptr<Upload>>> upload() = 0;
    /// The octets of a blob as a file of that name, with the fields of a download. To a browser alone.
    virtual Task<http::Response> download(http::Request request, std::string blob_id, std::string name) = 0;
};

/// A session has begun.
struct Session {
    std::string cookie;  ///< the value of a Set-Cookie
};
/// The password was right and does not do alone.
struct SecondStep {
    std::string id;
    bool code = false;     ///< of an authenticator program; else a passkey alone, which takes the portal
    bool passkey = false;  ///< would do, too
};

/// How mail programs reach the collective; ports of 0 are not there.
struct MailProgram {
    std::string host;
    std::uint16_t imaps = 0, imap = 0, submissions = 0, submission = 0, https = 0;
};

/// Thread-safe; outlives the pages.
class House {
public:
    virtual ~House() = default;
    virtual bool is_unlocked() const = 0;
    /// The main one; empty while locked.
    virtual std::string domain() const = 0;
    virtual MailProgram mail_program() const = 0;
    virtual std::uint16_t https_port() const = 0;
    virtual const Clock& clock() const = 0;
    virtual const SearchWords& search_words() const = 0;
    virtual Sendings& sendings() = 0;

    /// Whose session the request shows. Fails with `denied`, `limit`, `closed`.
    virtual Task<Result<std::unique_ptr<Caller>>> enter(http::Request request) = 0;
    virtual std::unique_ptr<Caller> guest(http::Request request) = 0;
    /// Whether the browser says that the form was one of our own pages.
    virtual bool is_from_own_page(const http::Request& request) const = 0;
    /// Whether there is a session's cookie at all, good or not.
    virtual bool shows_session(const http::Request& request) const = 0;

    virtual Task<Result<std::variant<Session, SecondStep>>> sign_in(http::Request request,
                                                                    std::string address,
                                                                    crypto::SecretText secret,
                                                                    std::string label,
                                                                    std::chrono::seconds lifetime) = 0;
    /// `step`: of a SecondStep. Fails with `denied` (a wrong code, or the step is over), `limit`.
    virtual Task<Result<Session>> by_code(std::string step, crypto::SecretText code) = 0;
    /// Ends it; the cookie that takes the browser's away.
    virtual Task<std::string> sign_out(http::Request request) = 0;
};

}  // namespace milpa::pages

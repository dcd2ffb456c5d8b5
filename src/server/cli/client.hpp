// SPDX-License-Identifier: AGPL-3.0-or-later
// The command line as a client of the API: method calls over the socket in the data folder.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "crypto/secret.hpp"
#include "server/cli/export_folder.hpp"

namespace milpa::server::cli {

namespace json = boost::json;

/// One connection a request. What fails says why in words for the person who typed it (words.hpp), under the
/// kind of failure that the server named.
class Client {
public:
    explicit Client(const std::string& folder);

    /// Whether anybody is at home. Fails with `closed`, `denied`, `limit`.
    Result<void> knock() const;

    struct Call {
        std::string_view method;
        json::object arguments;  ///< without accountId; texts in it are wiped once they are sent
    };
    /// The answer of the one call.
    Result<json::object> call(std::string_view method, json::object arguments = {});
    /// Those of all, in one request; the first failure where there is one.
    Result<std::vector<json::object>> call_all(std::vector<Call> calls);
    /// What was created, by /set with one creation.
    Result<json::object> create(std::string_view method, json::object object);
    /// One object changed, or gone. What the server changed besides.
    Result<json::object> update(std::string_view method, std::string_view id, json::object patch);
    Result<void> destroy(std::string_view method, std::string_view id);
    /// Whose account the secret opens: for the methods that take it as `proof`.
    Result<std::string> prove(std::string_view address, const crypto::SecretText& secret);

    /// All mail, into the folder.
    Result<json::object> leave(std::string_view proof, ExportFolder& folder);

private:
    const std::string socket_;
};

/// The outcome of one object of a /set with one.
Result<json::object> outcome_of(const json::object& answer, const char* done, const char* failed);

}  // namespace milpa::server::cli

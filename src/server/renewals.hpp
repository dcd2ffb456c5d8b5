// SPDX-License-Identifier: AGPL-3.0-or-later
// Certificates that come by themselves (acme::Keeper), bound: while the server is unlocked, one for each
// domain is kept in date. The account's key and the certificates' keys lie sealed in the directory; proofs
// are shown by the web (HTTP-01, TLS-ALPN-01) and by a program of the administrators' (DNS-01). Whoever looks
// after the server is told where it fails: by `status`, the API, and a letter when time runs short.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "acme/keeper.hpp"
#include "base/result.hpp"

namespace milpa::server {

class HookRunner;
class Server;

/// How it stands with one domain.
struct RenewalReport {
    std::string domain;                ///< as DNS writes it
    std::vector<std::string> names;    ///< those that lead here; empty: none does, and nothing is asked for
    std::optional<acme::Report> last;  ///< nothing where it was not looked at yet
    /// People have to look: it fails, and there is none, or not much time is left.
    bool needs_people() const;
};

class Renewals {
public:
    /// Does nothing for ever where the settings name no authority. Fails with `missing` or `syntax`
    /// (acme.authorities cannot be read).
    static Result<std::unique_ptr<Renewals>> start(Lent<Server> server, std::shared_ptr<HookRunner> hook);
    ~Renewals();
    bool is_wanted() const;

    /// Where it goes on, it begins anew with what is set now.
    void settings_changed();
    /// Ends what goes on and takes back what it shows; then as unlocked().
    Result<void> begin_again();
    /// Begins, where it has not yet. Fails as acme_settings(), `closed`.
    Result<void> unlocked();
    /// Ends, and forgets the account's key. At once; any thread.
    void locked();
    /// Domains have come or gone: looks again.
    void look_again();
    /// Gets all of them anew, whether they are due or failed before. Fails with `missing` where nothing is
    /// wanted.
    Result<void> renew();

    /// What HTTP-01 shows for a token. Any thread.
    std::optional<std::string> answer(std::string_view token) const;
    /// Of all domains, the main one first. Any thread.
    std::vector<RenewalReport> reports() const;

private:
    struct Parts;
    struct Run;
    explicit Renewals(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace milpa::server

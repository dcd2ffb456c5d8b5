// SPDX-License-Identifier: AGPL-3.0-or-later
#include "onion/control.hpp"

#include <fstream>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/ensure.hpp"
#include "onion/reply.hpp"

namespace milpa::onion {

namespace {

/// control-spec 3.24.
constexpr std::size_t cookie_octets = 32;
constexpr std::size_t nonce_octets = 32;
constexpr std::string_view server_key = "Tor safe cookie authentication server-to-controller hash";
constexpr std::string_view client_key = "Tor safe cookie authentication controller-to-server hash";

Bytes hmac(std::string_view key, ByteView text) {
    Bytes out(32);
    unsigned size = 0;
    ensure(::HMAC(::EVP_sha256(), key.data(), static_cast<int>(key.size()), text.data(), text.size(),
                  out.data(), &size) != nullptr);
    return out;
}

Result<crypto::Key> read_cookie(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::array<char, cookie_octets + 1> octets{};
    file.read(octets.data(), octets.size());
    if (file.gcount() != cookie_octets)
        return fail(ErrorKind::missing, "Tor's cookie cannot be read: is our user in the group debian-tor?");
    auto cookie = crypto::Key::from(as_bytes({octets.data(), cookie_octets}));
    crypto::wipe({reinterpret_cast<std::uint8_t*>(octets.data()), octets.size()});
    return cookie;
}

}  // namespace

Task<Result<Reply>> Control::ask(std::string command) {
    net::Wire& wire = reader_.wire();
    wire.set_deadline(reply_timeout);
    command += "\r\n";
    const auto written = co_await wire.write(command);
    // Keys go through here.
    crypto::wipe(command);
    CO_CHECK(written);
    ReplyReader replies;
    for (;;) {
        CO_TRY(const net::Line line, co_await reader_.read_line(line_octets_max));
        CO_TRY(auto reply, replies.take(line.text));
        if (reply) co_return std::move(*reply);
    }
}

Task<Result<void>> Control::prove_cookie(std::string cookie_file) {
    CO_TRY(const crypto::Key cookie, read_cookie(cookie_file));
    Bytes proof = to_bytes(cookie.view());
    Bytes nonce(nonce_octets);
    random_->fill(nonce);
    CO_TRY(const Reply reply, co_await ask("AUTHCHALLENGE SAFECOOKIE " + to_hex(nonce)));
    Bytes server_hash;
    Bytes server_nonce;
    // "AUTHCHALLENGE SERVERHASH=... SERVERNONCE=..."
    const std::string_view line = reply.lines.front();
    for (const auto& [name, into] :
         {std::pair("SERVERHASH=", &server_hash), {"SERVERNONCE=", &server_nonce}}) {
        const auto at = line.find(name);
        if (at == std::string_view::npos) continue;
        const std::string_view value = line.substr(at + std::string_view(name).size());
        CO_TRY(*into, from_hex(value.substr(0, value.find(' '))));
    }
    append(proof, nonce);
    append(proof, server_nonce);
    const bool is_tor = reply.good() && hmac(server_key, proof) == server_hash;
    const Bytes answer = hmac(client_key, proof);
    crypto::wipe(proof);
    if (!is_tor) co_return fail(ErrorKind::denied, "what answers does not know Tor's cookie");
    CO_TRY(const Reply let_in, co_await ask("AUTHENTICATE " + to_hex(answer)));
    if (!let_in.good()) co_return fail(ErrorKind::denied, "Tor does not let us in");
    co_return Result<void>{};
}

Task<Result<void>> Control::authenticate(std::string cookie_file) {
    CO_TRY(const Reply info, co_await ask("PROTOCOLINFO 1"));
    if (!info.good()) co_return fail(ErrorKind::denied, "what answers is no control port of Tor's");
    const Authentication wanted = read_authentication(info);
    if (wanted.safe_cookie) {
        if (cookie_file.empty()) cookie_file = wanted.cookie_file;
        co_return co_await prove_cookie(std::move(cookie_file));
    }
    if (!wanted.none) co_return fail(ErrorKind::denied, "Tor wants a password: set CookieAuthentication 1");
    CO_TRY(const Reply let_in, co_await ask("AUTHENTICATE"));
    if (!let_in.good()) co_return fail(ErrorKind::denied, "Tor does not let us in");
    co_return Result<void>{};
}

Task<Result<Published>> Control::publish(std::optional<crypto::SecretText> key, std::vector<Port> ports) {
    const bool fresh = !key.has_value();
    if (!fresh && !is_service_key(key->view())) co_return fail(ErrorKind::corrupt, "no key of a service");
    std::string command = "ADD_ONION ";
    command += fresh ? std::string_view("NEW:ED25519-V3") : key->view();
    // A kept key is not said again.
    if (!fresh) command += " Flags=DiscardPK";
    for (const Port& port : ports) command += fmt::format(" Port={},127.0.0.1:{}", port.outside, port.inside);
    CO_TRY(Reply reply, co_await ask(std::move(command)));
    // control-spec 3.27: 550 the service is there already (another server has our key), 512 what we said is
    // wrong.
    if (reply.status == 550) co_return fail(ErrorKind::conflict, "Tor has this service already");
    if (!reply.good()) co_return fail(ErrorKind::denied, "Tor does not publish the service");
    const auto service = reply.find("ServiceID");
    if (!service || !is_service_id(*service)) co_return fail(ErrorKind::syntax, "Tor names no service");
    Published made{.service = std::string(*service), .key = std::nullopt};
    if (fresh) {
        const auto said = reply.find("PrivateKey");
        const bool whole = said && is_service_key(*said);
        if (whole) made.key.emplace(*said);
        for (std::string& line : reply.lines) crypto::wipe(line);
        if (!whole) co_return fail(ErrorKind::syntax, "Tor gives no key");
    }
    co_return made;
}

Task<> Control::wait_for_end() {
    net::Wire& wire = reader_.wire();
    // A day is as good as for ever: then it is begun again.
    wire.set_deadline(std::chrono::hours(24));
    for (;;) {
        const auto line = co_await reader_.read_line_or_nudge(line_octets_max);
        if (!line || !*line) co_return;
    }
}

}  // namespace milpa::onion

// SPDX-License-Identifier: AGPL-3.0-or-later
// The demo: a collective of three on this machine, for trying things out. It writes its shares and passwords
// into its own folder and unlocks itself, so a seized demo protects nothing; it says so.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "net/run_now.hpp"
#include "server/certificate_names.hpp"
#include "server/cli/local.hpp"
#include "server/cli/remote.hpp"
#include "server/folder.hpp"
#include "server/ports.hpp"
#include "server/start.hpp"

namespace milpa::server::cli {

namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

constexpr std::string_view demo_domain = "milpa.test";
constexpr std::string_view demo_address = "127.0.0.1";
constexpr std::string_view people[] = {"ana", "berta", "chico"};
constexpr std::string_view demo_file = "demo.json";
constexpr std::string_view shares_file = "demo-shares.json";
constexpr std::string_view ca_file = "demo-ca.pem";
constexpr std::chrono::days certificate_valid{825};

/// This program, as somebody in another terminal of the same folder calls it.
std::string own_path() {
    std::error_code error;
    const fs::path path = fs::read_symlink("/proc/self/exe", error);
    if (error) return "milpa";
    const fs::path near = path.lexically_relative(fs::current_path(error));
    if (near.empty() || near.string().starts_with("..")) return path.string();
    return near.has_parent_path() ? near.string() : "./" + near.string();
}

Result<void> write_file(const fs::path& path, std::string_view text) {
    const fs::path fresh = path.string() + ".new";
    std::ofstream file(fresh, std::ios::binary | std::ios::trunc);
    file << text << std::flush;
    file.close();
    std::error_code error;
    if (!file) return fail(ErrorKind::io, "a file of the demo cannot be written");
    fs::rename(fresh, path, error);
    if (error) return fail(ErrorKind::io, "a file of the demo cannot be written");
    return {};
}

Result<json::object> read_object(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    boost::system::error_code error;
    json::value value = json::parse(text, error);
    if (!file || error || !value.is_object())
        return fail(ErrorKind::corrupt, fmt::format("{} cannot be read", path.string()));
    return std::move(value.as_object());
}

/// A file of the demo that is written while the server runs, which can open none then: it is opened before.
class KeptFile {
public:
    KeptFile() = default;
    ~KeptFile() {
        if (file_ >= 0) ::close(file_);
    }
    KeptFile(const KeptFile&) = delete;
    KeptFile& operator=(const KeptFile&) = delete;

    Result<void> open(const fs::path& path) {
        file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
        if (file_ < 0) return fail(ErrorKind::io, "a file of the demo cannot be written");
        return {};
    }
    Result<void> write(std::string_view text) {
        const bool whole = ::pwrite(file_, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
        if (!whole || ::ftruncate(file_, static_cast<off_t>(text.size())) != 0)
            return fail(ErrorKind::io, "a file of the demo cannot be written");
        return {};
    }

private:
    int file_ = -1;
};

class Demo {
public:
    Demo(const Arguments& arguments, std::uint32_t base_port)
        : folder_(arguments.data), json_(arguments.json), base_port_(base_port) {}

    Result<void> found_if_needed();
    Result<void> serve();

private:
    Task<Result<void>> unlock();
    Task<Result<void>> first_time();
    Task<Result<json::object>> add(std::string_view name);
    Result<void> make_certificate();
    Result<void> write_place();
    /// Whether its members were told of it.
    bool is_finished() const;
    Result<void> welcome() const;
    fs::path path(std::string_view name) const { return fs::path(folder_) / name; }

    const std::string folder_;
    const bool json_;
    const std::uint32_t base_port_;
    std::unique_ptr<Server> server_;
    net::Certificate certificate_;
    KeptFile told_;
};

bool Demo::is_finished() const {
    std::error_code error;
    const auto octets = fs::file_size(path(demo_file), error);
    return !error && octets > 0;
}

/// The file of shares is made first and marks the folder as a demo's; the demo's own file comes last. A demo
/// whose founding was cut off between the two is founded anew: nobody was ever told of it.
Result<void> Demo::found_if_needed() {
    if (is_finished()) return {};
    std::error_code error;
    if (is_founded(folder_)) {
        if (!fs::exists(path(shares_file), error)) {
            return fail(ErrorKind::conflict, fmt::format("{} holds a collective that is no demo", folder_));
        }
        forget_store(folder_);
    }
    CHECK(make_folder(folder_));
    CHECK(write_file(path(shares_file), "{}"));
    TRY(const auto shares,
        found_folder(
            folder_,
            {.domain = std::string(demo_domain), .name = "Milpa demo", .keyholders = 3, .threshold = 2}));
    json::array list;
    for (const auto& share : shares) list.emplace_back(crypto::to_text(share).view());
    return write_file(path(shares_file), json::serialize(json::object{{"shares", std::move(list)}}));
}

Result<void> Demo::make_certificate() {
    TRY(const net::Certificate authority, net::make_ca("Milpa demo"));
    // Those that `milpa dns` and the settings of mail programs tell, and the one that leads here without a
    // DNS.
    auto names = candidate_names(demo_domain, true);
    names.emplace_back("localhost");
    TRY(certificate_,
        net::make_certificate(authority, names, {std::string(demo_address)}, certificate_valid));
    // The authority's key is forgotten here: whoever trusts the demo's certificate trusts nothing else.
    return write_file(path(ca_file), authority.chain_pem);
}

Task<Result<void>> Demo::unlock() {
    CO_TRY(const json::object stored, read_object(path(shares_file)));
    const auto* shares = stored.if_contains("shares");
    if (shares == nullptr || !shares->is_array())
        co_return fail(ErrorKind::corrupt, "the demo's shares cannot be read");
    for (const auto& share : shares->as_array()) {
        if (server_->collective().unlocked()) break;
        if (!share.is_string()) co_return fail(ErrorKind::corrupt, "the demo's shares cannot be read");
        CO_CHECK(co_await server_->collective().offer(crypto::SecretText(share.as_string())));
    }
    co_return co_await server_->after_unlock();
}

/// The first of them looks after the collective.
Task<Result<json::object>> Demo::add(std::string_view name) {
    const std::string address = fmt::format("{}@{}", name, demo_domain);
    members::NewMember fresh;
    fresh.addresses.push_back(address);
    CO_TRY(const members::Credentials made, co_await server_->add_member(std::move(fresh)));
    if (name == people[0]) {
        std::vector<events::Duty> duties = {events::DUTY_ADMINISTRATOR};
        CO_CHECK(co_await server_->members().set_duties(made.member, std::move(duties)));
    }
    CO_TRY(members::Login login, co_await server_->logins().login(address, made.password.copy()));
    CO_TRY(const members::AppPassword app,
           co_await server_->members().add_app_password(std::move(login), "demo"));
    co_return json::object{{"address", address},
                           {"password", made.password.view()},
                           {"app_password", app.secret.view()},
                           {"recovery_code", made.recovery_code.view()}};
}

Task<Result<void>> Demo::first_time() {
    crypto::SecretText key(certificate_.key_pem);
    CO_CHECK(co_await server_->set_certificate(certificate_.chain_pem, std::move(key)));
    json::array list;
    for (const auto name : people) {
        CO_TRY(json::object person, co_await add(name));
        list.push_back(std::move(person));
    }
    const json::object demo{{"domain", demo_domain}, {"members", std::move(list)}};
    co_return told_.write(json::serialize(demo) + "\n");
}

/// The ports may be others at each start, and so may the folder's place.
Result<void> Demo::write_place() {
    TRY(json::object demo, read_object(path(demo_file)));
    json::object ports;
    for (const auto& offset : port_offsets) ports[offset.name] = base_port_ + offset.offset;
    demo["ports"] = std::move(ports);
    demo["ca"] = fs::absolute(path(ca_file)).string();
    return told_.write(json::serialize(demo) + "\n");
}

Result<void> Demo::welcome() const {
    TRY(json::object demo, read_object(path(demo_file)));
    if (json_) {
        demo["ready"] = true;
        std::printf("%s\n", json::serialize(demo).c_str());
        std::fflush(stdout);
        return {};
    }
    const std::string program = own_path();
    std::printf(
        "\nMilpa serves the demo collective %.*s on %.*s.\n\n"
        "  !! This demo unlocks itself: its keys lie beside its data. A seized demo is NOT protected.\n"
        "  !! A real collective is founded in a browser (./run --found), or with `milpa found`; see "
        "docs/guide/founding.md.\n\n",
        static_cast<int>(demo_domain.size()), demo_domain.data(), static_cast<int>(demo_address.size()),
        demo_address.data());
    for (const auto& offset : port_offsets)
        std::printf("  %-12s port %u\n", offset.name, base_port_ + offset.offset);
    std::printf("\n");
    std::string first, password;
    std::printf("  %-18s  %-24s  %s\n", "", "password of the portal", "for mail programs");
    for (const auto& person : demo.at("members").as_array()) {
        const std::string address(person.at("address").as_string());
        const std::string own(person.at("password").as_string());
        const std::string app(person.at("app_password").as_string());
        std::printf("  %-18s  %-24s  %s\n", address.c_str(), own.c_str(), app.c_str());
        if (first.empty()) first = address, password = app;
    }
    const std::string ca(demo.at("ca").as_string());
    std::printf(
        "\nThree things to try:\n"
        "  1. Send yourself mail:  printf 'From: <%s>\\r\\nSubject: Hello\\r\\n\\r\\nIt works.\\r\\n' | curl "
        "--cacert %s \\\n"
        "       --user '%s:%s' --mail-from %s --mail-rcpt %s -T - smtps://localhost:%u\n"
        "  2. Read it:  curl --cacert %s --user '%s:%s' 'imaps://localhost:%u/INBOX;MAILINDEX=1'\n"
        "  3. See what the server could be made to hand over:  %s held %s --data %s\n\n"
        "All of this is in %s too. Ctrl-C stops the server.\n\n"
        "The portal:  https://localhost:%u/portal/\n"
        "  %s looks after the collective there. Your browser does not know the demo's certificate: go on.\n\n"
        "ready\n",
        first.c_str(), ca.c_str(), first.c_str(), password.c_str(), first.c_str(), first.c_str(),
        base_port_ + 465, ca.c_str(), first.c_str(), password.c_str(), base_port_ + 993, program.c_str(),
        first.c_str(), folder_.c_str(), path(demo_file).c_str(), base_port_ + 443, first.c_str());
    std::fflush(stdout);
    return {};
}

Result<void> Demo::serve() {
    const bool first = !is_finished();
    if (first) CHECK(make_certificate());
    CHECK(told_.open(path(demo_file)));
    const auto read = [folder = folder_, base_port = base_port_]() -> Result<Settings> {
        TRY(Settings settings, read_settings(folder));
        settings.listen = demo_address;
        use_base_port(settings.ports, base_port);
        return settings;
    };
    TRY(server_, start_server(folder_, read, store::SealingMode::sealed));
    CHECK(net::run_now(unlock()));
    if (first) CHECK(net::run_now(first_time()));
    CHECK(write_place());
    CHECK(welcome());
    server_->run(Server::Hangup::stops);
    if (!json_) std::printf("stopping\n");
    std::fflush(stdout);
    return {};
}

}  // namespace

int run_demo(const Arguments& arguments) {
    const auto base = arguments.number("base-port", 20'000, 1, base_port_max);
    if (!base) return print_failure(arguments, base.error());
    Demo demo(arguments, static_cast<std::uint32_t>(*base));
    if (auto founded = demo.found_if_needed(); !founded) return print_failure(arguments, founded.error());
    if (auto served = demo.serve(); !served) return print_failure(arguments, served.error());
    return 0;
}

}  // namespace milpa::server::cli

// SPDX-License-Identifier: AGPL-3.0-or-later
// How fast 10,000 secrets are looked for: in sealed bytes, and in mail as it stands.
#include <fmt/format.h>

#include <ctime>
#include <utility>

#include "defence/scanner.hpp"

int main() {
    using namespace milpa;
    using namespace milpa::defence;
    SeededRandom random(1);
    const auto secrets = make_secrets(10'000, random);
    // Of this process: what others do on the machine is no matter here.
    std::clock_t begin = std::clock();
    const auto seconds = [&] {
        const std::clock_t now = std::clock();
        return static_cast<double>(now - std::exchange(begin, now)) / CLOCKS_PER_SEC;
    };
    Scanner scanner(secrets);
    fmt::print("{} patterns made in {:.2f} s\n", scanner.patterns(), seconds());
    Bytes sealed(64 << 20);
    random.fill(sealed);
    Bytes mail;
    while (mail.size() < sealed.size())
        append(mail, as_bytes("and this is a line of mail, not a very long one, of 72 octets or so\r\n"));
    seconds();
    for (const Bytes* bytes : {&sealed, &mail}) {
        Findings found;
        scanner.scan_all(*bytes, found);
        fmt::print("{:.0f} MB/s, {} found\n", static_cast<double>(bytes->size()) / 1e6 / seconds(),
                   found.size());
    }
}

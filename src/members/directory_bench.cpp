// SPDX-License-Identifier: AGPL-3.0-or-later
// members_directory_bench: what SMTP pays for asking who an address is, with many thousands of members.
#include <cstdio>
#include <ctime>

#include "base/random.hpp"
#include "members/directory_fold.hpp"

using namespace milpa;
using namespace milpa::members;

namespace {

constexpr std::size_t members_count = 20'000;
constexpr std::size_t lookups = 2'000'000;

std::string text_of(const auto& id) { return std::string(as_text(id.view())); }

// Of this thread's own time, so that a busy machine does not count.
double now_ns() {
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return 1e9 * static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec);
}

double nanoseconds_each(double since, std::size_t count) {
    return (now_ns() - since) / static_cast<double>(count);
}

events::CollectiveEvent member(Random& random, std::size_t number) {
    events::CollectiveEvent event;
    auto& added = *event.mutable_member_added();
    added.set_id(text_of(random.id<MemberId>()));
    added.add_addresses(fmt::format("member{}@example.org", number));
    added.mutable_vault()->set_id(text_of(random.id<VaultId>()));
    added.mutable_vault()->set_public_key(std::string(crypto::PublicKey::size, 'k'));
    auto& opener = *added.mutable_vault()->add_openers();
    opener.set_id(text_of(random.id<MemberId>()));
    opener.set_kind(events::OPENER_PASSWORD);
    opener.set_wrapped_key(std::string(100, 'w'));
    return event;
}

}  // namespace

int main() {
    SystemRandom random;
    SharedDirectory shared(crypto::Key::random(random));
    events::CollectiveEvent founded;
    founded.mutable_founded()->mutable_domain()->set_name("example.org");
    auto start = now_ns();
    shared.write([&](Directory& directory) {
        ensure(directory.apply(founded).has_value());
        for (std::size_t i = 0; i < members_count; ++i) {
            ensure(directory.apply(member(random, i)).has_value());
        }
    });
    fmt::print("{} members added: {:.0f} ns each\n", members_count, nanoseconds_each(start, members_count));

    std::vector<std::string> texts;
    std::vector<Address> addresses;
    for (std::size_t i = 0; i < members_count; ++i) {
        texts.push_back(fmt::format("Member{}+tag@Example.org", (i * 7'919) % members_count));
    }
    start = now_ns();
    for (const auto& text : texts) addresses.push_back(*Address::parse(text));
    fmt::print("address into its form: {:.0f} ns\n", nanoseconds_each(start, texts.size()));

    start = now_ns();
    std::size_t found = 0;
    for (std::size_t i = 0; i < lookups; ++i) {
        const auto& address = addresses[i % addresses.size()];
        found += shared.read([&](const Directory& d) { return d.route(address); }).value().members.size();
    }
    ensure(found == lookups);
    fmt::print("route of an address: {:.0f} ns\n", nanoseconds_each(start, lookups));

    start = now_ns();
    const auto text = shared.read([](const Directory& d) { return d.snapshot(); }).SerializeAsString();
    fmt::print("snapshot: {:.1f} ms, {} octets\n", nanoseconds_each(start, 1) / 1e6, text.size());
    return 0;
}

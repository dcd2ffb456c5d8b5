// SPDX-License-Identifier: AGPL-3.0-or-later
// Subpoena, the half that `milpa held` promises: what it prints about a member is what somebody with k shares
// and the whole disk finds, value by value. The disk is read here without any code of the directory or the
// queue: by the shape of events/*.proto alone.
#include <fmt/chrono.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <thread>

#include "members.pb.h"
#include "queue.pb.h"
#include "server/mail_smtp.hpp"
#include "server/testing.hpp"
#include "store/rocksdb_engine.hpp"

namespace milpa::server {
namespace {

namespace fs = std::filesystem;
using Leaf = std::pair<std::string, std::string>;  // "Member.name", as it must be told

// ---- the shape of the data, from its source

struct Field {
    std::string name;
    std::string type;
};
using Shape = std::map<std::string, std::map<std::uint32_t, Field>>;

Shape read_shape() {
    Shape shape;
    const std::regex message(R"(^message (\w+) \{)");
    const std::regex field(R"(^\s+(?:repeated |optional )?(\w+) (\w+) = (\d+);)");
    for (const char* name : {"members.proto", "queue.proto"}) {
        std::ifstream file(std::string(MILPA_SOURCE_DIR "/events/") + name);
        std::string line;
        std::string within;
        std::smatch match;
        while (std::getline(file, line)) {
            if (std::regex_search(line, match, message)) within = match[1];
            if (std::regex_search(line, match, field))
                shape[within][static_cast<std::uint32_t>(std::stoul(match[3]))] = {match[2], match[1]};
        }
    }
    return shape;
}

struct Varint {
    std::uint64_t value = 0;
    std::size_t size = 0;
};
Varint read_varint(std::string_view text) {
    Varint read;
    for (int shift = 0; read.size < text.size(); shift += 7) {
        const auto octet = static_cast<unsigned char>(text[read.size++]);
        read.value |= static_cast<std::uint64_t>(octet & 0x7F) << shift;
        if ((octet & 0x80) == 0) break;
    }
    return read;
}

struct Raw {
    std::uint32_t number;
    bool is_text;
    std::uint64_t value;
    std::string_view text;
};
std::vector<Raw> split(std::string_view message) {
    std::vector<Raw> fields;
    while (!message.empty()) {
        const Varint tag = read_varint(message);
        message.remove_prefix(tag.size);
        const Varint value = read_varint(message);
        message.remove_prefix(value.size);
        const bool is_text = (tag.value & 7) == 2;
        EXPECT_TRUE(is_text || (tag.value & 7) == 0);
        fields.push_back({static_cast<std::uint32_t>(tag.value >> 3), is_text, value.value,
                          is_text ? message.substr(0, value.value) : std::string_view()});
        if (is_text) message.remove_prefix(value.value);
    }
    return fields;
}

// ---- how each value must be told

std::string time_text(std::int64_t ms) {
    return fmt::format("{:%Y-%m-%d %H:%M:%S}.{:03} UTC", fmt::gmtime(static_cast<std::time_t>(ms / 1000)),
                       ms % 1000);
}

std::string number_text(const std::string& where, const Field& field, std::uint64_t value) {
    if (field.type == "bool") return value != 0 ? "yes" : "no";
    if (field.type == "sint64")
        return time_text(static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1));
    if (where == "QueueOutcome.reason")
        return std::string(mail::queue::to_text(static_cast<mail::queue::Reason>(value)));
    static const std::map<std::string, std::vector<std::string>> words{
        {"OpenerKind", {"", "a password", "an app password", "the recovery code"}},
        {"ActKind",
         {"", "the collective was founded", "the server was unlocked", "the keyholders were changed",
          "the account was reset"}},
        {"QueueStage", {"waits", "delivered", "failed for good", "failed for good, and the sender knows"}}};
    if (const auto found = words.find(field.type); found != words.end()) return found->second.at(value);
    const bool is_size = where == "Opener.memlimit" || field.name == "quota_bytes";
    return is_size ? fmt::format("{} octets", value) : std::to_string(value);
}

/// Fields of events, and the field of the record that says the same.
const std::map<std::string, std::string>& told_as() {
    static const std::map<std::string, std::string> same{{"MemberSuspension.member", "Member.id"},
                                                         {"MemberSuspension.suspended", "Member.suspended"},
                                                         {"MemberAddresses.member", "Member.id"},
                                                         {"MemberAddresses.addresses", "Member.addresses"},
                                                         {"MemberName.member", "Member.id"},
                                                         {"MemberName.name", "Member.name"},
                                                         {"MemberQuota.member", "Member.id"},
                                                         {"MemberQuota.quota_bytes", "Member.quota_bytes"},
                                                         {"OpenersChanged.member", "Member.id"},
                                                         {"OpenersChanged.removed", "Taken back"},
                                                         {"MemberReset.member", "Member.id"},
                                                         {"FormerVaultClosed.member", "Member.id"},
                                                         {"FormerVaultClosed.vault", "MemberVault.id"},
                                                         {"StartExplained.number", "Start"},
                                                         {"StartExplained.explanation", "Start.explanation"},
                                                         {"StartExplained.by", "Start.explained_by"},
                                                         {"CollectiveEvent.alias_removed", "Alias.address"},
                                                         {"CollectiveEvent.at_ms", "When"},
                                                         {"Attempted.id", "Queued.id"},
                                                         {"Attempted.at_ms", "QueueItem.attempted_ms"},
                                                         {"DelayNotified.id", "Queued.id"},
                                                         {"FailureReported.id", "Queued.id"},
                                                         {"Finished.id", "Queued.id"}};
    return same;
}

class Reader {
public:
    Reader() : shape_(read_shape()) {}

    /// Every value of a message and of what is in it.
    void leaves(const std::string& type, std::string_view message, std::vector<Leaf>& into) const {
        for (const Raw& raw : split(message)) {
            const Field& field = shape_.at(type).at(raw.number);
            const std::string where = type + "." + field.name;
            if (field.type == "EnvelopeAddress") {
                events::EnvelopeAddress address;
                EXPECT_TRUE(address.ParseFromArray(raw.text.data(), static_cast<int>(raw.text.size())));
                add(where, address.local() + "@" + address.domain(), into);
            } else if (field.type == "ObjectRef") {
                events::ObjectRef object;
                EXPECT_TRUE(object.ParseFromArray(raw.text.data(), static_cast<int>(raw.text.size())));
                add(where, std::to_string(object.size()), into);
            } else if (where == "QueueOutcome.recipient" || where == "FailureReported.recipients") {
                continue;  // an index into what is told
            } else if (raw.is_text && shape_.contains(field.type)) {
                leaves(field.type, raw.text, into);
            } else if (raw.is_text) {
                add(where, text_of(where, field, raw.text), into);
            } else {
                add(where, number_text(where, field, raw.value), into);
            }
        }
    }

private:
    static void add(const std::string& where, std::string value, std::vector<Leaf>& into) {
        const auto same = told_as().find(where);
        into.emplace_back(same == told_as().end() ? where : same->second, std::move(value));
    }
    static std::string text_of(const std::string& where, const Field& field, std::string_view text) {
        if (field.type == "string" || where == "QueueOutcome.text" || where == "QueueOutcome.host")
            return std::string(text);
        if (where == "Opener.salt" || where == "Opener.wrapped_key")
            return fmt::format("{} octets", text.size());
        if (field.type == "bytes") return to_hex(as_bytes(text));
        std::vector<std::uint64_t> numbers;  // packed
        while (!text.empty()) {
            const Varint one = read_varint(text);
            numbers.push_back(one.value);
            text.remove_prefix(one.size);
        }
        return fmt::format("{}", fmt::join(numbers, ", "));
    }

    const Shape shape_;
};

// ---- the disk, in the hands of somebody who has k shares

/// A part of a vault that stands for itself: an event, or one record of a snapshot.
struct Unit {
    std::string type;
    std::string text;
};

/// Of either shape that opening an event has.
template <class Opened>
std::string text_of(const Opened& opened) {
    if constexpr (requires { opened.text; }) {
        return std::string(as_text(opened.text));
    } else {
        return std::string(as_text(opened));
    }
}

class Disk {
public:
    Disk(const std::string& folder, const std::vector<crypto::Share>& shares)
        : engine_(*store::open_rocksdb({.folder = fs::path(folder) / "store"})),
          store_({.engine = engine_.get(),
                  .home_of = [this](const VaultId& id) { return runtime_.home_of(id); },
                  .pool = &runtime_.pool(),
                  .clock = &clock_,
                  .random = &random_}),
          founding_(*members::read_founding(store_)),
          keys_(*members::open_keys(founding_, shares)) {}

    std::vector<Unit> units() {
        std::vector<Unit> all;
        const auto directory = read(founding_.directory(), keys_.directory);
        for (const auto& text : directory.events) {
            events::CollectiveEntry entry;
            EXPECT_TRUE(entry.ParseFromString(text));
            all.push_back({"CollectiveEvent", entry.event()});
        }
        for (const Raw& raw : split(directory.pages)) {
            static const std::map<std::uint32_t, std::string> types{
                {3, "Member"}, {4, "Alias"}, {5, "Start"}, {7, "Act"}};
            const auto type = types.find(raw.number);
            all.push_back({type == types.end() ? "" : type->second, std::string(raw.text)});
        }
        const auto queue = read(founding_.queue(), keys_.queue);
        for (const auto& text : queue.events) {
            events::QueueEntry entry;
            EXPECT_TRUE(entry.ParseFromString(text));
            all.push_back({"QueueEvent", entry.event()});
        }
        for (const Raw& raw : split(queue.pages)) all.push_back({"QueueItem", std::string(raw.text)});
        return all;
    }

private:
    struct Vault {
        std::vector<std::string> events;
        std::string pages;
    };
    Vault read(const events::OwnVault& own, const crypto::KeyPair& pair) {
        const VaultId id = *VaultId::from(own.id());
        const store::VaultKeys keys(pair.copy());
        const store::Sealing sealing(store::SealingMode::sealed, &clock_, &random_);
        Vault vault;
        const auto scan = [&](store::Space space, const store::KeyRange& range, auto visit) {
            const auto done =
                engine_->scan(space, range, store::Direction::forward, [&](ByteView key, ByteView value) {
                    visit(key, value);
                    return store::Visit::more;
                });
            EXPECT_TRUE(done);
        };
        scan(store::Space::rows, store::rows::events(id, 1, UINT64_MAX - 1),
             [&](ByteView key, ByteView value) {
                 Bytes sealed = to_bytes(value);
                 const auto opened = sealing.open_event_in_place(keys, key, sealed);
                 ASSERT_TRUE(opened);
                 vault.events.push_back(text_of(*opened));
             });
        scan(store::Space::objects, store::rows::pages(id), [&](ByteView key, ByteView value) {
            const auto opened = sealing.open(keys.data(), key, value);
            ASSERT_TRUE(opened);
            vault.pages += as_text(*opened);
        });
        return vault;
    }

    SystemClock clock_;
    SystemRandom random_;
    net::Runtime runtime_{{.threads = 2, .blocking_threads = 1}};
    std::unique_ptr<store::Engine> engine_;
    store::Store store_;
    const events::Founding founding_;
    const members::CollectiveKeys keys_;
};

// ---- the server, as it came to have all that

class HeldDrill : public testing::OpenServerTest {
protected:
    void SetUp() override {
        // A server that does not come to rest ends the process: here that is a failure.
        ASSERT_EQ(std::at_quick_exit([] { std::_Exit(EXIT_FAILURE); }), 0);
        OpenServerTest::SetUp();
    }

    void submit(const MemberId& member, const std::string& sender, const std::string& to,
                std::optional<VaultId> here = {}, std::int64_t hold_until_ms = 0) {
        SmtpServices services(server.get());
        mail::smtp::Envelope envelope;
        envelope.sender = *mail::message::parse_mailbox(sender);
        envelope.recipients.push_back({*mail::message::parse_mailbox(to), here});
        envelope.member = member;
        envelope.hold_until_ms = hold_until_ms;
        if (hold_until_ms != 0) {
            const auto record = *server->collective().read_member(member);
            envelope.asked =
                mail::smtp::Asked{.vault = record->vault,
                                  .by = *mail::smtp::AskerId::from(record->data.vault().openers(0).id())};
        }
        auto message = net::run_now(services.begin(std::move(envelope)));
        ASSERT_TRUE(message);
        ASSERT_TRUE(net::run_now((*message)->write(as_bytes("From: <x@y>\r\nSubject: s\r\n\r\nbody\r\n"))));
        ASSERT_EQ(net::run_now((*message)->commit()), mail::smtp::Acceptance::stored);
    }
    /// Until the queue has tried all that there is, and left what it could.
    void wait_for_tries(std::uint64_t waiting) {
        for (int i = 0; i < 6'000; ++i) {
            const auto summary = net::run_now(server->mail().queue().summary());
            ASSERT_TRUE(summary);
            const bool tried = !summary->by_reason.contains(mail::queue::Reason::none);
            if (summary->messages == waiting && tried && summary->under_way == 0) return;
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        FAIL() << "the queue does not come to rest";
    }
    template <class T>
    void must(Task<Result<T>> task) {
        const auto done = net::run_now(std::move(task));
        ASSERT_TRUE(done) << done.error().detail;
    }
};

TEST_F(HeldDrill, WhatIsPrintedIsWhatTheDiskHoldsAboutAMember) {
    const auto login = [&] {
        auto in = net::run_now(server->logins().login("ana@example.org", crypto::SecretText(password)));
        EXPECT_TRUE(in);
        return std::move(*in);
    };
    const MemberId ana = add("ana@example.org", "Ana Before");
    const MemberId ben = add("ben@example.org", "Benjamin");
    members::Members& members = server->members();
    members::Collective& collective = server->collective();
    must(collective.set_alias("first@example.org", {"ana@example.org"}));
    must(collective.set_alias("shared@example.org",
                              {"ben@example.org", "first@example.org", "far@else.test"}));
    must(collective.set_alias("bens@example.org", {"ben@example.org"}));
    must(members.add_app_password(login(), "telephone"));
    must(members.set_quota(ana, 1'000'000));
    // What the snapshot has, and what the log has beside it.
    must(collective.snapshot());
    must(members.set_name(ana, "Ana After"));
    must(members.set_addresses(ana, {"ana@example.org", "anita@example.org"}));
    must(members.add_app_password(login(), "old telephone"));
    must(members.change_password(login(), crypto::SecretText("a second long one")));
    must(members.suspend(ana));
    must(members.restore(ana));
    must(server->reset_member(ana, pick(), crypto::SecretText("a third long one")));
    must(collective.set_alias("first@example.org", {"ben@example.org"}));
    must(collective.remove_alias("shared@example.org"));
    must(members.set_name(ben, "Ben After"));
    must(collective.explain_start(0, "a storm that Ana saw", ana));
    submit(ana, "ana@example.org", "friend@else.test");
    submit(ana, "ana@example.org", "nobody@null.test");
    must(collective.set_alias("round@example.org", {"hidden@else.test"}));
    submit(ana, "ana@example.org", "round@example.org", VaultId{});
    submit(ben, "ben@example.org", "other@else.test");
    wait_for_tries(3);
    submit(ana, "ana@example.org", "later@else.test", {}, 4'102'444'800'000);

    const auto record = *collective.read_member(ana);
    const auto held = net::run_now(server->held(*record));
    ASSERT_TRUE(held) << held.error().detail;
    server.reset();

    std::set<Leaf> told;
    std::string all_told;
    for (const auto& section : held->sections) {
        for (const auto& line : section.lines) {
            told.emplace(line.field.empty() ? line.what : line.field, line.value);
            all_told += line.value + "\n";
        }
    }
    // By what she is called, anywhere, at any time.
    std::vector<std::string> names{"ana@example.org",    "anita@example.org", "Ana Before",
                                   "Ana After",          "telephone",         "first@example.org",
                                   "shared@example.org", "friend@else.test"};
    names.emplace_back(as_text(ana.view()));
    names.push_back(record->data.vault().id());
    for (const auto& former : record->data.former_vaults()) names.push_back(former.id());
    for (const auto& opener : record->data.vault().openers()) names.push_back(opener.id());

    const Reader reader;
    std::set<Leaf> on_disk;
    std::size_t about_her = 0;
    Disk disk(folder, pick());
    std::set<std::string> hers_in_queue;
    const auto units = disk.units();
    for (const Unit& unit : units) {
        const bool names_her =
            std::ranges::any_of(names, [&](const auto& name) { return unit.text.contains(name); });
        const bool starts = unit.type == "Start";
        if (!names_her && !starts) continue;
        // What names her is of a sort that can be told.
        ASSERT_FALSE(unit.type.empty());
        std::vector<Leaf> leaves;
        reader.leaves(unit.type, unit.text, leaves);
        for (const Leaf& leaf : leaves) {
            EXPECT_TRUE(told.contains(leaf)) << "on the disk, not in `held`: " << leaf.first << " = "
                                             << leaf.second << " (" << unit.type << ")";
            on_disk.insert(leaf);
            if (leaf.first == "Queued.id") hers_in_queue.insert(leaf.second);
        }
        about_her += names_her ? 1 : 0;
    }
    EXPECT_GE(about_her, 15U);
    EXPECT_EQ(hers_in_queue.size(), 4U);
    EXPECT_TRUE(on_disk.contains({"Queued.written_to", "round@example.org"}));
    EXPECT_TRUE(on_disk.contains({"Queued.vault", record->vault.hex()}));
    EXPECT_TRUE(on_disk.contains({"Start.explanation", "a storm that Ana saw"}));
    EXPECT_TRUE(
        on_disk.contains({"Queued.asked_by", to_hex(as_bytes(record->data.vault().openers(0).id()))}));
    // What names her message by its number alone: tries, reports, its end.
    for (const Unit& unit : units) {
        std::vector<Leaf> leaves;
        if (unit.type == "QueueEvent" || unit.type == "QueueItem")
            reader.leaves(unit.type, unit.text, leaves);
        const bool hers = std::ranges::any_of(leaves, [&](const Leaf& leaf) {
            return leaf.first == "Queued.id" && hers_in_queue.contains(leaf.second);
        });
        if (!hers) continue;
        for (const Leaf& leaf : leaves) {
            EXPECT_TRUE(told.contains(leaf))
                << "in the queue, not in `held`: " << leaf.first << " = " << leaf.second;
            on_disk.insert(leaf);
        }
    }
    // And nothing is told that is not there: a field that is not set is told by one of these words, and
    // counts are of what is told itself.
    const std::set<std::string> nothing{"never",    "no", "none",   "not given", "no limit", "0",
                                        "0 octets", "",   "nobody", "waits",     "at once"};
    const std::set<std::string> counts{"Member.vault",       "Member.former_vaults", "MemberVault.openers",
                                       "Alias.targets",      "Start.sessions",       "QueueItem.queued",
                                       "QueueItem.outcomes", "QueueItem.attempts",   "QueueOutcome.recipient",
                                       "Usage.bytes",        "Usage.messages"};
    for (const Leaf& leaf : told) {
        if (!leaf.first.contains('.') || counts.contains(leaf.first) || nothing.contains(leaf.second))
            continue;
        // The server's own starts and sessions are events of their own, of nobody.
        if (leaf.first.starts_with("Start.") || leaf.first.starts_with("Session.")) continue;
        // What follows from an event: a vault was put aside when the reset was, a failure is reported once
        // its report is written down.
        if (leaf.first == "MemberVault.closed_ms" && on_disk.contains({"When", leaf.second})) continue;
        if (leaf == Leaf("QueueOutcome.stage", "failed for good, and the sender knows")) continue;
        EXPECT_TRUE(on_disk.contains(leaf))
            << "in `held`, not on the disk: " << leaf.first << " = " << leaf.second;
    }
    // Others stay out of it, but for where they share something with her.
    for (const auto* word : {"Benjamin", "Ben After", "bens@example.org", "other@else.test"})
        EXPECT_FALSE(all_told.contains(word)) << word;
}

}  // namespace
}  // namespace milpa::server

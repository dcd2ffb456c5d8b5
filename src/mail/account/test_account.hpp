// SPDX-License-Identifier: AGPL-3.0-or-later
// For tests: one account on a disk that fails on command.
#pragma once

#include <gtest/gtest.h>

#include "mail/account/account.hpp"
#include "mail/account/hot_page.hpp"
#include "mail/account/snapshot_codec.hpp"
#include "mail/account/stored_message.hpp"
#include "mail/message/extract.hpp"
#include "store/fault_engine.hpp"
#include "store/test_store.hpp"

namespace milpa::mail::account::testing {

inline std::vector<Threads::Key> sorted_keys(const Threads& threads) {
    auto keys = threads.keys();
    std::ranges::sort(keys, {}, [](const Threads::Key& key) { return std::pair(key.record, key.hash); });
    return keys;
}

/// A state of its own with the same contents. Requires threads that are loaded.
inline State copy_of(const State& state) {
    events::MailSnapshot saved;
    SnapshotCodec::save(state, saved);
    State copy;
    EXPECT_TRUE(SnapshotCodec::load(saved, copy));
    std::vector<RecordInfo> alive;
    for (const RecordInfo& info : state.records()) {
        if (info.alive()) alive.push_back(info);
    }
    for (std::size_t at = 0; at < alive.size(); at += hot_page_items_max) {
        const std::size_t count = std::min(hot_page_items_max, alive.size() - at);
        EXPECT_TRUE(SnapshotCodec::load_records(copy, encode_records(std::span(alive).subspan(at, count))));
    }
    for (const auto& [name, id] : state.names()) {
        const std::span<const Entry> entries = state.find(id)->entries;
        for (std::size_t at = 0; at < entries.size(); at += hot_page_items_max) {
            const std::size_t count = std::min(hot_page_items_max, entries.size() - at);
            EXPECT_TRUE(SnapshotCodec::load_entries(copy, static_cast<std::uint32_t>(id),
                                                    encode_entries(entries.subspan(at, count))));
        }
    }
    EXPECT_TRUE(SnapshotCodec::finish(saved, copy));
    EXPECT_TRUE(copy.load_threads(sorted_keys(*state.threads())));
    return copy;
}

class TestAccount {
public:
    explicit TestAccount(store::SealingMode mode = store::SealingMode::sealed, bool maintains_itself = false)
        : store(std::make_unique<store::TestStore>(&engine, mode)),
          vault(store->random()),
          maintains_itself_(maintains_itself) {
        store::Batch batch;
        for (Bytes& event : initial_events(clock_.wall())) {
            EXPECT_TRUE((*store)->appender().append(vault.address(), std::move(event), batch));
        }
        EXPECT_TRUE((*store)->committer().commit_blocking(std::move(batch)));
    }
    ~TestAccount() { close(); }

    store::FaultEngine engine;
    std::unique_ptr<store::TestStore> store;
    store::TestVault vault;
    AccountHandle account;
    std::chrono::milliseconds expunged_rest = expunged_rest_default;
    std::shared_ptr<const AnnexFactories> annexes;

    AccountWorld world() {
        const auto parts = (*store)->object_parts();
        return {parts, parts.pool, &clock_, maintains_itself_, expunged_rest, annexes};
    }
    void open() {
        auto opened = store->run(open_account(&(*store)->vaults(), world(), vault.id, vault.pair.copy()));
        ASSERT_TRUE(opened) << opened.error().detail;
        account = std::move(*opened);
    }
    /// Handles go on the context's thread.
    void drop(AccountHandle handle) {
        store->run([](AccountHandle held) -> Task<> {
            const AccountHandle dropped = std::move(held);
            co_return;
        }(std::move(handle)));
    }
    void close() {
        if (account) drop(std::exchange(account, {}));
    }
    void reopen() {
        close();
        open();
    }
    void crash() {
        close();
        store->end();
        engine.crash();
        store->start();
        open();
    }

    /// The object of a message, in a batch that is not committed yet.
    Result<store::ObjectRef> write(std::string text, store::Batch& into) {
        auto writer = (*store)->write_object();
        CHECK(store->run(writer.write(as_bytes(text))));
        return writer.finish(into);
    }
    Result<void> try_deliver(const std::string& text) {
        store::Batch batch;
        TRY(const auto object, write(text, batch));
        const auto own = batch.refer(object, store->random());
        Bytes event = delivery_event(own, message::extract(text), clock_.wall());
        CHECK((*store)->appender().append(vault.address(), std::move(event), batch));
        const auto commit = [](Lent<store::Store> into, store::Batch what) -> Task<Result<void>> {
            CO_CHECK(co_await into->committer().commit(std::move(what)));
            co_return Result<void>();
        };
        return store->run(commit(&**store, std::move(batch)));
    }
    void deliver(const std::string& text) {
        const auto delivered = try_deliver(text);
        ASSERT_TRUE(delivered) << delivered.error().detail;
    }
    Result<Outcome> append(MailboxId mailbox, const std::string& text, Flags flags = {}, Quota quota = {}) {
        store::Batch batch;
        TRY(auto object, write(text, batch));
        NewMessage message{std::move(object), message::extract(text), 1000, std::move(flags)};
        return store->run(account->append(mailbox, std::move(message), std::move(batch), quota));
    }
    std::string octets(Record record) {
        const auto facts = store->run(account->facts_of(record));
        EXPECT_TRUE(facts) << facts.error().detail;
        if (!facts) return "";
        const auto bytes = store->run(account->open_message(*facts)->read(0, 1 << 20));
        EXPECT_TRUE(bytes) << bytes.error().detail;
        return bytes ? std::string(as_text(*bytes)) : "";
    }

    /// Every stored object belongs to a message, or to one that waits for the next snapshot.
    void expect_no_lost_objects() {
        std::size_t objects = 0;
        for (const auto& row : engine.visible().dump(store::Space::rows))
            objects += row.key[0] == 'c' ? 1 : 0;
        std::size_t alive = 0;
        for (const RecordInfo& info : account->state().records()) alive += info.alive() ? 1 : 0;
        EXPECT_EQ(objects, alive + account->state().dead().size());
    }
    bool disk_holds(std::string_view text) {
        for (const auto space : {store::Space::rows, store::Space::objects}) {
            for (const auto& row : engine.visible().dump(space)) {
                if (as_text(row.value).find(text) != std::string_view::npos) return true;
            }
        }
        return false;
    }

private:
    SystemClock clock_;
    const bool maintains_itself_;
};

}  // namespace milpa::mail::account::testing

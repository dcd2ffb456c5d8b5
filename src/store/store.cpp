// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/store.hpp"

#include "net/runtime.hpp"

namespace milpa::store {
namespace {

// Every key: all families lie below.
KeyRange everything() { return {{0}, {0xff}}; }

}  // namespace

Store::Store(StoreWorld world)
    : world_(std::move(world)),
      sealing_(world_.sealing, world_.clock, world_.random),
      committer_(world_.engine, &sealing_, &store_key_, world_.pool),
      vaults_(world_.engine, &sealing_, &committer_, world_.home_of, world_.pool),
      appender_(&sealing_, &vaults_),
      sealed_rows_(Protection::store_key, world_.engine, &sealing_, &store_key_, world_.pool),
      wrapped_rows_(Protection::wrapped, world_.engine, &sealing_, &store_key_, world_.pool) {}

Store::~Store() { stop(); }

Result<void> Store::unlock(const crypto::Key& quorum_key) {
    if (!locked()) return fail(ErrorKind::conflict, "the store is unlocked already");
    // Once: what has come since may be of connections that were writing when it was locked, and still are.
    if (!swept_) CHECK(sweep_spills(*world_.engine));
    swept_ = true;
    store_key_.unlock(quorum_key);
    return {};
}

void Store::lock() {
    vaults_.revoke_all();
    store_key_.lock();
    sealing_.forget_all();
}

void Store::stop() { committer_.stop(); }

Task<Result<void>> Store::purge() {
    // What is deleted while it runs is the next one's.
    vaults_.forget_remains();
    auto purged = co_await world_.pool->run([this]() -> Result<void> {
        CHECK(world_.engine->compact(Space::objects, everything()));
        return world_.engine->compact(Space::rows, everything());
    });
    if (!purged) vaults_.note_remains();
    co_return purged;
}

}  // namespace milpa::store

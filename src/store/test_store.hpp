// SPDX-License-Identifier: AGPL-3.0-or-later
// For tests: a store on one context, that of the test; and a fold that remembers what it was given.
#pragma once

#include "base/clock.hpp"
#include "base/random.hpp"
#include "net/run_now.hpp"
#include "net/runtime.hpp"
#include "store/store.hpp"

namespace milpa::store {

/// A store that can be stopped and made again on the same engine, as a program that starts again.
class TestStore {
public:
    explicit TestStore(Lent<Engine> engine, SealingMode mode = SealingMode::sealed)
        : engine_(engine), mode_(mode) {
        start();
    }
    ~TestStore() { end(); }

    Store& operator*() { return *store_; }
    Store* operator->() { return store_.get(); }

    template <class T>
    T run(Task<T> task) {
        return net::run_on(*context_, std::move(task));
    }
    void start() {
        context_ = std::make_unique<boost::asio::io_context>(1);
        pool_ = std::make_unique<net::BlockingPool>(2);
        store_ = std::make_unique<Store>(
            StoreWorld{engine_, [this](const VaultId&) { return context_->get_executor(); }, pool_.get(),
                       &clock_, &random_, mode_});
        ensure(store_->unlock(*crypto::Key::from(Bytes(crypto::Key::size, 7))).has_value());
    }
    void end() {
        if (!store_) return;
        store_->stop();
        pool_.reset();
        context_.reset();
        store_.reset();
    }
    Random& random() { return random_; }

private:
    const Lent<Engine> engine_;
    const SealingMode mode_;
    SystemClock clock_;
    SystemRandom random_;
    std::unique_ptr<boost::asio::io_context> context_;
    std::unique_ptr<net::BlockingPool> pool_;
    std::unique_ptr<Store> store_;
};

/// One vault, whose key the test has.
struct TestVault {
    explicit TestVault(Random& random) : id(random.id<VaultId>()), pair(crypto::KeyPair::generate(random)) {}
    VaultAddress address() const { return {id, pair.public_half}; }

    VaultId id;
    crypto::KeyPair pair;
};

/// Remembers every event; its root is the events' texts, one a line.
class ListFold final : public Fold {
public:
    Result<void> load(ByteView root) override {
        std::string_view rest = as_text(root);
        while (!rest.empty()) {
            const auto end = rest.find('\n');
            events.emplace_back(rest.substr(0, end));
            rest.remove_prefix(end + 1);
        }
        return {};
    }
    Result<void> apply(Seq, ByteView event, Author author, Arrival arrival) override {
        if (as_text(event) == "poison") return fail(ErrorKind::syntax, "not an event of ours");
        events.emplace_back(as_text(event));
        authors.push_back(author);
        live += arrival == Arrival::live ? 1 : 0;
        return {};
    }
    Bytes root() const {
        std::string joined;
        for (const auto& event : events) joined += event + "\n";
        return to_bytes(joined);
    }

    std::vector<std::string> events;
    std::vector<Author> authors;  // of the events since the root
    std::size_t live = 0;
};

inline Task<Result<VaultHandle>> open_list(Lent<Store> store, Lent<const TestVault> vault) {
    co_return co_await store->vaults().open(vault->id, vault->pair.copy(),
                                            [](Lent<OpenVault>) { return std::make_unique<ListFold>(); });
}

}  // namespace milpa::store

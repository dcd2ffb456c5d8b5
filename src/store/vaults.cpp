// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/vaults.hpp"

#include <boost/asio/executor_work_guard.hpp>

#include "base/ensure.hpp"
#include "net/runtime.hpp"
#include "store/vault_entry.hpp"

namespace milpa::store {
namespace {

namespace asio = boost::asio;

/// Destroys a vault on its home thread, wherever the last handle is dropped.
struct Closer {
    Executor home;

    void operator()(OpenVault* vault) const {
        std::unique_ptr<OpenVault> owned(vault);
        if (home.running_in_this_thread()) return;
        asio::post(home, [owned = std::move(owned)] {});
    }
};

Task<> wait_for_loading(std::shared_ptr<VaultEntry> entry) {
    asio::use_awaitable_t<Executor> token;
    co_await asio::async_initiate<asio::use_awaitable_t<Executor>, void()>(
        [&entry](auto handler) {
            auto back = asio::get_associated_executor(handler);
            entry->waiting.emplace_back(
                [handler = std::move(handler), back]() mutable { asio::post(back, std::move(handler)); });
        },
        token);
}

}  // namespace

Vaults::Vaults(Lent<Engine> engine, Lent<Sealing> sealing, Lent<Committer> committer, HomeOf home_of,
               Lent<net::BlockingPool> pool)
    : parts_{engine, sealing, committer, std::move(home_of), pool, this} {
    committer->observe(this);
}

Vaults::~Vaults() {
    parts_.committer->observe(nullptr);
    ensure(entries_.empty() && alive_ == 0);
}

Task<Result<VaultHandle>> Vaults::open(VaultId id, crypto::KeyPair pair, FoldFactory make_fold) {
    const Executor home = parts_.home_of(id);
    ensure(home.running_in_this_thread());
    auto keys = std::make_shared<const VaultKeys>(std::move(pair));
    while (auto entry = entry_of(id)) {
        if (!(entry->keys->data() == keys->data()))
            co_return fail(ErrorKind::denied, "the vault is open under another key");
        auto vault = entry->vault.lock();
        if (!vault) {
            // Its last handle was dropped elsewhere, and it is on its way here to be destroyed.
            asio::use_awaitable_t<Executor> token;
            co_await asio::post(home, token);
            continue;
        }
        if (vault->broken_) co_return *vault->broken_;
        if (vault->loaded_) co_return VaultHandle(std::move(vault));
        vault.reset();
        co_await wait_for_loading(entry);
        if (entry->failure) co_return *entry->failure;
    }
    auto entry = std::make_shared<VaultEntry>(home, std::move(keys));
    const std::shared_ptr<OpenVault> vault(new OpenVault(&parts_, entry, id), Closer{home});
    entry->vault = vault;
    entry->here = vault.get();
    {
        const std::scoped_lock lock(mutex_);
        entries_.emplace(id, entry);
    }
    const auto loaded = co_await vault->load(std::move(make_fold));
    if (!loaded) entry->failure = loaded.error();
    for (auto& wake : std::exchange(entry->waiting, {})) wake();
    if (!loaded) co_return loaded.error();
    co_return VaultHandle(vault);
}

std::shared_ptr<VaultEntry> Vaults::entry_of(const VaultId& id) const {
    const std::scoped_lock lock(mutex_);
    const auto found = entries_.find(id);
    return found == entries_.end() ? nullptr : found->second;
}

void Vaults::remove(const VaultId& id, const VaultEntry* entry) {
    const std::scoped_lock lock(mutex_);
    const auto found = entries_.find(id);
    // A revoked one has left already, and another may stand in its place.
    if (found != entries_.end() && found->second.get() == entry) entries_.erase(found);
}

// From here on nobody finds it; what holds it hears of it on its home thread.
void Vaults::take_back(const VaultId& id, std::shared_ptr<VaultEntry> entry) {
    revoked_.emplace_back(id, entry->keys);
    const Executor home = entry->home;
    asio::post(home, [entry = std::move(entry)] {
        if (entry->here != nullptr) entry->here->revoke();
        entry->keys.reset();
    });
}

void Vaults::revoke(const VaultId& id) {
    const std::scoped_lock lock(mutex_);
    if (auto node = entries_.extract(id)) take_back(id, std::move(node.mapped()));
}

void Vaults::revoke_all() {
    const std::scoped_lock lock(mutex_);
    for (auto& [id, entry] : std::exchange(entries_, {})) take_back(id, std::move(entry));
}

std::size_t Vaults::not_wiped(std::optional<VaultId> only) {
    const std::scoped_lock lock(mutex_);
    std::erase_if(revoked_, [](const auto& one) { return one.second.expired(); });
    return static_cast<std::size_t>(
        std::ranges::count_if(revoked_, [&](const auto& one) { return !only || one.first == *only; }));
}

Task<bool> Vaults::wait_until_wiped(std::optional<VaultId> only) {
    constexpr std::chrono::milliseconds step{5};
    for (std::chrono::milliseconds waited{0}; not_wiped(only) > 0; waited += step) {
        if (waited >= revoke_patience || !co_await net::sleep_for(step)) co_return false;
    }
    co_return true;
}

bool Vaults::is_open(const VaultId& id) const { return entry_of(id) != nullptr; }

std::size_t Vaults::open_count() const { return alive_; }

std::shared_ptr<const VaultKeys> Vaults::keys_of(const VaultId& id) const {
    const std::scoped_lock lock(mutex_);
    const auto found = entries_.find(id);
    return found == entries_.end() ? nullptr : found->second->keys;
}

Result<void> Vaults::erase(const VaultId& id, Batch& into) {
    if (is_open(id)) return fail(ErrorKind::conflict, "the vault is open");
    into.writes().erase_range(Space::rows, range_of_prefix(rows::event_prefix(id)));
    into.writes().erase_range(Space::rows, rows::roots(id));
    into.writes().erase_range(Space::objects, rows::pages(id));
    remains_ = true;
    return {};
}

bool Vaults::wants(const VaultId& vault) { return is_open(vault); }

void Vaults::committed(const VaultId& vault, Seq seq, Author author, std::shared_ptr<const Bytes> event) {
    auto entry = entry_of(vault);
    if (!entry) return;
    const Executor home = entry->home;
    asio::post(home, [entry = std::move(entry), seq, author, event = std::move(event)]() mutable {
        if (entry->here != nullptr) entry->here->deliver(seq, author, std::move(event));
    });
}

}  // namespace milpa::store

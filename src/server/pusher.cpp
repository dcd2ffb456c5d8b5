// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/pusher.hpp"

#include <boost/json/serialize.hpp>
#include <charconv>
#include <fstream>

#include "base/log.hpp"
#include "contacts/state.hpp"
#include "http/url.hpp"
#include "jmap/mail/submissions.hpp"
#include "jmap/standard.hpp"

namespace milpa::server {

namespace {

using members::SubscriptionId;

/// RFC 9110 10.2.3: seconds; a date is not worth a parser here.
std::chrono::seconds retry_after(const http::Fields& fields) {
    const auto value = fields.find("retry-after");
    unsigned seconds = 0;
    if (value) std::from_chars(value->data(), value->data() + value->size(), seconds);
    if (seconds == 0) return push_retry;
    return std::min(std::chrono::seconds(seconds), push_retry_max);
}

ChangedTypes wanted_of(const events::PushSubscription& subscription, const ChangedTypes& changed) {
    if (subscription.types().empty()) return changed;
    ChangedTypes wanted;
    for (const std::string& name : subscription.types()) {
        if (const auto one = changed.find(name); one != changed.end()) wanted.insert(*one);
    }
    return wanted;
}

ChangedTypes all_at(store::Seq seq, std::initializer_list<std::string_view> types) {
    ChangedTypes changed;
    for (const std::string_view type : types) changed.emplace(type, seq);
    return changed;
}

}  // namespace

Result<std::unique_ptr<net::TlsContext>> push_trust(const std::string& authorities_file) {
    if (authorities_file.empty()) return net::TlsContext::client(net::TlsContext::Trust::system);
    std::ifstream file(authorities_file, std::ios::binary);
    const std::string pem((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (!file) return fail(ErrorKind::missing, "the file of outbound.authorities cannot be read");
    auto made = net::TlsContext::client_beside_system(pem);
    if (!made) return fail(made.error().kind, "the file of outbound.authorities has no certificate in PEM");
    return made;
}

ChangedTypes changed_by_delivery(store::Seq seq) {
    return all_at(seq, {"Email", "EmailDelivery", "Mailbox", "Thread"});
}

ChangedTypes changed_by_owner(store::Seq seq, std::optional<mail::account::AnnexKind> annex) {
    if (!annex) return all_at(seq, {"Email", "Mailbox", "Thread"});
    if (*annex == contacts::annex_kind) return all_at(seq, {"AddressBook", "ContactCard"});
    if (*annex == jmap::submissions_kind) return all_at(seq, {"EmailSubmission", "Identity"});
    return {};
}

void Pusher::start(crypto::P256Key key, std::string contact) {
    const std::scoped_lock guard(mutex_);
    signer_ = std::make_shared<const Signer>(std::move(key), std::move(contact));
}

void Pusher::stop() {
    const std::scoped_lock guard(mutex_);
    signer_.reset();
    waiting_.clear();
}

std::string Pusher::public_key() const {
    const std::scoped_lock guard(mutex_);
    return signer_ ? to_base64url(signer_->key.public_point()) : std::string();
}

void Pusher::notify(const MemberId& member, const ChangedTypes& changed) {
    const auto all = world_.collective->push_subscriptions().of(member);
    if (!all) return;
    for (const events::PushSubscription& one : *all) {
        if (!one.verified()) continue;
        ChangedTypes wanted = wanted_of(one, changed);
        if (wanted.empty()) continue;
        if (const auto id = SubscriptionId::from(one.id()))
            enqueue(*id, {.member = member, .changed = std::move(wanted)});
    }
}

void Pusher::verify(events::PushSubscription subscription) {
    const auto id = SubscriptionId::from(subscription.id());
    const auto member = MemberId::from(subscription.member());
    if (id && member) enqueue(*id, {.member = *member, .verification = true});
}

void Pusher::enqueue(const SubscriptionId& id, Due due) {
    std::vector<Ready> ready;
    {
        const std::scoped_lock guard(mutex_);
        if (!signer_) return;
        if (waiting_.size() >= pushes_waiting_max && !waiting_.contains(id)) {
            log::count("push.too_many");
            return;
        }
        Due& waits = waiting_.try_emplace(id, due).first->second;
        waits.verification = waits.verification || due.verification;
        // Deliveries and the owner's changes may be told out of turn.
        for (const auto& [type, seq] : due.changed) {
            store::Seq& newest = waits.changed[type];
            newest = std::max(newest, seq);
        }
        ready = take_ready();
    }
    begin(std::move(ready));
}

std::vector<Pusher::Ready> Pusher::take_ready() {
    std::vector<Ready> ready;
    for (auto next = waiting_.begin(); next != waiting_.end() && sending_ < pushes_at_once;) {
        if (busy_.contains(next->first)) {
            ++next;
            continue;
        }
        ++sending_;
        busy_.insert(next->first);
        ready.push_back({next->first, next->second, signer_});
        next = waiting_.erase(next);
    }
    return ready;
}

void Pusher::begin(std::vector<Ready> ready) {
    for (Ready& one : ready) net::spawn(world_.home, run(one.id, one.due, std::move(one.signer)));
}

Task<> Pusher::run(SubscriptionId id, Due due, std::shared_ptr<const Signer> signer) {
    co_await push(id, due, std::move(signer));
    std::vector<Ready> ready;
    {
        const std::scoped_lock guard(mutex_);
        --sending_;
        ready = take_ready();
    }
    begin(std::move(ready));
    // The server stops: nothing is begun any more.
    if (!co_await net::sleep_for(push_pause)) co_return;
    {
        const std::scoped_lock guard(mutex_);
        busy_.erase(id);
        ready = take_ready();
    }
    begin(std::move(ready));
}

Result<std::string> Pusher::text_for(const events::PushSubscription& subscription, const Due& due) const {
    if (due.verification) {
        return json::serialize(json::object{{"@type", "PushVerification"},
                                            {"pushSubscriptionId", "p" + to_hex(as_bytes(subscription.id()))},
                                            {"verificationCode", subscription.verification()}});
    }
    TRY(const auto member, world_.collective->read_member(due.member));
    // RFC 8620 7.2: with the credential that asked for it the subscription goes.
    const auto& openers = member->data.vault().openers();
    const bool opener_there = std::ranges::any_of(
        openers, [&](const auto& opener) { return opener.id() == subscription.made_by(); });
    if (!opener_there || member->suspended() || member->frozen())
        return fail(ErrorKind::denied, "whoever asked may not any more");
    // It may want other types by now.
    const ChangedTypes wanted = wanted_of(subscription, due.changed);
    if (wanted.empty()) return std::string();
    json::object types;
    for (const auto& [name, seq] : wanted) types[name] = jmap::state_text(seq);
    const json::object changed{{"a" + (*member).vault.hex(), std::move(types)}};
    return json::serialize(json::object{{"@type", "StateChange"}, {"changed", changed}});
}

Task<> Pusher::push(SubscriptionId id, Due due, std::shared_ptr<const Signer> signer) {
    for (std::size_t tries = 0; tries < push_tries_max; ++tries) {
        // As it is now: renewed, verified, or gone meanwhile.
        auto subscription = world_.collective->push_subscriptions().find(due.member, id);
        if (!subscription) co_return;
        auto text = text_for(*subscription, due);
        if (!text && text.error().kind == ErrorKind::closed) co_return;
        const bool over = !text;
        Outcome outcome{.what = Outcome::What::gone};
        if (!over && text->empty()) co_return;
        if (!over) outcome = co_await send(std::move(*subscription), std::move(*text), signer);
        if (outcome.what == Outcome::What::done) co_return;
        if (outcome.what == Outcome::What::gone) {
            log::count("push.gone");
            if (!co_await world_.collective->push_subscriptions().remove(due.member, id)) co_return;
            co_return;
        }
        if (!co_await net::sleep_for(outcome.pause)) co_return;
    }
    log::count("push.given_up");
}

Task<Pusher::Outcome> Pusher::send(events::PushSubscription subscription, std::string text,
                                   std::shared_ptr<const Signer> signer) {
    const webpush::Keys keys{.p256dh = to_bytes(subscription.p256dh()),
                             .auth = to_bytes(subscription.auth())};
    const auto body = webpush::seal(text, keys, *world_.random);
    const auto url = http::Url::parse(subscription.url());
    if (!body || !url) co_return Outcome{.what = Outcome::What::gone};
    const std::string authorization =
        webpush::vapid("https://" + url->authority(), signer->contact, world_.clock->wall(), signer->key);
    http::ClientRequest request{
        .method = http::Method::post, .url = subscription.url(), .body = std::string(as_text(*body))};
    request.fields.add("ttl", std::to_string(std::chrono::seconds(push_lifetime).count()));
    request.fields.add("content-encoding", "aes128gcm");
    request.fields.add("content-type", "application/octet-stream");
    request.fields.add("authorization", authorization);
    const auto answer = co_await world_.fetch(std::move(request));
    if (!answer) {
        log::count("push.failed");
        // An address that we do not go to will not become one that we do.
        if (answer.error().kind == ErrorKind::denied || answer.error().kind == ErrorKind::syntax)
            co_return Outcome{.what = Outcome::What::gone};
        co_return Outcome{.what = Outcome::What::later, .pause = push_retry};
    }
    if (answer->status >= 200 && answer->status < 300) {
        log::count("push.sent");
        co_return Outcome{.what = Outcome::What::done};
    }
    // RFC 8030 7.3; 429 and 5xx pass, anything else is about this subscription and stays so.
    if (answer->status == 429 || answer->status >= 500)
        co_return Outcome{.what = Outcome::What::later, .pause = retry_after(answer->fields)};
    co_return Outcome{.what = Outcome::What::gone};
}

}  // namespace milpa::server

// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/pusher.hpp"

#include <boost/json/serialize.hpp>
#include <charconv>
#include <fstream>

#include "base/log.hpp"
#include "contacts/state.hpp"
#include "http/date.hpp"
#include "http/url.hpp"
#include "jmap/belongings/belongings.hpp"
#include "jmap/mail/identity.hpp"
#include "jmap/standard.hpp"
#include "jmap/wiped_json.hpp"
#include "members/own_addresses.hpp"

namespace milpa::server {

namespace {

using members::SubscriptionId;

ChangedTypes wanted_of(const events::PushSubscription& subscription, const ChangedTypes& changed) {
    if (subscription.types().empty()) return changed;
    ChangedTypes wanted;
    for (const std::string& name : subscription.types()) {
        if (const auto one = changed.find(name); one != changed.end()) wanted.insert(*one);
    }
    return wanted;
}

/// What leads to the browser, and what opens what is told it.
void wipe(events::PushSubscription& subscription) {
    crypto::wipe(*subscription.mutable_url());
    crypto::wipe(*subscription.mutable_auth());
    crypto::wipe(*subscription.mutable_verification());
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
    if (*annex == jmap::belongings_kind) return all_at(seq, {"ClientData", "OpenPgpSecretKey"});
    return {};
}

std::chrono::seconds push_patience(const http::Fields& fields, WallTime now) {
    const auto value = fields.find("retry-after");
    if (!value || value->empty()) return push_retry;
    std::chrono::seconds asked = push_retry;
    if (std::ranges::all_of(*value, [](char c) { return c >= '0' && c <= '9'; })) {
        std::uint32_t seconds = 0;
        const auto read = std::from_chars(value->data(), value->data() + value->size(), seconds);
        asked = read.ec == std::errc() ? std::chrono::seconds(seconds) : push_retry_max;
    } else if (const auto date = http::read_date(*value)) {
        asked = std::chrono::ceil<std::chrono::seconds>(*date - now);
    }
    return std::clamp(asked, push_pause, push_retry_max);
}

void Pusher::News::add(const News& more) {
    verification = verification || more.verification;
    // Deliveries and the owner's changes may be told out of turn.
    for (const auto& [type, seq] : more.changed) {
        store::Seq& newest = changed[type];
        newest = std::max(newest, seq);
    }
}

void Pusher::start(crypto::P256Key key, std::string contact) {
    const std::scoped_lock guard(mutex_);
    signer_ = std::make_shared<const Signer>(std::move(key), std::move(contact));
}

void Pusher::stop() {
    const std::scoped_lock guard(mutex_);
    signer_.reset();
    lines_.clear();
    turns_.clear();
    verifications_.clear();
    failing_.clear();
    ++generation_;
}

std::string Pusher::public_key() const {
    const std::scoped_lock guard(mutex_);
    return signer_ ? to_base64url(signer_->key.public_point()) : std::string();
}

std::size_t Pusher::under_way() const {
    const std::scoped_lock guard(mutex_);
    return sending_;
}

std::size_t Pusher::failing() const {
    const std::scoped_lock guard(mutex_);
    return static_cast<std::size_t>(
        std::ranges::count_if(failing_, [this](const auto& one) { return is_there(one.first, one.second); }));
}

bool Pusher::is_there(const SubscriptionId& id, const Failing& failing) const {
    auto found = world_.collective->push_subscriptions().find(failing.member, id);
    if (!found) return false;
    wipe(*found);
    return true;
}

bool Pusher::may_go_to(const http::Url& url) const {
    return world_.reach == http::Reach::any ? url.secure : http::is_public_place(url);
}

bool Pusher::take_verification(const MemberId& member) {
    const SteadyTime now = world_.clock->steady();
    const std::scoped_lock guard(mutex_);
    // Whoever has asked for none since is not kept in mind.
    for (auto& [other, asked] : verifications_)
        std::erase_if(asked, [now](SteadyTime at) { return at + verifications_within <= now; });
    std::erase_if(verifications_, [](const auto& one) { return one.second.empty(); });
    auto& asked = verifications_[member];
    if (asked.size() >= verifications_max) {
        log::count("push.too_many_verifications");
        return false;
    }
    asked.push_back(now);
    return true;
}

void Pusher::notify(const MemberId& member, const ChangedTypes& changed) {
    auto all = world_.collective->push_subscriptions().of(member);
    if (!all) return;
    for (events::PushSubscription& one : *all) {
        const auto id = SubscriptionId::from(one.id());
        ChangedTypes wanted = wanted_of(one, changed);
        if (one.verified() && id && !wanted.empty()) enqueue(*id, member, {.changed = std::move(wanted)});
        wipe(one);
    }
}

void Pusher::verify(events::PushSubscription subscription) {
    const auto id = SubscriptionId::from(subscription.id());
    const auto member = MemberId::from(subscription.member());
    wipe(subscription);
    if (id && member) enqueue(*id, *member, {.verification = true});
}

void Pusher::enqueue(const SubscriptionId& id, const MemberId& member, const News& news) {
    std::vector<Sending> ready;
    bool look = false;
    {
        const std::scoped_lock guard(mutex_);
        if (!signer_) return;
        if (lines_.size() >= pushes_waiting_max && !lines_.contains(id)) {
            log::count("push.too_many");
            return;
        }
        const SteadyTime now = world_.clock->steady();
        const auto [line, fresh] = lines_.try_emplace(id, Line{.member = member, .from = now});
        if (fresh) turns_.emplace(now, id);
        line->second.news.add(news);
        ready = take_ready();
        look = !std::exchange(looking_, true);
    }
    if (look) net::spawn(world_.home, look_now_and_then());
    begin(std::move(ready));
}

Task<> Pusher::look_now_and_then() {
    // It fails when the server stops: nothing is begun any more.
    while (co_await net::sleep_for(push_look_every)) {
        std::vector<Sending> ready;
        {
            const std::scoped_lock guard(mutex_);
            ready = take_ready();
            looking_ = !lines_.empty();
            if (!looking_) co_return;
        }
        begin(std::move(ready));
    }
}

std::vector<Pusher::Sending> Pusher::take_ready() {
    std::vector<Sending> ready;
    const SteadyTime now = world_.clock->steady();
    // Those who are passed over are of members who have their share: few members, and few lines of each.
    for (auto next = turns_.begin();
         next != turns_.end() && next->first <= now && sending_ < pushes_at_once;) {
        const SubscriptionId id = next->second;
        Line& line = lines_.at(id);
        if (!line.news.any()) {
            lines_.erase(id);
            next = turns_.erase(next);
            continue;
        }
        std::size_t& own = sending_of_[line.member];
        if (own >= pushes_of_member_at_once) {
            ++next;
            continue;
        }
        ++own;
        ++sending_;
        line.sending = true;
        ready.push_back({.id = id, .member = line.member, .news = {}, .generation = generation_});
        // A subscription is asked for its code before it is told anything.
        if (line.news.verification)
            ready.back().news.verification = std::exchange(line.news.verification, false);
        else
            ready.back().news.changed.swap(line.news.changed);
        next = turns_.erase(next);
    }
    return ready;
}

void Pusher::begin(std::vector<Sending> ready) {
    for (Sending& one : ready) net::spawn(world_.home, run(std::move(one)));
}

void Pusher::leave(const Sending& one) {
    --sending_;
    const auto own = sending_of_.find(one.member);
    if (--own->second == 0) sending_of_.erase(own);
}

Pusher::Line* Pusher::find_line(const Sending& one) {
    // A lock has forgotten all lines: those that are there now are others.
    const auto found = one.generation == generation_ ? lines_.find(one.id) : lines_.end();
    return found == lines_.end() ? nullptr : &found->second;
}

void Pusher::put_back(const Sending& one, const Outcome& outcome) {
    Line* const found = find_line(one);
    if (found == nullptr) return;
    Line& line = *found;
    line.sending = false;
    line.from = world_.clock->steady() + push_pause;
    if (outcome.what == Outcome::What::later) {
        line.from = world_.clock->steady() + outcome.pause;
        line.news.add(one.news);
        ++line.tries;
    } else {
        line.tries = 0;
    }
    turns_.emplace(line.from, one.id);
}

Task<> Pusher::run(Sending one) {
    Outcome outcome = co_await push(one);
    if (outcome.what == Outcome::What::later) {
        const std::scoped_lock guard(mutex_);
        const Line* const line = find_line(one);
        // RFC 8620 7.2, 8.6: a place that has not shown that it wants them gets one verification, and no
        // more.
        const bool last = line != nullptr && line->tries + 1 >= push_tries_max;
        if (last || one.news.verification) outcome.what = Outcome::What::refused;
    }
    co_await settle(one, outcome.what);
    std::vector<Sending> ready;
    {
        const std::scoped_lock guard(mutex_);
        leave(one);
        put_back(one, outcome);
        ready = take_ready();
    }
    begin(std::move(ready));
}

bool Pusher::note_failure(const Sending& one) {
    log::count("push.given_up");
    const SteadyTime now = world_.clock->steady();
    const std::scoped_lock guard(mutex_);
    if (find_line(one) == nullptr) return false;
    if (failing_.size() >= pushes_waiting_max && !failing_.contains(one.id)) {
        // Their owners have removed them, or nothing was told since.
        std::erase_if(failing_, [&](const auto& other) {
            return now - other.second.since >= push_failing_max || !is_there(other.first, other.second);
        });
        if (failing_.size() >= pushes_waiting_max) return false;
    }
    const Failing fresh{.member = one.member, .since = now};
    return now - failing_.try_emplace(one.id, fresh).first->second.since >= push_failing_max;
}

Task<> Pusher::settle(Sending one, Outcome::What what) {
    const bool goes = what == Outcome::What::gone || (what == Outcome::What::refused && note_failure(one));
    if (!goes && what != Outcome::What::taken) co_return;
    {
        const std::scoped_lock guard(mutex_);
        failing_.erase(one.id);
    }
    if (!goes) co_return;
    log::count("push.gone");
    // Where it cannot be removed, that is found out again by the next push.
    const auto removed = co_await world_.collective->push_subscriptions().remove(one.member, one.id);
    if (!removed && removed.error().kind == ErrorKind::io) log::event("push.not_removed", ErrorKind::io);
}

Result<std::string> Pusher::text_for(const events::PushSubscription& subscription, const Sending& one) const {
    TRY(const auto member, world_.collective->read_member(one.member));
    // RFC 8620 7.2: with the credential that asked for it the subscription goes.
    const auto& openers = member->data.vault().openers();
    const bool opener_there = std::ranges::any_of(
        openers, [&](const auto& opener) { return opener.id() == subscription.made_by(); });
    if (!opener_there) return fail(ErrorKind::denied, "whoever asked may not any more");
    if (member->suspended() || member->frozen()) return std::string();
    if (one.news.verification) {
        return json::serialize(
            json::object({{"@type", "PushVerification"},
                          {"pushSubscriptionId", "p" + to_hex(as_bytes(subscription.id()))},
                          {"verificationCode", subscription.verification()}},
                         jmap::wiping_memory()));
    }
    // It may want other types by now.
    const ChangedTypes wanted = wanted_of(subscription, one.news.changed);
    if (wanted.empty()) return std::string();
    json::object types;
    for (const auto& [name, seq] : wanted) {
        // EmailDelivery has no /get (RFC 8621 1.5): all that its state must do is change.
        if (name == jmap::identity_type.name) {
            TRY(auto addresses, members::own_addresses(*world_.collective, one.member));
            types[name] = jmap::identity_state(seq, {std::move(addresses), member->data.name()});
        } else {
            types[name] = jmap::state_text(seq);
        }
    }
    const json::object changed{{"a" + (*member).vault.hex(), std::move(types)}};
    return json::serialize(json::object{{"@type", "StateChange"}, {"changed", changed}});
}

Result<http::ClientRequest> Pusher::seal(const events::PushSubscription& subscription,
                                         std::string_view text) {
    std::shared_ptr<const Signer> signer;
    {
        const std::scoped_lock guard(mutex_);
        signer = signer_;
    }
    if (!signer) return fail(ErrorKind::closed, "locked");
    TRY(const auto url, http::Url::parse(subscription.url()));
    // Also of those that were taken when other places were allowed.
    if (!may_go_to(url)) return fail(ErrorKind::denied, "not a place that we go to");
    webpush::Keys keys{.p256dh = to_bytes(subscription.p256dh()), .auth = to_bytes(subscription.auth())};
    const auto body = webpush::seal(text, keys, *world_.random);
    crypto::wipe(keys.auth);
    if (!body) return body.error();
    http::ClientRequest request{
        .method = http::Method::post, .url = subscription.url(), .body = std::string(as_text(*body))};
    request.fields.add("ttl", std::to_string(std::chrono::seconds(push_lifetime).count()));
    request.fields.add("content-encoding", "aes128gcm");
    request.fields.add("content-type", "application/octet-stream");
    request.fields.add("authorization", webpush::vapid("https://" + url.authority(), signer->contact,
                                                       world_.clock->wall(), signer->key));
    return request;
}

Pusher::Prepared Pusher::prepare(const Sending& one) {
    // As it is now: renewed, verified, or gone meanwhile.
    auto subscription = world_.collective->push_subscriptions().find(one.member, one.id);
    if (!subscription) return {};
    Prepared prepared;
    auto text = text_for(*subscription, one);
    if (!text) {
        if (text.error().kind == ErrorKind::denied) prepared.instead = Outcome::What::gone;
    } else if (!text->empty()) {
        auto request = seal(*subscription, *text);
        if (request)
            prepared.request = std::move(*request);
        else if (request.error().kind != ErrorKind::closed)
            prepared.instead = Outcome::What::refused;
        crypto::wipe(*text);
    }
    wipe(*subscription);
    return prepared;
}

Pusher::Outcome Pusher::read_answer(const Result<http::ClientResponse>& answer) const {
    using enum Outcome::What;
    if (!answer) {
        // No such name, nobody there, no good certificate, no answer: all of that was otherwise yesterday.
        log::count("push.failed");
        return {.what = later, .pause = push_retry};
    }
    if (answer->status >= 200 && answer->status < 300) {
        log::count("push.sent");
        return {.what = taken};
    }
    // RFC 8030 7.3.
    if (answer->status == 404 || answer->status == 410) return {.what = gone};
    log::count("push.failed");
    if (answer->status == 429 || answer->status >= 500)
        return {.what = later, .pause = push_patience(answer->fields, world_.clock->wall())};
    // The very same again would be answered the same: our key, our clock or our words are not to its liking.
    return {.what = refused};
}

Task<Pusher::Outcome> Pusher::push(Sending one) {
    Prepared prepared = prepare(one);
    if (!prepared.request) co_return Outcome{.what = prepared.instead};
    co_return read_answer(co_await world_.fetch(std::move(*prepared.request)));
}

}  // namespace milpa::server

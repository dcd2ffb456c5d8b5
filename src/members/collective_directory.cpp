// SPDX-License-Identifier: AGPL-3.0-or-later
// What can be asked of the unlocked collective, and its domains, aliases and certificates.
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "base/ensure.hpp"
#include "members/opened.hpp"

namespace milpa::members {

namespace {

Error locked() { return fail(ErrorKind::closed, "locked"); }

Result<MemberPointer> or_missing(MemberPointer member) {
    if (!member) return fail(ErrorKind::missing, "no such member");
    return member;
}

/// Whether there is something to be seen. What is not UTF-8 is somebody else's to refuse.
bool says_something(std::string_view text) {
    const auto size = static_cast<std::int32_t>(text.size());
    for (std::int32_t i = 0; i < size;) {
        UChar32 c = 0;
        U8_NEXT(text.data(), i, size, c);
        // A cell of braille without a dot, and a note without a head: symbols, but of nothing.
        const bool is_empty = c == 0x2800 || c == 0x1d159;
        if (c < 0 || (u_isgraph(c) != 0 && !is_empty &&
                      u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) == 0))
            return true;
    }
    return false;
}

}  // namespace

Result<void> Collective::look(const std::function<void(const Directory&)>& look) const {
    const auto opened = this->opened();
    if (!opened) return locked();
    opened->directory->read(look);
    return {};
}

template <class Answer>
auto Collective::ask(Answer&& answer) const -> Result<std::invoke_result_t<Answer, const Directory&>> {
    const auto opened = this->opened();
    if (!opened) return locked();
    return opened->directory->read(answer);
}

Result<std::string> Collective::name() const {
    return ask([](const Directory& d) { return d.name(); });
}

Result<std::vector<std::string>> Collective::domains() const {
    return ask([](const Directory& d) {
        std::vector<std::string> names;
        for (const auto& domain : d.domains()) names.push_back(domain.name());
        return names;
    });
}

Result<bool> Collective::is_local(std::string_view domain) const {
    return ask([&](const Directory& d) { return d.is_local(domain); });
}

Result<Route> Collective::route(const Address& address) const {
    TRY(auto route, ask([&](const Directory& d) { return d.route(address); }));
    return route;
}

Result<MemberPointer> Collective::read_member(const Address& address) const {
    TRY(auto member, ask([&](const Directory& d) { return d.find(address); }));
    return or_missing(std::move(member));
}

Result<MemberPointer> Collective::read_member(const MemberId& id) const {
    TRY(auto member, ask([&](const Directory& d) { return d.find(id); }));
    return or_missing(std::move(member));
}

Result<std::vector<MemberPointer>> Collective::members() const {
    return ask([](const Directory& d) { return d.members(); });
}

Result<std::vector<events::Alias>> Collective::aliases() const {
    return ask([](const Directory& d) { return d.aliases(); });
}

Result<std::vector<events::Start>> Collective::starts() const {
    return ask([](const Directory& d) { return d.starts(); });
}

Result<std::uint64_t> Collective::starts_forgotten() const {
    return ask([](const Directory& d) { return d.starts_forgotten(); });
}

Task<Result<void>> Collective::explain_start(std::uint64_t number, std::string explanation,
                                             std::optional<MemberId> by) {
    if (!explanation.empty() && !says_something(explanation))
        co_return fail(ErrorKind::syntax, "an explanation in which there is nothing to be seen");
    co_return co_await change([&](const Directory&) -> Result<events::CollectiveEvent> {
        events::CollectiveEvent event;
        event.mutable_start_explained()->set_number(number);
        event.mutable_start_explained()->set_explanation(explanation);
        if (by) event.mutable_start_explained()->set_by(std::string(as_text(by->view())));
        return event;
    });
}

Result<std::vector<events::Act>> Collective::acts() const {
    return ask([](const Directory& d) { return d.acts(); });
}

Result<std::uint64_t> Collective::ballast_bytes() const {
    return ask([](const Directory& d) { return d.ballast_bytes(); });
}

Result<std::uint64_t> Collective::foreign_events() const {
    return ask([](const Directory& d) { return d.foreign_events(); });
}

// ---- domains and aliases

Task<Result<void>> Collective::add_domain(std::string domain) {
    CO_TRY(const std::string name, normalise_domain(domain));
    const std::int64_t now = to_unix_ms(world_.clock->wall());
    co_return co_await change([name, now](const Directory&) -> Result<events::CollectiveEvent> {
        events::CollectiveEvent event;
        event.mutable_domain_added()->set_name(name);
        event.mutable_domain_added()->set_added_ms(now);
        return event;
    });
}

Task<Result<void>> Collective::remove_domain(std::string domain) {
    CO_TRY(const std::string name, normalise_domain(domain));
    co_return co_await change([name](const Directory&) -> Result<events::CollectiveEvent> {
        events::CollectiveEvent event;
        event.set_domain_removed(name);
        return event;
    });
}

Task<Result<void>> Collective::set_alias(std::string address, std::vector<std::string> targets) {
    CO_TRY(const Address name, Address::parse(address));
    std::vector<Address> parsed;
    for (const auto& target : targets) {
        CO_TRY(auto one, Address::parse(target));
        parsed.push_back(std::move(one));
    }
    const std::int64_t now = to_unix_ms(world_.clock->wall());
    co_return co_await change([name, parsed, now](const Directory& d) -> Result<events::CollectiveEvent> {
        events::CollectiveEvent event;
        auto& alias = *event.mutable_alias_set();
        alias.set_address(name.text());
        alias.set_created_ms(now);
        for (const auto& target : parsed) {
            // A subaddress is kept as it is written: the member's filters may look at it.
            const auto member = target.base() == target ? d.find(target) : nullptr;
            if (member) {
                alias.add_targets()->set_member(member->data.id());
            } else {
                alias.add_targets()->set_address(target.text());
            }
        }
        return event;
    });
}

Task<Result<void>> Collective::remove_alias(std::string address) {
    CO_TRY(const Address name, Address::parse(address));
    co_return co_await change([name](const Directory&) -> Result<events::CollectiveEvent> {
        events::CollectiveEvent event;
        event.set_alias_removed(name.text());
        return event;
    });
}

// ---- certificates

Task<Result<void>> Collective::store_certificate(std::string name, std::string chain_pem,
                                                 crypto::SecretText key_pem) {
    const std::int64_t now = to_unix_ms(world_.clock->wall());
    co_return co_await change([&](const Directory&) -> Result<events::CollectiveEvent> {
        events::CollectiveEvent event;
        auto& certificate = *event.mutable_certificate_stored();
        certificate.set_name(name);
        certificate.set_chain(chain_pem);
        certificate.set_private_key(std::string(key_pem.view()));
        certificate.set_stored_ms(now);
        return event;
    });
}

Task<Result<void>> Collective::remove_certificate(std::string name) {
    co_return co_await change([name](const Directory&) -> Result<events::CollectiveEvent> {
        events::CollectiveEvent event;
        event.set_certificate_removed(name);
        return event;
    });
}

Result<Collective::Certificate> Collective::read_certificate(std::string_view name) const {
    TRY(auto found, ask([&](const Directory& d) -> Result<Certificate> {
            const auto* stored = d.find_certificate(name);
            if (stored == nullptr) return fail(ErrorKind::missing, "no such certificate");
            return Certificate{stored->chain(), crypto::SecretText(stored->private_key()),
                               from_unix_ms(stored->stored_ms())};
        }));
    return found;
}

// ---- the queue

store::VaultAddress Collective::queue_vault() const {
    const auto founding = this->founding();
    const auto id = VaultId::from(founding.queue().id());
    const auto key = crypto::PublicKey::from(as_bytes(founding.queue().public_key()));
    ensure(id.has_value() && key.has_value());  // read_founding() has looked
    return {*id, *key};
}

Result<crypto::KeyPair> Collective::queue_keys() const {
    const auto opened = this->opened();
    if (!opened) return locked();
    return opened->queue.copy();
}

}  // namespace milpa::members

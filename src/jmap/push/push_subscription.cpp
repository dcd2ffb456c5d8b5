// SPDX-License-Identifier: AGPL-3.0-or-later
// PushSubscription (RFC 8620 7.2): who is told by a push service that there is news. Two things are stricter
// than the RFC: a subscription must have keys, since nothing goes out that the push service could read; and
// its URL must be https without a port of somebody's inner network (the client that carries it looks at the
// address, too).
#include <boost/json/array.hpp>

#include "http/url.hpp"
#include "jmap/push/push.hpp"
#include "jmap/set.hpp"
#include "jmap/standard.hpp"
#include "jmap/type.hpp"
#include "webpush/message.hpp"

namespace milpa::jmap {

namespace {

using enum Property::Who;
using members::SubscriptionId;

constexpr std::string_view core_urn = "urn:ietf:params:jmap:core";
/// RFC 8620 7.2: so that somebody else's URL is not told of anything before its owner has said the code.
constexpr std::size_t code_octets = 16;
constexpr std::size_t device_octets_max = 255;
constexpr std::size_t types_max = 64;

constexpr Property properties[] = {
    {"id", "Id", "The subscription's.", server},
    {"deviceClientId", "String", "The client's own name for the device; one subscription a device.",
     client_once},
    {"url", "String", "Of the push service; https. Never told again.", client_once},
    {"keys", "Object|null", "p256dh and auth (RFC 8291). Must be there: never told again.", client_once},
    {"verificationCode", "String|null", "From the first push. Until it is said nothing else is pushed."},
    {"expires", "UTCDate|null", "30 days at most; renewed by being set again."},
    {"types", "String[]|null", "Which types of data; null for all."},
};
constexpr Type type{"PushSubscription", core_urn, "Who is told of news by a push service.", properties};

std::string id_text(const events::PushSubscription& one) { return "p" + to_hex(as_bytes(one.id())); }

std::optional<SubscriptionId> read_id(std::string_view text) {
    if (!text.starts_with('p')) return std::nullopt;
    const auto octets = from_hex(text.substr(1));
    if (!octets) return std::nullopt;
    const auto id = SubscriptionId::from(ByteView(*octets));
    if (!id) return std::nullopt;
    return *id;
}

json::object to_object(const events::PushSubscription& one) {
    json::value types = nullptr;
    if (one.types_size() > 0) {
        json::array list;
        for (const auto& name : one.types()) list.emplace_back(name);
        types = std::move(list);
    }
    return {{"id", id_text(one)},
            {"deviceClientId", one.device()},
            {"verificationCode", one.verified() ? json::value(one.verification()) : json::value()},
            {"expires", utc_date_text(one.expires_ms() / 1000 * 1000)},
            {"types", std::move(types)}};
}

Task<Answer> get(Lent<Context> context, json::object arguments) {
    const auto all = context->room().collective().push_subscriptions().of(context->room().login()->id());
    if (!all) co_return std::unexpected(error_for(all.error()));
    json::object checked = arguments;
    checked["accountId"] = context->account_id();
    auto call = read_get(*context, type, checked);
    if (!call) co_return std::unexpected(std::move(call.error()));
    const bool named = arguments.contains("properties") && !arguments.at("properties").is_null();
    if (named && (call->wants("url") || call->wants("keys")))
        co_return std::unexpected(MethodError{"forbidden", "url and keys are never told."});
    json::array list;
    json::array missing;
    const auto add = [&](const events::PushSubscription& one) {
        json::object object = to_object(one);
        keep_wanted(object, *call);
        list.push_back(std::move(object));
    };
    if (!call->ids) {
        for (const auto& one : *all) add(one);
    } else {
        for (const std::string& id : *call->ids) {
            const auto found = std::ranges::find(*all, id, id_text);
            if (found == all->end())
                missing.emplace_back(id);
            else
                add(*found);
        }
    }
    co_return json::object{{"list", std::move(list)}, {"notFound", std::move(missing)}};
}

using Outcome = std::expected<void, SetError>;

Outcome wrong(std::string property, std::string why) {
    return std::unexpected(invalid_properties({std::move(property)}, std::move(why)));
}

/// RFC 8620 7.2: what is not given, or too far off, is as late as may be.
Outcome take_expiry(const json::object& from, WallTime now, events::PushSubscription& into) {
    const std::int64_t latest = to_unix_ms(now + members::subscription_lifetime_max);
    into.set_expires_ms(latest);
    const auto text = text_of(from, "expires");
    if (!text) return {};
    const auto wanted = read_utc_date(*text);
    if (!wanted || *wanted <= to_unix_ms(now)) return wrong("expires", "This is no time to come.");
    into.set_expires_ms(std::min(*wanted, latest));
    return {};
}

Outcome take_types(const json::object& from, const Catalogue& catalogue, events::PushSubscription& into) {
    into.clear_types();
    const json::value* const list = from.if_contains("types");
    if (list == nullptr || list->is_null()) return {};
    if (list->as_array().empty() || list->as_array().size() > types_max)
        return wrong("types", "Name some, or null for all.");
    for (const json::value& name : list->as_array()) {
        const Type* const found = catalogue.find_type(std::string_view(name.as_string()));
        if (found == nullptr || !found->pushed) return wrong("types", "There is no such type to be pushed.");
        into.add_types(std::string(name.as_string()));
    }
    return {};
}

Outcome take_keys(const json::object& from, events::PushSubscription& into) {
    const json::value* const keys = from.if_contains("keys");
    if (keys == nullptr || !keys->is_object())
        return wrong("keys", "Nothing is pushed that the push service could read.");
    const auto octets = [&](std::string_view name) {
        const auto text = text_of(keys->as_object(), name);
        const auto read = text ? from_base64url(*text) : Result<Bytes>(fail(ErrorKind::missing));
        return read ? *read : Bytes();
    };
    const webpush::Keys both{.p256dh = octets("p256dh"), .auth = octets("auth")};
    if (!webpush::check(both)) return wrong("keys", "These are no keys of RFC 8291.");
    into.set_p256dh(std::string(as_text(both.p256dh)));
    into.set_auth(std::string(as_text(both.auth)));
    return {};
}

Outcome take_url(const json::object& from, events::PushSubscription& into) {
    const auto text = text_of(from, "url");
    if (!text || text->size() > members::subscription_url_octets_max)
        return wrong("url", "An https URL is asked for.");
    const auto url = http::Url::parse(*text);
    if (!url || !url->secure) return wrong("url", "An https URL is asked for.");
    into.set_url(*text);
    return {};
}

class SubscriptionSetter {
public:
    SubscriptionSetter(Lent<Context> context, Lent<PushCarrier> carrier)
        : context_(context), carrier_(carrier) {}

    Task<std::expected<json::object, SetError>> create(json::object object) {
        const members::Login& login = *context_->room().login();
        events::PushSubscription one;
        const auto id = context_->room().random().id<SubscriptionId>();
        one.set_id(std::string(as_text(id.view())));
        one.set_member(std::string(as_text(login.id().view())));
        one.set_made_by(std::string(as_text(login.opener.view())));
        one.set_device(text_of(object, "deviceClientId").value_or(""));
        if (one.device().empty() || one.device().size() > device_octets_max)
            co_return std::unexpected(
                invalid_properties({"deviceClientId"}, "A name for the device is asked for."));
        if (text_of(object, "verificationCode"))
            co_return std::unexpected(
                invalid_properties({"verificationCode"}, "It comes with the first push."));
        const WallTime now = context_->room().clock().wall();
        for (const Outcome& taken :
             {take_url(object, one), take_keys(object, one), take_expiry(object, now, one),
              take_types(object, context_->catalogue(), one)}) {
            if (!taken) co_return std::unexpected(taken.error());
        }
        Bytes code(code_octets);
        context_->room().random().fill(code);
        one.set_verification(to_base64url(code));
        const auto stored = co_await subscriptions().put(one);
        if (!stored) co_return std::unexpected(set_error_for(stored.error()));
        json::object told{{"id", id_text(one)}};
        const std::string expires = utc_date_text(one.expires_ms() / 1000 * 1000);
        if (text_of(object, "expires") != expires) told["expires"] = expires;
        carrier_->verify(std::move(one));
        co_return told;
    }

    Task<std::expected<json::value, SetError>> update(std::string id, json::object patch) {
        auto one = find(id);
        if (!one) co_return std::unexpected(SetError{"notFound", "There is no such subscription."});
        if (auto known = check_names(patch); !known) co_return std::unexpected(known.error());
        if (patch.contains("verificationCode")) {
            if (text_of(patch, "verificationCode") != one->verification())
                co_return std::unexpected(
                    invalid_properties({"verificationCode"}, "This is not the code that was pushed."));
            one->set_verified(true);
        }
        const WallTime now = context_->room().clock().wall();
        json::value told = nullptr;
        if (patch.contains("expires")) {
            if (auto taken = take_expiry(patch, now, *one); !taken) co_return std::unexpected(taken.error());
            const std::string expires = utc_date_text(one->expires_ms() / 1000 * 1000);
            if (text_of(patch, "expires") != expires) told = json::object{{"expires", expires}};
        }
        if (patch.contains("types")) {
            if (auto taken = take_types(patch, context_->catalogue(), *one); !taken)
                co_return std::unexpected(taken.error());
        }
        const auto stored = co_await subscriptions().put(std::move(*one));
        if (!stored) co_return std::unexpected(set_error_for(stored.error()));
        co_return told;
    }

    Task<std::expected<void, SetError>> destroy(std::string id) {
        const auto one = find(id);
        if (!one) co_return std::unexpected(SetError{"notFound", "There is no such subscription."});
        const auto done = co_await subscriptions().remove(member(), *read_id(id));
        if (!done) co_return std::unexpected(set_error_for(done.error()));
        co_return std::expected<void, SetError>{};
    }

private:
    static Outcome check_names(const json::object& patch) {
        std::vector<std::string> bad;
        for (const auto& change : patch) {
            const auto declared =
                std::ranges::find(properties, std::string_view(change.key()), &Property::name);
            const bool fits = declared != std::end(properties) && declared->writes == client &&
                              is_of(declared->type, change.value());
            if (!fits) bad.emplace_back(change.key());
        }
        if (bad.empty()) return {};
        return std::unexpected(invalid_properties(std::move(bad), "They cannot be changed to that."));
    }

    MemberId member() const { return context_->room().login()->id(); }
    members::PushSubscriptions& subscriptions() { return context_->room().collective().push_subscriptions(); }
    std::optional<events::PushSubscription> find(std::string_view text) {
        const auto id = read_id(text);
        if (!id) return std::nullopt;
        auto found = subscriptions().find(member(), *id);
        if (!found) return std::nullopt;
        return std::move(*found);
    }

    const Lent<Context> context_;
    const Lent<PushCarrier> carrier_;
};

Task<Answer> set(Lent<Context> context, json::object arguments) {
    // RFC 8620 7.2.2: no accountId, no states.
    arguments["accountId"] = context->account_id();
    auto call = read_set(*context, "", std::move(arguments));
    if (!call) co_return std::unexpected(std::move(call.error()));
    SubscriptionSetter setter(context, &context->room().push_carrier());
    SetAnswer answer("");
    for (auto& [creation_id, object] : call->creates) {
        if (auto fit = prepare_create(*context, {.type = &type}, object); !fit) {
            answer.not_created(creation_id, fit.error());
            continue;
        }
        auto made = co_await setter.create(std::move(object));
        if (made)
            answer.created(creation_id, std::move(*made));
        else
            answer.not_created(creation_id, made.error());
    }
    for (auto& [id, patch] : call->updates) {
        auto told = co_await setter.update(id, std::move(patch));
        if (!told)
            answer.not_updated(id, told.error());
        else if (told->is_object())
            answer.updated(id, std::move(told->as_object()));
        else
            answer.updated(id, std::nullopt);
    }
    for (const std::string& id : call->destroys) {
        const auto gone = co_await setter.destroy(id);
        if (gone)
            answer.destroyed(id);
        else
            answer.not_destroyed(id, gone.error());
    }
    json::object finished = std::move(answer).finish(*context, "");
    for (const char* name : {"accountId", "oldState", "newState"}) finished.erase(name);
    co_return finished;
}

constexpr Argument subscription_get[] = {
    {"ids", "Id[]|null", "Those to get; null for all."},
    {"properties", "String[]|null", "Those wanted; url and keys are never told."},
};
constexpr Argument subscription_set[] = {
    {"create", "Id[Object]|null", "New ones, by creation id. A push with a code follows at once."},
    {"update", "Id[PatchObject]|null", "verificationCode, expires, types."},
    {"destroy", "Id[]|null", "Those that are to go."},
};
constexpr Method methods[] = {
    {.name = "PushSubscription/get",
     .capability = core_urn,
     .meaning = "Your subscriptions to pushes.",
     .reference = "RFC 8620 7.2.1",
     .arguments = subscription_get,
     .run = get},
    {.name = "PushSubscription/set",
     .capability = core_urn,
     .meaning = "Adds, verifies, renews and removes them.",
     .reference = "RFC 8620 7.2.2",
     .arguments = subscription_set,
     .run = set,
     .changes = true},
};

}  // namespace

Family push_family() { return {{}, {&type, 1}, methods}; }

}  // namespace milpa::jmap

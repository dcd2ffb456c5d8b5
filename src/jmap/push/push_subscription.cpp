// SPDX-License-Identifier: AGPL-3.0-or-later
// PushSubscription (RFC 8620 7.2): who is told by a push service that there is news. Two things are stricter
// than the RFC: a subscription must have keys, since nothing goes out that the push service could read; and
// its URL must be of the internet at large, by https at its usual port (where its name leads is looked at
// whenever something is pushed).
#include <boost/json/array.hpp>

#include "http/url.hpp"
#include "jmap/push/push.hpp"
#include "jmap/set.hpp"
#include "jmap/standard.hpp"
#include "jmap/type.hpp"
#include "members/opener_root.hpp"
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
    {"deviceClientId", "String",
     "The client's own name for the device; one subscription a device, of the same session or password.",
     client_once},
    {"url", "String", "Of the push service; https, at port 443. Never told again.", client_once},
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

/// RFC 8620 7.2.1: whoever asks sees what they made by the same opener, and nothing else.
bool is_of(const Context& context, const events::PushSubscription& one) {
    return one.made_by() == as_text(context.room().login()->opener.view());
}

Task<Answer> get(Lent<Context> context, json::object arguments) {
    auto all = context->room().collective().push_subscriptions().of(context->room().login()->id());
    if (!all) co_return std::unexpected(error_for(all.error()));
    std::erase_if(*all, [&](const auto& one) { return !is_of(*context, one); });
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

using Taken = std::expected<void, SetError>;

Taken wrong(std::string property, std::string why) {
    return std::unexpected(invalid_properties({std::move(property)}, std::move(why)));
}

/// RFC 8620 7.2: what is not given, or too far off, is as late as may be.
Taken take_expiry(const json::object& from, WallTime now, events::PushSubscription& into) {
    const std::int64_t latest = to_unix_ms(now + members::subscription_lifetime_max);
    into.set_expires_ms(latest);
    const auto text = text_of(from, "expires");
    if (!text) return {};
    const auto wanted = read_utc_date(*text);
    if (!wanted || *wanted <= to_unix_ms(now)) return wrong("expires", "This is no time to come.");
    into.set_expires_ms(std::min(*wanted, latest));
    return {};
}

Taken take_types(const json::object& from, const Catalogue& catalogue, events::PushSubscription& into) {
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

Taken take_keys(const json::object& from, events::PushSubscription& into) {
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

Taken take_url(const json::object& from, const PushCarrier& carrier, events::PushSubscription& into) {
    const auto text = text_of(from, "url");
    if (!text || text->size() > members::subscription_url_octets_max)
        return wrong("url", "An https URL is asked for.");
    const auto url = http::Url::parse(*text);
    if (!url || !url->secure) return wrong("url", "An https URL is asked for.");
    if (!carrier.may_go_to(*url))
        return wrong("url", "A push service of the internet, at the usual port of https, is asked for.");
    into.set_url(*text);
    return {};
}

class SubscriptionSetter final : public Setter {
public:
    SubscriptionSetter(Lent<Context> context, Lent<PushCarrier> carrier)
        : context_(context), carrier_(carrier) {}

    /// RFC 8620 7.2.2: there is none.
    std::string state() const override { return {}; }

    Task<Outcome<New>> create(json::object object) override {
        auto read = read_new(object);
        if (!read) co_return std::unexpected(std::move(read.error()));
        events::PushSubscription one = std::move(*read);
        // Counted before anything is kept: who is refused has changed nothing.
        if (!carrier_->take_verification(member()))
            co_return std::unexpected(
                SetError{"rateLimit", "So many were made that no more are verified for a while."});
        const auto stored = co_await subscriptions().put(one);
        if (!stored) co_return std::unexpected(set_error_for(stored.error()));
        json::object told;
        const std::string expires = expires_text(one);
        if (text_of(object, "expires") != expires) told["expires"] = expires;
        std::string id = id_text(one);
        carrier_->verify(std::move(one));
        co_return New{std::move(id), std::move(told)};
    }

    Task<Outcome<json::object>> read(std::string id, std::vector<std::string> names) override {
        const auto one = find(id);
        if (!one) co_return std::unexpected(not_there());
        const json::object all = to_object(*one);
        json::object wanted;
        // url and keys are not among them: whatever they are set to is a change, and theirs to be made once.
        for (const std::string& name : names) {
            if (all.contains(name)) wanted[name] = all.at(name);
        }
        co_return wanted;
    }

    Task<Outcome<std::optional<json::object>>> update(std::string id, json::object before,
                                                      json::object after) override {
        auto one = find(id);
        if (!one) co_return std::unexpected(not_there());
        if (before.contains("verificationCode") &&
            before.at("verificationCode") != value_of(after, "verificationCode")) {
            if (text_of(after, "verificationCode") != one->verification())
                co_return std::unexpected(
                    invalid_properties({"verificationCode"}, "This is not the code that was pushed."));
            one->set_verified(true);
        }
        std::optional<json::object> told;
        if (before.contains("expires")) {
            const WallTime now = context_->room().clock().wall();
            if (auto taken = take_expiry(after, now, *one); !taken) co_return std::unexpected(taken.error());
            const std::string expires = expires_text(*one);
            if (text_of(after, "expires") != expires) told = json::object{{"expires", expires}};
        }
        if (before.contains("types")) {
            if (auto taken = take_types(after, context_->catalogue(), *one); !taken)
                co_return std::unexpected(taken.error());
        }
        const auto stored = co_await subscriptions().put(std::move(*one));
        if (!stored) co_return std::unexpected(set_error_for(stored.error()));
        co_return told;
    }

    Task<Outcome<void>> destroy(std::string id) override {
        if (!find(id)) co_return std::unexpected(not_there());
        const auto done = co_await subscriptions().remove(member(), *read_id(id));
        if (!done) co_return std::unexpected(set_error_for(done.error()));
        co_return Outcome<void>{};
    }

    const json::value* default_for(std::string_view property) const override {
        // So that null, too, is a change of what is set once.
        static const json::value nothing("");
        return property == "url" || property == "keys" ? &nothing : nullptr;
    }

private:
    static SetError not_there() { return {"notFound", "There is no such subscription."}; }
    static std::string expires_text(const events::PushSubscription& one) {
        return utc_date_text(one.expires_ms() / 1000 * 1000);
    }
    static json::value value_of(const json::object& object, std::string_view name) {
        return object.contains(name) ? object.at(name) : json::value();
    }

    Outcome<events::PushSubscription> read_new(const json::object& object) const {
        const members::Login& login = *context_->room().login();
        events::PushSubscription one;
        const auto id = context_->room().random().id<SubscriptionId>();
        one.set_id(std::string(as_text(id.view())));
        one.set_member(std::string(as_text(login.id().view())));
        one.set_made_by(std::string(as_text(login.opener.view())));
        const auto record = context_->room().collective().read_member(login.id());
        if (!record) return std::unexpected(set_error_for(record.error()));
        const auto root = members::root_of(**record, login.opener);
        if (!root) return std::unexpected(set_error_for(fail(ErrorKind::closed, "taken back")));
        one.set_root(std::string(as_text(root->view())));
        one.set_device(text_of(object, "deviceClientId").value_or(""));
        if (one.device().empty() || one.device().size() > device_octets_max)
            return std::unexpected(
                invalid_properties({"deviceClientId"}, "A name for the device is asked for."));
        if (text_of(object, "verificationCode"))
            return std::unexpected(invalid_properties({"verificationCode"}, "It comes with the first push."));
        const WallTime now = context_->room().clock().wall();
        for (const Taken& taken :
             {take_url(object, *carrier_, one), take_keys(object, one), take_expiry(object, now, one),
              take_types(object, context_->catalogue(), one)}) {
            if (!taken) return std::unexpected(taken.error());
        }
        // RFC 9749 4: it is told by this key or by none.
        if (carrier_->public_key().empty())
            return std::unexpected(set_error_for(fail(ErrorKind::closed, "no key")));
        Bytes code(code_octets);
        context_->room().random().fill(code);
        one.set_verification(to_base64url(code));
        return one;
    }

    MemberId member() const { return context_->room().login()->id(); }
    members::PushSubscriptions& subscriptions() { return context_->room().collective().push_subscriptions(); }
    std::optional<events::PushSubscription> find(std::string_view text) {
        const auto id = read_id(text);
        if (!id) return std::nullopt;
        auto found = subscriptions().find(member(), *id);
        if (!found || !is_of(*context_, *found)) return std::nullopt;
        return std::move(*found);
    }

    const Lent<Context> context_;
    const Lent<PushCarrier> carrier_;
};

Task<Answer> set(Lent<Context> context, json::object arguments) {
    // RFC 8620 7.2.2: no accountId, no states.
    arguments["accountId"] = context->account_id();
    SubscriptionSetter setter(context, &context->room().push_carrier());
    auto answer = co_await run_set(context, {.type = &type}, &setter, std::move(arguments));
    if (!answer) co_return answer;
    for (const char* name : {"accountId", "oldState", "newState"}) answer->erase(name);
    co_return answer;
}

constexpr Argument subscription_get[] = {
    {"ids", "Id[]|null", "Those to get; null for all."},
    {"properties", "String[]|null", "Those wanted; url and keys are never told."},
};
constexpr Argument subscription_set[] = {
    {"create", "Id[Object]|null",
     "New ones, by creation id. A push with a code follows at once; after twenty in an hour, rateLimit."},
    {"update", "Id[PatchObject]|null", "verificationCode, expires, types."},
    {"destroy", "Id[]|null", "Those that are to go."},
};
json::object of_session() { return {}; }
constexpr Capability capabilities[] = {
    {vapid_capability,
     "By which key push services know this server (RFC 9749). `applicationServerKey` in the session object: "
     "its "
     "public half, uncompressed, in base64url. Whoever subscribes to pushes names it to their push service; "
     "when it "
     "changes, so does the session's state, and subscriptions made under the former one are gone.",
     of_session, nullptr},
};
constexpr Method methods[] = {
    {.name = "PushSubscription/get",
     .capability = core_urn,
     .meaning = "The subscriptions to pushes that were made by the same session or password.",
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

Family push_family() { return {capabilities, {&type, 1}, methods}; }

}  // namespace milpa::jmap

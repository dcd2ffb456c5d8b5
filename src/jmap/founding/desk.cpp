// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/founding/desk.hpp"

#include <algorithm>

#include "jmap/own/list.hpp"
#include "members/address.hpp"
#include "members/directory.hpp"
#include "members/login.hpp"

namespace milpa::jmap {

namespace {

std::unexpected<MethodError> not_now(std::string_view reason, std::string description) {
    return refused_founding("stateMismatch", ErrorKind::conflict, reason, std::move(description));
}

std::unexpected<MethodError> founder_alone() {
    return refused_founding("forbidden", ErrorKind::denied, "founderAlone",
                            "A keyholder's link gives their own share, and nothing else.");
}

std::unexpected<MethodError> removing() {
    return not_now("notBegun", "What was founded could be removed in part only: abandon it again.");
}

/// What a program may offer before anything is answered.
void tell_form(json::object& told) {
    told["defaults"] = json::object{{"keyholders", keyholders_default},
                                    {"threshold", threshold_default},
                                    {"acmeDirectory", "letsencrypt"},
                                    {"contact", "postmaster"}};
    told["limits"] = json::object{{"keyholders", crypto::keyholders_max},
                                  {"nameOctets", members::label_bytes_max},
                                  {"passwordOctetsMin", members::password_bytes_min},
                                  {"passwordOctetsMax", crypto::password_bytes_max}};
}

}  // namespace

FoundingDesk::FoundingDesk(Lent<FoundingWorld> world, Lent<const Clock> clock, Lent<Random> random)
    : world_(world), random_(random), token_(crypto::Key::random(*random)), tries_(clock, random) {}

FoundingDesk::Step::~Step() {
    if (!arrived_) arrive(back_);
}

void FoundingDesk::Step::arrive(Stage there, std::optional<Made> made) {
    const std::scoped_lock guard(desk_->mutex_);
    desk_->made_ = std::move(made);
    desk_->stage_ = there;
    arrived_ = true;
}

void FoundingDesk::Step::arrive(Stage there) {
    const std::scoped_lock guard(desk_->mutex_);
    desk_->stage_ = there;
    arrived_ = true;
}

crypto::SecretText FoundingDesk::text_of(const crypto::Key& secret) {
    std::string text = to_base64url(secret.view());
    crypto::SecretText made(text);
    crypto::wipe(text);
    return made;
}

std::string_view FoundingDesk::to_text(Stage stage) {
    switch (stage) {
        case Stage::questions: return "questions";
        case Stage::founding: return "founding";
        case Stage::shares: return "shares";
        case Stage::settling: return "settling";
        case Stage::done: return "done";
    }
    return "questions";
}

std::expected<FoundingDesk::Visitor, MethodError> FoundingDesk::enter(
    std::string_view secret, const std::optional<net::PeerAddress>& from) {
    if (auto octets = from_base64url(secret)) {
        // Of another length it is none of ours; else all are looked at, each in constant time.
        auto shown = crypto::Key::from(*octets);
        crypto::wipe(*octets);
        std::optional<Visitor> found;
        if (shown && *shown == token_) found = Visitor{};
        const std::scoped_lock guard(mutex_);
        const std::size_t count = shown && made_ ? made_->keyholders.size() : 0;
        for (std::size_t i = 0; i < count; ++i) {
            if (*shown == made_->keyholders[i].secret)
                found = Visitor{.number = static_cast<std::uint8_t>(i + 1)};
        }
        if (found) return *found;
    }
    if (from) {
        auto one = tries_.begin(*from);
        if (!one) {
            return refused_founding("rateLimit", ErrorKind::limit, "tooManyTries",
                                    "Too many wrong links from there; come again later.");
        }
        one->was_wrong();
    }
    return refused_founding("forbidden", ErrorKind::denied, "tokenWrong",
                            "This link does not lead here, or no more: the founder's is printed where the "
                            "server was started.");
}

std::expected<void, MethodError> FoundingDesk::go(Visitor visitor, Stage from, Stage to) {
    if (!visitor.is_founder()) return founder_alone();
    const std::scoped_lock guard(mutex_);
    if (stage_ == from) {
        if (to == Stage::settling) {
            if (made_->is_broken) return removing();
            json::array missing;
            for (std::size_t i = 0; i < made_->keyholders.size(); ++i)
                if (made_->keyholders[i].share) missing.emplace_back(i + 1);
            if (!missing.empty()) {
                auto refused = not_now("sharesNotGiven", "Not every keyholder has their share yet.");
                refused.error().more["missing"] = std::move(missing);
                return refused;
            }
        }
        stage_ = to;
        return {};
    }
    switch (stage_) {
        case Stage::questions: return not_now("notBegun", "Nothing was founded yet.");
        case Stage::founding: return not_now("underWay", "It is being founded at this moment.");
        case Stage::settling: return not_now("underWay", "It is being brought to its end at this moment.");
        case Stage::shares:
            return not_now("begunAlready", "It is founded already, and its shares are given out.");
        case Stage::done: break;
    }
    return not_now("done", "The collective is founded.");
}

json::object FoundingDesk::standing(Visitor visitor) const {
    const std::scoped_lock guard(mutex_);
    json::object told{{"state", to_text(stage_)},
                      {"role", visitor.is_founder() ? "founder" : "keyholder"},
                      {"number", nullptr},
                      {"shares", json::array()}};
    if (visitor.is_founder()) tell_form(told);
    if (!made_) return told;
    told["name"] = made_->name;
    told["domain"] = made_->domain;
    told["keyholders"] = made_->keyholders.size();
    told["threshold"] = made_->threshold;
    if (visitor.is_founder()) told["address"] = made_->address;
    json::array shares;
    for (std::size_t i = 0; i < made_->keyholders.size(); ++i) {
        const Keyholder& one = made_->keyholders[i];
        if (!visitor.is_founder() && visitor.number != i + 1) continue;
        json::object share{{"number", i + 1}, {"isGiven", !one.share}, {"secret", nullptr}};
        // Whoever has the token could take the share itself.
        if (visitor.is_founder() && one.share) share["secret"] = text_of(one.secret).view();
        shares.push_back(std::move(share));
    }
    told["shares"] = std::move(shares);
    if (!visitor.is_founder()) told["number"] = visitor.number;
    return told;
}

Task<Answer> FoundingDesk::begin(Visitor visitor, FoundingAnswers answers) {
    if (const auto& wish = answers.certificates; !wish.directory.empty() && !world_->check(wish)) {
        co_return refused_founding(
            "invalidArguments", ErrorKind::syntax, "directoryInvalid",
            "This is no authority: letsencrypt, or the https URL of another's directory.", "acmeDirectory");
    }
    if (auto may = go(visitor, Stage::questions, Stage::founding); !may)
        co_return std::unexpected(std::move(may.error()));
    Step step(this, Stage::questions);
    Made made{.name = answers.name,
              .domain = answers.domain,
              .address = answers.address,
              .threshold = answers.threshold,
              .certificates = answers.certificates,
              .keyholders = {}};
    auto founded = co_await world_->found(std::move(answers));
    if (!founded) co_return std::unexpected(told(founded.error()));
    for (crypto::Share& share : founded->shares)
        made.keyholders.push_back({crypto::Key::random(*random_), std::move(share)});
    step.arrive(Stage::shares, std::move(made));
    json::object answer = standing(visitor);
    answer["recoveryCode"] = founded->recovery_code.view();
    co_return answer;
}

Answer FoundingDesk::share(Visitor visitor, std::optional<std::int64_t> number) {
    const std::int64_t wanted = number.value_or(visitor.number);
    if (!visitor.is_founder() && wanted != visitor.number) return founder_alone();
    const std::scoped_lock guard(mutex_);
    if (stage_ == Stage::questions || stage_ == Stage::founding)
        return not_now("notBegun", "Nothing was founded yet.");
    if (made_->is_broken) return removing();
    if (wanted < 1 || wanted > static_cast<std::int64_t>(made_->keyholders.size())) {
        return refused_founding("notFound", ErrorKind::missing, "numberUnknown",
                                "There is no keyholder of this number.", "number");
    }
    Keyholder& one = made_->keyholders[static_cast<std::size_t>(wanted - 1)];
    if (!one.share) {
        return refused_founding("alreadyExists", ErrorKind::conflict, "shareGivenAlready",
                                "This share was given out already, and is nowhere any more. If it was not to "
                                "its keyholder, found anew.");
    }
    json::object answer{{"number", wanted}};
    {
        const crypto::SecretText text = crypto::to_text(*one.share);
        answer["share"] = text.view();
    }
    // Whatever becomes of the answer: the memory has it no more.
    one.share.reset();
    const auto left =
        std::ranges::count_if(made_->keyholders, [](const auto& k) { return k.share.has_value(); });
    if (visitor.is_founder()) answer["missing"] = left;
    return answer;
}

Task<Answer> FoundingDesk::finish(Visitor visitor) {
    if (auto may = go(visitor, Stage::shares, Stage::settling); !may)
        co_return std::unexpected(std::move(may.error()));
    Step step(this, Stage::shares);
    FoundingAnswers::Certificates certificates;
    {
        const std::scoped_lock guard(mutex_);
        certificates = made_->certificates;
    }
    if (const auto settled = co_await world_->settle(std::move(certificates)); !settled)
        co_return std::unexpected(told(settled.error()));
    step.arrive(Stage::done);
    world_->end();
    co_return json::object{{"state", to_text(Stage::done)}};
}

Task<Answer> FoundingDesk::abandon(Visitor visitor) {
    if (auto may = go(visitor, Stage::shares, Stage::founding); !may)
        co_return std::unexpected(std::move(may.error()));
    Step step(this, Stage::shares);
    {
        const std::scoped_lock guard(mutex_);
        made_->is_broken = true;
    }
    if (const auto gone = co_await world_->forget(); !gone) co_return std::unexpected(told(gone.error()));
    step.arrive(Stage::questions, std::nullopt);
    co_return standing(visitor);
}

}  // namespace milpa::jmap

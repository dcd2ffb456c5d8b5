// SPDX-License-Identifier: AGPL-3.0-or-later
// Types of which there are few objects, all at hand: the collective's. Their state is a hash of all of them,
// so /get and /set are all that they need; RFC 8620 5.2 lets /changes say that it cannot be calculated.
#pragma once

#include <string>
#include <vector>

#include "jmap/context.hpp"
#include "jmap/own/house.hpp"
#include "jmap/set.hpp"
#include "jmap/standard.hpp"

namespace milpa::jmap {

inline constexpr std::string_view collective_urn = "urn:milpa:params:jmap:collective";

/// Changes whenever one of the objects does.
std::string list_state(const std::vector<json::object>& all);
/// /get of the objects, which have all properties of the type; those asked for are left.
Answer get_list(Context& context, const Type& type, const json::object& arguments,
                std::vector<json::object> all);
/// /query of the objects: their ids in the order that they have, without filter or sort (RFC 8620 5.5). For
/// who asks for more than a /get gives at once.
Answer query_list(Context& context, const json::object& arguments, const std::vector<json::object>& all);
bool has_id(const json::object& object, std::string_view id);
/// An id for what has a name of any letters: the same for the same name.
std::string id_of_name(std::string_view name);

using All = std::expected<std::vector<json::object>, MethodError>;

/// The two, of whatever type: `.run = get_all<all_domains, domain_type>`.
template <All (*all_of)(Context&), const Type& type>
Task<Answer> get_all(Lent<Context> context, json::object arguments) {
    auto all = all_of(*context);
    if (!all) co_return std::unexpected(std::move(all.error()));
    co_return get_list(*context, type, arguments, std::move(*all));
}
template <All (*all_of)(Context&)>
Task<Answer> query_all(Lent<Context> context, json::object arguments) {
    const auto all = all_of(*context);
    if (!all) co_return std::unexpected(all.error());
    co_return query_list(*context, arguments, *all);
}
/// What is said of the latter.
inline constexpr std::string_view query_all_meaning =
    "The ids that /get of the type knows, for where they are more than it gives at once; no filter, no sort.";

/// /set of such objects: their state, and what an object has, are looked up among all. Of most of them all is
/// set once, so that there is nothing to update.
class ListSetter : public Setter {
public:
    std::string state() const override;
    Task<Outcome<json::object>> read(std::string id, std::vector<std::string> wanted) override;
    Task<Outcome<std::optional<json::object>>> update(std::string id, json::object before,
                                                      json::object after) override;

protected:
    /// `not_there`: what is said of an id that none of them has.
    ListSetter(Lent<Context> context, std::string_view not_there)
        : context_(context), not_there_(not_there) {}
    virtual All all() const = 0;
    /// Nothing also where they cannot be looked up now.
    std::optional<json::object> find(std::string_view id) const;
    SetError not_there() const { return {"notFound", std::string(not_there_)}; }

    const Lent<Context> context_;

private:
    const std::string_view not_there_;
};

/// Null where there is none, as in tests of other types.
House& house_of(Context& context);
/// Whether they bear this duty, or are at the machine.
bool bears(Context& context, std::uint32_t duty);
/// Who asks; nothing for a guest and for who is at the machine.
std::optional<MemberId> asking(Context& context);

/// Why a share was not taken, to unlock as for any other act; `missing` is of the act.
std::unexpected<MethodError> refused_share(const Error& error);
json::object progress_object(const members::ShareProgress& progress);
json::array texts(const auto& list) {
    json::array made;
    for (const auto& one : list) made.emplace_back(std::string_view(one));
    return made;
}

/// Failures of the house in own methods: `description` says what it was, and `kind` which kind of failure
/// (Error's), so that a program that speaks with people can find words of its own.
MethodError told(const Error& error);
/// Of what counts tries, and takes no more for a while: `limit` is rateLimit (RFC 8620 5.3).
MethodError told_of_try(const Error& error);
/// `conflict` is alreadyExists; `syntax` and `missing` are invalidProperties of these.
SetError told(const Error& error, std::vector<std::string> properties);
/// The same under a type of the caller's.
SetError told_as(std::string type, const Error& error);

/// `accountId` is the collective's; the answer begins with it.
std::expected<json::object, MethodError> begin_answer(Context& context, const json::object& arguments);

/// Whoever looks after what is their own (Method::manages_account): by a `proof` among the arguments
/// (Proof/give), else by their session. Fails with forbidden; also for a proof by an app password.
std::expected<members::Login, MethodError> acting(Context& context, const json::object& arguments);
/// Who has an address, in any form; without a domain it is of the collective's first. Fails with `syntax`,
/// `missing`.
Result<members::MemberPointer> find_member(const members::Collective& collective, std::string text);
/// After a change of what opens an account: connections that came in by it are over. How many of them did
/// not end yet, where that can be waited for: in a request of the member's own it cannot.
Task<std::size_t> end_of(Lent<Context> context, MemberId member);

template <class SomeId>
std::optional<SomeId> read_id(std::string_view text) {
    const auto octets = from_hex(text);
    if (!octets) return std::nullopt;
    const auto id = SomeId::from(as_text(*octets));
    if (!id) return std::nullopt;
    return *id;
}

/// The bit of an administrator.
inline constexpr std::uint32_t administrator = 1U << 1;

}  // namespace milpa::jmap

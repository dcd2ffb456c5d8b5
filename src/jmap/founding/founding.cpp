// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/founding/founding.hpp"

#include "jmap/context.hpp"
#include "jmap/founding/desk.hpp"
#include "jmap/standard.hpp"

namespace milpa::jmap {

namespace {

json::object of_server() { return {}; }

/// The desk, and who came to it.
struct AtDesk {
    Lent<FoundingDesk> desk;
    FoundingDesk::Visitor visitor;
};

std::expected<AtDesk, MethodError> enter(Context& context, const json::object& arguments) {
    FoundingDesk* const desk = context.room().founding_desk();
    if (desk == nullptr)
        return refused_founding("notFound", ErrorKind::missing, "done", "The collective is founded.");
    auto visitor = desk->enter(std::string_view(arguments.at("token").as_string()), context.peer());
    if (!visitor) return std::unexpected(std::move(visitor.error()));
    return AtDesk{desk, *visitor};
}

Task<Answer> get(Lent<Context> context, json::object arguments) {
    const auto at = enter(*context, arguments);
    if (!at) co_return std::unexpected(at.error());
    co_return at->desk->standing(at->visitor);
}

Task<Answer> begin(Lent<Context> context, json::object arguments) {
    const auto at = enter(*context, arguments);
    if (!at) co_return std::unexpected(at.error());
    auto answers = read_founding_answers(arguments);
    if (!answers) co_return std::unexpected(std::move(answers.error()));
    co_return co_await at->desk->begin(at->visitor, std::move(*answers));
}

Task<Answer> share(Lent<Context> context, json::object arguments) {
    const auto at = enter(*context, arguments);
    if (!at) co_return std::unexpected(at.error());
    co_return at->desk->share(at->visitor, number_of(arguments, "number"));
}

Task<Answer> finish(Lent<Context> context, json::object arguments) {
    const auto at = enter(*context, arguments);
    if (!at) co_return std::unexpected(at.error());
    co_return co_await at->desk->finish(at->visitor);
}

Task<Answer> abandon(Lent<Context> context, json::object arguments) {
    const auto at = enter(*context, arguments);
    if (!at) co_return std::unexpected(at.error());
    co_return co_await at->desk->abandon(at->visitor);
}

constexpr Argument token{"token", "String",
                         "The secret behind the # of the founder's link, or of a keyholder's.", true};
constexpr Argument founder_token{"token", "String", "The secret behind the # of the founder's link.", true};

constexpr Argument get_one[] = {token};
constexpr Argument by_founder[] = {founder_token};
constexpr Argument begin_arguments[] = {
    founder_token,
    {"name", "String|null", "What the collective calls itself."},
    {"domain", "String", "Its domain.", true},
    {"keyholders", "UnsignedInt", "How many people get a share, 16 at most; 3 unless it is said."},
    {"threshold", "UnsignedInt", "How many of them open the server together; 2 unless it is said."},
    {"address", "String", "The founder's own, of that domain, which may be left out. Not the name of a role.",
     true},
    {"memberName", "String|null", "The founder's, if they want it known."},
    {"password", "String", "The founder's; 8 octets are the least.", true},
    {"acmeDirectory", "String|null",
     "Whether certificates come by themselves, and from whom: letsencrypt, letsencrypt-staging, or the https "
     "URL of another authority's directory."},
    {"acmeTermsAgreed", "Boolean", "The founder agrees to that authority's terms of service: needed there."},
    {"contact", "String|null",
     "Whom the authority may write to: postmaster, or a whole address elsewhere. It stands on the disk in "
     "the "
     "clear."},
};
constexpr Argument share_arguments[] = {
    token,
    {"number", "UnsignedInt|null", "Whose, from 1; by a keyholder's own secret it may be left out."},
};

constexpr Method methods[] = {
    {.name = "Founding/get",
     .capability = founding_urn,
     .meaning =
         "How it stands: `state` (questions, founding, shares, settling, done), `role` (founder, keyholder), "
         "`shares` of {number, isGiven, secret}; for the founder `defaults` and `limits` of the form. Once "
         "it has "
         "begun, "
         "also name, domain, keyholders, threshold, address. A keyholder sees their own share alone, and "
         "`number`.",
     .reference = "",
     .arguments = get_one,
     .run = get,
     .guests = true},
    {.name = "Founding/begin",
     .capability = founding_urn,
     .meaning =
         "Founds the collective, with the founder as its first member and administrator. As Founding/get, "
         "and "
         "`recoveryCode`, the founder's, which is told once. `secret` of each share lets its keyholder take "
         "it from "
         "wherever they are. What is refused has a `reason`: nameInvalid, domainInvalid, "
         "keyholdersOutOfRange, "
         "thresholdOutOfRange, addressInvalid, addressOfOtherDomain, addressReserved, memberNameInvalid, "
         "passwordTooShort, passwordTooLong, passwordInvalid, directoryInvalid, termsNotAgreed, "
         "contactInvalid, "
         "contactTellsDomain (and `properties`, the argument); begunAlready, underWay.",
     .reference = "",
     .arguments = begin_arguments,
     .run = begin,
     .changes = true,
     .guests = true},
    {.name = "Founding/share",
     .capability = founding_urn,
     .meaning = "Gives a share, once: `number`, and `share` as it is written down; for the founder also "
                "`missing`, how many are not given yet. By the founder's secret any, by a keyholder's their "
                "own. Refused: shareGivenAlready, numberUnknown, notBegun, "
                "founderAlone.",
     .reference = "",
     .arguments = share_arguments,
     .run = share,
     .changes = true,
     .guests = true},
    {.name = "Founding/finish",
     .capability = founding_urn,
     .meaning = "Once every share is given: the collective is there for good, and the server goes on with "
                "it, locked, at "
                "the same address; its keyholders unlock it for the first time. Refused: sharesNotGiven "
                "(`missing`: their "
                "numbers), notBegun.",
     .reference = "",
     .arguments = by_founder,
     .run = finish,
     .changes = true,
     .guests = true},
    {.name = "Founding/abandon",
     .capability = founding_urn,
     .meaning = "Forgets what was founded, and all shares of it, to begin anew: where one was seen by "
                "others, or lost.",
     .reference = "",
     .arguments = by_founder,
     .run = abandon,
     .changes = true,
     .guests = true},
};

constexpr Capability capabilities[] = {
    {founding_urn,
     "Founding a collective from a browser: a server has it that is not founded yet, and nothing else beside "
     "the "
     "core. Every failure has a `reason`; tokenWrong and tooManyTries are of all methods.",
     of_server, nullptr},
};

}  // namespace

Family founding_family() { return {capabilities, {}, methods}; }

}  // namespace milpa::jmap

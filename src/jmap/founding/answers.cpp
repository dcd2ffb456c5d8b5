// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/founding/answers.hpp"

#include <algorithm>

#include "crypto/quorum.hpp"
#include "jmap/standard.hpp"
#include "members/address.hpp"
#include "members/chosen_name.hpp"
#include "members/directory.hpp"
#include "members/login.hpp"

namespace milpa::jmap {

namespace {

constexpr std::string_view postmaster = "postmaster";
/// What a line of milpa.conf cannot hold, and what no address in use has.
constexpr std::string_view unfit_for_settings = "# \t\r\n";

using Checked = std::expected<void, MethodError>;

std::unexpected<MethodError> wrong(std::string_view property, std::string_view reason,
                                   std::string description, ErrorKind kind = ErrorKind::syntax) {
    return refused_founding("invalidArguments", kind, reason, std::move(description), property);
}

Checked read_collective(const json::object& arguments, FoundingAnswers& answers) {
    answers.name = text_of(arguments, "name").value_or("");
    if (!members::check_line(answers.name))
        return wrong("name", "nameInvalid", "The name is too long, or has letters that cannot be shown.");
    auto domain = members::normalise_domain(std::string_view(arguments.at("domain").as_string()));
    if (!domain || !domain->contains('.'))
        return wrong("domain", "domainInvalid", "This is no domain: it looks like example.org.");
    answers.domain = std::move(*domain);
    return {};
}

Checked read_quorum(const json::object& arguments, FoundingAnswers& answers) {
    const std::int64_t keyholders = number_of(arguments, "keyholders").value_or(keyholders_default);
    if (keyholders < 1 || keyholders > std::int64_t{crypto::keyholders_max}) {
        return wrong("keyholders", "keyholdersOutOfRange",
                     fmt::format("There are 1 to {} keyholders.", crypto::keyholders_max), ErrorKind::limit);
    }
    const std::int64_t threshold =
        number_of(arguments, "threshold").value_or(std::min<std::int64_t>(threshold_default, keyholders));
    if (threshold < 1 || threshold > keyholders) {
        return wrong("threshold", "thresholdOutOfRange",
                     "As many keyholders as open the server together: one at least, and not more than there "
                     "are.",
                     ErrorKind::limit);
    }
    answers.keyholders = static_cast<std::uint8_t>(keyholders);
    answers.threshold = static_cast<std::uint8_t>(threshold);
    return {};
}

Checked read_founder(const json::object& arguments, FoundingAnswers& answers) {
    const std::string_view typed = arguments.at("address").as_string();
    const auto address =
        typed.contains('@') ? members::Address::parse(typed) : members::Address::from(typed, answers.domain);
    if (!address || address->base() != *address)
        return wrong("address", "addressInvalid", "This is no address.");
    if (address->domain() != answers.domain) {
        return wrong("address", "addressOfOtherDomain",
                     fmt::format("The address is of the collective's own domain: ...@{}.", answers.domain),
                     ErrorKind::missing);
    }
    if (members::is_role_name(address->local())) {
        return wrong(
            "address", "addressReserved",
            "This is the name of a role, not of a person. The mail of postmaster@ and abuse@ comes to "
            "you anyhow.",
            ErrorKind::conflict);
    }
    answers.address = address->text();
    answers.member_name = text_of(arguments, "memberName").value_or("");
    if (!members::check_line(answers.member_name)) {
        return wrong("memberName", "memberNameInvalid",
                     "The name is too long, or has letters that cannot be shown.");
    }
    return {};
}

Checked read_password(const json::object& arguments, FoundingAnswers& answers) {
    const std::string_view typed = arguments.at("password").as_string();
    if (typed.size() > crypto::password_bytes_max)
        return wrong("password", "passwordTooLong", "The password is far too long.", ErrorKind::limit);
    answers.password = crypto::SecretText(typed);
    if (!typed.empty() && !members::normalise_password(answers.password))
        return wrong("password", "passwordInvalid", "The password has characters that nobody can type.");
    if (typed.empty() || !members::check_fresh_password(answers.password)) {
        return wrong("password", "passwordTooShort",
                     fmt::format("The password has {} characters at least; longer is better than stranger.",
                                 members::password_bytes_min),
                     ErrorKind::limit);
    }
    return {};
}

Checked read_certificates(const json::object& arguments, FoundingAnswers& answers) {
    answers.certificates.directory = text_of(arguments, "acmeDirectory").value_or("");
    if (answers.certificates.directory.empty()) return {};
    if (!flag_of(arguments, "acmeTermsAgreed")) {
        return wrong("acmeTermsAgreed", "termsNotAgreed",
                     "An authority issues certificates to who agrees to its terms of service.",
                     ErrorKind::denied);
    }
    std::string contact = text_of(arguments, "contact").value_or("");
    if (contact.empty() || contact == postmaster) {
        answers.certificates.contact = std::move(contact);
        return {};
    }
    const auto address = members::Address::parse(contact);
    if (!address || contact.find_first_of(unfit_for_settings) != std::string::npos)
        return wrong("contact", "contactInvalid", "This is no address.");
    if (address->domain() == answers.domain && address->local() != postmaster) {
        return wrong(
            "contact", "contactTellsDomain",
            "This would stand on the disk in the clear, and tell whose server it is: take postmaster, "
            "or an address elsewhere.",
            ErrorKind::denied);
    }
    answers.certificates.contact =
        address->domain() == answers.domain ? std::string(postmaster) : std::move(contact);
    return {};
}

}  // namespace

std::unexpected<MethodError> refused_founding(std::string_view type, ErrorKind kind, std::string_view reason,
                                              std::string description, std::string_view property) {
    MethodError made{std::string(type), std::move(description)};
    made.more["kind"] = to_text(kind);
    made.more["reason"] = reason;
    if (!property.empty()) made.more["properties"] = json::array{property};
    return std::unexpected(std::move(made));
}

std::expected<FoundingAnswers, MethodError> read_founding_answers(const json::object& arguments) {
    FoundingAnswers answers;
    for (const auto read : {read_collective, read_quorum, read_founder, read_password, read_certificates}) {
        if (auto checked = read(arguments, answers); !checked)
            return std::unexpected(std::move(checked.error()));
    }
    return answers;
}

}  // namespace milpa::jmap

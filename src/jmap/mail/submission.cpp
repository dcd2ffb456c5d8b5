// SPDX-License-Identifier: AGPL-3.0-or-later
// The capability urn:ietf:params:jmap:submission: its types and methods.
#include "jmap/mail/email_submission.hpp"
#include "jmap/mail/mail.hpp"
#include "jmap/mail/with_arguments.hpp"
#include "jmap/query.hpp"
#include "jmap/type.hpp"

namespace milpa::jmap {

namespace {

constexpr auto submission_set = with(set_arguments, submission_set_more);

constexpr std::string_view urn = submission_capability;

constexpr Method methods[] = {
    {"Identity/get", urn, "Whom the member may write as.", "RFC 8621 6.1", get_arguments, get_identities},
    {"Identity/changes", urn, "Identities that changed since a state.", "RFC 8621 6.2", changes_arguments,
     change_identities},
    {"Identity/set", urn, "Makes, changes and destroys identities.", "RFC 8621 6.3", set_arguments,
     set_identities, true},
    {"EmailSubmission/get", urn, "What was sent of late.", "RFC 8621 7.1", get_arguments, get_submissions},
    {"EmailSubmission/changes", urn, "Submissions that came, changed or went since a state.", "RFC 8621 7.2",
     changes_arguments, change_submissions},
    {"EmailSubmission/query", urn, "Ids of submissions, filtered and sorted.", "RFC 8621 7.3",
     query_arguments, query_submissions},
    {"EmailSubmission/queryChanges", urn, "What changed in the results of a query.", "RFC 8621 7.4",
     query_changes_arguments, query_submission_changes},
    {"EmailSubmission/set", urn, "Sends emails.", "RFC 8621 7.5", submission_set, set_submissions, true},
};

constexpr Type types[] = {identity_type, submission_type};

json::object of_server() { return {}; }

json::object of_account(Lent<const Context> context) {
    json::object made;
    const auto most = std::chrono::seconds(hold_max).count();
    made["maxDelayedSend"] = most;
    // RFC 4865: the longest time, and the last date. Reckoned from the day's beginning, so that the session
    // is in another state once a day and not each second; what is told is taken all day.
    const auto today = std::chrono::floor<std::chrono::days>(context->room().clock().wall());
    made["submissionExtensions"] =
        json::object{{"FUTURERELEASE", json::array{std::to_string(most),
                                                   utc_date_text(to_unix_ms(WallTime(today + hold_max)))}}};
    return made;
}

constexpr Capability capabilities[] = {{urn, "Sending: identities and submissions.", of_server, of_account}};

}  // namespace

Family submission_family() { return {capabilities, types, methods}; }

}  // namespace milpa::jmap

// SPDX-License-Identifier: AGPL-3.0-or-later
#include "defence/plan.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/ensure.hpp"
#include "defence/letter.hpp"

namespace milpa::defence {
namespace {

constexpr std::size_t postings_per_delivery = 3;
constexpr std::size_t recipients_per_submission = 10;
constexpr std::size_t visits_per_member = 3;

class Planner {
public:
    Planner(std::span<const Secret> secrets, Random& random) : random_(random) {
        for (const Secret& secret : secrets)
            pools_[static_cast<std::size_t>(secret.kind)].push_back(secret.text);
    }
    Plan plan();

private:
    const std::vector<std::string>& pool(SecretKind kind) const {
        return pools_[static_cast<std::size_t>(kind)];
    }
    /// Part `part` of `parts`: every secret is in exactly one.
    std::vector<std::string> deal(SecretKind kind, std::size_t part, std::size_t parts) const {
        std::vector<std::string> mine;
        for (std::size_t i = part; i < pool(kind).size(); i += parts) mine.push_back(pool(kind)[i]);
        return mine;
    }
    std::string own(const std::string& local) const { return fmt::format("{}@{}", local, plan_.domain); }
    static BodyForm form(std::size_t number) { return static_cast<BodyForm>(number % 3); }

    void members();
    void deliveries();
    Posting delivered(std::size_t number, std::size_t all) const;
    void submissions(SecretKind addresses, std::string_view domain);
    void refused_logins();
    void mailbox_visits();
    void web_visits();
    void shuffle();

    Random& random_;
    std::array<std::vector<std::string>, secret_kinds> pools_;
    Plan plan_;
};

void Planner::members() {
    const std::size_t count = pool(SecretKind::member_address).size();
    for (std::size_t i = 0; i < count; ++i) {
        PlannedMember member;
        member.address = own(pool(SecretKind::member_address)[i]);
        const auto of = [&](SecretKind kind) { return deal(kind, i, count).at(0); };
        member.name = of(SecretKind::member_name);
        member.password = of(SecretKind::password);
        member.label = of(SecretKind::app_password_label);
        member.new_password = of(SecretKind::new_password);
        for (const auto& alias : deal(SecretKind::alias, i, count)) member.aliases.push_back(own(alias));
        plan_.members.push_back(std::move(member));
    }
}

Posting Planner::delivered(std::size_t number, std::size_t all) const {
    const PlannedMember& to = plan_.members[number % plan_.members.size()];
    Posting posting;
    const auto senders = deal(SecretKind::sender_address, number, all);
    posting.sender = senders.empty() ? "somebody@elsewhere.test" : senders.front() + "@elsewhere.test";
    posting.recipients = {to.aliases.empty() || number % 4 != 0 ? to.address
                                                                : to.aliases[number % to.aliases.size()]};
    if (number % 5 == 0)
        posting.recipients.push_back(plan_.members[(number / 5) % plan_.members.size()].address);
    for (const auto& local : deal(SecretKind::unknown_recipient, number, all))
        posting.refused.push_back(own(local));

    Letter letter;
    letter.sender = posting.sender;
    letter.recipients = {to.address};
    for (const auto& local : deal(SecretKind::header_address, number, all))
        letter.recipients.push_back(local + "@others.test");
    for (std::size_t i = 1; i < senders.size(); ++i)
        letter.recipients.push_back(senders[i] + "@elsewhere.test");
    letter.names = deal(SecretKind::display_name, number, all);
    letter.subject = deal(SecretKind::subject, number, all);
    letter.body = deal(SecretKind::body, number, all);
    letter.attachment_names = deal(SecretKind::attachment_name, number, all);
    letter.attachment_words = deal(SecretKind::attachment_body, number, all);
    letter.message_ids = deal(SecretKind::message_id, number, all);
    letter.form = form(number);
    posting.text = compose(letter);
    return posting;
}

void Planner::deliveries() {
    const auto& addresses = pool(SecretKind::client_address);
    const auto& names = pool(SecretKind::hello_name);
    const std::size_t count = std::max(addresses.size(), names.size());
    for (std::size_t i = 0; i < count; ++i) {
        Delivery delivery{.client_address = addresses[i % addresses.size()],
                          .hello_name = names[i % names.size()] + ".servers.test",
                          .postings = {}};
        for (std::size_t n = 0; n < postings_per_delivery; ++n) {
            delivery.postings.push_back(
                delivered(i * postings_per_delivery + n, count * postings_per_delivery));
        }
        plan_.visits.emplace_back(std::move(delivery));
    }
}

void Planner::submissions(SecretKind addresses, std::string_view domain) {
    const std::size_t count =
        (pool(addresses).size() + recipients_per_submission - 1) / recipients_per_submission;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t member = i % plan_.members.size();
        Posting posting;
        posting.sender = plan_.members[member].address;
        for (const auto& local : deal(addresses, i, count))
            posting.recipients.push_back(fmt::format("{}@{}", local, domain));
        Letter letter;
        letter.sender = posting.sender;
        letter.recipients = posting.recipients;
        if (addresses == SecretKind::queued_address) letter.body = deal(SecretKind::queued_body, i, count);
        letter.form = form(i);
        posting.text = compose(letter);
        plan_.visits.emplace_back(Submission{member, {std::move(posting)}});
    }
}

void Planner::refused_logins() {
    const auto& addresses = pool(SecretKind::client_address);
    std::size_t place = 0;
    for (const auto& user : pool(SecretKind::unknown_user)) {
        plan_.visits.emplace_back(
            RefusedLogin{own(user), "not a password of anybody", addresses[place++ % addresses.size()]});
    }
    std::size_t member = 0;
    for (const auto& password : pool(SecretKind::wrong_password)) {
        plan_.visits.emplace_back(RefusedLogin{plan_.members[member++ % plan_.members.size()].address,
                                               password, addresses[place++ % addresses.size()]});
    }
}

void Planner::mailbox_visits() {
    const std::size_t count = plan_.members.size() * visits_per_member;
    for (std::size_t i = 0; i < count; ++i) {
        MailboxVisit visit;
        visit.member = i % plan_.members.size();
        visit.folders = deal(SecretKind::folder_name, i, count);
        visit.keywords = deal(SecretKind::keyword, i, count);
        visit.searches = deal(SecretKind::search_word, i, count);
        // Also for what is there: then the index is read.
        for (std::size_t n = 0; n < 3; ++n)
            visit.searches.push_back(pool(SecretKind::body)[(i * 3 + n) % pool(SecretKind::body).size()]);
        const auto words = deal(SecretKind::draft, i, count);
        const std::size_t drafts = std::max<std::size_t>(1, words.size() / 4);
        for (std::size_t n = 0; n < drafts; ++n) {
            Letter letter;
            letter.sender = plan_.members[visit.member].address;
            for (std::size_t w = n; w < words.size(); w += drafts)
                (w % 2 == 0 ? letter.body : letter.subject).push_back(words[w]);
            letter.form = form(n);
            visit.drafts.push_back(compose(letter));
        }
        plan_.visits.emplace_back(std::move(visit));
    }
}

void Planner::web_visits() {
    const std::size_t count = plan_.members.size() * visits_per_member;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t member = i % plan_.members.size();
        const auto of = [&](SecretKind kind) { return deal(kind, i, count); };
        const auto labels = of(SecretKind::web_label);
        plan_.visits.emplace_back(make_web_visit(
            member, {.address = plan_.members[member].address,
                     .label = labels.empty() ? "a browser" : fmt::format("{}", fmt::join(labels, " ")),
                     .mailboxes = of(SecretKind::web_mailbox),
                     .drafts = of(SecretKind::web_draft),
                     .keywords = of(SecretKind::web_keyword),
                     .imports = of(SecretKind::web_import),
                     .blobs = of(SecretKind::web_blob),
                     .identities = of(SecretKind::web_identity),
                     .sent = of(SecretKind::web_sent),
                     .receipts = of(SecretKind::web_receipt),
                     .contacts = of(SecretKind::web_contact),
                     .books = of(SecretKind::web_book),
                     .pushes = of(SecretKind::web_push),
                     .cards = of(SecretKind::web_card),
                     .asked = of(SecretKind::web_asked),
                     .data = of(SecretKind::web_data),
                     .keys = of(SecretKind::web_key)}));
    }
}

void Planner::shuffle() {
    for (std::size_t i = plan_.visits.size(); i > 1; --i)
        std::swap(plan_.visits[i - 1], plan_.visits[random_.number() % i]);
}

Plan Planner::plan() {
    ensure(pool(SecretKind::collective).size() == 2);
    plan_.domain = pool(SecretKind::collective)[0] + ".test";
    plan_.name = pool(SecretKind::collective)[1];
    plan_.page = pool(SecretKind::web_page);
    members();
    deliveries();
    submissions(SecretKind::queued_address, waiting_domain);
    submissions(SecretKind::bounced_address, refusing_domain);
    refused_logins();
    mailbox_visits();
    web_visits();
    shuffle();
    return std::move(plan_);
}

}  // namespace

Plan make_plan(std::span<const Secret> secrets, Random& random) { return Planner(secrets, random).plan(); }

}  // namespace milpa::defence

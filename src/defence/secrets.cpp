// SPDX-License-Identifier: AGPL-3.0-or-later
#include "defence/secrets.hpp"

#include <fmt/format.h>

#include <unordered_set>

#include "base/ensure.hpp"

namespace milpa::defence {
namespace {

using enum SecretKind;

constexpr std::array<KindRow, secret_kinds> rows = {{
    {body, "body", 98, Kept::always},
    {subject, "subject", 80, Kept::always},
    {sender_address, "sender address", 70, Kept::always},
    {header_address, "header address", 60, Kept::always},
    {display_name, "display name", 70, Kept::always},
    {attachment_name, "attachment name", 40, Kept::always},
    {attachment_body, "attachment body", 40, Kept::always},
    {message_id, "message id", 40, Kept::always},
    {draft, "draft", 60, Kept::always},
    {folder_name, "folder name", 40, Kept::always},
    {keyword, "keyword", 40, Kept::always},
    {search_word, "search word", 30, Kept::never},
    {client_address, "client address", 30, Kept::always},
    {hello_name, "HELO name", 30, Kept::always},
    {unknown_recipient, "unknown recipient", 20, Kept::never},
    {unknown_user, "unknown user", 6, Kept::never},
    {wrong_password, "wrong password", 6, Kept::never},
    {password, "password", 2, Kept::never},
    {member_address, "member address", 2, Kept::always},
    {member_name, "member name", 2, Kept::always},
    {alias, "alias", 3, Kept::always},
    {app_password_label, "app password label", 2, Kept::always},
    {queued_address, "queued address", 30, Kept::always},
    {queued_body, "queued body", 20, Kept::always},
    {bounced_address, "bounced address", 20, Kept::always},
    {collective, "collective", 1, Kept::always},
    {web_mailbox, "mailbox by JMAP", 10, Kept::always},
    {web_draft, "draft by JMAP", 20, Kept::always},
    {web_keyword, "keyword by JMAP", 6, Kept::always},
    {web_import, "imported email", 10, Kept::always},
    {web_blob, "blob", 20, Kept::always},
    {web_identity, "identity", 10, Kept::always},
    {web_sent, "sent by JMAP", 10, Kept::always},
    {web_receipt, "receipt", 4, Kept::always},
    {web_contact, "contact", 20, Kept::always},
    {web_book, "address book", 6, Kept::always},
    {web_push, "push subscription", 4, Kept::always},
    {web_card, "card by CardDAV", 8, Kept::always},
    {web_label, "label of a session", 6, Kept::always},
    {web_data, "value of a program", 6, Kept::always},
    {web_key, "secret key", 2, Kept::always},
    {web_page, "page of the collective", 2, Kept::always},
    {web_asked, "asked over the web", 12, Kept::never},
    {new_password, "new password", 2, Kept::never},
    {session, "session", 0, Kept::never},
    {second_factor, "second factor", 0, Kept::always},
    {factor_letters, "second factor as letters", 0, Kept::never},
}};

constexpr bool rows_are_in_order() {
    std::size_t sum = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (static_cast<std::size_t>(rows[i].kind) != i) return false;
        sum += rows[i].per_mille;
    }
    return sum == 1000;
}
static_assert(rows_are_in_order());

// Without vowels: no stemmer takes an ending off, no real word is hit. 's' and 'y' are left out for the same
// reason.
constexpr std::string_view letters = "bcdfghjklmnpqrtvwxz";
// Letters beyond ASCII go where people put them; what must stay ASCII (addresses, keywords, host names) has
// none.
constexpr std::string_view accented[] = {"é", "ü", "ñ", "ø"};

bool may_have_accent(SecretKind kind) {
    return kind == body || kind == subject || kind == display_name || kind == attachment_name ||
           kind == folder_name || kind == draft || kind == search_word || kind == web_mailbox ||
           kind == web_draft || kind == web_contact || kind == web_identity;
}

std::string make_word(SecretKind kind, std::size_t number, Random& random) {
    std::string word;
    // One in three of those that may: in the middle, so that seven plain letters stand on both sides.
    const bool accent = may_have_accent(kind) && number % 3 == 0;
    for (std::size_t i = 0; i < secret_letters; ++i) {
        if (accent && i == secret_letters / 2) {
            word += accented[random.number() % std::size(accented)];
        } else {
            word += letters[random.number() % letters.size()];
        }
    }
    return word;
}

/// Octets of three digits: then no address is the beginning of another.
std::string make_address(Random& random) {
    const auto octet = [&] { return 100 + random.number() % 155; };
    const auto second = octet();
    const auto third = octet();
    return fmt::format("127.{}.{}.{}", second, third, octet());
}

}  // namespace

std::span<const KindRow, secret_kinds> kind_table() { return rows; }
const KindRow& row_of(SecretKind kind) { return rows[static_cast<std::size_t>(kind)]; }

std::vector<Secret> make_secrets(std::size_t count, Random& random) {
    ensure(count >= secrets_min && count <= secrets_max);
    std::array<std::size_t, secret_kinds> counts{};
    std::size_t sum = 0;
    for (const KindRow& row : rows) {
        if (row.per_mille == 0) continue;
        auto& mine = counts[static_cast<std::size_t>(row.kind)];
        mine = std::max<std::size_t>(1, count * row.per_mille / 1000);
        sum += mine;
    }
    counts[static_cast<std::size_t>(collective)] = 2;
    sum = sum - std::max<std::size_t>(1, count / 1000) + 2;
    // What rounding left over, or took too much, is the bodies'.
    auto& bodies = counts[static_cast<std::size_t>(body)];
    ensure(bodies + count > sum);
    bodies = bodies + count - sum;

    std::vector<Secret> secrets;
    secrets.reserve(count);
    std::unordered_set<std::string> seen;
    for (const KindRow& row : rows) {
        for (std::size_t n = 0; n < counts[static_cast<std::size_t>(row.kind)];) {
            std::string text =
                row.kind == client_address ? make_address(random) : make_word(row.kind, n, random);
            if (!seen.insert(text).second) continue;
            secrets.push_back({row.kind, std::move(text)});
            ++n;
        }
    }
    return secrets;
}

}  // namespace milpa::defence

// SPDX-License-Identifier: AGPL-3.0-or-later
// What the seize drill plants: words that occur nowhere else in the world, each of a kind that says by which
// door it comes in.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"

namespace milpa::defence {

enum class SecretKind : std::uint8_t {
    body,  ///< a word of a text part: 7-bit, 8-bit, quoted-printable or base64
    subject,
    sender_address,  ///< MAIL FROM and From, local part
    header_address,  ///< To and Cc of people elsewhere
    display_name,
    attachment_name,
    attachment_body,  ///< inside of a base64 attachment
    message_id,
    draft,  ///< APPENDed by a member
    folder_name,
    keyword,
    search_word,     ///< asked for, occurs in no message
    client_address,  ///< 127.x.y.z, from where mail was brought
    hello_name,
    unknown_recipient,  ///< refused at RCPT
    unknown_user,       ///< a login name that nobody has
    wrong_password,     ///< of a member who exists
    password,           ///< of a member
    member_address,
    member_name,
    alias,
    app_password_label,
    queued_address,  ///< outgoing mail that waits
    queued_body,
    bounced_address,  ///< outgoing mail that comes back at once
    collective,       ///< its domain and its name
    web_mailbox,      ///< from here on what comes in over HTTP: a name by Mailbox/set
    web_draft,        ///< Email/set: subjects, bodies, names
    web_keyword,
    web_import,  ///< Email/import
    web_blob,    ///< an upload, Blob/upload
    web_identity,
    web_sent,        ///< EmailSubmission/set: bodies and recipients
    web_receipt,     ///< MDN/send
    web_contact,     ///< ContactCard/set
    web_book,        ///< AddressBook/set
    web_push,        ///< PushSubscription/set: addresses, devices, keys
    web_card,        ///< CardDAV
    web_label,       ///< of a session
    web_data,        ///< ClientData/set: names and values
    web_key,         ///< OpenPgpSecretKey/set: labels, and octets of keys
    web_page,        ///< Collective/set: for everybody, but not of who has the disk of a locked server
    web_asked,       ///< in queries, paths, names of files, and in what is refused
    new_password,    ///< that a member took over the web
    session,         ///< the server makes it: a token, a cookie; letters, and the octets behind them
    second_factor,   ///< the server makes it: the octets of which an authenticator program makes codes
    factor_letters,  ///< the same as it is typed; app passwords and recovery codes, too
};
inline constexpr std::size_t secret_kinds = 47;

/// What the control run expects of a kind when nothing is sealed.
enum class Kept : std::uint8_t {
    always,  ///< it is in what was acknowledged: to be found in clear
    never,   ///< no file has any need of it, sealed or not
};

struct KindRow {
    SecretKind kind;
    std::string_view name;
    std::uint16_t per_mille;  ///< of all secrets; 0: the server makes them, while the drill goes on
    Kept kept;
};
/// A row a kind, in the order of the enumeration; the shares sum up to 1000.
std::span<const KindRow, secret_kinds> kind_table();
const KindRow& row_of(SecretKind kind);

enum class Form : std::uint8_t { text, octets };

struct Secret {
    SecretKind kind;
    /// UTF-8, lower case, secret_letters long; or an IPv4 address of 15 octets. What the server made: as it
    /// gave it, 12 octets or more.
    std::string text;
    Form form = Form::text;
};

/// Random letters of a word: 19^14 words, so that none occurs by accident in any amount of bytes.
inline constexpr std::size_t secret_letters = 14;
/// Fewer would leave kinds out.
inline constexpr std::size_t secrets_min = 150;
/// More client addresses would not fit into 127.0.0.0/8 with octets of three digits.
inline constexpr std::size_t secrets_max = 1'000'000;

/// `count` secrets, all different, of every kind that has a share at least one. The same for the same seed.
/// Requires secrets_min <= count <= secrets_max. Kinds stand together, in the order of the table.
std::vector<Secret> make_secrets(std::size_t count, Random& random);

}  // namespace milpa::defence

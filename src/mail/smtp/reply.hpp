// SPDX-License-Identifier: AGPL-3.0-or-later
// Reply -> bytes (RFC 5321 4.2, enhanced codes of RFC 2034, 3463, 5248), and all the replies that we give.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace milpa::mail::smtp {

/// RFC 3463 2: class.subject.detail. A class of 0: the reply has none (greeting, EHLO, 3xx; RFC 2034 4).
struct Status {
    std::uint8_t kind = 0;
    std::uint16_t subject = 0;
    std::uint16_t detail = 0;
    bool operator==(const Status&) const = default;
};

/// A reply with a fixed text.
struct FixedReply {
    std::uint16_t code;
    Status status;
    std::string_view text;
};

struct Reply {
    std::uint16_t code = 0;
    Status status;
    std::vector<std::string> lines;  ///< at least one; visible ASCII and spaces only

    Reply(std::uint16_t reply_code, Status reply_status, std::vector<std::string> text);
    // NOLINTNEXTLINE(google-explicit-constructor): a fixed reply is a reply.
    Reply(const FixedReply& fixed);

    bool is_error() const { return code >= 400; }
    bool is_permanent() const { return code >= 500; }
    bool operator==(const Reply&) const = default;
};

/// `250-2.1.0 first CRLF 250 2.1.0 last CRLF`.
void append_reply(std::string& to, const Reply& reply);
std::string to_text(const Reply& reply);

/// What the peer is told of a failure of ours; the detail is not.
Reply reply_for(const Error& error);

namespace replies {
inline constexpr FixedReply ok{250, {2, 0, 0}, "Ok"};
inline constexpr FixedReply sender_ok{250, {2, 1, 0}, "Sender ok"};
inline constexpr FixedReply recipient_ok{250, {2, 1, 5}, "Recipient ok"};
inline constexpr FixedReply chunk_ok{250, {2, 0, 0}, "Octets received"};
inline constexpr FixedReply stored{250, {2, 6, 0}, "Stored"};
inline constexpr FixedReply goodbye{221, {2, 0, 0}, "Goodbye"};
inline constexpr FixedReply start_tls{220, {2, 0, 0}, "Ready to start TLS"};
inline constexpr FixedReply logged_in{235, {2, 7, 0}, "Logged in"};
inline constexpr FixedReply cannot_verify{252, {2, 1, 5}, "Cannot verify, but send and it is tried"};
inline constexpr FixedReply send_data{354, {}, "Send the message, end with <CRLF>.<CRLF>"};
inline constexpr FixedReply help{214, {2, 0, 0}, "See RFC 5321"};

inline constexpr FixedReply too_many_errors{421, {4, 7, 0}, "Too many errors"};
inline constexpr FixedReply too_many_commands{421, {4, 7, 0}, "Too many commands without mail"};
inline constexpr FixedReply too_many_transactions{421, {4, 7, 0}, "Too many messages in one connection"};
inline constexpr FixedReply timed_out{421, {4, 4, 2}, "Waited too long"};
inline constexpr FixedReply closing{421, {4, 3, 2}, "Closing"};

inline constexpr FixedReply unknown_command{500, {5, 5, 1}, "Unknown command"};
inline constexpr FixedReply line_too_long{500, {5, 5, 6}, "Line too long"};
inline constexpr FixedReply bare_line_end{500, {5, 5, 2}, "Lines end with CRLF, and only so"};
inline constexpr FixedReply bad_arguments{501, {5, 5, 4}, "Bad arguments"};
inline constexpr FixedReply bad_sender{501, {5, 1, 7}, "Bad sender address"};
inline constexpr FixedReply bad_recipient{501, {5, 1, 3}, "Bad recipient address"};
inline constexpr FixedReply bad_base64{501, {5, 5, 2}, "Bad base64"};
inline constexpr FixedReply auth_cancelled{501, {5, 7, 0}, "Login cancelled"};
inline constexpr FixedReply not_implemented{502, {5, 5, 1}, "Not offered"};
inline constexpr FixedReply bad_sequence{503, {5, 5, 1}, "Bad sequence of commands"};
inline constexpr FixedReply already_logged_in{503, {5, 5, 1}, "Logged in already"};
inline constexpr FixedReply pipelined{554, {5, 5, 0}, "Wait for the reply to this command"};
inline constexpr FixedReply bad_mechanism{504, {5, 5, 4}, "Unknown mechanism"};
inline constexpr FixedReply unknown_parameter{555, {5, 5, 4}, "Unknown parameter"};

inline constexpr FixedReply login_required{530, {5, 7, 0}, "Log in first"};
inline constexpr FixedReply tls_required{530, {5, 7, 0}, "STARTTLS first"};
inline constexpr FixedReply wrong_login{535, {5, 7, 8}, "Wrong name or password"};
inline constexpr FixedReply tls_for_login{538, {5, 7, 11}, "STARTTLS before a password"};
inline constexpr FixedReply login_too_often{454, {4, 7, 0}, "Too many tries, wait a while"};

inline constexpr FixedReply locked{451, {4, 3, 2}, "Server is locked, try again later"};
inline constexpr FixedReply trouble{451, {4, 3, 0}, "Local trouble, try again later"};
inline constexpr FixedReply disk_full{452, {4, 3, 1}, "No room, try again later"};
inline constexpr FixedReply over_quota{452, {4, 2, 2}, "Mailbox is full"};
inline constexpr FixedReply too_many_recipients{452, {4, 5, 3}, "Too many recipients"};
inline constexpr FixedReply send_limit{450, {4, 7, 1}, "Too many recipients in an hour"};

inline constexpr FixedReply unknown_recipient{550, {5, 1, 1}, "No such mailbox"};
inline constexpr FixedReply suspended{550, {5, 2, 1}, "Mailbox is suspended"};
inline constexpr FixedReply relaying_denied{550, {5, 7, 1}, "Relaying denied"};
inline constexpr FixedReply refused{550, {5, 7, 1}, "Refused by policy"};
inline constexpr FixedReply unauthenticated{550, {5, 7, 26}, "The sender's domain disowns this message"};
inline constexpr FixedReply not_your_author{550, {5, 7, 1}, "From is not an address of yours"};
inline constexpr FixedReply not_your_sender_field{550, {5, 7, 1}, "Sender is not an address of yours"};
inline constexpr FixedReply not_your_resent_field{
    550, {5, 7, 1}, "Resent-From or Resent-Sender is not an address of yours"};
inline constexpr FixedReply not_your_sender{553, {5, 7, 1}, "Not an address of yours"};
inline constexpr FixedReply needs_utf8{553, {5, 6, 7}, "This address needs SMTPUTF8"};
inline constexpr FixedReply message_too_big{552, {5, 3, 4}, "Message too big"};
inline constexpr FixedReply no_recipients{554, {5, 5, 1}, "No valid recipients"};
inline constexpr FixedReply early_talker{554, {5, 5, 0}, "Wait for the greeting"};
inline constexpr FixedReply too_many_hops{554, {5, 4, 6}, "Too many Received fields: a loop"};
inline constexpr FixedReply bare_in_message{554, {5, 6, 11}, "Bare CR or LF in the message"};
inline constexpr FixedReply bad_header{554, {5, 6, 0}, "The header of the message is broken"};
inline constexpr FixedReply no_field{554, {5, 6, 0}, "A line of the header is no field: name, colon, value"};
inline constexpr FixedReply no_from{554, {5, 6, 0}, "The message has no From field"};
inline constexpr FixedReply several_from{554, {5, 6, 0}, "The message has several From fields"};
inline constexpr FixedReply several_senders{554, {5, 6, 0}, "The message has several Sender fields"};
inline constexpr FixedReply from_is_empty{554, {5, 6, 0}, "From names no address"};
inline constexpr FixedReply from_is_group{554, {5, 6, 0}, "From names a group: it has to be an address"};
inline constexpr FixedReply from_is_broken{554, {5, 6, 0}, "From is not plain: name <address>"};
inline constexpr FixedReply from_is_many{554, {5, 6, 0}, "From names too many people"};
inline constexpr FixedReply sender_is_missing{
    554, {5, 6, 0}, "From names several people: Sender has to say which of them sends it"};
inline constexpr FixedReply sender_is_broken{554, {5, 6, 0}, "Sender is not one plain address"};
inline constexpr FixedReply resent_is_broken{
    554, {5, 6, 0}, "Resent-From or Resent-Sender is not plain: name <address>"};
inline constexpr FixedReply header_too_big{554, {5, 6, 0}, "The header of the message is too big"};
inline constexpr FixedReply dangerous{554, {5, 7, 0}, "The content is refused"};
}  // namespace replies

}  // namespace milpa::mail::smtp

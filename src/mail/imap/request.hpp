// SPDX-License-Identifier: AGPL-3.0-or-later
// What a client may ask: a struct for every command, whose fields are valid already. Values only; they own
// all that they hold. Sizes are bounded by the limits below and by those of command_reader.hpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "mail/imap/mailbox_name.hpp"
#include "mail/imap/sequence_set.hpp"

namespace milpa::mail::imap {

/// Octets: clients number their commands ("A0001"), and every reply repeats it.
inline constexpr std::size_t tag_bytes_max = 64;
/// Octets of a keyword such as "$Forwarded": it is kept with every message that has it.
inline constexpr std::size_t keyword_bytes_max = 100;
/// Keywords a command.
inline constexpr std::size_t keywords_max = 64;
/// Body sections a FETCH, after doubles are dropped: each is a pass over the message.
inline constexpr std::size_t fetch_bodies_max = 64;
/// Names of header fields a FETCH, in all its sections: each is compared with each field of each message.
inline constexpr std::size_t fetch_field_names_max = 256;
/// "1.2.3": deeper parts than the extractor of structures looks at never exist.
inline constexpr std::size_t section_depth_max = 100;
/// Keys a SEARCH. Clients that look for the messages of a thread send some hundreds.
inline constexpr std::size_t search_keys_max = 1'024;
/// Brackets, NOTs and ORs inside each other; each level is a call. The usual long chain, OR a OR b OR c d, is
/// one.
inline constexpr std::size_t search_depth_max = 100;
/// Patterns a LIST: each is matched against every mailbox.
inline constexpr std::size_t list_patterns_max = 32;
/// RFC 2971 3.3: pairs, octets of a field name, octets of a value.
inline constexpr std::size_t id_pairs_max = 30, id_field_bytes_max = 30, id_value_bytes_max = 1'024;

/// Whether a command speaks of sequence numbers or (UID FETCH ...) of UIDs.
enum class Numbering : unsigned char { sequence, uid };

// ---- flags
// ---------------------------------------------------------------------------------------------------------

/// A set of RFC 9051 2.3.2's system flags, as bits.
enum class SystemFlags : std::uint8_t {
    none = 0,
    answered = 1,
    flagged = 2,
    deleted = 4,
    seen = 8,
    draft = 16,
    recent = 32,  ///< RFC 3501 only; the server's to say, never in a request
};
constexpr SystemFlags operator|(SystemFlags a, SystemFlags b) {
    return static_cast<SystemFlags>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
constexpr SystemFlags operator&(SystemFlags a, SystemFlags b) {
    return static_cast<SystemFlags>(static_cast<unsigned>(a) & static_cast<unsigned>(b));
}
constexpr SystemFlags& operator|=(SystemFlags& a, SystemFlags b) { return a = a | b; }
constexpr bool any(SystemFlags flags) { return flags != SystemFlags::none; }

/// Keywords keep the client's spelling, and are the same keyword in any case; none is here twice.
struct FlagList {
    SystemFlags system = SystemFlags::none;
    std::vector<std::string> keywords;
    bool operator==(const FlagList&) const = default;
};

/// RFC 6154 2, RFC 8457: what a mailbox is for; bits, since LIST can show several.
enum class SpecialUse : std::uint8_t {
    none = 0,
    all = 1,
    archive = 2,
    drafts = 4,
    flagged = 8,
    junk = 16,
    sent = 32,
    trash = 64,
    important = 128,
};
constexpr SpecialUse operator|(SpecialUse a, SpecialUse b) {
    return static_cast<SpecialUse>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
constexpr SpecialUse operator&(SpecialUse a, SpecialUse b) {
    return static_cast<SpecialUse>(static_cast<unsigned>(a) & static_cast<unsigned>(b));
}

// ---- FETCH
// ---------------------------------------------------------------------------------------------------------

/// What stands between the brackets of BODY[...]. RFC 9051 6.4.5.1.
struct Section {
    enum class Text : unsigned char { whole, header, header_fields, header_fields_not, text, mime };
    std::vector<std::uint32_t> part;  ///< {1, 2} is "1.2"; empty is the message itself
    Text text = Text::whole;
    std::vector<std::string> fields;  ///< of header_fields and header_fields_not: as written, at least one
    bool operator==(const Section&) const = default;
};

/// "<offset.octets>"; `octets` is not 0.
struct Partial {
    std::uint64_t offset, octets;
    bool operator==(const Partial&) const = default;
};

/// One of BODY[..], BODY.PEEK[..], BINARY[..], BINARY.PEEK[..], BINARY.SIZE[..], RFC822, RFC822.HEADER,
/// RFC822.TEXT.
struct FetchBody {
    enum class Form : unsigned char {
        body,
        binary,       ///< RFC 3516: decoded; `section.text` is whole
        binary_size,  ///< RFC 3516: octets when decoded; `section.text` is whole, never sets \Seen
        rfc822,
        rfc822_header,
        rfc822_text,  ///< RFC 3501: `section` says what is meant; answered by that old name
    };
    enum class Seen : unsigned char { set, peek };
    Form form = Form::body;
    Seen seen = Seen::set;
    Section section;
    std::optional<Partial> partial;
    bool operator==(const FetchBody&) const = default;
};

struct FetchItems {
    bool uid = false, flags = false, internal_date = false, size = false, envelope = false;
    bool body = false, body_structure = false;  ///< BODY without and BODYSTRUCTURE with extension data
    std::vector<FetchBody> bodies{};
    bool operator==(const FetchItems&) const = default;
};

// ---- SEARCH
// --------------------------------------------------------------------------------------------------------

/// A tree of at most search_keys_max nodes and search_depth_max levels. RFC 9051 6.4.4.
struct SearchKey {
    enum class Kind : unsigned char {
        all,
        conjunction,
        disjunction,  ///< `children`, at least one
        negation,     ///< `children`, exactly one
        sequence,
        uid,  ///< `set`
        flag_set,
        flag_clear,  ///< `flags`, exactly one (may be recent: RFC 3501)
        keyword_set,
        keyword_clear,  ///< `text`
        before,
        on,
        since,  ///< `date`, of arrival, time and zone disregarded
        sent_before,
        sent_on,
        sent_since,  ///< `date`, of the Date field
        larger,
        smaller,  ///< `number`, octets
        subject,
        from,
        to,
        cc,
        bcc,
        body,
        any_text,  ///< `text`: UTF-8, to be found anywhere, case disregarded
        header,    ///< `field`, and `text` (empty: the field is there)
    };
    Kind kind = Kind::all;
    SystemFlags flags = SystemFlags::none;
    std::uint64_t number = 0;
    std::chrono::sys_days date{};
    std::string field, text;
    SequenceSet set;
    std::vector<SearchKey> children;
    bool operator==(const SearchKey&) const = default;
};

/// SEARCH RETURN (...): RFC 4731, RFC 5182.
struct SearchReturn {
    bool min = false, max = false, all = false, count = false, save = false;
    bool operator==(const SearchReturn&) const = default;
};

// ---- STATUS and LIST
// -----------------------------------------------------------------------------------------------

struct StatusItems {
    bool messages = false, recent = false, uid_next = false, uid_validity = false, unseen = false;
    bool deleted = false, size = false;
    bool operator==(const StatusItems&) const = default;
};

/// RFC 5258, 5819, 6154.
struct ListOptions {
    bool select_subscribed = false, select_remote = false, select_special_use = false;
    bool recursive_match = false;  ///< only together with `select_subscribed`
    bool return_subscribed = false, return_children = false, return_special_use = false;
    std::optional<StatusItems> return_status;
    bool operator==(const ListOptions&) const = default;
};

// ---- the commands
// --------------------------------------------------------------------------------------------------

namespace request {

struct Capability {
    bool operator==(const Capability&) const = default;
};
struct Noop {
    bool operator==(const Noop&) const = default;
};
struct Logout {
    bool operator==(const Logout&) const = default;
};
struct StartTls {
    bool operator==(const StartTls&) const = default;
};
/// `mechanism` in upper case. `initial` (SASL-IR) is decoded; empty is not the same as absent.
struct Authenticate {
    std::string mechanism;
    std::optional<Bytes> initial;
    bool operator==(const Authenticate&) const = default;
};
struct Login {
    std::string user, password;
    bool operator==(const Login&) const = default;
};
/// Capabilities that we do not know are left out: RFC 5161 3.1 has them ignored.
struct Enable {
    bool imap4rev2 = false, utf8_accept = false;
    bool operator==(const Enable&) const = default;
};
/// RFC 2971: fields in any case, values may be NIL.
struct Id {
    std::vector<std::pair<std::string, std::optional<std::string>>> fields;
    bool operator==(const Id&) const = default;
};
struct Select {
    MailboxName mailbox;
    bool operator==(const Select&) const = default;
};
struct Examine {
    MailboxName mailbox;
    bool operator==(const Examine&) const = default;
};
struct Create {
    MailboxName mailbox;
    SpecialUse use = SpecialUse::none;
    bool operator==(const Create&) const = default;
};
struct Delete {
    MailboxName mailbox;
    bool operator==(const Delete&) const = default;
};
struct Rename {
    MailboxName from, to;
    bool operator==(const Rename&) const = default;
};
struct Subscribe {
    MailboxName mailbox;
    bool operator==(const Subscribe&) const = default;
};
struct Unsubscribe {
    MailboxName mailbox;
    bool operator==(const Unsubscribe&) const = default;
};
/// `patterns` have the reference joined on and are UTF-8, each of at most mailbox_pattern_bytes_max octets.
/// None of them: the client asks for the separator (LIST "" "").
struct List {
    ListOptions options;
    std::vector<std::string> patterns;
    bool operator==(const List&) const = default;
};
/// RFC 3501 6.3.9.
struct Lsub {
    std::vector<std::string> patterns;
    bool operator==(const Lsub&) const = default;
};
struct Namespace {
    bool operator==(const Namespace&) const = default;
};
struct Status {
    MailboxName mailbox;
    StatusItems items;
    bool operator==(const Status&) const = default;
};
/// All but the message itself, which streams past: see CommandReader.
struct Append {
    MailboxName mailbox;
    FlagList flags;
    std::optional<WallTime> date;
    std::uint64_t octets = 0;
    enum class Form : unsigned char {
        plain,
        binary,
        utf8
    } form = Form::plain;  ///< literal, literal8, UTF8 (literal8)
    bool operator==(const Append&) const = default;
};
struct Idle {
    bool operator==(const Idle&) const = default;
};
struct Check {
    bool operator==(const Check&) const = default;
};
struct Close {
    bool operator==(const Close&) const = default;
};
struct Unselect {
    bool operator==(const Unselect&) const = default;
};
/// With a set: UID EXPUNGE.
struct Expunge {
    std::optional<SequenceSet> uids;
    bool operator==(const Expunge&) const = default;
};
/// `returns` absent: the client wants what its revision answers to a plain SEARCH. RETURN () is `all`.
struct Search {
    Numbering numbering = Numbering::sequence;
    std::optional<SearchReturn> returns;
    SearchKey key;
    bool operator==(const Search&) const = default;
};
/// Of UID FETCH `items.uid` is always set.
struct Fetch {
    Numbering numbering = Numbering::sequence;
    SequenceSet set;
    FetchItems items;
    bool operator==(const Fetch&) const = default;
};
struct Store {
    enum class Mode : unsigned char { replace, add, remove };
    enum class Reply : unsigned char { flags, silent };
    Numbering numbering = Numbering::sequence;
    SequenceSet set;
    Mode mode = Mode::replace;
    Reply reply = Reply::flags;
    FlagList flags;
    bool operator==(const Store&) const = default;
};
struct Copy {
    Numbering numbering = Numbering::sequence;
    SequenceSet set;
    MailboxName mailbox;
    bool operator==(const Copy&) const = default;
};
struct Move {
    Numbering numbering = Numbering::sequence;
    SequenceSet set;
    MailboxName mailbox;
    bool operator==(const Move&) const = default;
};

}  // namespace request

using Arguments =
    std::variant<request::Capability, request::Noop, request::Logout, request::StartTls,
                 request::Authenticate, request::Login, request::Enable, request::Id, request::Select,
                 request::Examine, request::Create, request::Delete, request::Rename, request::Subscribe,
                 request::Unsubscribe, request::List, request::Lsub, request::Namespace, request::Status,
                 request::Append, request::Idle, request::Check, request::Close, request::Unselect,
                 request::Expunge, request::Search, request::Fetch, request::Store, request::Copy,
                 request::Move>;

struct Command;  // command.hpp: the row of the table

struct Request {
    std::string tag;
    const Command* command = nullptr;  ///< never null; the rows live as long as the program
    Arguments arguments;
};

/// A command that cannot be one, and what is to be answered. Nothing in it stems from the client but the tag.
struct Refusal {
    enum class Kind : unsigned char { bad, no, bye };  ///< after `bye` the connection must be closed
    std::string tag;                                   ///< empty: untagged
    Kind kind = Kind::bad;
    std::string_view code;  ///< what stands in the brackets; empty: none. Static.
    std::string text;       ///< for people; one of our own constant texts
};

}  // namespace milpa::mail::imap

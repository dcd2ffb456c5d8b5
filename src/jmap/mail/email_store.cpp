// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/mail/email_store.hpp"

#include <algorithm>

#include "jmap/blob.hpp"
#include "jmap/mail/email.hpp"
#include "jmap/mail/ids.hpp"
#include "jmap/type.hpp"
#include "mail/message/header.hpp"

namespace milpa::jmap {

namespace account = mail::account;

namespace {

/// Octets that are extracted at once.
constexpr std::size_t piece_octets = 64 * 1024;

SetError store_error(const Error& error) {
    if (error.kind == ErrorKind::missing)
        return invalid_properties({"mailboxIds"}, "A mailbox is not there.");
    if (error.kind == ErrorKind::limit) return {"overQuota", "There is no room for it.", {}, {}};
    return set_error_for(error);
}

}  // namespace

std::expected<account::Flags, SetError> read_keywords(const json::value& value) {
    account::Flags flags;
    if (value.is_null()) return flags;
    for (const auto& [name, on] : value.as_object()) {
        const auto keyword = read_keyword(name);
        if (!keyword || on != json::value(true))
            return std::unexpected(invalid_properties({"keywords"}, "A keyword is none, or is not true."));
        flags.system |= keyword->system;
        for (const std::string& one : keyword->keywords) {
            if (std::ranges::find(flags.keywords, one) == flags.keywords.end()) flags.keywords.push_back(one);
        }
    }
    const bool too_long = std::ranges::any_of(
        flags.keywords, [](const std::string& one) { return one.size() > account::keyword_octets_max; });
    if (too_long || flags.keywords.size() > account::keywords_of_message_max)
        return std::unexpected(SetError{"tooManyKeywords", "Too many keywords, or a long one.", {}, {}});
    return flags;
}

std::expected<std::vector<account::MailboxId>, SetError> read_mailboxes(const account::State& state,
                                                                        const json::value& value) {
    const auto wrong = [](const char* why) {
        return std::unexpected(invalid_properties({"mailboxIds"}, why));
    };
    if (!value.is_object() || value.get_object().empty())
        return wrong("An email is in one mailbox at least.");
    if (value.get_object().size() > account::mailboxes_of_update_max)
        return std::unexpected(SetError{"tooManyMailboxes", "Too many mailboxes for one email.", {}, {}});
    std::vector<account::MailboxId> mailboxes;
    for (const auto& [name, on] : value.get_object()) {
        const auto id = read_mailbox_id(name);
        const account::Mailbox* mailbox = id ? state.find(*id) : nullptr;
        if (mailbox == nullptr || !mailbox->selectable)
            return wrong("There is no such mailbox, or it holds none.");
        if (on != json::value(true)) return wrong("Each is true.");
        mailboxes.push_back(*id);
    }
    return mailboxes;
}

std::expected<EmailPlace, SetError> read_place(const account::State& state, const json::object& email,
                                               WallTime now) {
    EmailPlace place;
    const json::value* mailboxes = email.if_contains("mailboxIds");
    auto in = read_mailboxes(state, mailboxes != nullptr ? *mailboxes : json::value());
    if (!in) return std::unexpected(std::move(in.error()));
    place.mailboxes = std::move(*in);
    if (const json::value* keywords = email.if_contains("keywords")) {
        auto flags = read_keywords(*keywords);
        if (!flags) return std::unexpected(std::move(flags.error()));
        place.flags = std::move(*flags);
    }
    place.received_ms = to_unix_ms(now);
    if (const auto date = text_of(email, "receivedAt")) {
        const auto ms = read_utc_date(*date);
        if (!ms) return std::unexpected(invalid_properties({"receivedAt"}, "It is no UTCDate."));
        place.received_ms = *ms;
    }
    return place;
}

IncomingEmail::IncomingEmail(Lent<Context> context)
    : context_(context), writer_(context->room().write_object()) {}

Task<std::expected<void, SetError>> IncomingEmail::write(std::string octets) {
    const std::uint64_t most = context_->limits().upload_octets_max;
    if (writer_.size() + octets.size() > most) {
        json::object more;
        more["maxSize"] = most;
        co_return std::unexpected(
            SetError{"tooLarge", "The message is larger than may be.", {}, std::move(more)});
    }
    for (std::string_view left = octets; !left.empty();) {
        const std::string_view piece = left.substr(0, piece_octets);
        extractor_.feed(piece);
        const auto written = co_await writer_.write(as_bytes(piece));
        if (!written) co_return std::unexpected(set_error_for(written.error()));
        left.remove_prefix(piece.size());
    }
    co_return std::expected<void, SetError>();
}

Task<std::expected<json::object, SetError>> IncomingEmail::keep(EmailPlace place) {
    const auto loaded = co_await context_->account().need_threads();
    if (!loaded) co_return std::unexpected(set_error_for(loaded.error()));
    const std::uint64_t size = writer_.size();
    events::MessageFacts facts = extractor_.finish();
    store::Batch batch;
    auto object = writer_.finish(batch);
    if (!object) co_return std::unexpected(set_error_for(object.error()));
    account::NewMessage message{.object = std::move(*object),
                                .facts = std::move(facts),
                                .internal_date_ms = place.received_ms,
                                .flags = std::move(place.flags)};
    const auto done = co_await context_->account().append(std::move(place.mailboxes), std::move(message),
                                                          std::move(batch), context_->room().quota());
    if (!done) co_return std::unexpected(store_error(done.error()));
    const account::RecordInfo* info = context_->account().state().find_record(done->record);
    if (info == nullptr) co_return std::unexpected(SetError{"serverFail", "It went again at once.", {}, {}});
    json::object made;
    made["id"] = email_id(done->record);
    made["blobId"] = message_blob_id(done->record);
    made["threadId"] = thread_id(info->thread);
    made["size"] = size;
    co_return made;
}

bool looks_like_message(std::string_view beginning) {
    const auto field = mail::message::Fields(beginning).next();
    return field && !field->name.empty() &&
           std::ranges::all_of(field->name, [](char c) { return c > 32 && c < 127; });
}

}  // namespace milpa::jmap

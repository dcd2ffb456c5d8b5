// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/imap/commands/fetch_body.hpp"

#include "mail/message/header.hpp"
#include "mail/message/transfer.hpp"

namespace milpa::mail::imap {

namespace {

using events::Part;

bool is_multipart(const Part& part) { return part.type() == "multipart" && part.parts_size() > 0; }
bool is_message(const Part& part) { return part.type() == "message" && part.parts_size() == 1; }

/// RFC 9051 6.4.5.1: numbers count the parts of a multipart; of any other message, 1 is its body; behind a
/// message/rfc822 they go on inside of it.
const Part* find_part(const Part& structure, std::span<const std::uint32_t> numbers) {
    const Part* container = &structure;  // a message's top part, or a multipart
    const Part* found = nullptr;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const std::uint32_t number = numbers[i];
        if (container == nullptr) return nullptr;
        if (is_multipart(*container)) {
            if (number == 0 || number > static_cast<std::uint32_t>(container->parts_size())) return nullptr;
            found = &container->parts(static_cast<int>(number - 1));
        } else if (number == 1) {
            found = container;
        } else {
            return nullptr;
        }
        container = is_message(*found) ? &found->parts(0) : is_multipart(*found) ? found : nullptr;
    }
    return found;
}

OctetRange body_of(const Part& part) { return {part.body_begin(), part.body_end()}; }
OctetRange header_of(const Part& part) { return {part.header_begin(), part.body_begin()}; }

/// What was forged into a vault says of itself what it likes: `corrupt` where that is outside of the message.
Result<OctetRange> within(OctetRange range, const events::StoredMessage& message) {
    if (range.begin <= range.end && range.end <= message.object().size()) return range;
    return fail(ErrorKind::corrupt, "a structure that reaches out of its message");
}

/// `partial` counts within the section.
OctetRange cut(OctetRange range, const std::optional<Partial>& partial) {
    if (!partial) return range;
    const std::uint64_t length = range.end - range.begin;
    const std::uint64_t offset = std::min(partial->offset, length);
    return {range.begin + offset, range.begin + offset + std::min(partial->octets, length - offset)};
}

/// Reads a range of the message in pieces and hands each to `take`, which may wait.
template <class Take>
Task<Result<void>> each_piece(store::ObjectReader reader, OctetRange range, Take take) {
    reader.seek(range.begin);
    std::uint64_t left = range.end - range.begin;
    while (left > 0) {
        CO_TRY(const Bytes piece, co_await reader.next());
        if (piece.empty()) co_return fail(ErrorKind::corrupt, "a message is shorter than its structure says");
        const std::size_t size = static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), left));
        left -= size;
        CO_CHECK(co_await take(as_text(ByteView(piece).first(size))));
    }
    co_return Result<void>{};
}

/// In the middle of a literal: what must end ends, and others have their turn.
Task<Result<void>> pace_of(Lent<Session> session) {
    if (!session->needs_pace()) co_return Result<void>{};
    co_return co_await session->pace();
}

/// Appends to the output, and sends it when there is enough. RFC 9051 9 has no NUL in a literal, but a
/// message that holds one was sent so: every octet comes back, for a signature is of these octets.
struct Send {
    Lent<Session> session;
    Task<Result<void>> operator()(std::string_view piece) const {
        session->output().text() += piece;
        co_return co_await pace_of(session);
    }
};

struct Collect {
    Lent<std::string> into;
    Task<Result<void>> operator()(std::string_view piece) const {
        *into += piece;
        co_return Result<void>{};
    }
};

/// What a part is when it is decoded.
struct Decoded {
    std::uint64_t octets = 0;
    bool has_nul = false;
};

/// Counts decoded octets, and sends those of a range where that is wanted.
struct Decode {
    Lent<message::TransferDecoder> decoder;
    Lent<Decoded> so_far;
    OctetRange wanted;
    Session* session;  ///< null: only counts

    Task<Result<void>> operator()(std::string_view piece) const {
        std::string decoded;
        decoder->feed(piece, decoded);
        co_return co_await pass(std::move(decoded));
    }
    Task<Result<void>> pass(std::string decoded) const {
        const OctetRange here{so_far->octets, so_far->octets + decoded.size()};
        so_far->octets = here.end;
        so_far->has_nul |= decoded.find('\0') != std::string::npos;
        if (session == nullptr) co_return Result<void>{};
        const std::uint64_t begin = std::max(here.begin, wanted.begin), end = std::min(here.end, wanted.end);
        if (begin >= end) co_return Result<void>{};
        session->output().text() += std::string_view(decoded).substr(begin - here.begin, end - begin);
        co_return co_await pace_of(session);
    }
};

/// Decodes a part once.
Task<Result<Decoded>> decode(store::ObjectReader reader, Lent<const Part> part, OctetRange wanted,
                             Session* session) {
    message::TransferDecoder decoder(message::encoding_of(part->encoding()));
    Decoded so_far;
    const Decode take{&decoder, &so_far, wanted, session};
    CO_CHECK(co_await each_piece(std::move(reader), body_of(*part), take));
    std::string rest;
    decoder.finish(rest);
    CO_CHECK(co_await take.pass(std::move(rest)));
    co_return so_far;
}

Task<Result<void>> write_binary(Lent<Session> session, Lent<ReplyWriter> out, Lent<const FetchBody> item,
                                Lent<const events::StoredMessage> message) {
    const Part* part = find_binary_part(message->facts().structure(), item->section);
    if (part == nullptr) {
        if (item->form == FetchBody::Form::binary_size) {
            // Its grammar has no NIL: what is not there has no octets.
            out->fetch_binary_size(*item, 0);
        } else {
            out->fetch_nil(*item);
        }
        co_return Result<void>{};
    }
    CO_CHECK(within(body_of(*part), *message));
    CO_TRY(store::ObjectReader counting, session->account().open_message(*message));
    CO_TRY(const Decoded whole, co_await decode(std::move(counting), part, {}, nullptr));
    if (item->form == FetchBody::Form::binary_size) {
        out->fetch_binary_size(*item, whole.octets);
        co_return Result<void>{};
    }
    const OctetRange wanted = cut({0, whole.octets}, item->partial);
    // RFC 3516 4.2: without NUL it is a literal like any other, which tells the client so.
    out->fetch_literal(*item, wanted.end - wanted.begin,
                       whole.has_nul ? ReplyWriter::Octets::any : ReplyWriter::Octets::text);
    CO_TRY(store::ObjectReader reader, session->account().open_message(*message));
    CO_CHECK(co_await decode(std::move(reader), part, wanted, session.get()));
    co_return Result<void>{};
}

Task<Result<void>> write_fields(Lent<Session> session, Lent<ReplyWriter> out, Lent<const FetchBody> item,
                                OctetRange header, Lent<const events::StoredMessage> message) {
    header.end = std::min(header.end, header.begin + header_octets_max);
    std::string text;
    CO_TRY(store::ObjectReader reader, session->account().open_message(*message));
    CO_CHECK(co_await each_piece(std::move(reader), header, Collect{&text}));
    const bool inverted = item->section.text == Section::Text::header_fields_not;
    const std::string chosen = message::select_fields(text, item->section.fields, inverted);
    const OctetRange wanted = cut({0, chosen.size()}, item->partial);
    out->fetch_literal(*item, wanted.end - wanted.begin);
    co_return co_await Send{session}(
        std::string_view(chosen).substr(wanted.begin, wanted.end - wanted.begin));
}

}  // namespace

std::optional<OctetRange> find_section(const Part& structure, const Section& section) {
    if (section.part.empty()) {
        switch (section.text) {
            case Section::Text::whole: return OctetRange{structure.header_begin(), structure.body_end()};
            case Section::Text::text: return body_of(structure);
            case Section::Text::mime: return std::nullopt;
            default: return header_of(structure);
        }
    }
    const Part* found = find_part(structure, section.part);
    if (found == nullptr) return std::nullopt;
    const Part& part = *found;
    switch (section.text) {
        case Section::Text::whole: return body_of(part);
        case Section::Text::mime: return header_of(part);
        case Section::Text::text:
            return is_message(part) ? std::optional(body_of(part.parts(0))) : std::nullopt;
        default: return is_message(part) ? std::optional(header_of(part.parts(0))) : std::nullopt;
    }
}

const Part* find_binary_part(const Part& structure, const Section& section) {
    if (section.part.empty()) return is_multipart(structure) || is_message(structure) ? nullptr : &structure;
    const Part* found = find_part(structure, section.part);
    return found == nullptr || is_multipart(*found) ? nullptr : found;
}

bool can_decode(const Part& structure, const FetchBody& item) {
    if (item.form != FetchBody::Form::binary && item.form != FetchBody::Form::binary_size) return true;
    const Part* part = find_binary_part(structure, item.section);
    return part == nullptr || message::encoding_of(part->encoding()) != message::Encoding::unknown;
}

Task<Result<void>> write_body(Lent<Session> session, Lent<ReplyWriter> out, Lent<const FetchBody> item,
                              Lent<const events::StoredMessage> message) {
    using Form = FetchBody::Form;
    if (item->form == Form::binary || item->form == Form::binary_size) {
        co_return co_await write_binary(session, out, item, message);
    }
    auto range = find_section(message->facts().structure(), item->section);
    if (!range) {
        out->fetch_nil(*item);
        co_return Result<void>{};
    }
    // The whole message is all that is stored, whatever the structure makes of its end.
    if (item->section.part.empty()) {
        if (item->section.text == Section::Text::whole) range = OctetRange{0, message->object().size()};
        if (item->section.text == Section::Text::text) range->end = message->object().size();
    }
    CO_CHECK(within(*range, *message));
    if (!item->section.fields.empty()) co_return co_await write_fields(session, out, item, *range, message);
    const OctetRange wanted = cut(*range, item->partial);
    out->fetch_literal(*item, wanted.end - wanted.begin);
    CO_TRY(store::ObjectReader reader, session->account().open_message(*message));
    co_return co_await each_piece(std::move(reader), wanted, Send{session});
}

}  // namespace milpa::mail::imap

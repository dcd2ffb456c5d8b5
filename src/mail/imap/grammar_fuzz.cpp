// SPDX-License-Identifier: AGPL-3.0-or-later
// However the bytes are split, the reader tells the same; it holds no more than its limits; and what it gives
// is read into a request or refused with a tag that was there.
#include <cstdint>

#include "base/bytes.hpp"
#include "base/ensure.hpp"
#include "mail/imap/characters.hpp"
#include "mail/imap/command_reader.hpp"
#include "mail/imap/grammar.hpp"

namespace {

using namespace milpa;
using namespace milpa::mail::imap;
using Kind = CommandReader::Kind;

constexpr CommandReader::Limits limits{200, 100};

void check_parse(std::string_view text) {
    for (TextForm form : {TextForm::rev1, TextForm::utf8}) {
        auto request = parse(text, form);
        std::string_view tag =
            request ? std::string_view(request->tag) : std::string_view(request.error().tag);
        ensure(text.starts_with(tag) && tag.size() <= tag_bytes_max);
        for (char c : tag) ensure(is_tag_char(c));
        if (!request) {
            ensure(!request.error().text.empty() && request.error().kind != Refusal::Kind::bye);
            continue;
        }
        ensure(!tag.empty() && request->command != nullptr);
        if (auto* append = std::get_if<request::Append>(&request->arguments)) {
            ensure(text.ends_with("}\r\n") &&
                   MailboxName::from_utf8(append->mailbox.utf8()).value() == append->mailbox);
        }
    }
}

/// What the reader tells of `input` fed in pieces of `size` octets.
std::string told(std::string_view input, std::size_t size, bool accepts) {
    CommandReader reader(limits);
    std::string events;
    for (std::size_t at = 0; at < input.size();) {
        std::string_view piece = input.substr(at, size);
        auto step = reader.feed(piece);
        ensure(step.used <= piece.size() && (step.used > 0 || step.kind != Kind::more));
        at += step.used;
        if (step.kind == Kind::more) continue;
        if (step.kind == Kind::append_data) {
            ensure(step.data.data() >= piece.data() && !step.data.empty());
            events += step.data;
            continue;
        }
        events += static_cast<char>('0' + static_cast<int>(step.kind));
        if (step.kind == Kind::command) {
            std::string text = reader.take();
            check_parse(text);
            events += text;
            if (text.ends_with("IDLE")) reader.await_line();
        } else if (step.kind == Kind::line) {
            events += reader.take();
        } else if (step.kind == Kind::append) {
            std::string text = reader.take();
            check_parse(text);
            events += text;
            if (accepts) {
                reader.accept_append();
            } else if (!reader.refuse_append()) {
                break;
            }
        } else if (step.kind == Kind::refused) {
            Refusal refusal = reader.take_refusal();
            events += refusal.tag + std::string(refusal.code) + refusal.text;
            if (refusal.kind == Refusal::Kind::bye) break;
        }
    }
    return events;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    std::string_view input = as_text(ByteView(data + 2, size - 2));
    bool accepts = data[1] % 2 == 0;
    std::string whole = told(input, input.size(), accepts);
    ensure(told(input, 1, accepts) == whole);
    ensure(told(input, 1 + data[0], accepts) == whole);
    check_parse(input.substr(0, limits.line_bytes));
    return 0;
}

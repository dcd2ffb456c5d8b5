// SPDX-License-Identifier: AGPL-3.0-or-later
// However a message is cut, the same is kept; and no reader of what a submission leaves finds a Bcc, a second
// author, a hop, a signature, two ids, who resent it unchecked, or more than 1.0 as its MIME version in it.
#include "base/ensure.hpp"
#include "mail/message/header.hpp"
#include "mail/smtp/data_decoder.hpp"
#include "mail/smtp/header_filter.hpp"

using namespace milpa;
using namespace milpa::mail::smtp;

namespace {

struct Filtered {
    std::string kept;
    std::string from;
    std::vector<std::string> resent;
    std::optional<HeaderFault> fault;
    bool operator==(const Filtered&) const = default;
};

Filtered filter(Service service, std::string_view message, std::size_t step) {
    HeaderFilter header(service,
                        {.date = "Date: D\r\n", .message_id = "Message-ID: <M@a>\r\n", .domain = "a"});
    Filtered result;
    for (std::size_t at = 0; at < message.size(); at += step) {
        std::string_view piece = message.substr(at, step);
        if (!header.is_done()) piece.remove_prefix(header.take(piece, result.kept));
        result.kept += piece;
    }
    header.finish(result.kept);
    result.fault = header.fault();
    // What was kept before a fault is thrown away with the message.
    if (result.fault) result.kept.clear();
    if (!result.fault) result.from = header.from();
    if (!result.fault) result.resent = header.resent();
    return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::size_t step = data[0] % 9 + 1;
    const std::string message(reinterpret_cast<const char*>(data + 1), size - 1);
    // Nothing else reaches the filter and is stored.
    LineCheck check;
    check.take(message);
    if (check.violated() || !check.at_line_start()) return 0;
    for (const Service service : {Service::exchange, Service::submission}) {
        const Filtered whole = filter(service, message, message.size() + 1);
        ensure(whole == filter(service, message, step) && whole == filter(service, message, 1));
        if (whole.fault || service == Service::exchange) continue;
        std::size_t authors = 0, ids = 0, resent = 0;
        mail::message::Fields fields(whole.kept);
        while (const auto field = fields.next()) {
            ensure(!mail::message::equal_ignoring_case(field->name, "Bcc"));
            ensure(!mail::message::equal_ignoring_case(field->name, "Resent-Bcc"));
            ensure(!mail::message::equal_ignoring_case(field->name, "Return-Path"));
            ensure(!mail::message::equal_ignoring_case(field->name, "Received"));
            ensure(!mail::message::equal_ignoring_case(field->name, "DKIM-Signature"));
            ensure(!mail::message::equal_ignoring_case(field->name, "MIME-Version") ||
                   field->value == " 1.0");
            resent += mail::message::equal_ignoring_case(field->name, "Resent-From") ? 1 : 0;
            resent += mail::message::equal_ignoring_case(field->name, "Resent-Sender") ? 1 : 0;
            ids += mail::message::equal_ignoring_case(field->name, "Message-ID") ? 1 : 0;
            authors += mail::message::equal_ignoring_case(field->name, "From") ? 1 : 0;
        }
        ensure(authors == 1 && ids == 1 && resent == whole.resent.size());
        ensure(mail::message::find_field(whole.kept, "Date") &&
               mail::message::find_field(whole.kept, "Message-ID"));
    }
    return 0;
}

// SPDX-License-Identifier: AGPL-3.0-or-later
// Whatever a line holds: what is accepted can be written out and read again, and holds nothing that would end
// a line.
#include "base/ensure.hpp"
#include "mail/smtp/grammar.hpp"

using namespace milpa;
using namespace milpa::mail::smtp;

namespace {

bool is_clean(std::string_view text) {
    for (char c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return false;
    }
    return true;
}

void check_address(const Mailbox& address) {
    ensure(is_clean(address.local) && is_clean(address.domain));
    if (address.domain.empty()) return;
    const auto again = mail::message::parse_mailbox(mail::message::to_text(address));
    ensure(again && *again == address);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto request = parse_request({reinterpret_cast<const char*>(data), size});
    if (!request) return 0;
    if (const auto* hello = std::get_if<Hello>(&*request))
        ensure(is_clean(hello->name) && !hello->name.empty());
    if (const auto* mail = std::get_if<MailFrom>(&*request); mail && mail->sender)
        check_address(*mail->sender);
    if (const auto* rcpt = std::get_if<RcptTo>(&*request)) {
        check_address(rcpt->recipient);
        const auto again = parse_request("RCPT TO:<" + mail::message::to_text(rcpt->recipient) + ">");
        ensure(rcpt->recipient.domain.empty() || (again && *again == *request));
    }
    if (const auto* auth = std::get_if<Auth>(&*request)) ensure(is_clean(auth->mechanism));
    return 0;
}

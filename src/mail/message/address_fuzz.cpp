// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/bytes.hpp"
#include "base/ensure.hpp"
#include "mail/message/address.hpp"
#include "mail/message/charset.hpp"

using namespace milpa;
using namespace milpa::mail::message;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = as_text({data, size});
    AddressList list;
    parse_address_list(text, list);
    ensure(list.size() <= static_cast<int>(addresses_max) + 1);
    bool in_group = false;
    for (const events::Address& address : list) {
        // Groups begin and end in turn; an address has both halves.
        if (!address.has_domain()) {
            ensure(in_group != address.has_local());
            ensure(!address.has_name() && !address.has_route());
            in_group = address.has_local();
        } else {
            ensure(address.has_local());
        }
    }
    ensure(!in_group);
    ensure(is_utf8(to_display_text(list)));

    const Result<Mailbox> mailbox = parse_mailbox(text);
    if (!mailbox) return 0;
    const Result<Mailbox> again = parse_mailbox(to_text(*mailbox));
    ensure(again.has_value() && *again == *mailbox);
    // What is strictly an address is the same one in a list.
    ensure(list.size() == 1 && list[0].local() == mailbox->local && list[0].domain() == mailbox->domain);
    return 0;
}

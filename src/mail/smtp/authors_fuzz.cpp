// SPDX-License-Identifier: AGPL-3.0-or-later
// Whatever is taken for plain authors, a reader who takes everything reads the same addresses.
#include "base/ensure.hpp"
#include "mail/smtp/authors.hpp"

using namespace milpa::mail;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string value(reinterpret_cast<const char*>(data), size);
    const auto strict = smtp::read_authors(value);
    const auto* authors = std::get_if<std::vector<message::Mailbox>>(&strict);
    if (authors == nullptr) return 0;
    message::AddressList tolerant;
    message::parse_address_list(value, tolerant);
    milpa::ensure(!authors->empty() && static_cast<int>(authors->size()) == tolerant.size());
    for (int i = 0; i < tolerant.size(); ++i) {
        const auto& author = (*authors)[static_cast<std::size_t>(i)];
        milpa::ensure(author.local == tolerant[i].local() && author.domain == tolerant[i].domain());
    }
    return 0;
}

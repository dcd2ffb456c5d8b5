// SPDX-License-Identifier: AGPL-3.0-or-later
// A base subject has no white space; what is put before an answer changes nothing.
#include "base/bytes.hpp"
#include "base/ensure.hpp"
#include "mail/message/base_subject.hpp"

using namespace milpa;
using namespace milpa::mail::message;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view raw = as_text(ByteView(data, size)).substr(0, base_subject_octets_max - 4);
    const std::string base = base_subject(raw);
    ensure(base.find_first_of(" \t\r\n") == std::string::npos);
    ensure(base_subject("Re: " + std::string(raw)) == base);
    return 0;
}

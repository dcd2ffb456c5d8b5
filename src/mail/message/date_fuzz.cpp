// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/message/date.hpp"

#include "base/bytes.hpp"
#include "base/ensure.hpp"

using namespace milpa;
using namespace milpa::mail::message;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto date = parse_date(as_text({data, size}));
    if (!date) return 0;
    ensure(date->unix_ms % 1000 == 0);
    ensure(parse_date(format_date(from_unix_ms(date->unix_ms), date->zone_minutes)) == date);
    return 0;
}

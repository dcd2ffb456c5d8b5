// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/message/encoded_word.hpp"

#include "base/bytes.hpp"
#include "base/ensure.hpp"
#include "mail/message/charset.hpp"
#include "mail/message/mime_fields.hpp"

using namespace milpa;
using namespace milpa::mail::message;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = as_text({data, size});
    const std::string decoded = decode_words(text);
    ensure(is_utf8(decoded));
    if (text.find("=?") == std::string_view::npos && is_utf8(text)) ensure(decoded == text);

    Budget budget(64 * 1024), part_budget(part_values_octets_max);
    events::Part part;
    set_part_field("content-type", text, part, part_budget, budget);
    set_part_field("content-disposition", text, part, part_budget, budget);
    complete_part(part, false);
    const auto parameters = decode_parameters(part.parameters());
    ensure(parameters.size() <= static_cast<std::size_t>(parameters_max) + 1);
    for (const DecodedParameter& parameter : parameters) ensure(is_utf8(parameter.value));
    const ParameterList joined = join_continuations(part.parameters());
    ensure(joined.size() <= part.parameters().size() && joined.empty() == part.parameters().empty());
    if (const auto name = file_name(part)) ensure(is_utf8(*name));
    return 0;
}

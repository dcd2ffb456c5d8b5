// SPDX-License-Identifier: AGPL-3.0-or-later
// HTML and texts of strangers: what comes out is HTML that opens and closes only what we open and close.
#include <cstdint>

#include "base/ensure.hpp"
#include "pages/prose.hpp"

namespace {

using namespace milpa;

/// Every "<" is of a tag of ours.
void check(std::string_view html) {
    for (std::size_t at = 0; (at = html.find('<', at)) != std::string_view::npos; ++at) {
        const std::string_view rest = html.substr(at);
        bool ours = false;
        for (const std::string_view tag :
             {"<p dir=\"auto\">", "</p>", "<blockquote>", "</blockquote>", "<a href=\"http", "<a href=\"HTTP",
              "<a href=\"m", "<a href=\"M", "<a href=\"H", "<a href=\"h", "</a>", "<div class=\"letter\">",
              "</div>"})
            ours = ours || rest.starts_with(tag);
        ensure(ours);
    }
    ensure(!html.contains("href=\"javascript"));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    check(pages::letter_text(text).octets());
    const std::string read = pages::text_of_html(text);
    check(pages::letter_text(read).octets());
    check(pages::letter_text(pages::quoted(read)).octets());
    return 0;
}

// SPDX-License-Identifier: AGPL-3.0-or-later
// Folding is stable and does not depend on cuts; the index misses no substring, and is right where it says it
// proves.
#include "mail/message/words.hpp"

#include <algorithm>

#include "base/bytes.hpp"
#include "base/ensure.hpp"
#include "mail/message/charset.hpp"

using namespace milpa;
using namespace milpa::mail::message;

namespace {

bool index_has(const std::vector<std::string>& terms, const Query::Run& run) {
    return std::ranges::any_of(terms, [&](const std::string& term) { return run.matches(term); });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::string text = to_utf8("utf-8", as_text({data + 2, size - 2}));
    const std::string folded = fold(text);
    ensure(is_utf8(folded));

    std::string out;
    Folder folder;
    const std::size_t step = 1 + data[0] % 16;
    for (std::size_t at = 0; at < text.size(); at += step)
        folder.feed(std::string_view(text).substr(at, step), out);
    folder.finish(out);
    ensure(out == folded);
    // Longer runs are cut where they may combine, and would be folded otherwise the second time.
    if (text.size() > Folder::held_octets_max) return 0;
    ensure(fold(folded) == folded);

    const std::vector<std::string> terms = terms_of(text);
    for (std::size_t i = 0; i < terms.size(); ++i)
        ensure(!terms[i].empty() && (i == 0 || terms[i - 1] < terms[i]));
    if (folded.empty()) return 0;
    const std::size_t begin = data[0] % folded.size();
    const Query query(std::string_view(folded).substr(begin, data[1]));
    const bool found = contains(text, query);
    if (found) {
        for (const Query::Run& run : query.runs()) ensure(index_has(terms, run));
    }
    if (query.index_is_proof()) ensure(found == index_has(terms, query.runs()[0]));
    return 0;
}

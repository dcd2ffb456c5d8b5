// SPDX-License-Identifier: AGPL-3.0-or-later
// However bytes are cut into pieces, the same lines come out, none longer than allowed, and none with a line
// end inside.
#include "net/line_reader.hpp"

#include "base/ensure.hpp"
#include "net/run_now.hpp"
#include "net/scripted_wire.hpp"

using namespace milpa;
using namespace milpa::net;

namespace {

constexpr std::size_t line_bytes_max = 20;

Task<std::string> all_lines(Lent<Wire> wire) {
    LineReader reader(wire);
    std::string seen;
    while (true) {
        const auto line = co_await reader.read_line(line_bytes_max);
        if (!line && line.error().kind != ErrorKind::limit) co_return seen;
        if (!line) {
            seen += "<limit>";
            continue;
        }
        ensure(line->text.size() <= line_bytes_max);
        ensure(!line->text.contains('\n'));
        ensure(line->has_bare_cr == line->text.contains('\r'));
        seen += line->text;
        seen += line->end == LineEnd::crlf ? "\r\n" : "\n";
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::size_t piece = 1 + data[0] % 32;
    const std::string_view said = as_text({data + 1, size - 1});
    ScriptedWire whole;
    whole.says(std::string(said));
    ScriptedWire cut;
    for (std::size_t at = 0; at < said.size(); at += piece) cut.says(std::string(said.substr(at, piece)));
    const std::string seen = run_now(all_lines(&whole));
    ensure(seen == run_now(all_lines(&cut)));
    // Unless something was too long, the lines are what was said, up to an unfinished rest.
    if (!seen.contains("<limit>")) ensure(said.starts_with(seen));
    return 0;
}

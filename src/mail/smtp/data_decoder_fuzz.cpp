// SPDX-License-Identifier: AGPL-3.0-or-later
// The decoder against a slow model of RFC 5321 4.5.2, cut in any way; and the way there and back of the
// client.
#include "base/ensure.hpp"
#include "mail/smtp/data_decoder.hpp"

using namespace milpa;
using namespace milpa::mail::smtp;

namespace {

struct Decoded {
    std::string message;
    std::size_t consumed = 0;
    bool ended = false;
    bool violated = false;
};

Decoded decode(std::string_view input, std::size_t step) {
    Decoded result;
    DataDecoder decoder;
    for (std::size_t at = 0; at < input.size() && !result.ended; at += step) {
        std::string_view piece = input.substr(at, step);
        while (!piece.empty() && !result.ended) {
            const auto next = decoder.next(piece);
            ensure(next.consumed > 0 && next.consumed <= piece.size());
            result.message += next.octets;
            result.consumed += next.consumed;
            result.ended = next.ended;
            piece.remove_prefix(next.consumed);
        }
    }
    result.violated = decoder.violated();
    return result;
}

Decoded model(std::string_view input) {
    Decoded result;
    // The CRLF of the DATA command is the first line end.
    const std::string text = "\r\n" + std::string(input);
    const std::size_t end = text.find("\r\n.\r\n");
    result.ended = end != std::string::npos;
    const std::string_view content = std::string_view(text).substr(0, result.ended ? end + 2 : text.size());
    result.consumed = result.ended ? end + 5 - 2 : input.size();
    for (std::size_t i = 0; i < content.size(); ++i) {
        const bool bare_lf = content[i] == '\n' && (i == 0 || content[i - 1] != '\r');
        const bool bare_cr = content[i] == '\r' && i + 1 < content.size() && content[i + 1] != '\n';
        result.violated |= bare_lf || bare_cr;
        const bool stuffed = content[i] == '.' && i >= 2 && content.substr(i - 2, 2) == "\r\n";
        if (i >= 2 && !stuffed) result.message += content[i];
    }
    return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::size_t step = data[0] % 7 + 1;
    const std::string_view input(reinterpret_cast<const char*>(data + 1), size - 1);
    const Decoded expected = model(input);
    const Decoded whole = decode(input, input.size() + 1);
    for (const Decoded& decoded : {whole, decode(input, step), decode(input, 1)}) {
        ensure(decoded.ended == expected.ended);
        ensure(decoded.consumed == expected.consumed);
        ensure(decoded.violated == expected.violated);
        // An unfinished message may lack a CR that is kept back.
        if (decoded.ended && !decoded.violated) ensure(decoded.message == expected.message);
    }

    LineCheck check;
    for (std::size_t at = 0; at < input.size(); at += step) check.take(input.substr(at, step));
    if (check.violated() || check.after_cr()) return 0;
    std::string sent;
    DotStuffer stuffer;
    for (std::size_t at = 0; at < input.size(); at += step) stuffer.append(sent, input.substr(at, step));
    stuffer.finish(sent);
    const Decoded back = decode(sent, step);
    const bool has_end = input.empty() || input.ends_with("\r\n");
    ensure(back.ended && !back.violated && back.consumed == sent.size());
    ensure(back.message == std::string(input) + (has_end ? "" : "\r\n"));
    return 0;
}

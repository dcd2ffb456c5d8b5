// SPDX-License-Identifier: AGPL-3.0-or-later
// Forms of strangers: the first octet says how the rest is cut; however it is cut, the same is read.
#include <cstdint>

#include "base/ensure.hpp"
#include "pages/form.hpp"

namespace {

using namespace milpa;
using pages::MultipartReader;

struct Seen {
    bool failed = false;
    std::string files;
    std::string fields;
    bool operator==(const Seen&) const = default;
};

std::string flat(const pages::Form& form) {
    std::string all = std::to_string(form.size());
    for (const char* name : {"a", "text", "file", ""})
        for (const std::string_view value : form.all(name)) all += "|" + std::string(value);
    return all;
}

Seen read(std::string_view octets, std::size_t piece) {
    MultipartReader reader("b");
    Seen seen;
    for (std::size_t at = 0; at < octets.size(); at += piece) {
        const auto events = reader.feed(octets.substr(at, piece));
        if (!events) {
            // How much came before it fails may differ; that it fails may not.
            return {.failed = true, .files = {}, .fields = {}};
        }
        for (const auto& event : *events) {
            if (event.kind == MultipartReader::Event::Kind::file_begins) {
                ensure(event.file.size() <= pages::file_name_octets_max);
                seen.files += "[" + event.name + "|" + event.file + "|" + event.type + "|";
            }
            seen.files += event.octets;
            if (event.kind == MultipartReader::Event::Kind::file_ends) seen.files += "]";
        }
    }
    if (!reader.is_whole()) return seen;
    seen.fields = flat(reader.take_form());
    return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    const std::size_t piece = static_cast<std::size_t>(data[0]) + 1;
    const Seen whole = read(text, text.size() + 1), cut = read(text, piece);
    // A file that goes on has told some of its octets already where more is awaited.
    if (whole.failed || cut.failed) {
        ensure(whole.failed == cut.failed);
    } else {
        ensure(whole == cut);
    }
    if (const auto form = pages::read_urlencoded(text)) ensure(form->size() <= pages::fields_max);
    [[maybe_unused]] const auto boundary = pages::multipart_boundary(text);
    return 0;
}

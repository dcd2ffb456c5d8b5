// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/form_reading.hpp"

#include <array>

namespace milpa::pages {

namespace {

constexpr std::size_t piece_octets = 64 * 1024;

Task<Result<Form>> read_small(Lent<http::Body> body) {
    CO_TRY(std::string text, co_await http::read_all(body, form_octets_max));
    auto form = read_urlencoded(text);
    crypto::wipe(text);
    co_return form;
}

/// Where the files of a form go, one after another.
struct Keeping {
    Caller* keeper = nullptr;
    std::unique_ptr<Upload> upload{};
    std::vector<Attached> files{};
};

Task<Result<void>> keep(Lent<Keeping> keeping, MultipartReader::Event event) {
    using enum MultipartReader::Event::Kind;
    if (keeping->keeper == nullptr) co_return Result<void>();
    switch (event.kind) {
        case file_begins: {
            CO_TRY(keeping->upload, co_await keeping->keeper->upload());
            keeping->files.push_back(
                {.name = std::move(event.file), .type = std::move(event.type), .blob_id = {}});
            break;
        }
        case file_goes_on: CO_CHECK(co_await keeping->upload->write(std::move(event.octets))); break;
        case file_ends: {
            CO_TRY(const Upload::Kept kept, co_await keeping->upload->finish());
            keeping->upload.reset();
            keeping->files.back().blob_id = kept.blob_id;
            keeping->files.back().size = kept.size;
            break;
        }
    }
    co_return Result<void>();
}

}  // namespace

Task<Result<ReadForm>> read_form(http::Request request, Lent<http::Body> body, Caller* keeper) {
    const std::string type(request.fields.find("content-type").value_or(""));
    if (is_urlencoded(type)) {
        CO_TRY(Form form, co_await read_small(body));
        co_return ReadForm{std::move(form), {}};
    }
    CO_TRY(std::string boundary, multipart_boundary(type));
    MultipartReader reader(std::move(boundary));
    Keeping keeping{.keeper = keeper};
    std::vector<char> piece(piece_octets);
    for (;;) {
        const auto read = co_await body->read_some(piece);
        if (!read) co_return read.error();
        if (*read == 0) break;
        CO_TRY(auto events, reader.feed({piece.data(), *read}));
        for (MultipartReader::Event& event : events) CO_CHECK(co_await keep(&keeping, std::move(event)));
    }
    if (!reader.is_whole()) co_return fail(ErrorKind::syntax, "a form that was cut off");
    co_return ReadForm{reader.take_form(), std::move(keeping.files)};
}

}  // namespace milpa::pages

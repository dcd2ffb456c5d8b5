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
    std::optional<ErrorKind> refused{};
};

/// From here on files are read over; the one that was under way is none.
void refuse(Keeping& keeping, ErrorKind why) {
    if (!keeping.refused) keeping.refused = why;
    keeping.keeper = nullptr;
    if (keeping.upload != nullptr) keeping.files.pop_back();
    keeping.upload.reset();
}

Task<Result<void>> keep(Lent<Keeping> keeping, MultipartReader::Event event) {
    using enum MultipartReader::Event::Kind;
    if (keeping->keeper == nullptr) co_return Result<void>();
    switch (event.kind) {
        case file_begins: {
            auto upload = co_await keeping->keeper->upload();
            if (!upload) {
                // Others are under way: it is not for its size.
                if (upload.error().kind == ErrorKind::limit) co_return fail(ErrorKind::conflict, "uploads");
                co_return upload.error();
            }
            keeping->upload = std::move(*upload);
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
    bool is_over = false;
    std::uint64_t octets = 0;
    for (;;) {
        const auto read = co_await body->read_some(piece);
        if (!read) co_return read.error();
        if (*read == 0) break;
        octets += *read;
        if (octets > letter_form_octets_max) refuse(keeping, ErrorKind::limit);
        // What is read over is read to its end: a browser that is answered before may not look.
        if (is_over) continue;
        auto events = reader.feed({piece.data(), *read});
        if (!events) {
            if (events.error().kind != ErrorKind::limit) co_return events.error();
            refuse(keeping, ErrorKind::limit);
            is_over = true;
            continue;
        }
        for (MultipartReader::Event& event : *events) {
            const auto kept = co_await keep(&keeping, std::move(event));
            if (!kept) refuse(keeping, kept.error().kind);
        }
    }
    if (!is_over && !reader.is_whole()) co_return fail(ErrorKind::syntax, "a form that was cut off");
    co_return ReadForm{reader.take_form(), std::move(keeping.files), keeping.refused};
}

}  // namespace milpa::pages

// SPDX-License-Identifier: AGPL-3.0-or-later
// A form from the body of a request: its texts in memory, its files as blobs of who sent it.
#pragma once

#include "pages/places.hpp"

namespace milpa::pages {

struct ReadForm {
    Form form;
    std::vector<Attached> files;
    /// Why not all files of it were kept: `limit` (more, or larger ones, than are taken), others. The texts
    /// that came are there, those in front of the files at least.
    std::optional<ErrorKind> refused{};
};
/// `keeper`: whose files these will be; null: files are read over, and the form is no larger than
/// form_octets_max. Fails with `syntax` (no form), `limit`, and as Body does.
Task<Result<ReadForm>> read_form(http::Request request, Lent<http::Body> body, Caller* keeper);

}  // namespace milpa::pages

// SPDX-License-Identifier: AGPL-3.0-or-later
// What a form sends: application/x-www-form-urlencoded (HTML 4.10.21) and multipart/form-data (RFC 7578), the
// latter piece by piece, so that files stream. Pure. Texts are cleaned to UTF-8 and wiped when they go.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "crypto/wiped.hpp"

namespace milpa::pages {

/// Octets of a form without a letter in it: a page of letters with its boxes, a password, a share.
inline constexpr std::size_t form_octets_max = 64 * 1024;
/// Octets of the texts of a form, all together: a letter as long as a book.
inline constexpr std::size_t texts_octets_max = 4 * 1024 * 1024;
/// Octets of a letter with its files, as it comes: what an upload may have, and its texts.
inline constexpr std::uint64_t letter_form_octets_max = 100'000'000;
/// Of one that is larger no file is kept; it is read all the same, so that its texts can be given back.
inline constexpr std::uint64_t letter_read_octets_max = 4 * letter_form_octets_max;
/// A page of letters has a box for each, a letter some fields for each file.
inline constexpr std::size_t fields_max = 512;
inline constexpr std::size_t field_name_octets_max = 64;
inline constexpr std::size_t part_header_octets_max = 4 * 1024;  ///< of one part: names of files may be long
inline constexpr std::size_t boundary_octets_max = 70;           ///< RFC 2046 5.1.1
inline constexpr std::size_t files_max = 20;                     ///< of one form
inline constexpr std::size_t file_name_octets_max = 255;         ///< what file systems take

class Form {
public:
    /// The first of that name; empty where there is none.
    std::string_view text(std::string_view name) const;
    bool has(std::string_view name) const;
    std::vector<std::string_view> all(std::string_view name) const;
    /// Fails with `limit`.
    Result<void> add(std::string_view name, std::string_view value);
    std::size_t size() const { return fields_.size(); }

private:
    struct Field {
        std::string name;
        crypto::WipingString value;
    };
    std::vector<Field> fields_;
    std::size_t octets_ = 0;
};

/// Fails with `limit`. Every text is one of this form (HTML's own reader refuses none).
Result<Form> read_urlencoded(std::string_view octets);

/// The boundary of a multipart/form-data; fails with `syntax` for every other type.
Result<std::string> multipart_boundary(std::string_view content_type);
bool is_urlencoded(std::string_view content_type);

/// multipart/form-data, fed in pieces of any size; what comes out does not depend on how it was cut.
class MultipartReader {
public:
    struct Event {
        enum class Kind : std::uint8_t { file_begins, file_goes_on, file_ends };
        Kind kind;
        std::string name = {};  ///< the field's
        std::string file = {};  ///< its own name, without folders
        std::string type = {};  ///< what the browser says that it is; may be anything
        std::string octets = {};
    };

    explicit MultipartReader(std::string boundary);
    /// What came of files, in order; fields go to the form. A file without a name and without octets (a field
    /// that was left empty) tells nothing. Fails with `syntax`, `limit`; then it is over.
    Result<std::vector<Event>> feed(std::string_view octets);
    /// Whether the last boundary was there: else something was cut off.
    bool is_whole() const { return state_ == State::after; }
    Form take_form() { return std::move(form_); }

private:
    // before -> line -> header -> text | file -> line ... -> after
    enum class State : std::uint8_t { before, line, header, text, file, after };

    Result<bool> step(std::vector<Event>& events);
    bool may_come(std::size_t found, std::size_t length) const;
    Result<bool> take_line();
    Result<bool> take_header();
    Result<bool> take_content(std::vector<Event>& events);
    Result<void> end_part(std::vector<Event>& events);
    void tell_file(std::string octets, std::vector<Event>& events);

    const std::string delimiter_;  // "\r\n--" and the boundary
    State state_ = State::before;
    crypto::WipingString buffer_;
    std::string name_, file_, type_;
    crypto::WipingString value_;
    std::size_t files_ = 0;
    bool told_ = false;  // that the file has begun
    Form form_;
};

}  // namespace milpa::pages

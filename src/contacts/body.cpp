// SPDX-License-Identifier: AGPL-3.0-or-later
#include "contacts/body.hpp"

#include <algorithm>

namespace milpa::contacts {

namespace {

bool is_base64_octet(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '/' || c == '=';
}

/// Octets of a fold (RFC 6350 3.2) that begins here; 0: none.
std::size_t fold_at(std::string_view text) {
    for (const std::string_view fold : {"\r\n ", "\r\n\t", "\n ", "\n\t"}) {
        if (text.starts_with(fold)) {
            return fold.size();
        }
    }
    return 0;
}

/// Of a run of base64, with its folds.
std::size_t run_at(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t fold = fold_at(text.substr(at));
        if (fold > 0) {
            // Behind the last octet of the run a fold belongs to what follows.
            if (at + fold >= text.size() || !is_base64_octet(text[at + fold])) {
                break;
            }
            at += fold;
        } else if (is_base64_octet(text[at])) {
            ++at;
        } else {
            break;
        }
    }
    return at;
}

}  // namespace

Punched punch(std::string_view whole) {
    Punched out;
    while (!whole.empty()) {
        const std::size_t run = run_at(whole);
        if (run >= picture_octets_min) {
            out.pictures.push_back({out.text.size(), std::string(whole.substr(0, run))});
        } else {
            out.text += whole.substr(0, run);
        }
        whole.remove_prefix(run);
        if (!whole.empty()) {
            out.text += whole.front();
            whole.remove_prefix(1);
        }
    }
    return out;
}

std::string assemble(std::string_view text, const std::vector<Picture>& pictures) {
    std::string out;
    std::size_t done = 0;
    for (const Picture& picture : pictures) {
        if (picture.at < done || picture.at > text.size()) {
            continue;
        }
        out += text.substr(done, picture.at - done);
        out += picture.octets;
        done = picture.at;
    }
    out += text.substr(done);
    return out;
}

}  // namespace milpa::contacts

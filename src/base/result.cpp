// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/result.hpp"

#include "base/ensure.hpp"

namespace milpa {

std::string_view to_text(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::syntax: return "syntax";
        case ErrorKind::missing: return "missing";
        case ErrorKind::denied: return "denied";
        case ErrorKind::conflict: return "conflict";
        case ErrorKind::limit: return "limit";
        case ErrorKind::closed: return "closed";
        case ErrorKind::timeout: return "timeout";
        case ErrorKind::io: return "io";
        case ErrorKind::corrupt: return "corrupt";
    }
    ensure(false);
}

}  // namespace milpa

// SPDX-License-Identifier: AGPL-3.0-or-later
// What is asked of a login before it changes anything. Used by the files of Members and SignIns only.
#pragma once

#include "members/directory.hpp"
#include "members/login.hpp"

namespace milpa::members {

/// Whether what somebody showed at their login still holds; for Collective::MakeEvent. Of a session's time:
/// Logins::check().
inline Result<void> check_present(const Directory& directory, const Login& login) {
    const auto member = directory.find(login.id());
    if (member && still_opens(login, *member)) return {};
    return fail(ErrorKind::denied, "changed since the login, or this credential was taken back");
}

inline Result<void> check_proven(const Login& login) {
    if (login.proven) return {};
    return fail(ErrorKind::denied, "for this the password, the recovery code or a passkey is shown anew");
}

}  // namespace milpa::members

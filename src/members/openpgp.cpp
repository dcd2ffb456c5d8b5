// SPDX-License-Identifier: AGPL-3.0-or-later
#include "members/openpgp.hpp"

namespace milpa::members {

std::string openpgp_label(std::string_view member) { return "openpgp/" + to_hex(as_bytes(member)); }

Result<std::string> read_openpgp_key(const Collective& collective, const MemberId& member) {
    auto stored = collective.read_certificate(openpgp_label(as_text(member.view())));
    if (stored) return std::move(stored->chain_pem);
    if (stored.error().kind == ErrorKind::missing) return std::string();
    return stored.error();
}

Task<Result<void>> set_openpgp_key(Lent<Collective> collective, MemberId member, std::string key) {
    if (key.size() > openpgp_key_bytes_max) co_return fail(ErrorKind::limit, "an OpenPGP key too long");
    CO_CHECK(collective->read_member(member));
    std::string label = openpgp_label(as_text(member.view()));
    if (!key.empty()) co_return co_await collective->store_certificate(std::move(label), std::move(key), {});
    const auto removed = co_await collective->remove_certificate(std::move(label));
    if (!removed && removed.error().kind != ErrorKind::missing) co_return removed;
    co_return Result<void>();
}

}  // namespace milpa::members

// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/settling.hpp"

namespace milpa::server {

mail::account::Quota quota_now(Server& server, const MemberId& id) {
    const auto member = server.collective().read_member(id);
    if (!member) return {.octets_max = 0, .messages_max = 0};
    const std::uint64_t octets = (*member)->data.quota_bytes();
    return {.octets_max = octets == 0 ? UINT64_MAX : octets,
            .messages_max = server.settings()->member_messages_max};
}

void Settling::settle(const mail::account::Account& account) {
    const mail::account::Usage usage = account.state().usage();
    if (settled_ == usage) return;
    settled_ = usage;
    store::Batch batch;
    const auto set = server_->collective().usage().set_exact(
        vault_, {.bytes = usage.octets, .messages = usage.messages}, batch);
    // Locked meanwhile: the counter is put right at the next login.
    if (set) server_->store().committer().post(std::move(batch));
}

}  // namespace milpa::server

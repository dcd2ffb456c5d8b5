// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/annexes.hpp"

#include "contacts/contacts.hpp"
#include "jmap/belongings/belongings.hpp"
#include "jmap/mail/submissions.hpp"
#include "jmap/uploads.hpp"

namespace milpa::server {

std::shared_ptr<const mail::account::AnnexFactories> annex_factories() {
    mail::account::AnnexFactories factories;
    factories[jmap::uploads_kind] = [] { return std::make_unique<jmap::Uploads>(); };
    factories[jmap::submissions_kind] = [] { return std::make_unique<jmap::Submissions>(); };
    factories[jmap::belongings_kind] = [] { return std::make_unique<jmap::Belongings>(); };
    factories[contacts::annex_kind] = contacts::make_annex;
    return std::make_shared<const mail::account::AnnexFactories>(std::move(factories));
}

}  // namespace milpa::server

// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/api/families.hpp"

#include "jmap/belongings/family.hpp"
#include "jmap/contacts/contacts.hpp"
#include "jmap/core/blob_methods.hpp"
#include "jmap/core/core.hpp"
#include "jmap/core/quota.hpp"
#include "jmap/founding/founding.hpp"
#include "jmap/mail/mail.hpp"
#include "jmap/mail/mdn.hpp"
#include "jmap/own/own.hpp"
#include "jmap/push/push.hpp"

namespace milpa::server::api {

std::vector<jmap::Family> all_families() {
    return {jmap::core::family(), jmap::blobs::family(),    jmap::quota::family(),
            jmap::push_family(),  jmap::mail_family(),      jmap::submission_family(),
            jmap::mdn_family(),   jmap::contacts::family(), jmap::belongings_family(),
            jmap::own_family()};
}

std::vector<jmap::Family> founding_families() { return {jmap::core::family(), jmap::founding_family()}; }

std::vector<jmap::Family> written_families() {
    std::vector<jmap::Family> families = all_families();
    families.push_back(jmap::founding_family());
    return families;
}

}  // namespace milpa::server::api

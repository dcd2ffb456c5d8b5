// SPDX-License-Identifier: AGPL-3.0-or-later
// The founding server: listens at the ports of the web where settings say, in TLS with a certificate of its
// own making, shut in, with nothing in its memory but what is being founded. It prints where the founder
// goes.
#pragma once

#include <string>

#include "net/tls.hpp"
#include "server/founding/orders.hpp"
#include "server/settings.hpp"

namespace milpa::server::founding {

struct Errand {
    std::string folder;
    Settings settings;
    net::Certificate certificate;
    bool json = false;
};

/// Returns once all is founded and told, or it was stopped. The process is to end then: it stays shut in.
void serve(Errand errand, Line line);

}  // namespace milpa::server::founding

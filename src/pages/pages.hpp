// SPDX-License-Identifier: AGPL-3.0-or-later
// The plain pages: HTML and forms, no script. A table of places says where each is, who may go there, and
// what carries it out; all else is the same for all of them.
//
// What always holds
// - a form is obeyed only where the browser says that it was on a page of ours (House::is_from_own_page);
// - no address (URL) holds a secret, and none a text that is shown: what is said after a form is a code of a
//   list (shell.hpp);
// - whoever is not signed in, and comes where one must be, signs in and is led back, to our own pages alone;
// - what members are shown is kept by no browser (no-store), and wiped when it was sent.
#pragma once

#include <memory>
#include <vector>

#include "http/router.hpp"
#include "pages/form.hpp"
#include "pages/house.hpp"
#include "pages/shell.hpp"

namespace milpa::pages {

/// For the router of an unlocked server. The house outlives it.
std::vector<http::Route> routes(Lent<House> house);
/// What a browser sees at an address where there is nothing (404).
http::Handler missing_page(Lent<House> house);
/// For that of a locked one, in clear, too: what wants HTML is the page that unlocks (503).
std::vector<http::Route> locked_routes(Lent<House> house);
/// Before there is a collective: a page that says how one is founded (503), whatever is asked for.
std::vector<http::Route> unfounded_routes(Lent<const Clock> clock);

}  // namespace milpa::pages

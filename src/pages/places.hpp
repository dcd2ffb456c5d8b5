// SPDX-License-Identifier: AGPL-3.0-or-later
// What the places of the table (pages.cpp) have in common. For the files of this room alone.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "pages/client.hpp"
#include "pages/form.hpp"
#include "pages/house.hpp"
#include "pages/shell.hpp"

namespace milpa::pages {

/// A file that came with a form and lies in the account as a blob.
struct Attached {
    std::string name;
    std::string type;
    std::string blob_id;
    std::uint64_t size = 0;
};

/// A request whose form is known, from our own page; with whoever asks.
struct Asked {
    Lent<House> house;
    http::Request request;
    Reader reader;
    std::unique_ptr<Caller> caller;      ///< never null
    Form form{};                         ///< of a POST
    std::vector<Attached> files{};       ///< of a form with files
    std::optional<ErrorKind> refused{};  ///< why not all of its files are there; whoever runs it says so

    std::string parameter(std::string_view name) const { return request.parameter(name).value_or(""); }
    std::int64_t now_ms() const;
};

using Answerer = Task<http::Response> (*)(Asked asked);

// Each in the file of its name.
Task<http::Response> show_public(Asked asked);      // public_page.cpp
Task<http::Response> choose_language(Asked asked);  // language.cpp
Task<http::Response> show_unlock(Asked asked);      // unlock.cpp
Task<http::Response> take_share(Asked asked);
Task<http::Response> begin(Asked asked);  // sign_in.cpp
Task<http::Response> show_sign_in(Asked asked);
Task<http::Response> sign_in(Asked asked);
Task<http::Response> take_code(Asked asked);
Task<http::Response> sign_out(Asked asked);
Task<http::Response> show_join(Asked asked);  // join.cpp
Task<http::Response> join(Asked asked);
Task<http::Response> show_recover(Asked asked);  // recover.cpp
Task<http::Response> recover(Asked asked);
Task<http::Response> show_inbox(Asked asked);  // mail_list.cpp
Task<http::Response> show_folder(Asked asked);
Task<http::Response> search(Asked asked);
Task<http::Response> show_search(Asked asked);
Task<http::Response> show_thread(Asked asked);  // mail_thread.cpp
Task<http::Response> give_file(Asked asked);
Task<http::Response> act(Asked asked);         // mail_act.cpp
Task<http::Response> show_write(Asked asked);  // mail_write.cpp
Task<http::Response> write(Asked asked);
Task<http::Response> undo_sending(Asked asked);  // mail_send.cpp

/// With a form that has the address and the password already, or an error.
http::Response sign_in_page(const Reader& reader, unsigned status, std::string_view back, const Markup& told,
                            std::string_view address = {});
/// What choose_language() answers.
http::Response language_chosen(const Reader& reader, const http::Request& request);
/// A code that is shown once, to be printed or copied, with its picture.
Markup recovery_card(const Reader& reader, std::string_view address, std::string_view code);
/// What is wrong with a new password typed twice; empty: nothing.
std::string password_problem(const Reader& reader, std::string_view first, std::string_view second);
/// The two fields.
Markup password_fields(const Reader& reader, const std::string& error);

}  // namespace milpa::pages

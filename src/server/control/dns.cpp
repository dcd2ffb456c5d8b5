// SPDX-License-Identifier: AGPL-3.0-or-later
// What the DNS must say, and whether it does.
#include <boost/json/array.hpp>

#include "server/control/commands.hpp"
#include "server/dns_plan.hpp"
#include "server/mail.hpp"
#include "server/server.hpp"

namespace milpa::server::control {

namespace {

std::string_view words_of(Found found) {
    switch (found) {
        case Found::there: return "ok     ";
        case Found::other: return "OTHER  ";
        case Found::nothing: return "MISSING";
        case Found::unknown: return "?      ";
    }
    return "";
}

}  // namespace

Answer dns(Request request) {
    CO_TRY(const DnsPlan plan, dns_plan(*request.server));
    const auto records = dns_records(plan);
    const bool check = request.call->arguments.contains("check");
    boost::json::array list;
    std::string text;
    std::size_t wrong = 0;
    for (const DnsRecord& record : records) {
        boost::json::object one = to_object(record);
        if (check) {
            const Found found = co_await look_at(&request.server->mail().resolver(), record);
            one["found"] = to_text(found);
            text += fmt::format("{} {} {} {}\n", words_of(found), record.name, record.type, record.value);
            if (record.need == Need::must && (found == Found::other || found == Found::nothing)) ++wrong;
        }
        list.push_back(std::move(one));
    }
    if (!check) text = zone_text(records);
    if (check)
        text += wrong == 0 ? "What must be there is there.\n" : "Mail needs what is missing or other.\n";
    boost::json::object answer{{"records", std::move(list)}, {"text", std::move(text)}};
    if (check) answer["wrong"] = wrong;
    co_return answer;
}

}  // namespace milpa::server::control

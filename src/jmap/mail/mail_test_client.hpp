// SPDX-License-Identifier: AGPL-3.0-or-later
// For tests of mail: a client whose member has a mailbox with messages.
#pragma once

#include "jmap/blob.hpp"
#include "jmap/mail/mail.hpp"
#include "jmap/test_room.hpp"

namespace milpa::jmap::testing {

class MailClient : public TestClient {
public:
    MailClient() : TestClient({mail_family()}) {}

    /// CRLF for each line end.
    void deliver(std::string_view text) {
        std::string octets;
        for (const char c : text) octets += c == '\n' ? "\r\n" : std::string(1, c);
        room.held.deliver(octets);
    }
    /// Ids of a query's answer, with a space between.
    std::string ids(std::string_view arguments, std::string_view method = "Email/query") {
        const json::object answer = call(method, "{'accountId':'$A'," + std::string(arguments) + "}");
        const json::value* list = answer.if_contains("ids");
        if (list == nullptr) return json::serialize(answer);
        std::string out;
        for (const json::value& id : list->as_array())
            out += (out.empty() ? "" : " ") + std::string(id.as_string());
        return out;
    }
    /// One Email.
    json::object email(const std::string& id, std::string_view properties) {
        const json::object answer = call("Email/get", "{'accountId':'$A','ids':['" + id +
                                                          "'],'properties':" + std::string(properties) +
                                                          ",'fetchAllBodyValues':true}");
        if (!answer.contains("list") || answer.at("list").as_array().empty()) {
            ADD_FAILURE() << json::serialize(answer);
            return {};
        }
        return answer.at("list").at(0).as_object();
    }
    std::string state() {
        return std::string(call("Email/get", "{'accountId':'$A','ids':[]}").at("state").as_string());
    }
    json::object set(std::string_view arguments) {
        return call("Email/set", "{'accountId':'$A'," + std::string(arguments) + "}");
    }
    /// The error of the one thing that a /set could not do.
    static json::object refusal(const json::object& answer) {
        for (const char* name : {"notCreated", "notUpdated", "notDestroyed"}) {
            const json::value* refused = answer.if_contains(name);
            if (refused != nullptr && refused->is_object())
                return refused->get_object().begin()->value().as_object();
        }
        return {};
    }
    static std::string refusal_type(const json::object& answer) {
        const json::object error = refusal(answer);
        return error.empty() ? "" : std::string(error.at("type").as_string());
    }
    mail::account::MailboxId mailbox(mail::account::SpecialUse use) {
        return room.account().state().find(use)->id;
    }
};

}  // namespace milpa::jmap::testing

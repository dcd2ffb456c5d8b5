// SPDX-License-Identifier: AGPL-3.0-or-later
// Requests of a member who signed in and looks after the collective, to every method of every family: each is
// answered in JSON, and nothing that a client says makes a method throw. Input: a request (RFC 8620 3.3), in
// which "$A" is the account's id. Inputs are changed value by value, so that most of them remain requests.
#include <gtest/gtest.h>

#include <random>

#include "base/log.hpp"
#include "jmap/belongings/family.hpp"
#include "jmap/contacts/contacts.hpp"
#include "jmap/core/blob_methods.hpp"
#include "jmap/core/core.hpp"
#include "jmap/core/quota.hpp"
#include "jmap/json_text.hpp"
#include "jmap/mail/mail.hpp"
#include "jmap/mail/mdn.hpp"
#include "jmap/mail/outbox.hpp"
#include "jmap/mail/submissions.hpp"
#include "jmap/own/own_testing.hpp"
#include "jmap/push/push.hpp"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t size_max);

namespace {

using namespace milpa;
using namespace milpa::jmap;
namespace account = milpa::mail::account;

/// After so many inputs all begins anew, so that neither what they made nor what they ask for becomes large.
constexpr int inputs_of_house = 100;
constexpr std::string_view password = "a long password";

class Sink final : public Outbox {
public:
    std::uint64_t octets_max() const override { return 100'000; }
    std::size_t recipients_max() const override { return 5; }
    Task<std::expected<std::string, OutboxRefusal>> send(OutgoingEnvelope, Lent<MessageOctets> message,
                                                         std::uint64_t size) override {
        ensure(size <= octets_max());
        const auto octets = co_await message->read(0, size);
        ensure(octets.has_value());
        co_return std::string();
    }
    Task<Result<void>> cancel(std::string) override { co_return fail(ErrorKind::missing); }
};

class Carrier final : public PushCarrier {
public:
    bool may_go_to(const http::Url& url) const override { return url.secure; }
    std::string public_key() const override { return ""; }
    bool take_verification(const MemberId&) override { return true; }
    void verify(events::PushSubscription) override {}
};

constexpr std::string_view messages[] = {
    "From: Joe <joe@example.net>\r\nTo: ana@example.org\r\nSubject: plans\r\nMessage-ID: <1@x>\r\n"
    "Disposition-Notification-To: joe@example.net\r\nDate: Mon, 2 Mar 2026 10:00:00 +0100\r\n\r\nhello\r\n",
    "From: ana@example.org\r\nTo: joe@example.net\r\nSubject: Re: plans\r\nMessage-ID: <2@x>\r\n"
    "In-Reply-To: <1@x>\r\nList-Id: a <b.c>\r\nMIME-Version: 1.0\r\n"
    "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    "<p>caf\xc3\xa9</p>\r\n--b\r\nContent-Type: application/pdf; name=a.pdf\r\n"
    "Content-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--b--\r\n",
};

struct Place {
    jmap::testing::TestClient client{{core::family(), blobs::family(), quota::family(), push_family(),
                                      mail_family(), submission_family(), mdn_family(),
                                      jmap::contacts::family(), belongings_family(), own_family()}};
    jmap::testing::TestHouse house{&client.room};
    Sink outbox;
    Carrier carrier;

    Place() {
        auto& room = client.room;
        auto annexes = std::make_shared<account::AnnexFactories>(*room.held.annexes);
        (*annexes)[submissions_kind] = [] { return std::make_unique<Submissions>(); };
        room.held.annexes = annexes;
        room.held.reopen();
        room.house_now = &house;
        room.carrier_now = &carrier;
        room.outbox_now = &outbox;
        members::NewMember ana;
        ana.addresses = {"ana@example.org"};
        ana.password = crypto::SecretText(password);
        ensure(room.run(room.members().add(std::move(ana))).has_value());
        auto step = room.run(house.sign_ins().by_password("ana@example.org", crypto::SecretText(password),
                                                          members::NewSession{.label = "a browser"}));
        ensure(step.has_value());
        room.login_now = std::get<members::SignedIn>(std::move(*step)).login;
        room.duties_now = administrator;
        for (const std::string_view one : messages) room.held.deliver(std::string(one));
    }

    void ask(std::string text) {
        const std::string id = client.account_id();
        for (std::size_t at; (at = text.find("$A")) != std::string::npos;) text.replace(at, 2, id);
        auto request = read_request(text, client.catalogue, client.room.limits());
        if (!request) return;
        const std::size_t calls = request->calls.size();
        Context context(&client.room, &client.catalogue);
        const json::object response = client.room.run(run_request(&context, std::move(*request), "state"));
        const json::array& answers = response.at("methodResponses").as_array();
        ensure(answers.size() >= calls);
        for (const json::value& answer : answers) {
            const json::value* said = answer.at(1).as_object().if_contains("description");
            // What dispatch says of a method that threw.
            ensure(said == nullptr || *said != "The server failed; what it did is not known.");
        }
        ensure(json::parse(json::serialize(response)).is_object());
    }
};

// ---- inputs from inputs

using Chance = std::minstd_rand;

std::size_t below(Chance& chance, std::size_t end) { return chance() % end; }

void gather(json::value& value, std::vector<json::value*>& all) {
    all.push_back(&value);
    if (value.is_object()) {
        for (auto& member : value.get_object()) gather(member.value(), all);
    } else if (value.is_array()) {
        for (json::value& one : value.get_array()) gather(one, all);
    }
}

json::value some_value(Chance& chance) {
    static const json::value values[] = {nullptr,
                                         true,
                                         false,
                                         0,
                                         1,
                                         -1,
                                         1.5,
                                         9007199254740991,
                                         "",
                                         "#k",
                                         "e1",
                                         "e2",
                                         "m1",
                                         "t1",
                                         "b1",
                                         "b2",
                                         "c",
                                         "$A",
                                         "ana@example.org",
                                         "2026-03-01T00:00:00Z",
                                         "asc",
                                         "\xc3\xa9",
                                         "singleton",
                                         json::array(),
                                         json::object(),
                                         json::array{nullptr},
                                         json::object{{"k", nullptr}}};
    return values[below(chance, std::size(values))];
}

std::string other_text(std::string text, Chance& chance) {
    const std::size_t size = text.size();
    text.resize(size + 16);
    text.resize(LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(text.data()), size, text.size()));
    // In JSON it is UTF-8: what is not becomes a letter.
    for (char& c : text) {
        if (static_cast<unsigned char>(c) >= 0x80 || c == 0) c = static_cast<char>('a' + below(chance, 26));
    }
    return text;
}

/// Most of the time few calls, which are soon answered.
void leave_out_calls(json::value& root, Chance& chance) {
    json::value* calls = root.is_object() ? root.get_object().if_contains("methodCalls") : nullptr;
    if (calls == nullptr || !calls->is_array()) return;
    json::array& all = calls->get_array();
    const std::size_t kept = 1 + below(chance, 3);
    while (all.size() > kept) all.erase(all.begin() + static_cast<std::ptrdiff_t>(below(chance, all.size())));
}

void change_one(json::value& root, Chance& chance) {
    std::vector<json::value*> all;
    gather(root, all);
    json::value& here = *all[below(chance, all.size())];
    const json::value there = *all[below(chance, all.size())];
    switch (below(chance, 6)) {
        case 0: here = some_value(chance); return;
        case 1: here = there; return;
        case 2:
            if (here.is_string()) here = other_text(std::string(here.get_string()), chance);
            return;
        case 3:
            if (here.is_array()) here.get_array().push_back(there);
            if (here.is_object()) here.get_object()[other_text("x", chance)] = there;
            return;
        case 4:
            if (here.is_array() && !here.get_array().empty()) here.get_array().pop_back();
            if (here.is_object() && !here.get_object().empty()) {
                json::object& object = here.get_object();
                object.erase(object.begin() + static_cast<std::ptrdiff_t>(below(chance, object.size())));
            }
            return;
        default:
            // Another name for the same value, or the value under one more.
            if (here.is_object() && !here.get_object().empty()) {
                json::object& object = here.get_object();
                const auto one = object.begin() + static_cast<std::ptrdiff_t>(below(chance, object.size()));
                const json::value kept = one->value();
                object[other_text(std::string(one->key()), chance)] = kept;
            }
    }
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t size_max,
                                               unsigned seed) {
    Chance chance(seed + 1);
    boost::system::error_code error;
    json::value value = json::parse({reinterpret_cast<const char*>(data), size}, error);
    if (error || below(chance, 10) == 0) return LLVMFuzzerMutate(data, size, size_max);
    if (below(chance, 4) != 0) leave_out_calls(value, chance);
    for (std::size_t left = 1 + below(chance, 3); left > 0; --left) change_one(value, chance);
    const std::string text = json::serialize(value);
    if (text.size() > size_max) return LLVMFuzzerMutate(data, size, size_max);
    std::ranges::copy(text, data);
    return text.size();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static std::unique_ptr<Place> place;
    static int asked = 0;
    if (asked++ % inputs_of_house == 0) {
        place.reset();
        milpa::log::write_to(-1);
        place = std::make_unique<Place>();
    }
    place->ask(std::string(reinterpret_cast<const char*>(data), size));
    return 0;
}

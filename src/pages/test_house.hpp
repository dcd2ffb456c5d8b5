// SPDX-License-Identifier: AGPL-3.0-or-later
// A house whose API says what a test has written down.
#pragma once

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <map>
#include <string>
#include <vector>

#include "net/run_now.hpp"
#include "pages/pages.hpp"

namespace milpa::pages {

/// Answers by the name of the method; what is not there is unknownMethod. An answer with a `type` is an
/// error.
struct Script {
    std::map<std::string, std::string> answers;
    std::vector<std::string> called;     ///< names
    std::vector<std::string> arguments;  ///< of each
    std::optional<ErrorKind> fails;
};

class TestCaller final : public Caller {
public:
    explicit TestCaller(Lent<Script> script) : script_(script) {}
    Task<Result<json::array>> call(json::array calls) override {
        if (script_->fails) co_return fail(*script_->fails);
        json::array responses;
        for (const json::value& one : calls) {
            const std::string name(std::string_view(one.as_array().at(0).as_string()));
            script_->called.push_back(name);
            script_->arguments.push_back(json::serialize(one.as_array().at(1)));
            const auto found = script_->answers.find(name);
            json::value answer =
                json::parse(found == script_->answers.end() ? R"({"type": "unknownMethod"})" : found->second);
            const bool is_error = answer.as_object().contains("type");
            json::array response;
            response.emplace_back(is_error ? std::string_view("error") : std::string_view(name));
            response.emplace_back(std::move(answer));
            response.emplace_back(one.as_array().at(2));
            responses.emplace_back(std::move(response));
        }
        co_return responses;
    }
    std::string account_id() const override { return "a1"; }
    Task<Result<std::unique_ptr<Upload>>> upload() override { co_return fail(ErrorKind::limit); }
    Task<http::Response> download(http::Request, std::string, std::string) override {
        co_return http::status_response(404);
    }

private:
    const Lent<Script> script_;
};

class TestHouse final : public House {
public:
    bool is_unlocked() const override { return unlocked; }
    std::string domain() const override { return unlocked ? "a.test" : ""; }
    MailProgram mail_program() const override { return {.host = "mail.a.test", .imaps = 993}; }
    std::uint16_t https_port() const override { return 8443; }
    const Clock& clock() const override { return now; }
    const SearchWords& search_words() const override { return words; }
    Sendings& sendings() override { return sent; }
    Task<Result<std::unique_ptr<Caller>>> enter(http::Request) override {
        if (refusal) co_return fail(*refusal);
        co_return std::make_unique<TestCaller>(&script);
    }
    std::unique_ptr<Caller> guest(http::Request) override { return std::make_unique<TestCaller>(&script); }
    bool is_from_own_page(const http::Request& request) const override {
        return request.fields.find("sec-fetch-site") == "same-origin";
    }
    bool shows_session(const http::Request&) const override { return !refusal; }
    Task<Result<std::variant<Session, SecondStep>>> sign_in(http::Request, std::string, crypto::SecretText,
                                                            std::string, std::chrono::seconds) override {
        co_return SecondStep{.id = "51", .code = false, .passkey = true};
    }
    Task<Result<Session>> by_code(std::string, crypto::SecretText) override {
        co_return fail(ErrorKind::denied);
    }
    Task<std::string> sign_out(http::Request) override { co_return "gone"; }

    bool unlocked = true;
    std::optional<ErrorKind> refusal;
    Script script;
    ManualClock now;
    SystemRandom random;
    SearchWords words{&random};
    Sendings sent{&random};
};

class FormBody final : public http::Body {
public:
    explicit FormBody(std::string text) : text_(std::move(text)) {}
    std::optional<std::uint64_t> length() const override { return text_.size(); }
    Task<Result<std::size_t>> read_some(std::span<char> into) override {
        const std::size_t count = std::min(into.size(), text_.size());
        std::ranges::copy(text_.substr(0, count), into.begin());
        text_.erase(0, count);
        co_return count;
    }

private:
    std::string text_;
};

struct TestAnswer {
    unsigned status;
    http::Fields fields;
    std::string text;
};

/// By the routes that the house has now. A form where `form` is not empty.
inline TestAnswer visit(TestHouse& house, const std::string& path, const std::string& form = {},
                        http::Fields fields = {{"accept", "text/html"}, {"sec-fetch-site", "same-origin"}},
                        bool secure = true, http::Method method = http::Method::get) {
    http::Router router;
    for (http::Route& route : house.unlocked ? routes(&house) : locked_routes(&house))
        router.add(std::move(route));
    http::Request request;
    const std::size_t question = std::min(path.find('?'), path.size());
    request.path = path.substr(0, question);
    request.query = path.substr(std::min(question + 1, path.size()));
    request.host = "a.test";
    request.secure = secure;
    request.method = method;
    request.fields = std::move(fields);
    if (!form.empty()) {
        request.method = http::Method::post;
        if (!request.fields.find("content-type"))
            request.fields.add("content-type", "application/x-www-form-urlencoded");
    }
    FormBody body(form);
    const http::Route& found = router.find(request);
    const http::Response response = net::run_now(router.answer(&found, std::move(request), &body));
    TestAnswer answer{.status = response.status, .fields = response.fields, .text = {}};
    if (const auto* const text = std::get_if<std::string>(&response.body)) answer.text = *text;
    if (const auto* const shared = std::get_if<http::Response::Shared>(&response.body))
        answer.text = **shared;
    return answer;
}

}  // namespace milpa::pages

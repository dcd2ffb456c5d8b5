// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/dispatch.hpp"

#include <exception>
#include <utility>

#include "base/log.hpp"
#include "jmap/json_text.hpp"
#include "jmap/reference.hpp"
#include "jmap/type.hpp"
#include "net/turns.hpp"

namespace milpa::jmap {

namespace {

/// What a request may do at a stretch before everybody else on its thread goes on.
constexpr std::chrono::microseconds slice_max{2'000};
/// Calls that one call may bring about, one after another. The RFCs have one; a method that asks for more is
/// wrong.
constexpr std::size_t follows_max = 4;

class Run {
public:
    explicit Run(Lent<Context> context) : context_(context), turns_(&context->room().clock(), slice_max) {}

    Task<> call(Call call) {
        Answer answer = co_await answer_for(call.name, std::move(call.arguments), By::client);
        const bool went_well = answer.has_value();
        add(call.name, std::move(answer), call.id);
        std::vector<Follow> follows = context_->take_follows();
        if (!went_well) co_return;
        for (std::size_t done = 0; !follows.empty(); ++done) {
            ensure(done < follows_max);
            std::vector<Follow> next;
            for (Follow& follow : follows) {
                Answer behind = co_await answer_for(follow.method, std::move(follow.arguments), By::call);
                add(follow.method, std::move(behind), call.id);
                for (Follow& more : context_->take_follows()) next.push_back(std::move(more));
            }
            follows = std::move(next);
        }
        if (turns_.is_over()) co_await turns_.pass();
    }

    json::array take_responses() { return std::move(responses_); }

private:
    /// Whose wish a call is. What a call brings about belongs to it, whatever else is used: who sends an
    /// email need not say that mail is used (RFC 8621 7.5).
    enum class By : std::uint8_t { client, call };

    // Both are part of this object's coroutines: what is borrowed stays as long as it does.
    Task<Answer> answer_for(std::string name, json::object arguments, By by) {
        const Method* const method = context_->catalogue().find_method(name);
        if (method == nullptr || (by == By::client && !context_->uses(method->capability))) {
            co_return std::unexpected(
                MethodError{"unknownMethod", "There is no such method in what is used."});
        }
        // At the machine there is no account either, and all that concerns the collective may be done.
        const bool at_machine = context_->room().is_local() && method->of == Method::Of::collective;
        if (context_->room().login() == nullptr && !method->guests && !at_machine) {
            co_return std::unexpected(MethodError{"forbidden", "This takes an account: sign in."});
        }
        if (!context_->room().is_open_still()) {
            co_return std::unexpected(MethodError{"forbidden", "What opened this account does so no more."});
        }
        context_->enter(method->of);
        if (auto resolved = resolve_references(arguments, responses_, budget_); !resolved) {
            co_return std::unexpected(std::move(resolved.error()));
        }
        if (auto checked = check_arguments(*method, arguments); !checked) {
            co_return std::unexpected(std::move(checked.error()));
        }
        if ((context_->room().duties() & method->duty) != method->duty) {
            co_return std::unexpected(MethodError{"forbidden", "This takes a duty that you do not bear."});
        }
        const members::Login* const login = context_->room().login();
        if (method->manages_account && login != nullptr && members::is_by_app_password(*login)) {
            co_return std::unexpected(MethodError{
                "forbidden", "An app password is for a program: to look after the account, sign in."});
        }
        if (!method->changes) put_created_ids(*method, arguments);
        Answer answer = co_await guarded(method, std::move(arguments));
        if (answer && !method->changes && octets_ + weigh(*answer).octets > response_octets_max) {
            co_return std::unexpected(
                MethodError{"requestTooLarge", "The answer is larger than the server is willing to send."});
        }
        co_return answer;
    }

    /// In place of creation ids. One that there is not stays as it is: nothing has such an id.
    void put_created_ids(const Method& method, json::object& arguments) const {
        for (const Argument& argument : method.arguments) {
            json::value* const ids = arguments.if_contains(argument.name);
            if (ids == nullptr || !may_name_created(method, argument.name)) continue;
            (void)replace_ids(argument.type, *ids, [&](std::string_view id) {
                return std::optional(context_->resolve(id).value_or(std::string(id)));
            });
        }
    }

    /// The edge of the library: Boost.JSON throws where a value is not of the kind that it is taken for.
    Task<Answer> guarded(Lent<const Method> method, json::object arguments) {
        try {
            co_return co_await method->run(context_, std::move(arguments));
        } catch (const std::exception&) {
            log::event("jmap.method_exception");
        }
        co_return std::unexpected(MethodError{"serverFail", "The server failed; what it did is not known."});
    }

    void add(std::string_view name, Answer answer, std::string_view id) {
        json::array response;
        response.reserve(3);
        response.emplace_back(answer ? name : std::string_view("error"));
        response.emplace_back(answer ? std::move(*answer) : to_object(answer.error()));
        response.emplace_back(id);
        octets_ += weigh(response[1]).octets;
        responses_.emplace_back(std::move(response));
    }

    const Lent<Context> context_;
    json::array responses_;
    ReferenceBudget budget_;
    std::size_t octets_ = 0;
    net::Turns turns_;
};

}  // namespace

json::object to_object(const MethodError& error) {
    json::object object = error.more;
    object["type"] = error.type;
    if (!error.description.empty()) object["description"] = error.description;
    return object;
}

Task<json::object> run_request(Lent<Context> context, Request request, std::string session_state) {
    for (const std::string& urn : request.uses) context->use(urn);
    if (request.created_ids) {
        for (const auto& [creation_id, id] : *request.created_ids) context->created(creation_id, id);
    }
    Run run(context);
    for (Call& call : request.calls) co_await run.call(std::move(call));

    json::object response;
    response["methodResponses"] = run.take_responses();
    if (request.created_ids) {
        json::object created;
        for (const auto& [creation_id, id] : context->created_ids()) created[creation_id] = id;
        response["createdIds"] = std::move(created);
    }
    response["sessionState"] = session_state;
    co_return response;
}

}  // namespace milpa::jmap

// SPDX-License-Identifier: AGPL-3.0-or-later
// SearchSnippet/get (RFC 8621 5): where the texts of a filter stand in a subject and in a body.
#include "jmap/mail/email.hpp"
#include "jmap/mail/email_filter.hpp"
#include "jmap/mail/email_reading.hpp"
#include "jmap/mail/ids.hpp"
#include "jmap/mail/search_terms.hpp"
#include "jmap/query.hpp"
#include "mail/message/html.hpp"
#include "mail/message/preview.hpp"

namespace milpa::jmap {

namespace account = mail::account;
namespace message = mail::message;

namespace {

/// RFC 8621 5: of a preview.
constexpr std::size_t snippet_octets_max = 255;
/// Of a text that is looked through for a hit; the search itself has looked at all of it.
constexpr std::uint64_t looked_at_octets_max = 256 * 1024;
/// Emails of one call: each may be read.
constexpr std::size_t snippets_max = 250;

/// White space of any kind as one space, as a line of text shows it.
std::string on_one_line(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool white = static_cast<unsigned char>(c) <= 0x20 || c == 0x7f;
        if (!white) {
            out += c;
        } else if (!out.empty() && !out.ends_with(' ')) {
            out += ' ';
        }
    }
    return out;
}

std::string plain_text(const events::Part& part, const BodyValue& value) {
    if (part.subtype() != "html") return on_one_line(value.value);
    message::HtmlText html;
    std::string text;
    html.feed(value.value, text);
    html.finish(text);
    return on_one_line(text);
}

/// The first of the message's texts that has one of the terms.
Task<Result<std::optional<std::string>>> find_in_body(Lent<account::Account> account,
                                                      Lent<const events::StoredMessage> stored,
                                                      Lent<const std::vector<std::string>> terms) {
    const BodyPart tree = body_tree(stored->facts().structure());
    CO_TRY(auto reader, account->open_message(*stored));
    for (const BodyPart* leaf : leaves_of(tree)) {
        const events::Part& part = *leaf->part;
        if (!leaf->is_text() || part.body_begin() > part.body_end()) continue;
        BodyValueReader value(part, looked_at_octets_max);
        // Encoded, it takes three times as much at most.
        const std::uint64_t octets = std::min(part.body_end() - part.body_begin(), 3 * looked_at_octets_max);
        CO_TRY(const Bytes body, co_await reader.read(part.body_begin(), octets));
        value.feed(as_text(body));
        if (auto marked = marked_text(plain_text(part, value.finish()), *terms, snippet_octets_max))
            co_return marked;
    }
    co_return std::nullopt;
}

json::value or_null(std::optional<std::string> text) {
    return text ? json::value(std::move(*text)) : json::value();
}

Task<Result<json::object>> snippet_of(Lent<account::Account> account, account::Record record,
                                      Lent<const events::StoredMessage> stored,
                                      Lent<const FilterTexts> texts) {
    json::object made;
    made["emailId"] = email_id(record);
    made["subject"] = or_null(marked_text(text_form(stored->facts().envelope().subject()), texts->subject));
    made["preview"] = nullptr;
    if (texts->body.empty()) co_return made;
    auto body = co_await find_in_body(account, stored, &texts->body);
    if (!body && body.error().kind != ErrorKind::missing) co_return body.error();
    if (body) made["preview"] = or_null(std::move(*body));
    co_return made;
}

}  // namespace

Task<Answer> get_snippets(Lent<Context> context, json::object arguments) {
    json::object as_query;
    for (const char* name : {"accountId", "filter"}) {
        if (arguments.contains(name)) as_query[name] = arguments[name];
    }
    const QueryRules rules{.conditions = email_conditions, .sorts = {}};
    const auto query = read_query(*context, rules, as_query);
    if (!query) co_return std::unexpected(query.error());
    const json::array& ids = arguments.at("emailIds").as_array();
    if (ids.size() > snippets_max)
        co_return std::unexpected(MethodError{"requestTooLarge", "Ask for fewer emails at once.", {}});
    std::vector<account::Record> records;
    json::array gone;
    for (const json::value& id : ids) {
        const auto record = read_email_id(id.get_string());
        if (record && context->account().state().is_shown(*record)) {
            records.push_back(*record);
        } else {
            gone.push_back(id);
        }
    }
    const FilterTexts texts = query->filter ? texts_of(*query->filter) : FilterTexts();
    const auto facts = co_await context->account().records_facts(records);
    if (!facts) co_return std::unexpected(error_for(facts.error()));
    json::array list;
    for (std::size_t i = 0; i < records.size(); ++i) {
        const auto& stored = (*facts)[i];
        if (!stored) {
            gone.emplace_back(email_id(records[i]));
            continue;
        }
        auto made = co_await snippet_of(&context->account(), records[i], &*stored, &texts);
        if (!made) co_return std::unexpected(error_for(made.error()));
        list.push_back(std::move(*made));
    }
    json::object answer;
    answer["accountId"] = context->account_id();
    answer["list"] = std::move(list);
    answer["notFound"] = gone.empty() ? json::value() : json::value(std::move(gone));
    co_return answer;
}

}  // namespace milpa::jmap

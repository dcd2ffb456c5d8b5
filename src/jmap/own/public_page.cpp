// SPDX-License-Identifier: AGPL-3.0-or-later
// What the collective says of itself to everybody.
#include "members/public_page.hpp"

#include "jmap/own/list.hpp"
#include "jmap/own/own.hpp"
#include "jmap/type.hpp"

namespace milpa::jmap {

namespace {

using enum Property::Who;

constexpr std::string_view language_by_default = "en";

constexpr Property properties[] = {
    {"id", "Id", "\"singleton\".", server},
    {"name", "String", "What the collective calls itself: one line."},
    {"language", "String",
     "The main one, as a BCP 47 tag in its usual case (\"es\", \"pt-BR\"): what is told where there is no "
     "text in a language that the reader asks for."},
    {"texts", "String[Object]",
     "By language, 20 at most: `about`, `services`, `joining`, `canary` and `transparency`, each a String of "
     "20,000 letters at most, in plain text with an empty line between paragraphs; all together 512 KiB. A "
     "language without any text goes."},
    {"contact", "String|null", "How one reaches the collective: an address of mail, or a URL."},
    {"canaryUpdated", "String[UTCDate]",
     "By language, when its canary last changed: one that is not renewed says something, too.", server},
    {"transparencyUpdated", "String[UTCDate]", "The same of `transparency`.", server},
};
constexpr Type types[] = {{"Collective", collective_urn,
                           "What the collective says of itself to everybody, while the server is unlocked. "
                           "There is one object.",
                           properties}};
constexpr const Type& type = types[0];

/// Of one language, by name.
struct TextField {
    std::string_view name;
    const std::string& (events::PageText::*read)() const;
    std::string* (events::PageText::*write)();
};
constexpr TextField text_fields[] = {
    {"about", &events::PageText::about, &events::PageText::mutable_about},
    {"services", &events::PageText::services, &events::PageText::mutable_services},
    {"joining", &events::PageText::joining, &events::PageText::mutable_joining},
    {"canary", &events::PageText::canary, &events::PageText::mutable_canary},
    {"transparency", &events::PageText::transparency, &events::PageText::mutable_transparency},
};

json::object to_object(const members::Described& described) {
    const events::PublicPage& page = described.page;
    json::object texts, canary, transparency;
    for (const events::PageText& text : page.texts()) {
        json::object& one = texts[text.language()].emplace_object();
        for (const TextField& field : text_fields) one[field.name] = (text.*field.read)();
        if (text.canary_ms() != 0) canary[text.language()] = utc_date_text(text.canary_ms());
        if (text.transparency_ms() != 0)
            transparency[text.language()] = utc_date_text(text.transparency_ms());
    }
    return {{"id", "singleton"},
            {"name", described.name},
            {"language", page.language().empty() ? language_by_default : std::string_view(page.language())},
            {"texts", std::move(texts)},
            {"contact", page.contact().empty() ? json::value() : json::value(page.contact())},
            {"canaryUpdated", std::move(canary)},
            {"transparencyUpdated", std::move(transparency)}};
}

All all_pages(Context& context) {
    const auto described = members::read_described(context.room().collective());
    if (!described) return std::unexpected(told(described.error()));
    std::vector<json::object> all;
    all.push_back(to_object(*described));
    return all;
}

Task<Answer> get(Lent<Context> context, json::object arguments) {
    auto all = all_pages(*context);
    if (!all) co_return std::unexpected(std::move(all.error()));
    co_return get_list(*context, type, arguments, std::move(*all));
}

/// What is wrong with it, as a path and a reason.
using Wrong = std::pair<std::string, std::string>;

std::optional<Wrong> read_text(std::string_view language, const json::value& value, events::PageText& to) {
    const std::string at = "texts/" + std::string(language);
    if (!members::is_language_tag(language)) return Wrong(at, "No language tag in its usual case.");
    to.set_language(std::string(language));
    for (const auto& [name, text] : value.as_object()) {
        const auto field = std::ranges::find(text_fields, std::string_view(name), &TextField::name);
        const std::string path = at + "/" + std::string(name);
        if (field == std::end(text_fields)) return Wrong(path, "There is no such text.");
        if (text.is_null()) continue;
        if (!text.is_string() || !members::is_page_text(text.get_string()))
            return Wrong(path, "No plain text, or too long.");
        *(to.*field->write)() = std::string(text.get_string());
    }
    return std::nullopt;
}

/// What `object` has of the properties that a client sets.
std::optional<Wrong> read_page(const json::object& object, members::Described& to) {
    if (const auto name = text_of(object, "name")) {
        if (name->empty()) return Wrong("name", "A collective has a name.");
        to.name = *name;
    }
    if (const auto language = text_of(object, "language")) {
        if (!members::is_language_tag(*language))
            return Wrong("language", "No language tag in its usual case.");
        to.page.set_language(*language);
    }
    if (object.contains("contact")) {
        const std::string contact = text_of(object, "contact").value_or("");
        if (!contact.empty() && !members::is_page_contact(contact))
            return Wrong("contact", "Neither an address of mail nor a URL.");
        to.page.set_contact(contact);
    }
    if (const json::value* const texts = object.if_contains("texts")) {
        to.page.clear_texts();
        for (const auto& [language, value] : texts->as_object()) {
            if (auto wrong = read_text(language, value, *to.page.add_texts())) return wrong;
        }
    }
    return std::nullopt;
}

class PageSetter final : public ListSetter {
public:
    explicit PageSetter(Lent<Context> context) : ListSetter(context, "There is one: \"singleton\".") {}

    Task<Outcome<New>> create(json::object) override {
        co_return std::unexpected(SetError{"singleton", "There is one."});
    }
    Task<Outcome<void>> destroy(std::string) override {
        co_return std::unexpected(SetError{"singleton", "It is always there."});
    }
    Task<Outcome<std::optional<json::object>>> update(std::string, json::object touched,
                                                      json::object after) override {
        if (touched.contains("name") && !after.contains("name"))
            co_return std::unexpected(invalid_properties({"name"}, "A collective has a name."));
        members::Collective& collective = context_->room().collective();
        auto described = members::read_described(collective);
        if (!described) co_return std::unexpected(told(described.error(), {}));
        if (auto wrong = read_page(after, *described))
            co_return std::unexpected(
                invalid_properties({std::move(wrong->first)}, std::move(wrong->second)));
        const json::object before = to_object(*members::read_described(collective));
        const auto done = co_await members::describe(&collective, std::move(*described));
        if (!done && done.error().kind == ErrorKind::limit)
            co_return std::unexpected(SetError{"tooLarge", done.error().detail, {"texts"}});
        if (!done) co_return std::unexpected(told(done.error(), {"name"}));
        const auto kept = find("singleton");
        if (!kept) co_return std::nullopt;
        json::object by_server;
        for (const auto& [name, value] : *kept) {
            const json::value* const sent = after.if_contains(name);
            if (sent != nullptr ? *sent != value : before.at(name) != value) by_server[name] = value;
        }
        co_return by_server;
    }
    const json::value* default_for(std::string_view property) const override {
        static const json::value language(language_by_default);
        static const json::value none;
        static const json::value no_texts = json::object();
        if (property == "language") return &language;
        if (property == "texts") return &no_texts;
        return property == "contact" ? &none : nullptr;
    }

private:
    All all() const override { return all_pages(*context_); }
};

Task<Answer> set(Lent<Context> context, json::object arguments) {
    PageSetter setter(context);
    co_return co_await run_set(context, {.type = &type, .singleton = true}, &setter, std::move(arguments));
}

constexpr Method methods[] = {
    {.name = "Collective/get",
     .capability = collective_urn,
     .meaning = "What the collective says of itself to everybody.",
     .reference = "RFC 8620 5.1",
     .arguments = get_arguments,
     .run = get,
     .of = Method::Of::collective,
     .guests = true},
    {.name = "Collective/set",
     .capability = collective_urn,
     .meaning = "Changes it. A patch may name one text (\"texts/es/canary\").",
     .reference = "RFC 8620 5.3",
     .arguments = set_arguments,
     .run = set,
     .changes = true,
     .duty = administrator,
     .of = Method::Of::collective},
};

}  // namespace

OwnPart public_page_part() { return {types, methods}; }

}  // namespace milpa::jmap

// SPDX-License-Identifier: AGPL-3.0-or-later
#include <boost/json/serialize.hpp>
#include <functional>

#include "jmap/belongings/family.hpp"
#include "jmap/json_text.hpp"

namespace milpa::jmap {

namespace {

constexpr Property properties[] = {
    {"id", "Id", "Stays the same.", Property::Who::server},
    {"name", "String",
     "What programs find it by; one object of the account bears it. Begin it with the program's own name: "
     "\"portal.preferences\"."},
    {"value", "*", "Any JSON, up to maxSizeValue octets without spaces. null: until something is set."},
};

constexpr Type types[] = {{"ClientData", client_data_capability,
                           "A small value that a program of the member's keeps, a preference for example.",
                           properties, true, belongings_state}};
constexpr const Type& type = types[0];

json::object to_object(const events::ClientDatum& datum) {
    json::object made;
    made["id"] = datum.id();
    made["name"] = datum.name();
    // It was JSON when it came.
    made["value"] = read_json(datum.value()).value_or(nullptr);
    return made;
}

class DataSetter final : public Setter {
public:
    explicit DataSetter(Lent<Context> context) : context_(context) {}

    std::string state() const override { return belongings_state(context_); }

    Task<Outcome<New>> create(json::object object) override {
        events::ClientDatum made;
        made.set_id(belonging_id('d', context_->room().random()));
        made.set_value("null");
        if (!object.contains("name"))
            co_return std::unexpected(invalid_properties({"name"}, "It is missing."));
        if (auto read = read_into(object, made); !read) co_return std::unexpected(std::move(read.error()));
        New told{.id = made.id(), .set_by_server = {}};
        if (!object.contains("value")) told.set_by_server["value"] = nullptr;
        if (auto done = co_await keep(std::move(made)); !done)
            co_return std::unexpected(std::move(done.error()));
        co_return told;
    }

    Task<Outcome<json::object>> read(std::string id, std::vector<std::string> wanted) override {
        const events::KeptDatum* const datum = find(id);
        if (datum == nullptr) co_return std::unexpected(not_found());
        const json::object all = to_object(datum->object());
        json::object some;
        for (const std::string& name : wanted) some[name] = all.at(name);
        co_return some;
    }

    Task<Outcome<std::optional<json::object>>> update(std::string id, json::object,
                                                      json::object after) override {
        const events::KeptDatum* const datum = find(id);
        if (datum == nullptr) co_return std::unexpected(not_found());
        events::ClientDatum changed = datum->object();
        if (auto read = read_into(after, changed); !read) co_return std::unexpected(std::move(read.error()));
        if (auto done = co_await keep(std::move(changed)); !done)
            co_return std::unexpected(std::move(done.error()));
        co_return std::nullopt;
    }

    Task<Outcome<void>> destroy(std::string id) override {
        if (find(id) == nullptr) co_return std::unexpected(not_found());
        events::BelongingEvent event;
        event.set_datum_gone(id);
        const auto done = co_await append_belonging(&context_->account(), std::move(event));
        if (!done) co_return std::unexpected(set_error_for(done.error()));
        co_return Outcome<void>();
    }

    const json::value* default_for(std::string_view property) const override {
        static const json::value null;
        return property == "value" ? &null : nullptr;
    }

private:
    static SetError not_found() { return {"notFound", "There is no such object.", {}, {}}; }

    const Belongings* kept() const { return belongings_of(context_->account()); }
    const events::KeptDatum* find(std::string_view id) const {
        const Belongings* const all = kept();
        return all == nullptr ? nullptr : all->data().find(id);
    }

    static Outcome<void> read_into(const json::object& object, events::ClientDatum& to) {
        if (const auto name = text_of(object, "name")) {
            if (name->empty() || name->size() > client_name_octets_max)
                return std::unexpected(invalid_properties({"name"}, "It is empty, or too long."));
            to.set_name(*name);
        }
        if (const json::value* value = object.if_contains("value")) {
            to.set_value(json::serialize(*value));
            if (to.value().size() > client_value_octets_max)
                return std::unexpected(SetError{"tooLarge", "The value is too large.", {"value"}, {}});
            // By patches a value grows beyond what one text may have; it must be read again as it is.
            if (!read_json(to.value()))
                return std::unexpected(
                    SetError{"tooLarge", "The value is too deep, or has too many members.", {"value"}, {}});
        }
        return {};
    }

    Task<Outcome<void>> keep(events::ClientDatum datum) {
        const std::string name = datum.name();
        events::BelongingEvent event;
        *event.mutable_datum_set() = std::move(datum);
        const auto done = co_await append_belonging(&context_->account(), std::move(event));
        if (done) co_return Outcome<void>();
        if (done.error().kind != ErrorKind::conflict) co_return std::unexpected(set_error_for(done.error()));
        SetError taken{"alreadyExists", "Another object has this name.", {"name"}, {}};
        const Belongings* const all = kept();
        const events::ClientDatum* const other = all == nullptr ? nullptr : all->find_datum(name);
        if (other != nullptr) taken.more["existingId"] = other->id();
        co_return std::unexpected(std::move(taken));
    }

    const Lent<Context> context_;
};

Task<Answer> get(Lent<Context> context, json::object arguments) {
    const Belongings* const kept = belongings_of(context->account());
    if (kept == nullptr) co_return std::unexpected(no_belongings());
    co_return get_kept(*context, type, arguments, kept->data(), belongings_state(context),
                       [](const events::ClientDatum& datum, const Get&) { return to_object(datum); });
}

Task<Answer> changes(Lent<Context> context, json::object arguments) {
    co_return changes_of_kept(*context, arguments, belongings_of(context->account()),
                              belongings_seq(context->account()), std::mem_fn(&Belongings::data));
}

Task<Answer> set(Lent<Context> context, json::object arguments) {
    if (belongings_of(context->account()) == nullptr) co_return std::unexpected(no_belongings());
    DataSetter setter(context);
    co_return co_await run_set(context, {.type = &type}, &setter, std::move(arguments));
}

constexpr Method methods[] = {
    {.name = "ClientData/get",
     .capability = client_data_capability,
     .meaning = "What the member's programs keep.",
     .reference = "RFC 8620 5.1",
     .arguments = get_arguments,
     .run = get},
    {.name = "ClientData/changes",
     .capability = client_data_capability,
     .meaning = "What happened to it.",
     .reference = "RFC 8620 5.2",
     .arguments = changes_arguments,
     .run = changes},
    {.name = "ClientData/set",
     .capability = client_data_capability,
     .meaning = "Keeps values, changes and removes them. A patch may name a part of a value "
                "(\"value/theme\"), so that programs do not overwrite what others have set. A name that "
                "there is already is alreadyExists, with `existingId`; overQuota: maxObjects or "
                "maxSizeTotal.",
     .reference = "RFC 8620 5.3",
     .arguments = set_arguments,
     .run = set,
     .changes = true},
};

}  // namespace

BelongingsPart client_data_part() { return {types, methods}; }

}  // namespace milpa::jmap

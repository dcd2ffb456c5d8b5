// SPDX-License-Identifier: AGPL-3.0-or-later
#include "dav/filter.hpp"

#include <algorithm>

#include "contacts/match.hpp"
#include "contacts/text.hpp"

namespace milpa::dav {

namespace {

std::string folded(Collation collation, std::string_view text) {
    switch (collation) {
        case Collation::octet: return std::string(text);
        case Collation::ascii: return contacts::lower(text);
        case Collation::unicode: break;
    }
    return contacts::fold_text(text);
}

Result<bool> read_test(const Element& element) {
    const std::string_view test = element.attribute("test", "anyof");
    if (test != "anyof" && test != "allof") {
        return fail(ErrorKind::syntax, "test");
    }
    return test == "allof";
}

Result<TextMatch> read_match(const Element& element) {
    TextMatch match;
    const std::string_view collation = element.attribute("collation", "i;unicode-casemap");
    const auto known = std::ranges::find(collation_names, collation);
    if (collation != "default" && known == std::end(collation_names)) {
        return fail(ErrorKind::missing, "collation");
    }
    match.collation = collation == "default" ? Collation::unicode
                                             : static_cast<Collation>(known - std::begin(collation_names));
    static constexpr std::string_view types[] = {"equals", "contains", "starts-with", "ends-with"};
    const auto type = std::ranges::find(types, element.attribute("match-type", "contains"));
    if (type == std::end(types)) {
        return fail(ErrorKind::syntax, "match-type");
    }
    match.how = static_cast<TextMatch::How>(type - std::begin(types));
    match.negated = element.attribute("negate-condition", "no") == "yes";
    match.text = folded(match.collation, element.text);
    return match;
}

Result<ParamFilter> read_param(const Element& element) {
    ParamFilter filter;
    filter.name = contacts::upper(element.attribute("name"));
    if (filter.name.empty()) {
        return fail(ErrorKind::syntax, "param-filter");
    }
    filter.not_defined = element.find(card_space, "is-not-defined") != nullptr;
    if (const Element* match = element.find(card_space, "text-match")) {
        TRY(filter.match, read_match(*match));
    }
    return filter;
}

Result<PropFilter> read_prop(const Element& element) {
    PropFilter filter;
    const std::string_view name = element.attribute("name");
    const std::size_t dot = name.find('.');
    filter.group = dot == std::string_view::npos ? "" : contacts::lower(name.substr(0, dot));
    filter.name = contacts::upper(dot == std::string_view::npos ? name : name.substr(dot + 1));
    if (filter.name.empty()) {
        return fail(ErrorKind::syntax, "prop-filter");
    }
    TRY(filter.all, read_test(element));
    for (const Element& child : element.children) {
        if (child.is(card_space, "is-not-defined")) {
            filter.not_defined = true;
        } else if (child.is(card_space, "text-match")) {
            TRY(TextMatch match, read_match(child));
            filter.matches_of.push_back(std::move(match));
        } else if (child.is(card_space, "param-filter")) {
            TRY(ParamFilter param, read_param(child));
            filter.params.push_back(std::move(param));
        }
    }
    return filter;
}

}  // namespace

bool TextMatch::matches(std::string_view value) const {
    const std::string in = folded(collation, value);
    bool found = false;
    switch (how) {
        case How::equals: found = in == text; break;
        case How::contains: found = in.find(text) != std::string::npos; break;
        case How::starts_with: found = in.starts_with(text); break;
        case How::ends_with: found = in.ends_with(text); break;
    }
    return found != negated;
}

bool ParamFilter::matches(const contacts::Property& property) const {
    const contacts::Parameter* parameter = property.find(name);
    if (not_defined || parameter == nullptr) {
        return not_defined && parameter == nullptr;
    }
    return !match ||
           std::ranges::any_of(parameter->values, [&](const auto& one) { return match->matches(one); });
}

bool PropFilter::matches(const contacts::VCard& card) const {
    bool there = false;
    for (const contacts::Property& property : card.properties) {
        if (property.name != name || (!group.empty() && contacts::lower(property.group) != group)) {
            continue;
        }
        there = true;
        if (not_defined) {
            return false;
        }
        if (matches_of.empty() && params.empty()) {
            return true;
        }
        const std::string value = contacts::unescape_text(property.value);
        const auto text_holds = [&](const TextMatch& match) { return match.matches(value); };
        const auto param_holds = [&](const ParamFilter& param) { return param.matches(property); };
        if (all ? std::ranges::all_of(matches_of, text_holds) && std::ranges::all_of(params, param_holds)
                : std::ranges::any_of(matches_of, text_holds) || std::ranges::any_of(params, param_holds)) {
            return true;
        }
    }
    return not_defined && !there;
}

bool Filter::matches(const contacts::VCard& card) const {
    const auto holds = [&](const PropFilter& prop) { return prop.matches(card); };
    if (props.empty()) {
        return true;
    }
    return all ? std::ranges::all_of(props, holds) : std::ranges::any_of(props, holds);
}

Result<Filter> read_filter(const Element& element) {
    Filter filter;
    TRY(filter.all, read_test(element));
    for (const Element& child : element.children) {
        if (child.is(card_space, "prop-filter")) {
            TRY(PropFilter prop, read_prop(child));
            filter.props.push_back(std::move(prop));
        }
    }
    return filter;
}

}  // namespace milpa::dav

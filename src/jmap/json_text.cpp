// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/json_text.hpp"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_stack.hpp>
#include <cmath>

#include "jmap/type.hpp"

namespace milpa::jmap {

namespace json = boost::json;

namespace {

/// Builds the value as Boost's own handler does, and counts.
class Builder {
public:
    explicit Builder(const json::storage_ptr& storage) : stack_(storage) { stack_.reset(storage); }

    // The parser asks for them by these names.
    static constexpr std::size_t max_object_size = json_members_max;
    static constexpr std::size_t max_array_size = json_values_max;
    static constexpr std::size_t max_key_size = json::string::max_size();
    static constexpr std::size_t max_string_size = json::string::max_size();

    bool on_document_begin(json::error_code&) { return true; }
    bool on_document_end(json::error_code&) { return true; }
    bool on_object_begin(json::error_code&) { return true; }
    bool on_object_end(std::size_t members, json::error_code& error) {
        members_ += members;
        stack_.push_object(members);
        return count(error);
    }
    bool on_array_begin(json::error_code&) { return true; }
    bool on_array_end(std::size_t items, json::error_code& error) {
        stack_.push_array(items);
        return count(error);
    }
    bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
        stack_.push_chars(part);
        return true;
    }
    bool on_key(json::string_view last, std::size_t, json::error_code&) {
        stack_.push_key(last);
        return true;
    }
    bool on_string_part(json::string_view part, std::size_t, json::error_code&) {
        stack_.push_chars(part);
        return true;
    }
    bool on_string(json::string_view last, std::size_t, json::error_code& error) {
        stack_.push_string(last);
        return count(error);
    }
    bool on_number_part(json::string_view, json::error_code&) { return true; }
    bool on_int64(std::int64_t number, json::string_view, json::error_code& error) {
        stack_.push_int64(number);
        return count(error);
    }
    bool on_uint64(std::uint64_t number, json::string_view, json::error_code& error) {
        stack_.push_uint64(number);
        return count(error);
    }
    bool on_double(double number, json::string_view, json::error_code& error) {
        stack_.push_double(number);
        return count(error);
    }
    bool on_bool(bool value, json::error_code& error) {
        stack_.push_bool(value);
        return count(error);
    }
    bool on_null(json::error_code& error) {
        stack_.push_null();
        return count(error);
    }
    bool on_comment_part(json::string_view, json::error_code&) { return true; }
    bool on_comment(json::string_view, json::error_code&) { return true; }

    json::value take() { return stack_.release(); }
    /// As they were written, those whose name came twice too.
    std::size_t members() const { return members_; }

private:
    bool count(json::error_code& error) {
        if (++values_ <= json_values_max) return true;
        error = json::error::array_too_large;
        return false;
    }

    json::value_stack stack_;
    std::size_t values_ = 0;
    std::size_t members_ = 0;
};

/// RFC 7493 2.1. The text is UTF-8.
bool has_noncharacter(std::string_view text) {
    const auto octet = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (octet(at) < 0xEF) continue;
        if (octet(at) == 0xEF) {
            if (octet(at + 1) == 0xB7 && octet(at + 2) >= 0x90 && octet(at + 2) <= 0xAF) return true;
            if (octet(at + 1) == 0xBF && octet(at + 2) >= 0xBE) return true;
        } else if ((octet(at + 1) & 0x0F) == 0x0F && octet(at + 2) == 0xBF && octet(at + 3) >= 0xBE) {
            return true;
        }
    }
    return false;
}

/// What the parser does not know of I-JSON; false where the value is none. Counts the members that are left.
bool finish(json::value& value, std::size_t& members) {
    switch (value.kind()) {
        case json::kind::object: {
            json::object& object = value.get_object();
            members += object.size();
            return std::ranges::all_of(object, [&](auto& member) {
                return !has_noncharacter(member.key()) && finish(member.value(), members);
            });
        }
        case json::kind::array:
            return std::ranges::all_of(value.get_array(),
                                       [&](json::value& item) { return finish(item, members); });
        case json::kind::string: return !has_noncharacter(value.get_string());
        case json::kind::double_: {
            const double number = value.get_double();
            if (!std::isfinite(number)) return false;
            if (std::trunc(number) == number && std::abs(number) <= static_cast<double>(int_max)) {
                value = static_cast<std::int64_t>(number);
            }
            return true;
        }
        default: return true;
    }
}

}  // namespace

std::optional<json::value> read_json(std::string_view text, const json::storage_ptr& storage) {
    json::parse_options options;
    options.max_depth = json_depth_max;
    json::basic_parser<Builder> parser(options, storage);
    json::error_code error;
    const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
    if (error || used != text.size()) return std::nullopt;
    json::value value = parser.handler().take();
    std::size_t members = 0;
    if (!finish(value, members)) return std::nullopt;
    // A name that comes twice in an object is there once in the value.
    if (members != parser.handler().members()) return std::nullopt;
    return value;
}

Weight weigh(const json::value& value) {
    Weight all{1, 2};
    const auto add = [&](const Weight& more) {
        all.values += more.values;
        all.octets += more.octets;
    };
    switch (value.kind()) {
        case json::kind::object:
            for (const auto& member : value.get_object()) {
                all.octets += member.key().size() + 4;
                add(weigh(member.value()));
            }
            break;
        case json::kind::array:
            for (const json::value& item : value.get_array()) add(weigh(item));
            break;
        case json::kind::string: all.octets += value.get_string().size() + 1; break;
        default: all.octets += 4;
    }
    return all;
}

}  // namespace milpa::jmap

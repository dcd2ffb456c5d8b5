// SPDX-License-Identifier: AGPL-3.0-or-later
#include "dav/xml.hpp"

#include <expat.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

namespace milpa::dav {

namespace {

/// Between a namespace and a name: a character that no namespace has.
constexpr char separator = '\n';

struct Prefix {
    std::string_view space;
    std::string_view prefix;
};
/// The last one is declared everywhere, and may not be declared as another (XML Names 3).
constexpr std::array<Prefix, 5> prefixes{{{dav_space, "D"},
                                          {card_space, "C"},
                                          {calendarserver_space, "CS"},
                                          {colour_space, "I"},
                                          {"http://www.w3.org/XML/1998/namespace", "xml"}}};

Name name_of(std::string_view text) {
    const std::size_t at = text.rfind(separator);
    if (at == std::string_view::npos) {
        return {"", std::string(text)};
    }
    return {std::string(text.substr(0, at)), std::string(text.substr(at + 1))};
}

/// Builds the tree; expat calls it. Anything wrong stops the parser.
class Reader {
public:
    explicit Reader(XML_Parser parser) : parser_(parser) {
        XML_SetUserData(parser, this);
        XML_SetElementHandler(
            parser,
            [](void* self, const XML_Char* name, const XML_Char** attributes) {
                static_cast<Reader*>(self)->begin(name, attributes);
            },
            [](void* self, const XML_Char*) { static_cast<Reader*>(self)->end(); });
        XML_SetCharacterDataHandler(parser, [](void* self, const XML_Char* text, int size) {
            static_cast<Reader*>(self)->add({text, static_cast<std::size_t>(size)});
        });
        XML_SetStartDoctypeDeclHandler(
            parser, [](void* self, const XML_Char*, const XML_Char*, const XML_Char*, int) {
                static_cast<Reader*>(self)->stop(fail(ErrorKind::syntax, "DOCTYPE"));
            });
    }

    Result<Element> take(bool parsed) && {
        if (wrong_) {
            return std::move(*wrong_);
        }
        if (!parsed || root_.children.empty()) {
            return fail(ErrorKind::syntax, "no XML");
        }
        return std::move(root_.children.front());
    }

private:
    void stop(Error why) {
        if (!wrong_) {
            wrong_ = std::move(why);
        }
        XML_StopParser(parser_, XML_FALSE);
    }
    void begin(const XML_Char* name, const XML_Char** attributes) {
        if (open_.size() >= xml_depth_max || ++elements_ > xml_elements_max) {
            stop(fail(ErrorKind::limit, "elements"));
            return;
        }
        Element element{.name = name_of(name), .attributes = {}, .text = {}, .children = {}};
        for (; *attributes != nullptr; attributes += 2) {
            if (element.attributes.size() >= xml_attributes_max) {
                stop(fail(ErrorKind::limit, "attributes"));
                return;
            }
            if (std::string_view(attributes[0]).find(separator) == std::string_view::npos) {
                element.attributes.emplace_back(attributes[0], attributes[1]);
            }
        }
        // A parent's children move while it grows; only the innermost one grows, and it is open alone.
        Element& parent = open_.empty() ? root_ : *open_.back();
        parent.children.push_back(std::move(element));
        open_.push_back(&parent.children.back());
    }
    void end() {
        if (!open_.empty()) {
            open_.pop_back();
        }
    }
    void add(std::string_view text) {
        if (!open_.empty()) {
            open_.back()->text += text;
        }
    }

    XML_Parser parser_;
    Element root_;
    std::vector<Element*> open_;
    std::size_t elements_ = 0;
    std::optional<Error> wrong_;
};

std::string_view prefix_of(std::string_view space) {
    const auto found = std::ranges::find(prefixes, space, &Prefix::space);
    return found == prefixes.end() ? std::string_view() : found->prefix;
}

std::string tag(const Name& name, std::string_view before, std::string_view after) {
    std::string out(before);
    const std::string_view prefix = prefix_of(name.space);
    if (!prefix.empty()) {
        out += prefix;
        out += ':';
        out += name.local;
    } else {
        out += name.local;
        if (before == "<") {
            out += " xmlns=\"" + escape_xml(name.space) + "\"";
        }
    }
    out += after;
    return out;
}

}  // namespace

const Element* Element::find(std::string_view space, std::string_view local) const {
    const auto found =
        std::ranges::find_if(children, [&](const Element& one) { return one.is(space, local); });
    return found == children.end() ? nullptr : &*found;
}

std::string_view Element::attribute(std::string_view wanted, std::string_view by_default) const {
    const auto found = std::ranges::find(attributes, wanted, &std::pair<std::string, std::string>::first);
    return found == attributes.end() ? by_default : std::string_view(found->second);
}

Result<Element> read_xml(std::string_view octets) {
    if (octets.size() > xml_octets_max) {
        return fail(ErrorKind::limit, "octets");
    }
    const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(
        XML_ParserCreateNS(nullptr, separator), XML_ParserFree);
    if (parser == nullptr) {
        return fail(ErrorKind::limit, "memory");
    }
    Reader reader(parser.get());
    const bool parsed =
        XML_Parse(parser.get(), octets.data(), static_cast<int>(octets.size()), XML_TRUE) == XML_STATUS_OK;
    return std::move(reader).take(parsed);
}

std::string escape_xml(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const char c = text.front();
        if (text.starts_with("\xEF\xBF\xBE") || text.starts_with("\xEF\xBF\xBF")) {
            text.remove_prefix(3);  // XML 1.0 2.2: no characters
            continue;
        }
        text.remove_prefix(1);
        switch (c) {
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '&': out += "&amp;"; break;
            case '"': out += "&quot;"; break;
            case '\r':
                out += "&#13;";  // else a parser makes a newline of it
                break;
            default:
                if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') {
                    out += c;
                }
        }
    }
    return out;
}

std::string open_tag(const Name& name) { return tag(name, "<", ">"); }
std::string close_tag(const Name& name) { return tag(name, "</", ">"); }
std::string empty_tag(const Name& name) { return tag(name, "<", "/>"); }

std::string tagged(std::string_view space, std::string_view local, std::string_view content) {
    const Name name{std::string(space), std::string(local)};
    return content.empty() ? empty_tag(name) : open_tag(name) + std::string(content) + close_tag(name);
}

std::string_view root_spaces() {
    return " xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:carddav\""
           " xmlns:CS=\"http://calendarserver.org/ns/\" xmlns:I=\"http://inf-it.com/ns/ab/\"";
}

std::string_view xml_head() { return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"; }

}  // namespace milpa::dav

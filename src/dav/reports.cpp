// SPDX-License-Identifier: AGPL-3.0-or-later
// REPORT (RFC 3253 3.6): addressbook-query and addressbook-multiget (RFC 6352 8.6, 8.7), sync-collection
// (RFC 6578 3.2).
#include <algorithm>
#include <charconv>
#include <map>

#include "contacts/text.hpp"
#include "dav/answer.hpp"
#include "dav/filter.hpp"

namespace milpa::dav {

namespace {

using contacts::Book;
using contacts::Card;

http::Response multistatus(std::string responses, std::string_view token = {}) {
    std::string out(xml_head());
    out += "<D:multistatus" + std::string(root_spaces()) + ">\n";
    out += responses;
    if (!token.empty()) {
        out += tagged(dav_space, "sync-token", escape_xml(token));
    }
    out += "</D:multistatus>\n";
    return xml_response(207, std::move(out));
}

/// RFC 6352 8.6.2, RFC 6578 3.6: there is more than is told.
std::string cut_short(const Call& call) {
    return "<D:response>" + tagged(dav_space, "href", escape_xml(href_of(call.target))) +
           tagged(dav_space, "status", status_line(507)) +
           tagged(dav_space, "error", tagged(dav_space, "number-of-matches-within-limits", "")) +
           "</D:response>\n";
}

/// <limit><nresults>N</nresults></limit>; RFC 6352 10.6, RFC 6578 6.3 (in DAV:).
std::size_t limit_of(const Element& root, std::string_view space) {
    const Element* limit = root.find(space, "limit");
    const Element* count = limit == nullptr ? nullptr : limit->find(space, "nresults");
    std::size_t value = 0;
    if (count == nullptr) {
        return report_cards_max;
    }
    std::string_view text = count->text;
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && value > 0 ? std::min(value, report_cards_max) : report_cards_max;
}

struct Found {
    std::string name;
    std::shared_ptr<const Card> card;
};

Task<http::Response> query(Lent<Call> call, Lent<const Element> root) {
    const Element* filter_element = root->find(card_space, "filter");
    Filter filter;
    if (filter_element != nullptr) {
        auto read = read_filter(*filter_element);
        if (!read) {
            co_return read.error().kind == ErrorKind::missing
                ? condition(403, card_space, "supported-collation")
                : condition(403, card_space, "supported-filter");
        }
        filter = std::move(*read);
    }
    const Wanted wanted = read_wanted(*call, *root);
    const std::size_t most = limit_of(*root, card_space);
    const Book book = *call->book();
    std::vector<Found> all;
    if (call->target.level == Level::card) {
        all.push_back({call->target.card, call->card()});
    } else if (call->asked.fields.find("depth").value_or("0") != "0") {
        for (const auto& [name, id] : call->state().names(book.id)) {
            all.push_back({name, call->state().find(id)});
        }
    }
    std::string responses;
    std::size_t count = 0;
    for (Found& found : all) {
        if (!filter.props.empty()) {
            auto text = co_await call->contacts.vcard(found.card);
            const auto vcard = text ? contacts::read_vcard(*text) : Result<contacts::VCard>(text.error());
            if (!vcard || !filter.matches(*vcard)) {
                continue;
            }
        }
        if (++count > most || responses.size() > report_octets_max) {
            responses += cut_short(*call);
            break;
        }
        auto described = co_await describe(
            call.get(), resource_of(*call, book, std::move(found.name), std::move(found.card)), &wanted);
        if (!described) {
            co_return failed(described.error());
        }
        responses += *described;
    }
    co_return multistatus(std::move(responses));
}

Task<http::Response> multiget(Lent<Call> call, Lent<const Element> root) {
    const Wanted wanted = read_wanted(*call, *root);
    std::string responses;
    std::size_t count = 0;
    for (const Element& one : root->children) {
        if (!one.is(dav_space, "href")) {
            continue;
        }
        std::string_view href = one.text;
        href.remove_prefix(std::min(href.find_first_not_of(" \t\r\n"), href.size()));
        href = href.substr(0, href.find_last_not_of(" \t\r\n") + 1);
        if (++count > report_cards_max || responses.size() > report_octets_max) {
            responses += status_response(href, 507);
            continue;
        }
        const auto target = read_href(href);
        const Book* book =
            target && target->level == Level::card && target->account == call->member->account_id()
                ? call->state().find_book(target->book)
                : nullptr;
        auto card = book == nullptr ? nullptr : call->state().find(book->id, target->card);
        if (card == nullptr) {
            responses += status_response(href, 404);
            continue;
        }
        auto described =
            co_await describe(call.get(), resource_of(*call, *book, target->card, std::move(card)), &wanted);
        if (!described) {
            co_return failed(described.error());
        }
        responses += *described;
    }
    co_return multistatus(std::move(responses));
}

struct Change {
    std::uint64_t seq;
    std::string name;
    std::shared_ptr<const Card> card;  ///< null: it went
};

std::vector<Change> changes_since(const contacts::State& state, const Book& book, std::uint64_t since,
                                  bool first) {
    std::vector<Change> all;
    for (const auto& [name, id] : state.names(book.id)) {
        auto card = state.find(id);
        const std::uint64_t seq = card->seq_in(*card->find(book.id));
        if (seq > since) {
            all.push_back({seq, name, std::move(card)});
        }
    }
    // RFC 6578 3.5.2: each once, however often it came and went.
    std::map<std::string, std::uint64_t> gone;
    for (const contacts::GoneName& one : state.gone_names()) {
        if (!first && one.book == book.id && one.seq > since && state.find(book.id, one.name) == nullptr) {
            gone[one.name] = one.seq;
        }
    }
    for (const auto& [name, seq] : gone) {
        all.push_back({seq, name, nullptr});
    }
    std::ranges::sort(all, {},
                      [](const Change& one) { return std::pair(one.seq, std::string_view(one.name)); });
    return all;
}

Task<http::Response> sync(Lent<Call> call, Lent<const Element> root) {
    const Element* token = root->find(dav_space, "sync-token");
    const Element* level = root->find(dav_space, "sync-level");
    // RFC 6578 3.3: Depth 0, and how deep the report looks is sync-level.
    if (token == nullptr || (level != nullptr && level->text != "1" && level->text != "infinite")) {
        co_return plain(400);
    }
    const Book book = *call->book();
    const bool first = token->text.empty();
    const auto since = first ? std::optional<std::uint64_t>(0) : read_sync_token(book, token->text);
    if (!since || (!first && (*since < call->state().floor() || *since > call->state().seq()))) {
        co_return condition(403, dav_space, "valid-sync-token");
    }
    std::string now = sync_token(call->state(), book);
    std::vector<Change> all = changes_since(call->state(), book, *since, first);
    const std::size_t most = limit_of(*root, dav_space);
    std::size_t count = std::min(all.size(), most);
    bool cut = count < all.size();
    // What one event did is told whole: a token is an event's number.
    while (cut && count > 0 && all[count - 1].seq == all[count].seq) {
        --count;
    }
    if (cut && count == 0) {
        co_return condition(507, dav_space, "number-of-matches-within-limits");
    }
    const Wanted wanted = read_wanted(*call, *root);
    std::string responses;
    for (std::size_t i = 0; i < count; ++i) {
        Change& change = all[i];
        const Resource resource = resource_of(*call, book, change.name, change.card);
        if (change.card == nullptr) {
            responses += status_response(href_of(resource.target), 404);
            continue;
        }
        auto described = co_await describe(call.get(), resource, &wanted);
        if (!described) {
            co_return failed(described.error());
        }
        responses += *described;
        if (responses.size() > report_octets_max && i + 1 < count && all[i].seq != all[i + 1].seq) {
            count = i + 1;
            cut = true;
        }
    }
    if (cut) {
        now = sync_token(book, std::max(all[count - 1].seq, call->state().floor()));
        responses += cut_short(*call);
    }
    co_return multistatus(std::move(responses), now);
}

}  // namespace

Task<http::Response> report(Lent<Call> call) {
    if (!call->exists()) {
        co_return plain(404);
    }
    auto root = read_xml(call->asked.body);
    if (!root) {
        co_return plain(400);
    }
    if (const Element* prop = root->find(dav_space, "prop")) {
        const Element* data = prop->find(card_space, "address-data");
        const std::string_view type = data == nullptr ? "" : data->attribute("content-type", "text/vcard");
        const std::string_view version = data == nullptr ? "" : data->attribute("version", "3.0");
        if (data != nullptr && (type != "text/vcard" || (version != "3.0" && version != "4.0"))) {
            co_return condition(403, card_space, "supported-address-data");
        }
    }
    const bool inside = call->target.level >= Level::book;
    if (root->is(card_space, "addressbook-query") && inside) {
        co_return co_await query(call, &*root);
    }
    if (root->is(card_space, "addressbook-multiget") && call->target.level >= Level::home) {
        co_return co_await multiget(call, &*root);
    }
    if (root->is(dav_space, "sync-collection") && call->target.level == Level::book) {
        co_return co_await sync(call, &*root);
    }
    co_return condition(403, dav_space, "supported-report");
}

Result<std::string> cut_address_data(const std::string& text, const Element& wanted) {
    if (wanted.children.empty() || wanted.find(card_space, "allprop") != nullptr) {
        return text;
    }
    TRY(const contacts::VCard card, contacts::read_vcard(text));
    contacts::VCard out{.version = card.version, .properties = {}};
    for (const contacts::Property& property : card.properties) {
        for (const Element& one : wanted.children) {
            const std::string_view name = one.attribute("name");
            const std::size_t dot = name.find('.');
            const bool grouped = dot != std::string_view::npos;
            if (!one.is(card_space, "prop") ||
                !contacts::equal_fold(property.name, grouped ? name.substr(dot + 1) : name) ||
                (grouped && !contacts::equal_fold(property.group, name.substr(0, dot)))) {
                continue;
            }
            out.properties.push_back(property);
            if (one.attribute("novalue") == "yes") {
                out.properties.back().value.clear();
            }
            break;
        }
    }
    return contacts::write_vcard(out);
}

}  // namespace milpa::dav

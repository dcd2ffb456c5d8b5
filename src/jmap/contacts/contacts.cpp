// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/contacts/contacts.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "jmap/blob.hpp"
#include "jmap/context.hpp"
#include "jmap/query.hpp"
#include "jmap/set.hpp"

namespace milpa::jmap::contacts {

namespace {

using Who = Property::Who;

constexpr Property book_properties[] = {
    {"id", "Id", "Of the address book.", Who::server},
    {"name", "String", "What people see; 1 to 255 octets."},
    {"description", "String|null", "What it is for, in more words."},
    {"sortOrder", "UnsignedInt", "Where it stands among others; less is earlier."},
    {"isDefault", "Boolean",
     "The one that a client takes where it must choose and nothing else tells which; one is.", Who::server},
    {"isSubscribed", "Boolean", "Whether clients show it."},
    {"shareWith", "Id[Object]|null", "Always null: address books are not shared."},
    {"myRights", "Object", "mayRead, mayWrite, mayShare, mayDelete.", Who::server},
};

constexpr Property card_properties[] = {
    {"id", "Id", "Of the card, which is not its uid.", Who::server},
    {"addressBookIds", "Id[Boolean]", "The address books that it is in; one at least."},
    {"@type", "String", "\"Card\"."},
    {"version", "String", "\"1.0\", of JSContact."},
    {"uid", "String", "What it is called everywhere; one card of an account bears it."},
    {"created", "String", "When it was made (UTC)."},
    {"updated", "String", "When it last changed (UTC)."},
    {"kind", "String", "individual, group, org, location, device, application."},
    {"language", "String", "Of its texts."},
    {"members", "String[Boolean]", "Of a group: the uids of those in it."},
    {"prodId", "String", "The program that made it."},
    {"relatedTo", "String[Object]", "Uids of others, and how they are related."},
    {"name", "Object", "Components, their order, the whole."},
    {"nicknames", "Id[Object]", "Other names."},
    {"organizations", "Id[Object]", "Where they work, and in which unit."},
    {"speakToAs", "Object", "Grammatical gender and pronouns."},
    {"titles", "Id[Object]", "Titles and roles."},
    {"emails", "Id[Object]", "Addresses of mail."},
    {"onlineServices", "Id[Object]", "Names and pages at services."},
    {"phones", "Id[Object]", "Numbers and what answers there."},
    {"preferredLanguages", "Id[Object]", "What to speak with them."},
    {"calendars", "Id[Object]", "Their calendars."},
    {"schedulingAddresses", "Id[Object]", "Where invitations go."},
    {"addresses", "Id[Object]", "Where they are."},
    {"cryptoKeys", "Id[Object]", "Public keys and certificates."},
    {"directories", "Id[Object]", "Where more is known of them."},
    {"links", "Id[Object]", "Pages."},
    {"media", "Id[Object]", "Photos, logos, sounds: a uri, or a blobId and a mediaType."},
    {"localizations", "String[Object]", "Patches, by language."},
    {"anniversaries", "Id[Object]", "Birthdays and others."},
    {"keywords", "String[Boolean]", "Tags."},
    {"notes", "Id[Object]", "Whatever else."},
    {"personalInfo", "Id[Object]", "Expertise, hobbies, interests."},
    {"vCardProps", "*", "What a vCard said that JSContact has no word for (RFC 9555)."},
};

constexpr std::array<Argument, std::size(set_arguments) + 2> book_set_arguments = [] {
    std::array<Argument, std::size(set_arguments) + 2> all{};
    std::copy(std::begin(set_arguments), std::end(set_arguments), all.begin());
    all[all.size() - 2] = {"onDestroyRemoveContents", "Boolean",
                           "Whether cards leave an address book that goes; else it must be empty."};
    all[all.size() - 1] = {"onSuccessSetIsDefault", "Id|null", "What becomes the default if all went well."};
    return all;
}();

constexpr Method methods[] = {
    {"AddressBook/get", capability, "Address books.", "RFC 9610 2.1", get_arguments, book_get},
    {"AddressBook/changes", capability, "What happened to address books.", "RFC 9610 2.2", changes_arguments,
     book_changes},
    {"AddressBook/set", capability, "Makes, changes and removes address books.", "RFC 9610 2.3",
     book_set_arguments, book_set, true},
    {"ContactCard/get", capability, "Cards.", "RFC 9610 3.1", get_arguments, card_get},
    {"ContactCard/changes", capability, "What happened to cards.", "RFC 9610 3.2", changes_arguments,
     card_changes_method},
    {"ContactCard/query", capability, "Which cards there are, and in which order.", "RFC 9610 3.3",
     query_arguments, card_query},
    {"ContactCard/queryChanges", capability, "How the results of a query changed.", "RFC 9610 3.4",
     query_changes_arguments, card_query_changes},
    {"ContactCard/set", capability, "Makes, changes and removes cards.", "RFC 9610 3.5", set_arguments,
     card_set, true},
    {"ContactCard/copy", capability, "Copies cards from another account.", "RFC 9610 3.6", copy_arguments,
     run_copy, true},
};

json::object of_server() { return {}; }
json::object of_account(Lent<const Context>) {
    return {{"maxAddressBooksPerCard", books_of_card_max}, {"mayCreateAddressBook", true}};
}
constexpr Capability capabilities[] = {
    {capability, "Address books and cards.", of_server, of_account},
};

std::vector<std::string> cards_with_blob(Lent<Context> context, std::string_view blob_id) {
    const auto id = read_blob_id(blob_id);
    const CardMedia* const media = id ? std::get_if<CardMedia>(&id->base) : nullptr;
    if (media == nullptr || contacts_of(*context).state().find(media->card) == nullptr) return {};
    return {id_text(media->card)};
}
constexpr BlobUse blob_uses[] = {{"ContactCard", cards_with_blob}};

std::string pushed_state(Lent<const Context> context) { return state_of(*context); }

template <class Number>
std::optional<Number> read_numbered(char letter, std::string_view text) {
    Number number = 0;
    if (text.size() < 2 || text.front() != letter || text[1] == '0') {
        return std::nullopt;
    }
    const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

}  // namespace

constexpr Type book_type{"AddressBook",   capability, "A named collection of cards.",
                         book_properties, true,       pushed_state};
constexpr Type card_type{"ContactCard",   capability, "A person, a group, an organization: a JSContact Card.",
                         card_properties, true,       pushed_state};

Family family() {
    static constexpr Type types[] = {book_type, card_type};
    return {capabilities, types, methods, blob_uses};
}

std::string id_text(BookId id) { return "b" + std::to_string(static_cast<std::uint32_t>(id)); }
std::string id_text(CardId id) { return "c" + std::to_string(static_cast<std::uint64_t>(id)); }

std::optional<BookId> read_book_id(std::string_view text) {
    const auto number = read_numbered<std::uint32_t>('b', text);
    return number ? std::optional(BookId{*number}) : std::nullopt;
}

std::optional<CardId> read_card_id(std::string_view text) {
    const auto number = read_numbered<std::uint64_t>('c', text);
    return number ? std::optional(CardId{*number}) : std::nullopt;
}

Contacts contacts_of(const Context& context) { return {&context.account(), &context.room().random()}; }
std::string state_of(const Context& context) { return state_text(contacts_of(context).state().seq()); }

std::optional<ChangedIds> cut_changes(std::vector<Happened> all, std::uint64_t max, std::uint64_t now) {
    std::ranges::sort(all, {},
                      [](const Happened& one) { return std::pair(one.seq, std::string_view(one.id)); });
    ChangedIds out;
    out.new_state = state_text(now);
    std::size_t count = all.size();
    if (count > max) {
        count = max;
        while (count > 0 && all[count - 1].seq == all[count].seq) {
            --count;
        }
        if (count == 0) {
            return std::nullopt;
        }
        out.has_more = true;
        out.new_state = state_text(all[count - 1].seq);
    }
    for (std::size_t i = 0; i < count; ++i) {
        auto& to = all[i].what == Happened::What::created   ? out.created
                   : all[i].what == Happened::What::updated ? out.updated
                                                            : out.destroyed;
        to.push_back(std::move(all[i].id));
    }
    return out;
}

}  // namespace milpa::jmap::contacts

// SPDX-License-Identifier: AGPL-3.0-or-later
// Where one is among the contacts, from the address:
//
//     contacts/all/CARD/edit            everybody; CARD may be "new"
//     contacts/group/GROUP/CARD/edit    a group
//     contacts/book/BOOK/CARD/edit      an address book
//     contacts/birthdays/CARD           who has their birthday next
import { computed, signal } from "@preact/signals";
import { place } from "../base/router";
import type { Id } from "../jmap/types";
import { type Known, books, cardOf, membersOf, people, sorted } from "../store/contacts";
import { type AddressBook, type Card, isGroup, plain } from "./card";

export interface Where {
    kind: "all" | "group" | "book" | "birthdays";
    /// Segments of the address, without the card.
    path: string[];
    group?: Card;
    book?: AddressBook;
    /// A card's id, or "new".
    card?: Id | "new";
    edits: boolean;
}

export const where = computed<Where>(() => {
    const [, second = "all", ...rest] = place.value;
    if (second === "group" || second === "book") {
        const [id = "", card, last] = rest;
        const common = { path: ["contacts", second, id], card, edits: card === "new" || last === "edit" };
        if (second === "book")
            return { kind: "book", book: books.value.find((one) => one.id === id), ...common };
        const group = cardOf(id);
        return { kind: "group", group: group && isGroup(group) ? group : undefined, ...common };
    }
    const [card, last] = rest;
    const kind = second === "birthdays" ? "birthdays" : "all";
    return { kind, path: ["contacts", kind], card, edits: card === "new" || last === "edit" };
});

/// What is typed into the search field.
export const words = signal("");

/// Those of the group or the book that one looks at, as far as they have what is searched for.
export const shown = computed<readonly Known[]>(() => {
    const here = where.value;
    let all: readonly Known[] = people.value;
    if (here.kind === "group") all = here.group ? membersOf(here.group) : [];
    if (here.kind === "book")
        all = sorted.value.filter(
            (one) => !isGroup(one.card) && here.book && one.card.addressBookIds[here.book.id],
        );
    const wanted = plain(words.value).split(/\s+/).filter(Boolean);
    return wanted.length === 0
        ? all
        : all.filter((one) => wanted.every((word) => one.haystack.includes(word)));
});

// SPDX-License-Identifier: AGPL-3.0-or-later
// Address books: made, renamed, deleted.
import { go } from "../base/router";
import { checkSet, client } from "../jmap/client";
import type { Id } from "../jmap/types";
import { capability, loadBooks, sorted } from "../store/contacts";
import { ask } from "../ui/dialog";
import { tellFailure } from "../ui/failure";
import { tell } from "../ui/toast";
import { say } from "../words/words";
import type { AddressBook } from "./card";
import { where } from "./where";

export async function saveBook(id: Id | undefined, name: string): Promise<void> {
    const accountId = client.account(capability);
    checkSet(
        await client.call("AddressBook/set", {
            accountId,
            ...(id ? { update: { [id]: { name } } } : { create: { one: { name } } }),
        }),
    );
    await loadBooks();
}

export async function removeBook(book: AddressBook): Promise<void> {
    const count = sorted.value.filter((one) => one.card.addressBookIds[book.id]).length;
    const text = count > 0 ? say("contacts-book-delete-full", { count }) : say("contacts-book-delete-empty");
    if (
        !(await ask(
            say("contacts-book-delete-title", { name: book.name }),
            text,
            say("contacts-book-delete"),
        ))
    )
        return;
    try {
        checkSet(
            await client.call("AddressBook/set", {
                accountId: client.account(capability),
                destroy: [book.id],
                onDestroyRemoveContents: true,
            }),
        );
        if (where.value.book?.id === book.id) go(["contacts", "all"], "replace");
        await loadBooks();
        tell(say("contacts-book-deleted", { name: book.name }));
    } catch (error) {
        tellFailure(error, "contacts");
    }
}

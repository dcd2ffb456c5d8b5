// SPDX-License-Identifier: AGPL-3.0-or-later
// What is done to cards: at once on the screen, with a way back where there is one.
import { go } from "../base/router";
import { client, reach } from "../jmap/client";
import type { Id } from "../jmap/types";
import { upload } from "../jmap/upload";
import { write } from "../mail/drafts";
import { type Known, cardOf, change, createMany, destroy, groups } from "../store/contacts";
import { ask } from "../ui/dialog";
import { tellFailure } from "../ui/failure";
import { tell } from "../ui/toast";
import { say } from "../words/words";
import { type Card, type NewCard, emailsOf, isGroup, nameOf, pointer } from "./card";
import { clear } from "./selection";
import { where } from "./where";

export const callOf = (card: Card): string => nameOf(card) || say("contacts-unnamed");

/// An address with its name (RFC 5322 3.4), as it stands in a mailto URL (RFC 6068 2).
function mailboxOf(name: string, email: string): string {
    return encodeURIComponent(
        !name || name === email ? email : `"${name.replace(/["\\]/g, "\\$&")}" <${email}>`,
    );
}

export function writeTo(email: string, name = ""): void {
    void write({ kind: "mailto", address: mailboxOf(name, email) });
}

/// One address of each. Those who have none are named.
export function writeToAll(all: readonly Known[]): void {
    const reached = all.filter((one) => emailsOf(one.card).length > 0);
    if (reached.length < all.length)
        tell(say("contacts-without-email", { count: all.length - reached.length }));
    if (reached.length === 0) return;
    void write({
        kind: "mailto",
        address: reached.map((one) => mailboxOf(one.name, emailsOf(one.card)[0]!)).join(","),
    });
}

/// Pictures are the card's own and go with it: they are kept here as long as somebody may want it back.
async function picturesOf(card: Card): Promise<Map<Id, Blob>> {
    const found = new Map<Id, Blob>();
    for (const [key, one] of Object.entries(card.media ?? {})) {
        if (one.blobId)
            found.set(
                key,
                await (
                    await reach(client.downloadPath(one.blobId, "picture", one.mediaType ?? "image/jpeg"))
                ).blob(),
            );
    }
    return found;
}

async function bringBack(cards: { card: Card; pictures: Map<Id, Blob> }[]): Promise<void> {
    const all: NewCard[] = [];
    for (const { card, pictures } of cards) {
        const { id: _, ...rest } = card;
        const again: NewCard = { ...rest };
        const media = { ...card.media };
        for (const [key, blob] of pictures) {
            const sent = await upload(
                blob,
                media[key]!.mediaType ?? blob.type,
                new AbortController().signal,
                () => undefined,
            );
            media[key] = { ...media[key]!, blobId: sent.blobId };
        }
        if (pictures.size > 0) again.media = media;
        all.push(again);
    }
    const { refused } = await createMany(all, () => undefined);
    if (refused[0]) throw refused[0];
}

export async function remove(ids: Id[]): Promise<void> {
    const cards = ids.map((id) => cardOf(id)).filter((one): one is Card => one !== undefined);
    if (cards.length === 0) return;
    const here = where.value;
    try {
        const kept: { card: Card; pictures: Map<Id, Blob> }[] = [];
        for (const card of cards) kept.push({ card, pictures: await picturesOf(card) });
        if (here.card && ids.includes(here.card)) go(here.path, "replace");
        if (here.group && ids.includes(here.group.id)) go(["contacts", "all"], "replace");
        clear();
        await destroy(ids);
        const only = cards[0]!;
        const told =
            cards.length > 1
                ? say("contacts-deleted-many", { count: cards.length })
                : say(isGroup(only) ? "contacts-group-deleted" : "contacts-deleted", { name: callOf(only) });
        tell(told, () => bringBack(kept).catch((error: unknown) => tellFailure(error, "contacts")));
    } catch (error) {
        tellFailure(error, "contacts");
    }
}

/// Many are asked about, although there is a way back: it does not wait long.
export async function removeChosen(all: readonly Known[]): Promise<void> {
    if (
        all.length > 1 &&
        !(await ask(
            say("contacts-delete-many-title", { count: all.length }),
            say("contacts-delete-many-text"),
            say("ui-delete"),
        ))
    )
        return;
    await remove(all.map((one) => one.card.id));
}

export async function setMembers(group: Card, uids: Iterable<string>, is: boolean): Promise<void> {
    const patch = Object.fromEntries(
        [...uids]
            .filter((uid) => (group.members?.[uid] ?? false) !== is)
            .map((uid) => [`members/${pointer(uid)}`, is || null]),
    );
    const count = Object.keys(patch).length;
    if (count === 0) return;
    try {
        // A group without anybody has no members to patch.
        await change({
            [group.id]: group.members
                ? patch
                : { members: Object.fromEntries([...uids].map((uid) => [uid, true])) },
        });
        const back = () => {
            const now = cardOf(group.id);
            return now && setMembers(now, uids, !is);
        };
        tell(
            say(is ? "contacts-group-added" : "contacts-group-removed", { count, name: callOf(group) }),
            back,
        );
    } catch (error) {
        tellFailure(error, "contacts");
    }
}

export const groupsOf = (card: Card): Known[] => groups.value.filter((one) => one.card.members?.[card.uid]);

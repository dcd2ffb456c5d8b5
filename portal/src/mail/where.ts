// SPDX-License-Identifier: AGPL-3.0-or-later
// Where one is among the mail, from the address:
//
//     mail/FOLDER/THREAD          a folder, by its role or its id
//     mail/search/NUMBER/THREAD   what was found; the words of a search are in no address, so in no history of the browser's
//     mail/starred/THREAD         what has a star, wherever it is
//     mail/scheduled/THREAD       what leaves later
import { computed } from "@preact/signals";
import { go, place } from "../base/router";
import type { Id, Mailbox } from "../jmap/types";
import { byRole, mailboxes } from "../store/mailboxes";
import type { Filter } from "../store/list";
import { readSearch } from "./search_words";

export interface Where {
    kind: "folder" | "search" | "starred" | "scheduled";
    /// Segments of the address, without the thread.
    path: string[];
    mailbox?: Mailbox;
    words?: string;
    thread?: Id;
}

export function mailboxAt(segment: string): Mailbox | undefined {
    return byRole(segment) ?? mailboxes.value.get(segment);
}

/// How a folder is called in the address.
export const segmentOf = (mailbox: Mailbox): string => mailbox.role ?? mailbox.id;

/// Words by the number that stands for them in the address, as long as the page lives.
const searches = new Map<string, string>();

export function search(words: string): void {
    // Another one than the address of a page that was loaded anew may have.
    const number = Date.now().toString(36);
    searches.set(number, words);
    go(["mail", "search", number]);
}

export const where = computed<Where>(() => {
    const [, second, third, fourth] = place.value;
    if (second === "search") {
        const words = searches.get(third ?? "");
        // Of a page that was loaded anew: what was looked for is forgotten.
        if (words === undefined)
            return { kind: "folder", path: ["mail", "inbox"], mailbox: mailboxAt("inbox") };
        return { kind: "search", path: ["mail", "search", third!], words, thread: fourth };
    }
    if (second === "scheduled") return { kind: "scheduled", path: ["mail", "scheduled"], thread: third };
    if (second === "starred") return { kind: "starred", path: ["mail", "starred"], thread: third };
    const segment = second ?? "inbox";
    return { kind: "folder", path: ["mail", segment], mailbox: mailboxAt(segment), thread: third };
});

export function filterOf(one: Where): Filter | undefined {
    if (one.kind === "search") return readSearch(one.words ?? "");
    if (one.kind === "starred") return { hasKeyword: "$flagged" };
    if (one.kind === "scheduled") return undefined;
    return one.mailbox && { inMailbox: one.mailbox.id };
}

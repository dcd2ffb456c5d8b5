// SPDX-License-Identifier: AGPL-3.0-or-later
// Mail: folders, a list, a thread. Beside each other where there is room, one at a time on a phone.
import { useEffect, useState } from "preact/hooks";
import { useComputed } from "@preact/signals";
import { EmailList } from "../store/list";
import { mailboxesReady, nameOf } from "../store/mailboxes";
import { Spinner } from "../ui/parts";
import { say } from "../words/words";
import { Folders } from "./folders";
import { useKeys } from "./keys";
import { KeysHelp } from "./keys_help";
import { List } from "./list";
import { Scheduled } from "./scheduled";
import { clear } from "./selection";
import { Source } from "./source";
import { Thread } from "./thread";
import { filterOf, where } from "./where";

/// Where one has read matters, not what is new: so lists of a search and of stars are of letters, those of a folder of threads.
function useList(): EmailList | undefined {
    const key = useComputed(() => JSON.stringify(filterOf(where.value) ?? null)).value;
    const [list, setList] = useState<EmailList>();
    useEffect(() => {
        clear();
        const filter = JSON.parse(key) as Record<string, unknown> | null;
        if (!filter) return setList(undefined);
        const made = new EmailList(filter, true, where.value.kind === "search");
        setList(made);
        return () => made.close();
    }, [key]);
    return list;
}

export function Mail() {
    const list = useList();
    const [foldersOpen, setFoldersOpen] = useState(false);
    const here = where.value;
    useKeys(list);
    const title =
        here.kind === "search"
            ? (here.words ?? "")
            : here.kind === "starred"
              ? say("mail-starred")
              : here.kind === "scheduled"
                ? say("mail-scheduled")
                : here.mailbox
                  ? nameOf(here.mailbox)
                  : "";
    // A browser keeps titles in its history, on the disk: what people wrote (names of folders, words that they look for) is in
    // none.
    const told = here.kind === "search" || (here.mailbox && !here.mailbox.role) ? say("app-mail") : title;
    useEffect(() => {
        if (!told) return;
        const unread = here.mailbox?.unreadEmails ?? 0;
        document.title = unread > 0 ? `(${unread}) ${told} · Milpa` : `${told} · Milpa`;
    }, [told, here.mailbox?.unreadEmails]);
    useEffect(() => setFoldersOpen(false), [here.path.join("/")]);
    return (
        <div class={here.thread ? "mail reading" : "mail"}>
            <Folders open={foldersOpen} onClose={() => setFoldersOpen(false)} />
            <section class="mail-list" aria-label={title}>
                {here.kind === "scheduled" ? (
                    <Scheduled title={title} openFolders={() => setFoldersOpen(true)} />
                ) : list ? (
                    <List list={list} title={title} openFolders={() => setFoldersOpen(true)} />
                ) : mailboxesReady.value ? (
                    <p class="waiting">{say("mail-no-folder")}</p>
                ) : (
                    <div class="waiting">
                        <Spinner />
                    </div>
                )}
            </section>
            <section class="mail-thread" aria-label={say("mail-reading")}>
                {here.thread ? <Thread key={here.thread} id={here.thread} list={list} /> : <Nothing />}
            </section>
            <Source />
            <KeysHelp />
        </div>
    );
}

function Nothing() {
    return (
        <div class="nothing">
            <svg viewBox="0 0 120 80" aria-hidden="true">
                <path
                    d="M8 70h104"
                    stroke="currentColor"
                    stroke-width="2"
                    stroke-linecap="round"
                    opacity=".35"
                />
                <path
                    d="M60 70V30M60 58c-12 0-19-7-20-18 11 0 19 6 20 18zM60 52c12 0 19-7 20-18-11 0-19 6-20 18z"
                    fill="none"
                    stroke="currentColor"
                    stroke-width="2"
                    stroke-linecap="round"
                    stroke-linejoin="round"
                />
                <ellipse cx="60" cy="20" rx="6" ry="10" fill="var(--color-maize)" />
            </svg>
            <p>{say("mail-choose")}</p>
            <p class="small">{say("mail-keys-hint")}</p>
        </div>
    );
}

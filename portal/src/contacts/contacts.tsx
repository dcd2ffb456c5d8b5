// SPDX-License-Identifier: AGPL-3.0-or-later
// Contacts: groups, a list, a card. Beside each other where there is room, one at a time on a phone.
import { useEffect, useState } from "preact/hooks";
import { cardOf, contactsReady, loadContacts } from "../store/contacts";
import { Spinner } from "../ui/parts";
import { say } from "../words/words";
import { callOf } from "./actions";
import { Birthdays } from "./birthdays";
import { Edit } from "./edit";
import { Dialogs } from "./group_dialogs";
import { List } from "./list";
import { Nav } from "./nav";
import { clear } from "./selection";
import { View } from "./view";
import { where, words } from "./where";

export function Contacts() {
    const here = where.value;
    const [navOpen, setNavOpen] = useState(false);
    const path = here.path.join("/");
    const title =
        here.kind === "birthdays"
            ? say("contacts-birthdays")
            : here.group
              ? callOf(here.group)
              : here.book
                ? here.book.name
                : say("contacts-all");
    useEffect(() => {
        loadContacts().catch(() => undefined);
    }, []);
    useEffect(() => {
        setNavOpen(false);
        clear();
        words.value = "";
    }, [path]);
    // No names: titles are in the browser's history, on the disk.
    const told = here.kind === "birthdays" ? title : say("app-contacts");
    useEffect(() => {
        document.title = `${told} · Milpa`;
    }, [told]);
    return (
        <div class={here.card ? "mail contacts reading" : "mail contacts"}>
            <Nav opened={navOpen} onClose={() => setNavOpen(false)} />
            <section class="mail-list" aria-label={title}>
                {here.kind === "birthdays" ? (
                    <Birthdays openNav={() => setNavOpen(true)} />
                ) : (
                    <List title={title} openNav={() => setNavOpen(true)} />
                )}
            </section>
            <section class="mail-thread" aria-label={say("contacts-card")}>
                <Detail />
            </section>
            <Dialogs />
        </div>
    );
}

function Detail() {
    const here = where.value;
    if (!here.card) return <Nothing />;
    if (!contactsReady.value)
        return (
            <div class="waiting">
                <Spinner />
            </div>
        );
    const card = here.card === "new" ? undefined : cardOf(here.card);
    if (here.card !== "new" && !card) return <p class="waiting">{say("contacts-not-there")}</p>;
    if (here.edits) return <Edit key={here.card} card={card} />;
    return <View key={here.card} card={card!} />;
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
                    d="M36 70V46M60 70V36M84 70V46"
                    fill="none"
                    stroke="currentColor"
                    stroke-width="2"
                    stroke-linecap="round"
                />
                <path
                    d="M36 62c-7 0-11-4-12-10 7 0 11 4 12 10zM60 58c-9 0-14-5-15-13 9 0 14 5 15 13zM60 54c9 0 14-5 15-13-9 0-14 5-15 13zM84 62c7 0 11-4 12-10-7 0-11 4-12 10z"
                    fill="none"
                    stroke="currentColor"
                    stroke-width="2"
                    stroke-linejoin="round"
                />
                <circle cx="36" cy="38" r="6" fill="var(--color-maize)" />
                <circle cx="60" cy="27" r="7" fill="var(--color-maize)" />
                <circle cx="84" cy="38" r="6" fill="var(--color-maize)" />
            </svg>
            <p>{say("contacts-choose")}</p>
        </div>
    );
}

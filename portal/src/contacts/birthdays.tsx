// SPDX-License-Identifier: AGPL-3.0-or-later
// Whose birthday comes next.
import { useMemo } from "preact/hooks";
import { to } from "../base/router";
import { contactsFailure, contactsReady, loadContacts, people } from "../store/contacts";
import { IconButton } from "../ui/button";
import { FailureNotice } from "../ui/failure";
import { Empty, Spinner } from "../ui/parts";
import { locale, say } from "../words/words";
import { callOf } from "./actions";
import { type Coming, comingBirthdays } from "./dates";
import { Face } from "./picture";
import { where } from "./where";

const daysAhead = 60;

export function Birthdays({ openNav }: { openNav: () => void }) {
    const coming = useMemo(() => comingBirthdays(people.value, daysAhead), [people.value]);
    return (
        <>
            <header class="list-head">
                <div class="list-title">
                    <IconButton
                        class="folders-button"
                        icon="menu"
                        label={say("contacts-places")}
                        onClick={openNav}
                    />
                    <h1 class="grow clip">{say("contacts-birthdays")}</h1>
                    <span class="quiet small">{say("contacts-birthdays-span", { days: daysAhead })}</span>
                </div>
            </header>
            <FailureNotice
                error={contactsFailure.value}
                area="contacts"
                again={() => loadContacts().catch(() => undefined)}
            />
            {!contactsReady.value ? (
                !contactsFailure.value && (
                    <div class="waiting">
                        <Spinner />
                    </div>
                )
            ) : coming.length === 0 ? (
                <Empty icon="cake" title={say("contacts-birthdays-none")}>
                    <p>{say("contacts-birthdays-none-text")}</p>
                </Empty>
            ) : (
                <ul class="birthdays" aria-label={say("contacts-birthdays")}>
                    {coming.map((one) => (
                        <Row key={`${one.one.card.id}${one.day.getTime()}`} coming={one} />
                    ))}
                </ul>
            )}
        </>
    );
}

function Row({ coming: { one, day, inDays, turns } }: { coming: Coming }) {
    const current = where.value.card === one.card.id;
    const when =
        inDays <= 1
            ? new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(inDays, "day")
            : new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" }).format(day);
    return (
        <li>
            <a
                class={inDays === 0 ? "birthday today" : "birthday"}
                href={to("contacts", "birthdays", one.card.id)}
                aria-current={current ? "true" : undefined}
            >
                <Face card={one.card} />
                <span class="grow">
                    <span class="people clip" dir="auto">
                        {callOf(one.card)}
                    </span>
                    <span class="preview">
                        {when}
                        {turns !== undefined && ` · ${say("contacts-turns", { age: turns })}`}
                    </span>
                </span>
                {inDays > 1 && (
                    <span class="quiet small">
                        {new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(inDays, "day")}
                    </span>
                )}
            </a>
        </li>
    );
}

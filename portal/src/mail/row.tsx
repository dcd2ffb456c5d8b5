// SPDX-License-Identifier: AGPL-3.0-or-later
// One row: who, what, when, and how it stands.
import { useLayoutEffect, useState } from "preact/hooks";
import { to } from "../base/router";
import type { Address, EmailHead, Id } from "../jmap/types";
import { session } from "../store/account";
import { head, threadOf } from "../store/emails";
import type { EmailList } from "../store/list";
import { IconButton } from "../ui/button";
import { Icon } from "../ui/icon";
import { Avatar } from "../ui/parts";
import { briefDate, wholeDate } from "../words/format";
import { say } from "../words/words";
import { drag, lettersOf, mark } from "./actions";
import { selected, toggle } from "./selection";
import { Marked } from "./snippet";
import { write } from "./drafts";
import { where } from "./where";

export const nameOfAddress = (one: Address): string => one.name?.trim() || one.email;
/// The first word of a name, where several people share a line.
const shortName = (one: Address): string =>
    (one.name?.trim() || one.email.split("@")[0] || one.email).split(/[\s,]+/)[0] ?? one.email;

export const isMine = (one: Address | undefined): boolean =>
    one?.email.toLowerCase() === session.value?.username.toLowerCase();

interface Threaded {
    people: string;
    first: Address | undefined;
    count: number;
    unread: boolean;
    starred: boolean;
    drafts: number;
}

function threadedOf(one: EmailHead): Threaded {
    const role = where.value.mailbox?.role;
    const letters = (threadOf(one.threadId) ?? [one.id])
        .map((id) => head(id).value)
        .filter((letter): letter is EmailHead => letter !== undefined);
    if (!letters.includes(one)) letters.push(one);
    const unread = letters.some((letter) => !letter.keywords["$seen"] && !letter.keywords["$draft"]);
    const rest = {
        count: letters.length,
        unread,
        starred: letters.some((letter) => letter.keywords["$flagged"]),
        drafts: letters.filter((letter) => letter.keywords["$draft"]).length,
    };
    if (role === "sent" || role === "drafts") {
        const to = one.to ?? [];
        return {
            people:
                to.length === 0
                    ? say("mail-no-recipient")
                    : say("mail-to", {
                          people: to.map(to.length > 1 ? shortName : nameOfAddress).join(", "),
                      }),
            first: to[0],
            ...rest,
        };
    }
    const people = new Map<string, Address>();
    for (const letter of letters)
        for (const from of letter.from ?? []) people.set(from.email.toLowerCase(), from);
    const all = [...people.values()];
    const others = all.filter((from) => !isMine(from));
    const first = others[others.length - 1] ?? all[0];
    const names =
        all.length === 1
            ? nameOfAddress(all[0]!)
            : all.map((from) => (isMine(from) ? say("mail-me") : shortName(from))).join(", ");
    return { people: names || say("mail-no-sender"), first, ...rest };
}

interface RowProps {
    id: Id | undefined;
    index: number;
    total: number;
    top: number;
    list: EmailList;
    /// While somebody scrolls, it comes a little later than its place.
    inTurn: boolean;
}

/// Rows that are made in one frame: all of a screen at once would block a slow telephone for longer than scrolling forgives.
const rowsAFrame = 3;
const waiting = new Set<() => void>();

function makeSome(): void {
    let made = 0;
    for (const make of waiting) {
        waiting.delete(make);
        make();
        if ((made += 1) === rowsAFrame) break;
    }
    if (waiting.size > 0) requestAnimationFrame(makeSome);
}

function useTurn(inTurn: boolean): boolean {
    const [isMade, setMade] = useState(!inTurn);
    useLayoutEffect(() => {
        if (isMade) return;
        const make = () => setMade(true);
        waiting.add(make);
        if (waiting.size === 1) requestAnimationFrame(makeSome);
        return () => void waiting.delete(make);
    }, []);
    return isMade;
}

export function Row({ id, index, total, top, list, inTurn }: RowProps) {
    const isMade = useTurn(inTurn);
    const one = id === undefined || !isMade ? undefined : head(id).value;
    const style = { transform: `translateY(${top}px)` };
    const place = { "aria-setsize": total, "aria-posinset": index + 1 };
    if (!one || id === undefined) {
        return (
            <li class="row-mail ghost" style={style} {...place}>
                <span class="visually-hidden">{say("ui-loading")}</span>
            </li>
        );
    }
    const thread = threadedOf(one);
    const ticked = selected.value.has(id);
    const here = where.value;
    const subject = one.subject?.trim() || say("mail-no-subject");
    const snippet = list.snippets.get(id);
    const date = new Date(one.receivedAt);
    const current = here.thread === one.threadId;
    // Among the drafts one goes on with what one wrote, also where it answers something; of several one chooses.
    const isDraft =
        one.keywords["$draft"] &&
        (thread.count === 1 || (here.mailbox?.role === "drafts" && thread.drafts === 1));
    return (
        <li
            class={["row-mail", thread.unread && "unread", ticked && "ticked", current && "current"]
                .filter(Boolean)
                .join(" ")}
            style={style}
            {...place}
            draggable
            onDragStart={(event) => {
                const ids = ticked ? [...selected.value] : [id];
                drag(ids);
                event.dataTransfer?.setData("application/x-milpa-emails", String(lettersOf(ids).length));
            }}
        >
            <label class="tick">
                <Avatar name={thread.first ? nameOfAddress(thread.first) : "?"} />
                <input
                    type="checkbox"
                    checked={ticked}
                    aria-label={say("mail-select", { subject })}
                    onClick={(event) => toggle(id, list, event.shiftKey)}
                />
            </label>
            <a
                class="row-link"
                data-thread={one.threadId}
                href={to(...here.path, one.threadId)}
                aria-current={current ? "true" : undefined}
                onClick={(event) => {
                    if (!isDraft) return;
                    event.preventDefault();
                    void write({ kind: "open", id });
                }}
            >
                <span class="line">
                    {thread.unread && (
                        <span class="dot">
                            <span class="visually-hidden">{say("mail-unread")}</span>
                        </span>
                    )}
                    <span class="people grow clip" dir="auto">
                        {thread.people}
                    </span>
                    {thread.count > 1 && (
                        <span class="how-many" title={say("mail-letters", { count: thread.count })}>
                            {thread.count}
                        </span>
                    )}
                    <time dateTime={one.receivedAt} title={wholeDate(date)}>
                        {briefDate(date)}
                    </time>
                </span>
                <span class="line">
                    {thread.drafts > 0 && <span class="badge warning">{say("mail-draft")}</span>}
                    <span class="subject grow clip" dir="auto">
                        {snippet?.subject ? <Marked html={snippet.subject} /> : subject}
                    </span>
                    {one.keywords["$answered"] && <Icon name="reply" small />}
                    {one.hasAttachment && <Icon name="attachment" small />}
                </span>
                <span class="preview clip" dir="auto">
                    {snippet?.preview ? <Marked html={snippet.preview} /> : one.preview || "\u00a0"}
                </span>
            </a>
            <IconButton
                class={thread.starred ? "star starred" : "star"}
                icon="flag"
                filled={thread.starred}
                pressed={thread.starred}
                label={say("mail-star-this", { subject })}
                onClick={() => mark(thread.starred ? lettersOf([id]) : [id], "$flagged", !thread.starred)}
            />
        </li>
    );
}

// SPDX-License-Identifier: AGPL-3.0-or-later
// What the keyboard can do, without a mouse and without a modifier: the keys that people know from other mail programs.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { go } from "../base/router";
import type { EmailList } from "../store/list";
import { head, threadOf } from "../store/emails";
import { archive, junk, mark, remove, targets } from "./actions";
import { front, write } from "./drafts";
import { clear, selected, toggle } from "./selection";
import { neighbour } from "./thread";
import { where } from "./where";

export const helpOpen = signal(false);
let list: EmailList | undefined;
/// After "g" a place is named.
let goes = 0;
const goesPatience = 1_500;

/// The newest letter of the thread that is read.
function current() {
    const ids = where.value.thread ? (threadOf(where.value.thread) ?? []) : [];
    return [...ids].reverse().find((id) => !head(id).peek()?.keywords["$draft"]);
}

function step(by: 1 | -1): void {
    const next = neighbour(list, where.value.thread, by);
    if (next) go([...where.value.path, next], where.value.thread ? "replace" : "push");
}

const places: Record<string, string[]> = {
    i: ["mail", "inbox"],
    d: ["mail", "drafts"],
    t: ["mail", "sent"],
    a: ["mail", "archive"],
    s: ["mail", "starred"],
    c: ["contacts"],
};

/// Whether the key meant something.
function act(key: string): boolean {
    const letter = current();
    switch (key) {
        case "j":
            step(1);
            return true;
        case "k":
            step(-1);
            return true;
        case "u":
            go(where.value.path);
            return true;
        case "c":
            write();
            return true;
        case "/":
            document.getElementById("search")?.focus();
            return true;
        case "?":
            helpOpen.value = !helpOpen.value;
            return true;
        case "x": {
            const thread = where.value.thread;
            const row = list?.known().find((id) => head(id).peek()?.threadId === thread);
            if (list && row) toggle(row, list, false);
            return true;
        }
        case "Escape":
            if (selected.value.size > 0) clear();
            else if (where.value.thread) go(where.value.path);
            return true;
    }
    const ids = targets();
    if (ids.length === 0) return false;
    if (key === "e") void archive(ids);
    else if (key === "#" || key === "Delete") void remove(ids);
    else if (key === "!") void junk(ids, where.value.mailbox?.role !== "junk");
    else if (key === "s")
        void mark(ids.slice(-1), "$flagged", !head(ids[ids.length - 1]!).peek()?.keywords["$flagged"]);
    else if (key === "U") {
        if (where.value.thread) go(where.value.path);
        void mark(ids.slice(-1), "$seen", false);
    } else if (key === "I") void mark(ids, "$seen", true);
    else if (letter && key === "r") write({ kind: "reply", id: letter });
    else if (letter && key === "a") write({ kind: "replyAll", id: letter });
    else if (letter && key === "f") write({ kind: "forward", id: letter });
    else return false;
    return true;
}

function onKey(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const target = event.target as HTMLElement | null;
    if (
        target?.closest?.(
            'input:not([type="checkbox"]), textarea, select, [contenteditable="true"], [role="menu"], dialog, .composer',
        )
    )
        return;
    if (document.querySelector("dialog[open]") || front.value !== undefined) return;
    if (goes > Date.now() - goesPatience && places[event.key]) {
        goes = 0;
        go(places[event.key]!);
    } else if (event.key === "g") goes = Date.now();
    else if (!act(event.key)) return;
    event.preventDefault();
}

/// Keys that were pressed within the frame of a letter.
export const forwardKey = (event: KeyboardEvent): void => onKey(event);

export function useKeys(shown: EmailList | undefined): void {
    list = shown;
    useEffect(() => {
        document.addEventListener("keydown", onKey);
        return () => document.removeEventListener("keydown", onKey);
    }, []);
}

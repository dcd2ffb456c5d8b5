// SPDX-License-Identifier: AGPL-3.0-or-later
// The search field above the list, with the conditions that it knows.
import { useEffect, useRef, useState } from "preact/hooks";
import { go } from "../base/router";
import { IconButton } from "../ui/button";
import { Icon } from "../ui/icon";
import { say } from "../words/words";
import { search, where } from "./where";

const conditions = [
    "from:",
    "to:",
    "subject:",
    "is:unread",
    "is:starred",
    "has:attachment",
    "in:archive",
    "before:2026-01-31",
    "after:2026-01-31",
];

export function SearchField() {
    const here = where.value;
    const [words, setWords] = useState(here.words ?? "");
    const [helps, setHelps] = useState(false);
    const input = useRef<HTMLInputElement>(null);
    useEffect(() => setWords(here.words ?? ""), [here.words]);
    const look = (text = words) => {
        setHelps(false);
        if (text.trim() === "") go(["mail", "inbox"]);
        else search(text.trim());
    };
    const add = (condition: string) => {
        const next = `${words.trimEnd()} ${condition}`.trimStart();
        setWords(next);
        input.current?.focus();
    };
    return (
        <form
            class="search"
            role="search"
            onSubmit={(event) => {
                event.preventDefault();
                look();
            }}
        >
            <Icon name="search" />
            <input
                ref={input}
                type="search"
                id="search"
                aria-label={say("mail-search")}
                placeholder={say("mail-search")}
                value={words}
                autocomplete="off"
                enterkeyhint="search"
                onInput={(event) => setWords(event.currentTarget.value)}
                onKeyDown={(event) =>
                    event.key === "Escape" && (helps ? setHelps(false) : event.currentTarget.blur())
                }
            />
            {here.kind === "search" && (
                <IconButton icon="close" label={say("mail-search-end")} onClick={() => look("")} />
            )}
            <IconButton
                icon="help"
                label={say("mail-search-help")}
                expanded={helps}
                onClick={() => setHelps(!helps)}
            />
            {helps && (
                <div class="search-help">
                    <p class="small quiet">{say("mail-search-help-text")}</p>
                    <div class="row">
                        {conditions.map((one) => (
                            <button key={one} type="button" class="button small ltr" onClick={() => add(one)}>
                                {one}
                            </button>
                        ))}
                    </div>
                </div>
            )}
        </form>
    );
}

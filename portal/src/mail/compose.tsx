// SPDX-License-Identifier: AGPL-3.0-or-later
// The composers at the foot of the window: each a letter that is being written, open or folded.
import { effect } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { atLeave, noticeFailure } from "../store/account";
import { IconButton } from "../ui/button";
import { ask } from "../ui/dialog";
import { FailureNotice, failureText } from "../ui/failure";
import { Spinner } from "../ui/parts";
import { tell } from "../ui/toast";
import { say } from "../words/words";
import { begin } from "./compose_begin";
import type { Draft } from "./draft";
import { type Opened, close, drafts, front, openMax, opened } from "./drafts";
import { Locked } from "./seal_button";
import { Writing } from "./writing";
import { NeedsPassphrase } from "../openpgp/keys";

effect(() => {
    const numbers = new Set(opened.value.map((one) => one.number));
    for (const number of drafts.keys()) if (!numbers.has(number)) drafts.delete(number);
});
atLeave((chosen) => {
    if (chosen) for (const draft of drafts.values()) draft.drop();
});

/// The browser asks whoever would close the window over it.
const isUnsaved = (draft: Draft): boolean =>
    ["changed", "saving", "failed"].includes(draft.saving.peek()) && !draft.isEmpty();
addEventListener("beforeunload", (event) => {
    if ([...drafts.values()].some(isUnsaved)) event.preventDefault();
});
// A telephone may end a page that it shows no more, and says nothing.
document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden") return;
    for (const draft of drafts.values()) draft.hide();
});

export function Composers() {
    return (
        <div class="dock">
            {opened.value.map((one) => (
                <Composer key={one.number} one={one} />
            ))}
        </div>
    );
}

function Composer({ one }: { one: Opened }) {
    const [draft, setDraft] = useState(drafts.get(one.number));
    const [error, setError] = useState<unknown>();
    const load = () => {
        setError(undefined);
        begin(one).then(
            (begun) => {
                if (opened.peek().includes(one)) drafts.set(one.number, begun);
                setDraft(begun);
            },
            (failed: unknown) => {
                noticeFailure(failed);
                setError(failed);
            },
        );
    };
    useEffect(() => {
        if (!draft) load();
    }, []);
    const isTooMany = opened.value.length > openMax && opened.value[0] === one;
    useEffect(() => {
        if (isTooMany && (draft || error)) void putAway(one, draft);
    }, [isTooMany, draft, error]);
    const isFront = front.value === one.number;
    const subject = draft?.subject.value.trim() || say("compose-title");
    const fold = () => {
        void draft?.save().catch(() => undefined);
        front.value = undefined;
    };
    if (!isFront) {
        return (
            <div class="composer folded">
                <button type="button" class="composer-tab" onClick={() => (front.value = one.number)}>
                    <span class="clip grow" dir="auto">
                        {subject}
                    </span>
                </button>
                <IconButton icon="close" label={say("compose-close")} onClick={() => putAway(one, draft)} />
            </div>
        );
    }
    return (
        <section
            class="composer"
            role="dialog"
            aria-label={subject}
            onKeyDown={(event) => {
                if (event.key === "Escape" && !event.defaultPrevented) fold();
            }}
        >
            <header class="composer-head">
                <h2 class="grow clip" dir="auto">
                    {subject}
                </h2>
                {draft && <Saved draft={draft} />}
                <IconButton icon="minus" label={say("compose-fold")} onClick={fold} keys="Escape" />
                <IconButton icon="close" label={say("compose-close")} onClick={() => putAway(one, draft)} />
            </header>
            {error instanceof NeedsPassphrase ? (
                <Locked failed={error} onOpen={load} />
            ) : (
                <FailureNotice error={error} area={["compose", "openpgp"]} again={load} />
            )}
            {draft ? (
                <Writing one={one} draft={draft} />
            ) : (
                !error && (
                    <div class="waiting">
                        <Spinner />
                    </div>
                )
            )}
        </section>
    );
}

/// It stays among the drafts.
async function putAway(one: Opened, draft: Draft | undefined): Promise<void> {
    if (!draft || (draft.isEmpty() && !draft.savedId)) return close(one.number);
    try {
        await draft.save();
        close(one.number);
        tell(say("compose-kept"));
    } catch (error) {
        if (await ask(say("compose-unsaved-title"), failureText(error, "compose"), say("compose-discard")))
            close(one.number);
    }
}

function Saved({ draft }: { draft: Draft }) {
    const words = {
        empty: "",
        changed: "",
        saving: say("compose-saving"),
        saved: say("compose-saved"),
        failed: say("compose-not-saved"),
    };
    return (
        <span
            class={draft.saving.value === "failed" ? "small saved failed" : "small quiet saved"}
            role="status"
        >
            {words[draft.saving.value]}
        </span>
    );
}

// SPDX-License-Identifier: AGPL-3.0-or-later
// The composers at the foot of the window: each a letter that is being written, open or folded.
import { useEffect, useState } from "preact/hooks";
import { noticeFailure } from "../store/account";
import { IconButton } from "../ui/button";
import { ask } from "../ui/dialog";
import { FailureNotice, failureText } from "../ui/failure";
import { Spinner } from "../ui/parts";
import { tell } from "../ui/toast";
import { say } from "../words/words";
import { begin } from "./compose_begin";
import type { Draft } from "./draft";
import { type Opened, close, front, opened } from "./drafts";
import { Writing } from "./writing";

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
    const [draft, setDraft] = useState<Draft>();
    const [error, setError] = useState<unknown>();
    const load = () => {
        setError(undefined);
        begin(one).then(setDraft, (failed: unknown) => {
            noticeFailure(failed);
            setError(failed);
        });
    };
    useEffect(load, []);
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
            <FailureNotice error={error} area="compose" again={load} />
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

// SPDX-License-Identifier: AGPL-3.0-or-later
// Dialogs: the browser's own, which keep the focus and give it back. One at a time is shown by `ask`.
import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { signal } from "@preact/signals";
import { say } from "../words/words";
import { Button } from "./button";

interface DialogProps {
    title: string;
    children: ComponentChildren;
    onClose: () => void;
    wide?: boolean;
    /// With it the dialog is a form.
    onSubmit?: () => unknown;
    actions?: ComponentChildren;
}

export function Dialog({ title, children, onClose, wide, onSubmit, actions }: DialogProps) {
    const box = useRef<HTMLDialogElement>(null);
    const id = useId();
    // While the dialog still stands in the page: only then does the browser give the focus back. Passive effects
    // end a moment after it has gone.
    useLayoutEffect(() => {
        const dialog = box.current!;
        dialog.showModal();
        return () => dialog.close();
    }, []);
    const inside = (
        <>
            <h2 id={id}>{title}</h2>
            {children}
            {actions && <div class="actions">{actions}</div>}
        </>
    );
    return (
        <dialog
            ref={box}
            class={wide ? "dialog wide" : "dialog"}
            aria-labelledby={id}
            onCancel={(event) => {
                event.preventDefault();
                onClose();
            }}
            onClick={(event) => event.target === box.current && onClose()}
            // It stands in the middle of what opened it, and is none of its business: a form there does not hear that this one
            // was submitted, nor which keys were pressed.
            onKeyDown={(event) => event.stopPropagation()}
            onSubmit={(event) => event.stopPropagation()}
        >
            {onSubmit ? (
                <form
                    noValidate
                    autocomplete="off"
                    onSubmit={(event) => {
                        event.preventDefault();
                        void onSubmit();
                    }}
                >
                    {inside}
                </form>
            ) : (
                <div class="body">{inside}</div>
            )}
        </dialog>
    );
}

interface Question {
    title: string;
    text: ComponentChildren;
    yes: string;
    danger?: boolean;
    answer: (yes: boolean) => void;
}
const question = signal<Question | undefined>(undefined);

/// Asks before something that cannot be undone. What it does is on the button.
export function ask(title: string, text: ComponentChildren, yes: string, danger = true): Promise<boolean> {
    return new Promise((answer) => {
        question.value = { title, text, yes, danger, answer };
    });
}

/// Stands once in the frame.
export function Questions() {
    const one = question.value;
    if (!one) return null;
    const answer = (yes: boolean) => {
        question.value = undefined;
        one.answer(yes);
    };
    return (
        <Dialog
            title={one.title}
            onClose={() => answer(false)}
            onSubmit={() => answer(true)}
            actions={
                <>
                    <Button onClick={() => answer(false)}>{say("ui-cancel")}</Button>
                    <Button type="submit" kind={one.danger ? "danger" : "primary"}>
                        {one.yes}
                    </Button>
                </>
            }
        >
            <div>{one.text}</div>
        </Dialog>
    );
}

// SPDX-License-Identifier: AGPL-3.0-or-later
// What cannot be taken back is done by whoever has typed what it is about.
import type { ComponentChildren, ComponentProps } from "preact";
import { useState } from "preact/hooks";
import { TextField } from "../ui/field";
import { FormDialog as AnyFormDialog } from "../ui/form_dialog";
import { say } from "../words/words";

/// With the words of this area for what went wrong.
export function FormDialog(props: ComponentProps<typeof AnyFormDialog>) {
    return <AnyFormDialog area="care" {...props} />;
}

interface TypedConfirmProps {
    title: string;
    children: ComponentChildren;
    /// What has to be typed.
    word: string;
    yes: string;
    onYes: () => Promise<unknown>;
    onClose: () => void;
}

export function TypedConfirm({ title, children, word, yes, onYes, onClose }: TypedConfirmProps) {
    const [typed, setTyped] = useState("");
    return (
        <FormDialog
            danger
            title={title}
            yes={yes}
            isReady={typed.trim().toLowerCase() === word.toLowerCase()}
            onYes={onYes}
            onClose={onClose}
        >
            {children}
            <TextField
                label={say("care-type-to-confirm", { word })}
                value={typed}
                onInput={setTyped}
                autocomplete="off"
                ltr
            />
        </FormDialog>
    );
}

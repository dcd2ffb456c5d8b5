// SPDX-License-Identifier: AGPL-3.0-or-later
// The passphrase of the copy on this device, which opens it.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../ui/button";
import { FailureNotice } from "../ui/failure";
import { PasswordField } from "../ui/field";
import { say } from "../words/words";

interface Props {
    /// False where it is the wrong one.
    open: (passphrase: string) => Promise<boolean>;
    class: string;
    /// Where it is all that there is to do: the passphrase of a browser may be in it then, and the focus.
    alone?: boolean;
    /// In front of the field, and behind its button.
    children?: ComponentChildren;
    more?: ComponentChildren;
}

export function PassphraseForm({ open, class: name, alone = false, children, more }: Props) {
    const [passphrase, setPassphrase] = useState("");
    const [wrong, setWrong] = useState(false);
    const [busy, setBusy] = useState(false);
    const [error, setError] = useState<unknown>();
    const go = async () => {
        setBusy(true);
        setWrong(false);
        setError(undefined);
        try {
            setWrong(!(await open(passphrase)));
        } catch (failed) {
            setError(failed);
        } finally {
            setBusy(false);
        }
    };
    const button = (
        <Button type="submit" {...(alone ? { kind: "primary" as const } : {})} icon="unlock" busy={busy}>
            {say("app-open-copy")}
        </Button>
    );
    return (
        <form
            class={name}
            noValidate
            onSubmit={(event) => {
                event.preventDefault();
                void go();
            }}
        >
            {children}
            <PasswordField
                label={say("app-open-copy-passphrase")}
                value={passphrase}
                onInput={setPassphrase}
                autocomplete={alone ? "current-password" : "off"}
                autofocus={alone}
                wrong={wrong ? say("app-open-copy-wrong") : undefined}
            />
            <FailureNotice error={error} area="device" />
            {alone ? button : <div class="row">{button}</div>}
            {more}
        </form>
    );
}

// SPDX-License-Identifier: AGPL-3.0-or-later
// What cannot be taken back is done by whoever has typed what it is about.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { FailureNotice } from "../ui/failure";
import { TextField } from "../ui/field";
import { say } from "../words/words";

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
    const [busy, setBusy] = useState(false);
    const [error, setError] = useState<unknown>();
    const isTyped = typed.trim().toLowerCase() === word.toLowerCase();
    const go = async () => {
        if (!isTyped) return;
        setBusy(true);
        setError(undefined);
        try {
            await onYes();
            onClose();
        } catch (failed) {
            setError(failed);
        } finally {
            setBusy(false);
        }
    };
    return (
        <Dialog
            title={title}
            onClose={onClose}
            onSubmit={go}
            actions={
                <>
                    <Button onClick={onClose}>{say("ui-cancel")}</Button>
                    <Button type="submit" kind="danger" busy={busy} disabled={!isTyped}>
                        {yes}
                    </Button>
                </>
            }
        >
            {children}
            <TextField
                label={say("care-type-to-confirm", { word })}
                value={typed}
                onInput={setTyped}
                autocomplete="off"
                ltr
            />
            <FailureNotice error={error} area="care" />
        </Dialog>
    );
}

interface FormDialogProps {
    title: string;
    children: ComponentChildren;
    yes: string;
    isReady?: boolean;
    onYes: () => Promise<unknown>;
    onClose: () => void;
    /// For words of what went wrong.
    area?: string;
}

/// Closes when it is done, and says what went wrong when it is not.
export function FormDialog({
    title,
    children,
    yes,
    isReady = true,
    onYes,
    onClose,
    area = "care",
}: FormDialogProps) {
    const [busy, setBusy] = useState(false);
    const [error, setError] = useState<unknown>();
    const go = async () => {
        if (!isReady) return;
        setBusy(true);
        setError(undefined);
        try {
            await onYes();
            onClose();
        } catch (failed) {
            setError(failed);
        } finally {
            setBusy(false);
        }
    };
    return (
        <Dialog
            title={title}
            onClose={onClose}
            onSubmit={go}
            actions={
                <>
                    <Button onClick={onClose}>{say("ui-cancel")}</Button>
                    <Button type="submit" kind="primary" busy={busy} disabled={!isReady}>
                        {yes}
                    </Button>
                </>
            }
        >
            {children}
            <FailureNotice error={error} area={area} />
        </Dialog>
    );
}

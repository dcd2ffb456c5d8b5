// SPDX-License-Identifier: AGPL-3.0-or-later
// A dialog that asks for something and does it: it closes when that is done, and says what went wrong when it is not.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { say } from "../words/words";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { failureText } from "./failure";
import { Notice } from "./parts";

interface FormDialogProps {
    title: string;
    children: ComponentChildren;
    /// What it does is on the button.
    yes: string;
    danger?: boolean;
    wide?: boolean;
    isReady?: boolean;
    /// False: somebody thought better of it, and the dialog stays.
    onYes: () => Promise<unknown>;
    onClose: () => void;
    /// For words of what went wrong.
    area?: string;
    /// In other words than those of its kind; nothing where it need not be told.
    textOf?: (error: unknown) => string | undefined;
}

export function FormDialog({
    title,
    children,
    yes,
    danger,
    wide,
    isReady = true,
    onYes,
    onClose,
    area,
    textOf = (error) => failureText(error, area),
}: FormDialogProps) {
    const [busy, setBusy] = useState(false);
    const [wrong, setWrong] = useState<string>();
    const go = async () => {
        if (!isReady) return;
        setBusy(true);
        setWrong(undefined);
        try {
            if ((await onYes()) !== false) onClose();
        } catch (failed) {
            setWrong(textOf(failed));
        } finally {
            setBusy(false);
        }
    };
    return (
        <Dialog
            title={title}
            wide={wide}
            onClose={onClose}
            onSubmit={go}
            actions={
                <>
                    <Button onClick={onClose}>{say("ui-cancel")}</Button>
                    <Button
                        type="submit"
                        kind={danger ? "danger" : "primary"}
                        busy={busy}
                        disabled={!isReady}
                    >
                        {yes}
                    </Button>
                </>
            }
        >
            {children}
            {wrong && <Notice kind="danger">{wrong}</Notice>}
        </Dialog>
    );
}

// SPDX-License-Identifier: AGPL-3.0-or-later
// The passphrase that opens a key of one's own: within a letter that is read, or before one is sealed.
import { useState } from "preact/hooks";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { PasswordField } from "../ui/field";
import { say } from "../words/words";
import { type OwnKey, openKey } from "./keys";

interface PassphraseProps {
    own: OwnKey;
    onOpen: () => void;
}

function usePassphrase({ own, onOpen }: PassphraseProps) {
    const [text, setText] = useState("");
    const [wrong, setWrong] = useState(false);
    const [busy, setBusy] = useState(false);
    const go = async () => {
        setBusy(true);
        setWrong(false);
        try {
            await openKey(own, text);
            onOpen();
        } catch {
            setWrong(true);
        } finally {
            setBusy(false);
        }
    };
    return {
        go,
        field: (autofocus: boolean) => (
            <PasswordField
                label={say("openpgp-passphrase", { label: own.label })}
                value={text}
                onInput={setText}
                autocomplete="off"
                autofocus={autofocus}
                wrong={wrong ? say("openpgp-wrong-passphrase") : undefined}
            />
        ),
        button: (
            <Button type="submit" kind="primary" icon="unlock" busy={busy}>
                {say("openpgp-open")}
            </Button>
        ),
    };
}

export function Passphrase(props: PassphraseProps) {
    const { go, field, button } = usePassphrase(props);
    return (
        <form
            class="stack-small passphrase"
            onSubmit={(event) => {
                event.preventDefault();
                void go();
            }}
        >
            {field(false)}
            <div class="row">{button}</div>
        </form>
    );
}

export function PassphraseDialog({ onClose, ...props }: PassphraseProps & { onClose: () => void }) {
    const { go, field, button } = usePassphrase(props);
    return (
        <Dialog
            title={say("openpgp-seal")}
            onClose={onClose}
            onSubmit={go}
            actions={
                <>
                    <Button onClick={onClose}>{say("ui-cancel")}</Button>
                    {button}
                </>
            }
        >
            {field(true)}
        </Dialog>
    );
}

// SPDX-License-Identifier: AGPL-3.0-or-later
// The server cannot be reached, and there is a copy on this device: its passphrase opens it.
import { useState } from "preact/hooks";
import { enter } from "../store/account";
import { openByPassphrase } from "../offline/copy";
import { Button } from "../ui/button";
import { FailureNotice } from "../ui/failure";
import { PasswordField } from "../ui/field";
import { say } from "../words/words";
import { Entry } from "./frame";

export function OpenCopy() {
    const [passphrase, setPassphrase] = useState("");
    const [wrong, setWrong] = useState(false);
    const [busy, setBusy] = useState(false);
    const [error, setError] = useState<unknown>();
    const go = async () => {
        setBusy(true);
        setWrong(false);
        setError(undefined);
        try {
            if (!(await openByPassphrase(passphrase))) setWrong(true);
        } catch (failed) {
            setError(failed);
        } finally {
            setBusy(false);
        }
    };
    return (
        <Entry title={say("app-unreachable-title")}>
            <form
                class="card"
                noValidate
                onSubmit={(event) => {
                    event.preventDefault();
                    void go();
                }}
            >
                <h1>{say("app-unreachable-title")}</h1>
                <p>{say("app-open-copy-text")}</p>
                <PasswordField
                    label={say("app-open-copy-passphrase")}
                    value={passphrase}
                    onInput={setPassphrase}
                    autocomplete="current-password"
                    autofocus
                    wrong={wrong ? say("app-open-copy-wrong") : undefined}
                />
                <FailureNotice error={error} />
                <Button type="submit" kind="primary" icon="unlock" busy={busy}>
                    {say("app-open-copy")}
                </Button>
                <Button icon="refresh" onClick={() => enter()}>
                    {say("ui-again")}
                </Button>
            </form>
        </Entry>
    );
}

// SPDX-License-Identifier: AGPL-3.0-or-later
// A forgotten password, mended by the recovery code.
import { useState } from "preact/hooks";
import { go, to } from "../base/router";
import { Failure, client, collective } from "../jmap/client";
import { Button } from "../ui/button";
import { FailureNotice } from "../ui/failure";
import { TextField } from "../ui/field";
import { Notice } from "../ui/parts";
import { say } from "../words/words";
import { Entry } from "./frame";
import { NewPasswordFields, useNewPassword } from "./new_password";
import { RecoveryCard, StepTitle } from "./paper";
import { ScanButton, bareCode } from "./scan";
import { continueSignIn } from "./sign_in";

export function Recover() {
    const [address, setAddress] = useState("");
    const [code, setCode] = useState("");
    const [next, setNext] = useState<string>();
    const [password, setPassword, checkPassword] = useNewPassword();
    const [error, setError] = useState<unknown>();
    const [busy, setBusy] = useState(false);
    const recover = async () => {
        setError(undefined);
        if (!checkPassword()) return;
        setBusy(true);
        try {
            const said = await client.call("Password/recover", {
                accountId: collective,
                address: address.trim(),
                recoveryCode: bareCode(code),
                password: password.value,
            });
            setNext(String(said["recoveryCode"]));
        } catch (failed) {
            setError(failed);
        } finally {
            setBusy(false);
        }
    };
    if (next) {
        return (
            <Entry title={say("recovery-title")}>
                <RecoveryCard
                    code={next}
                    address={address.trim()}
                    go={say("join-to-mail")}
                    onTaken={async () => {
                        go([], "replace");
                        await continueSignIn(address.trim(), password.value);
                    }}
                />
            </Entry>
        );
    }
    const refused = error instanceof Failure && error.kind === "refused";
    return (
        <Entry title={say("recover-title")}>
            <form
                class="card"
                noValidate
                onSubmit={(event) => {
                    event.preventDefault();
                    void recover();
                }}
            >
                <StepTitle quiet>{say("recover-title")}</StepTitle>
                <p>{say("recover-text")}</p>
                <TextField
                    label={say("sign-in-address")}
                    type="email"
                    value={address}
                    onInput={setAddress}
                    autocomplete="username"
                    autofocus
                    required
                    ltr
                    name="username"
                />
                <TextField
                    label={say("recover-code")}
                    hint={say("recover-code-hint")}
                    value={code}
                    onInput={setCode}
                    autocomplete="off"
                    required
                    mono
                    ltr
                />
                <div>
                    <ScanButton onFound={setCode} />
                </div>
                <NewPasswordFields password={password} onChange={setPassword} />
                {refused ? (
                    <Notice kind="danger">{say("recover-wrong")}</Notice>
                ) : (
                    <FailureNotice error={error} />
                )}
                <Button
                    type="submit"
                    kind="primary"
                    busy={busy}
                    disabled={address.trim() === "" || code.trim() === ""}
                >
                    {say("recover-go")}
                </Button>
                <details class="small">
                    <summary>{say("recover-no-code")}</summary>
                    <p>{say("recover-no-code-text")}</p>
                </details>
                <p class="small">
                    <a href={to()}>{say("recover-back")}</a>
                </p>
            </form>
        </Entry>
    );
}

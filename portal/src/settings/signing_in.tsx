// SPDX-License-Identifier: AGPL-3.0-or-later
// What opens the account: password, codes, passkeys, the recovery code; and where one is signed in.
import { useState } from "preact/hooks";
import { NewPasswordFields, useNewPassword } from "../entry/new_password";
import { RecoveryCard } from "../entry/paper";
import { client, collective } from "../jmap/client";
import { session } from "../store/account";
import { Button } from "../ui/button";
import { FailureNotice, tellFailure } from "../ui/failure";
import { Spinner } from "../ui/parts";
import { tell } from "../ui/toast";
import { say } from "../words/words";
import { Codes } from "./codes";
import { FormerMail } from "./former";
import { Section, useAsked } from "./page";
import { Passkeys } from "./passkeys";
import { passkeysNow, withProof } from "./proof";
import { Sessions } from "./sessions";

export function SigningInPage() {
    const factors = useAsked(passkeysNow);
    const [code, setCode] = useState<string>();
    const [sessionsNow, setSessionsNow] = useState(0);
    // What changes who gets in ends sessions.
    const changed = async () => {
        await factors.again();
        setSessionsNow((count) => count + 1);
    };
    if (code) {
        return (
            <RecoveryCard
                code={code}
                address={session.value?.username ?? ""}
                go={say("ui-done")}
                onTaken={() => {
                    setCode(undefined);
                    tell(say("signing-code-renewed"));
                }}
            />
        );
    }
    return (
        <>
            <Password onChanged={changed} />
            {factors.value ? (
                <>
                    <Codes on={factors.value.totp} onChanged={changed} />
                    <Passkeys passkeys={factors.value.passkeys} onChanged={changed} />
                </>
            ) : factors.error ? (
                <FailureNotice error={factors.error} again={factors.again} />
            ) : (
                <Spinner />
            )}
            <RecoveryCode onNew={setCode} />
            <Sessions key={sessionsNow} />
            <FormerMail />
        </>
    );
}

function Password({ onChanged }: { onChanged: () => Promise<void> }) {
    const [open, setOpen] = useState(false);
    const [password, setPassword, check] = useNewPassword();
    const [error, setError] = useState<unknown>();
    const [busy, setBusy] = useState(false);
    const close = () => {
        setOpen(false);
        setError(undefined);
        setPassword({ value: "", again: "", tried: false });
    };
    const change = async () => {
        if (!check()) return;
        setError(undefined);
        setBusy(true);
        try {
            await withProof(async (proof) => {
                await client.call("Password/set", { accountId: collective, proof, password: password.value });
                close();
                tell(say("signing-password-changed"));
                await onChanged();
            });
        } catch (failed) {
            setError(failed);
        } finally {
            setBusy(false);
        }
    };
    return (
        <Section title={say("sign-in-password")} text={say("signing-password-text")}>
            {open ? (
                <form
                    class="stack narrow"
                    noValidate
                    onSubmit={(event) => {
                        event.preventDefault();
                        void change();
                    }}
                >
                    <NewPasswordFields password={password} onChange={setPassword} autofocus />
                    <FailureNotice error={error} />
                    <div class="row">
                        <Button type="submit" kind="primary" busy={busy}>
                            {say("signing-password-change")}
                        </Button>
                        <Button onClick={close}>{say("ui-cancel")}</Button>
                    </div>
                </form>
            ) : (
                <div>
                    <Button icon="write" onClick={() => setOpen(true)}>
                        {say("signing-password-change")}
                    </Button>
                </div>
            )}
        </Section>
    );
}

function RecoveryCode({ onNew }: { onNew: (code: string) => void }) {
    const renew = () =>
        withProof(async (proof) =>
            onNew(
                String(
                    (await client.call("RecoveryCode/renew", { accountId: collective, proof }))[
                        "recoveryCode"
                    ],
                ),
            ),
        ).catch(tellFailure);
    return (
        <Section title={say("recovery-title")} text={say("signing-code-text")}>
            <div>
                <Button icon="print" onClick={renew}>
                    {say("signing-code-renew")}
                </Button>
            </div>
        </Section>
    );
}

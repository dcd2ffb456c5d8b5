// SPDX-License-Identifier: AGPL-3.0-or-later
// A session alone does not change what opens the account: who one is, is shown anew, by the password or a passkey.
// `askProof` gives what those methods take; <Proofs /> stands once on the page that calls it.
import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { getPasskey, hasPasskeys } from "../entry/passkey";
import { Failure, client, collective, postJson } from "../jmap/client";
import type { Answer } from "../jmap/types";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { failureText } from "../ui/failure";
import { PasswordField } from "../ui/field";
import { Notice } from "../ui/parts";
import { say } from "../words/words";

const asked = signal<((proof: string | undefined) => void) | undefined>(undefined);

/// It holds for five minutes, for this session alone. Nothing where somebody thought better of it.
export function askProof(): Promise<string | undefined> {
    return new Promise((answer) => {
        asked.value = answer;
    });
}

/// Does what takes a proof, if it is given; whether it was.
export async function withProof(act: (proof: string) => Promise<unknown>): Promise<boolean> {
    const proof = await askProof();
    if (proof !== undefined) await act(proof);
    return proof !== undefined;
}

export interface Passkey {
    passkey: string;
    label: string;
    created: string;
    opens: boolean;
    secondFactor: boolean;
    backedUp: boolean;
}

export async function passkeysNow(): Promise<{ passkeys: Passkey[]; totp: boolean }> {
    return (await postJson("/auth/passkeys", {})) as unknown as { passkeys: Passkey[]; totp: boolean };
}

/// An assertion by one of the account's passkeys.
export async function assertPasskey(passkeys: string[]): Promise<Answer> {
    const options = (await postJson("/auth/challenge", {}))["passkey"] as Answer;
    return getPasskey({ ...options, allowCredentials: passkeys.map((id) => ({ type: "public-key", id })) });
}

export function Proofs() {
    const answer = asked.value;
    return answer ? <ProofDialog key={String(answer)} answer={answer} /> : null;
}

function ProofDialog({ answer }: { answer: (proof: string | undefined) => void }) {
    const [secret, setSecret] = useState("");
    const [passkeys, setPasskeys] = useState<string[]>([]);
    const [error, setError] = useState<unknown>();
    const [busy, setBusy] = useState(false);
    useEffect(() => {
        if (!hasPasskeys()) return;
        passkeysNow().then(
            (now) => setPasskeys(now.passkeys.map((one) => one.passkey)),
            () => undefined,
        );
    }, []);
    const end = (proof?: string) => {
        asked.value = undefined;
        answer(proof);
    };
    const attempt = async (act: () => Promise<Answer>) => {
        setError(undefined);
        setBusy(true);
        try {
            end(String((await act())["proof"]));
        } catch (failed) {
            if ((failed as Error).name !== "NotAllowedError") setError(failed);
        } finally {
            setBusy(false);
        }
    };
    const isWrong = error instanceof Failure && (error.type === "forbidden" || error.kind === "signedOut");
    return (
        <Dialog
            title={say("proof-title")}
            onClose={() => end()}
            onSubmit={() => attempt(() => client.call("Proof/give", { accountId: collective, secret }))}
            actions={
                <>
                    <Button onClick={() => end()}>{say("ui-cancel")}</Button>
                    <Button type="submit" kind="primary" busy={busy} disabled={secret === ""}>
                        {say("proof-go")}
                    </Button>
                </>
            }
        >
            <p>{say("proof-text")}</p>
            <PasswordField
                label={say("sign-in-password")}
                value={secret}
                onInput={setSecret}
                wrong={isWrong ? say("proof-wrong") : undefined}
                autocomplete="current-password"
                autofocus
                required
            />
            {error !== undefined && !isWrong && <Notice kind="danger">{failureText(error)}</Notice>}
            {passkeys.length > 0 && (
                <Button
                    icon="fingerprint"
                    onClick={() =>
                        attempt(async () =>
                            postJson("/auth/prove", { passkey: await assertPasskey(passkeys) }),
                        )
                    }
                >
                    {say("sign-in-passkey")}
                </Button>
            )}
        </Dialog>
    );
}

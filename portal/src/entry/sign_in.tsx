// SPDX-License-Identifier: AGPL-3.0-or-later
// Signing in: address and password, then a code or a passkey where the member asked for that; or a passkey alone.
import { useState } from "preact/hooks";
import { to } from "../base/router";
import { Failure, postJson } from "../jmap/client";
import type { Answer } from "../jmap/types";
import { enter } from "../store/account";
import { Button } from "../ui/button";
import { FailureNotice } from "../ui/failure";
import { PasswordField, TextField } from "../ui/field";
import { say } from "../words/words";
import { Entry } from "./frame";
import { getPasskey, hasPasskeys } from "./passkey";

interface Step {
    step: string;
    code: boolean;
    passkey: Answer | null;
}

/// What LoginSession/get calls this session.
export function sessionLabel(): string {
    const agent = navigator.userAgent;
    const browser = /Firefox\//.test(agent) ? "Firefox" : /Edg\//.test(agent) ? "Edge" : /Chrome\//.test(agent) ? "Chrome" : /Safari\//.test(agent) ? "Safari" : "";
    const system = /Android/.test(agent) ? "Android" : /iPhone|iPad/.test(agent) ? "iOS" : /Mac OS/.test(agent) ? "macOS" : /Windows/.test(agent) ? "Windows" : /Linux/.test(agent) ? "Linux" : "";
    return [browser, system].filter(Boolean).join(", ") || "Milpa";
}

const common = () => ({ cookie: true, label: sessionLabel() });

export async function signInWith(address: string, secret: string): Promise<Step | undefined> {
    const answer = await postJson("/auth/sign-in", { ...common(), address, secret });
    if (answer["type"] === "step") return answer as unknown as Step;
    await enter();
    return undefined;
}

function textOf(error: unknown): string | undefined {
    if (error instanceof Failure && error.kind === "signedOut") return say("sign-in-wrong");
    if (error instanceof Failure && error.kind === "limit") return say("sign-in-too-often");
    return undefined;
}

export function SignIn() {
    const [address, setAddress] = useState("");
    const [secret, setSecret] = useState("");
    const [step, setStep] = useState<Step>();
    const [code, setCode] = useState("");
    const [error, setError] = useState<unknown>();
    const [busy, setBusy] = useState(false);
    const attempt = async (act: () => Promise<unknown>) => {
        setError(undefined);
        setBusy(true);
        try {
            await act();
        } catch (failed) {
            if ((failed as Error).name !== "NotAllowedError") setError(failed);
        } finally {
            setBusy(false);
        }
    };
    const first = () =>
        attempt(async () => {
            const next = await signInWith(address.trim(), secret);
            if (next) {
                setSecret("");
                setStep(next);
            }
        });
    const byCode = () =>
        attempt(async () => {
            await postJson("/auth/code", { ...common(), step: step!.step, code: code.replace(/\s/g, "") });
            await enter();
        });
    const byPasskey = () =>
        attempt(async () => {
            const options = step?.passkey ?? ((await postJson("/auth/challenge", {}))["passkey"] as Answer);
            const passkey = await getPasskey(options);
            await postJson("/auth/passkey", { ...common(), passkey, ...(step ? { step: step.step } : {}) });
            await enter();
        });
    const wrong = textOf(error);
    if (step) {
        return (
            <Entry title={say("sign-in-second-title")}>
                <form
                    class="card"
                    noValidate
                    onSubmit={(event) => {
                        event.preventDefault();
                        void byCode();
                    }}
                >
                    <h1>{say("sign-in-second-title")}</h1>
                    {step.code && (
                        <>
                            <TextField label={say("sign-in-code")} hint={say("sign-in-code-hint")} value={code} onInput={setCode} wrong={wrong && say("sign-in-wrong-code")} inputMode="numeric" autocomplete="one-time-code" autofocus ltr />
                            <Button type="submit" kind="primary" busy={busy}>
                                {say("sign-in-go")}
                            </Button>
                        </>
                    )}
                    {step.passkey && (
                        <Button icon="fingerprint" onClick={byPasskey}>
                            {say("sign-in-passkey")}
                        </Button>
                    )}
                    {!wrong && <FailureNotice error={error} />}
                    <Button kind="plain" onClick={() => setStep(undefined)}>
                        {say("sign-in-other")}
                    </Button>
                </form>
            </Entry>
        );
    }
    return (
        <Entry title={say("sign-in-title")}>
            <form
                class="card"
                noValidate
                onSubmit={(event) => {
                    event.preventDefault();
                    void first();
                }}
            >
                <h1>{say("sign-in-title")}</h1>
                <TextField label={say("sign-in-address")} type="email" value={address} onInput={setAddress} autocomplete="username" autofocus required ltr name="username" />
                <PasswordField label={say("sign-in-password")} value={secret} onInput={setSecret} wrong={wrong} autocomplete="current-password" required />
                {!wrong && <FailureNotice error={error} />}
                <Button type="submit" kind="primary" busy={busy}>
                    {say("sign-in-go")}
                </Button>
                {hasPasskeys() && (
                    <Button icon="fingerprint" onClick={byPasskey}>
                        {say("sign-in-passkey")}
                    </Button>
                )}
                <div class="row-between small">
                    <a href={to("recover")}>{say("sign-in-forgotten")}</a>
                    <a href={to("join")}>{say("sign-in-invited")}</a>
                </div>
            </form>
        </Entry>
    );
}

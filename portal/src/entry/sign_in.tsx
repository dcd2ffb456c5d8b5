// SPDX-License-Identifier: AGPL-3.0-or-later
// Signing in: address and password, then a code or a passkey where the member asked for that; or a passkey alone.
import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { to } from "../base/router";
import { Failure, postJson } from "../jmap/client";
import type { Answer } from "../jmap/types";
import { enterAnew, standing } from "../store/account";
import { Button } from "../ui/button";
import { FailureNotice } from "../ui/failure";
import { PasswordField, TextField } from "../ui/field";
import { Notice } from "../ui/parts";
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
    const browser = /Firefox\//.test(agent)
        ? "Firefox"
        : /Edg\//.test(agent)
          ? "Edge"
          : /Chrome\//.test(agent)
            ? "Chrome"
            : /Safari\//.test(agent)
              ? "Safari"
              : "";
    const system = /Android/.test(agent)
        ? "Android"
        : /iPhone|iPad/.test(agent)
          ? "iOS"
          : /Mac OS/.test(agent)
            ? "macOS"
            : /Windows/.test(agent)
              ? "Windows"
              : /Linux/.test(agent)
                ? "Linux"
                : "";
    return [browser, system].filter(Boolean).join(", ") || "Milpa";
}

const common = () => ({ cookie: true, label: sessionLabel() });

/// What is asked for beside the password, while it is.
const step = signal<Step | undefined>(undefined);

async function signInWith(address: string, secret: string): Promise<void> {
    const answer = await postJson("/auth/sign-in", { ...common(), address, secret });
    if (answer["type"] === "step") step.value = answer as unknown as Step;
    else await enterAnew();
}

/// After joining or recovering: signed in at once, or the sign-in's second step. Whatever fails, signing in by hand is
/// what is left.
export async function continueSignIn(address: string, secret: string): Promise<void> {
    try {
        await signInWith(address, secret);
    } catch {
        standing.value = "guest";
    }
}

function textOf(error: unknown): string | undefined {
    if (error instanceof Failure && error.kind === "signedOut") return say("sign-in-wrong");
    if (error instanceof Failure && error.kind === "limit") return say("sign-in-too-often");
    return undefined;
}

export function SignIn() {
    const [address, setAddress] = useState("");
    const [secret, setSecret] = useState("");
    const [code, setCode] = useState("");
    const [byRecovery, setByRecovery] = useState(false);
    const [error, setError] = useState<unknown>();
    const [wasPasskey, setWasPasskey] = useState(false);
    const [busy, setBusy] = useState(false);
    const second = step.value;
    const enterNow = async () => {
        await enterAnew();
        step.value = undefined;
    };
    const attempt = async (act: () => Promise<unknown>, passkey = false) => {
        setError(undefined);
        setWasPasskey(passkey);
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
            await signInWith(address.trim(), secret);
            setSecret("");
        });
    const byCode = () =>
        attempt(async () => {
            await postJson("/auth/code", { ...common(), step: second!.step, code: code.replace(/\s/g, "") });
            await enterNow();
        });
    const byPasskey = () =>
        attempt(async () => {
            const options = second?.passkey ?? ((await postJson("/auth/challenge", {}))["passkey"] as Answer);
            const passkey = await getPasskey(options);
            await postJson("/auth/passkey", {
                ...common(),
                passkey,
                ...(second ? { step: second.step } : {}),
            });
            await enterNow();
        }, true);
    const wrong = wasPasskey ? undefined : textOf(error);
    const failed = wrong ? null : wasPasskey && error instanceof Failure && error.kind === "signedOut" ? (
        <Notice kind="danger">{say("sign-in-passkey-wrong")}</Notice>
    ) : (
        <FailureNotice error={error} />
    );
    if (second) {
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
                    {(second.code || byRecovery) && (
                        <>
                            <TextField
                                key={String(byRecovery)}
                                label={say(byRecovery ? "recovery-title" : "sign-in-code")}
                                hint={say(byRecovery ? "sign-in-recovery-hint" : "sign-in-code-hint")}
                                value={code}
                                onInput={setCode}
                                wrong={
                                    wrong && say(byRecovery ? "sign-in-wrong-recovery" : "sign-in-wrong-code")
                                }
                                inputMode={byRecovery ? "text" : "numeric"}
                                autocomplete={byRecovery ? "off" : "one-time-code"}
                                autofocus
                                ltr
                            />
                            <Button type="submit" kind="primary" busy={busy}>
                                {say("sign-in-go")}
                            </Button>
                        </>
                    )}
                    {second.passkey && (
                        <Button icon="fingerprint" onClick={byPasskey}>
                            {say("sign-in-passkey")}
                        </Button>
                    )}
                    {failed}
                    {(second.code || !byRecovery) && (
                        <Button
                            kind="plain"
                            onClick={() => {
                                setByRecovery(!byRecovery);
                                setCode("");
                                setError(undefined);
                            }}
                        >
                            {say(byRecovery ? "sign-in-by-code" : "sign-in-by-recovery")}
                        </Button>
                    )}
                    <Button
                        kind="plain"
                        onClick={() => {
                            setByRecovery(false);
                            step.value = undefined;
                            setCode("");
                            setError(undefined);
                        }}
                    >
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
                <PasswordField
                    label={say("sign-in-password")}
                    value={secret}
                    onInput={setSecret}
                    wrong={wrong}
                    autocomplete="current-password"
                    required
                />
                {failed}
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

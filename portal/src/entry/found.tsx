// SPDX-License-Identifier: AGPL-3.0-or-later
// Founding a collective: /portal/found#TOKEN. Five questions, the founder's recovery code, the shares one by one, the
// first unlocking, and the DNS. A keyholder's own link, which gives their share alone, leads here as well.
import { useEffect, useState } from "preact/hooks";
import { forgetFragment, fragment, go, to } from "../base/router";
import { DnsRecords } from "../dns/records";
import { Failure, client, collective, founding as foundingUrn, reach } from "../jmap/client";
import type { Answer, Session } from "../jmap/types";
import { standing } from "../store/account";
import { Button } from "../ui/button";
import { FailureNotice, failureText } from "../ui/failure";
import { TextField } from "../ui/field";
import { Spinner } from "../ui/parts";
import { say, sayIfKnown } from "../words/words";
import { emptyAnswers, type Answers } from "./found_answers";
import { Questions } from "./found_questions";
import { OwnShare, Shares } from "./found_shares";
import { Entry, houseName } from "./frame";
import { secretIn } from "./join";
import { RecoveryCard, StepTitle } from "./paper";
import { continueSignIn } from "./sign_in";
import { Unlock } from "./unlock";

/// How it stands (Founding/get).
export interface Founding {
    state: "questions" | "founding" | "shares" | "settling" | "done";
    role: "founder" | "keyholder";
    number: number | null;
    shares: { number: number; isGiven: boolean; secret: string | null }[];
    name?: string;
    domain?: string;
    keyholders?: number;
    threshold?: number;
    address?: string;
    limits?: { keyholders: number };
}

export const founding = async (
    method: string,
    token: string,
    more: Record<string, unknown> = {},
): Promise<Answer> => client.call(`Founding/${method}`, { token, ...more });

/// Why it was refused: a founding's failures have a reason.
export function foundingFailure(error: unknown): string {
    const reason = error instanceof Failure ? String(error.more["reason"] ?? "") : "";
    return (reason && sayIfKnown(`found-reason-${reason}`)) || failureText(error);
}

/// A server that is founded has no such methods any more.
const isFounded = (error: unknown): boolean =>
    error instanceof Failure &&
    (error.kind === "signedOut" ||
        error.more["reason"] === "done" ||
        error.type === "unknownMethod" ||
        error.kind === "locked");

/// Milliseconds between two looks.
const every = 1_500;
/// So long a new server takes at most to be there.
const patience = 20_000;

type Step =
    | { name: "ask" }
    | { name: "desk" }
    | { name: "code"; code: string }
    | { name: "starts" }
    | { name: "unlock" }
    | { name: "dns" };

export function Found() {
    const [token, setToken] = useState("");
    const [now, setNow] = useState<Founding>();
    const [answers, setAnswers] = useState<Answers>(emptyAnswers);
    const [step, setStep] = useState<Step>({ name: "ask" });
    const name = now?.name ?? now?.domain;
    useEffect(() => {
        if (name) houseName.value = name;
    }, [name]);
    const enter = (given: string, standsNow: Founding) => {
        setToken(given);
        setNow(standsNow);
        setStep({ name: "desk" });
    };
    switch (step.name) {
        case "ask":
            return <Ask onFound={enter} />;
        case "code":
            return (
                <Entry title={say("found-title")}>
                    <RecoveryCard
                        code={step.code}
                        address={now!.address ?? ""}
                        name={now!.name}
                        go={say("found-to-shares")}
                        onTaken={() => setStep({ name: "desk" })}
                    />
                </Entry>
            );
        case "starts":
            return <Starts onThere={() => setStep({ name: "unlock" })} />;
        case "unlock":
            return (
                <Unlock
                    onOpen={async () => {
                        await continueSignIn(now!.address ?? "", answers.password.value);
                        setAnswers({ ...answers, password: { value: "", again: "", tried: false } });
                        // Without a session the browser asks about the certificate, or for the password.
                        if (standing.value !== "member") return location.assign(to());
                        explainFirstStart().catch(() => undefined);
                        setStep({ name: "dns" });
                    }}
                />
            );
        case "dns":
            return <Dns />;
        case "desk":
            break;
    }
    const desk = now!;
    if (desk.role === "keyholder") return <OwnShare token={token} desk={desk} onChanged={setNow} />;
    if (desk.state === "questions") {
        return (
            <Questions
                answers={answers}
                most={desk.limits?.keyholders ?? 16}
                onChange={setAnswers}
                onFound={async (begin) => {
                    const begun = await founding("begin", token, begin);
                    setNow(begun as unknown as Founding);
                    setStep({ name: "code", code: String(begun["recoveryCode"]) });
                }}
            />
        );
    }
    if (desk.state === "shares") {
        return (
            <Shares
                token={token}
                desk={desk}
                isAnew={answers.password.value === ""}
                onChanged={setNow}
                onFinished={() => setStep({ name: "starts" })}
            />
        );
    }
    return <Busy token={token} onChanged={setNow} />;
}

/// Whether the server has none yet: only then it has these methods.
async function mayFound(): Promise<boolean> {
    try {
        const session = (await (await reach("/jmap/session")).json()) as Session;
        return foundingUrn in session.capabilities;
    } catch (error) {
        if (error instanceof Failure && error.kind !== "network") return false;
        throw error;
    }
}

function Ask({ onFound }: { onFound: (token: string, now: Founding) => void }) {
    const [typed, setTyped] = useState("");
    const [error, setError] = useState<unknown>();
    const [busy, setBusy] = useState(fragment.value !== "");
    const find = async (token: string) => {
        setError(undefined);
        setBusy(true);
        try {
            onFound(token, (await founding("get", token)) as unknown as Founding);
        } catch (failed) {
            setError(failed);
        } finally {
            setBusy(false);
        }
    };
    const given = fragment.value;
    useEffect(() => {
        if (given === "") return;
        forgetFragment();
        void find(given);
    }, [given]);
    useEffect(() => {
        if (given === "")
            void mayFound().then(
                (may) => !may && setError(new Failure("refused", "unknownMethod")),
                setError,
            );
    }, []);
    if (isFounded(error)) {
        return (
            <Entry title={say("found-done-title")}>
                <div class="card">
                    <StepTitle>{say("found-done-title")}</StepTitle>
                    <p>{say("found-done-text")}</p>
                    <a class="button primary" href="/portal/" onClick={() => go([])}>
                        {say("found-done-go")}
                    </a>
                </div>
            </Entry>
        );
    }
    const refused = error instanceof Failure && error.kind === "refused";
    return (
        <Entry title={say("found-title")}>
            <form
                class="card"
                noValidate
                onSubmit={(event) => {
                    event.preventDefault();
                    void find(secretIn(typed));
                }}
            >
                <StepTitle quiet>{say("found-title")}</StepTitle>
                {busy && typed === "" ? (
                    <Spinner />
                ) : (
                    <>
                        <p>{say("found-ask")}</p>
                        <TextField
                            label={say("found-token")}
                            hint={say("found-token-hint")}
                            value={typed}
                            onInput={setTyped}
                            wrong={refused ? foundingFailure(error) : undefined}
                            autocomplete="off"
                            autofocus
                            required
                            mono
                            ltr
                        />
                        {!refused && <FailureNotice error={error} />}
                        <Button type="submit" kind="primary" busy={busy} disabled={typed.trim() === ""}>
                            {say("ui-next")}
                        </Button>
                    </>
                )}
            </form>
        </Entry>
    );
}

/// Whoever founded it knows why it was started then, and says so to all.
async function explainFirstStart(): Promise<void> {
    const said = await client.call("Start/get", { accountId: collective, ids: null });
    const [first, ...more] = said["list"] as { id: string; explanation: string | null }[];
    if (!first || first.explanation || more.length > 0) return;
    const explanation = say("found-first-start");
    await client.call("Start/explain", { accountId: collective, id: first.id, explanation });
}

/// Somebody else's page, or this one before it was loaded anew, is at it.
function Busy({ token, onChanged }: { token: string; onChanged: (now: Founding) => void }) {
    useEffect(() => {
        const timer = setInterval(
            () =>
                void founding("get", token).then(
                    (now) => onChanged(now as unknown as Founding),
                    () => location.assign(to()),
                ),
            every,
        );
        return () => clearInterval(timer);
    }, [token]);
    return (
        <Entry title={say("found-title")}>
            <div class="card">
                <StepTitle>{say("found-busy")}</StepTitle>
                <Spinner />
            </div>
        </Entry>
    );
}

/// The founding server ends, and the collective's own begins, locked.
function Starts({ onThere }: { onThere: () => void }) {
    const [isLate, setIsLate] = useState(false);
    useEffect(() => {
        const began = Date.now();
        let ended = false;
        let timer: ReturnType<typeof setTimeout>;
        const look = async () => {
            try {
                await client.call("Keyholders/get", { accountId: "c", ids: null });
                if (!ended) onThere();
                return;
            } catch {
                // Not there yet.
            }
            if (ended) return;
            if (Date.now() - began > patience) setIsLate(true);
            timer = setTimeout(() => void look(), every);
        };
        timer = setTimeout(() => void look(), every);
        return () => {
            ended = true;
            clearTimeout(timer);
        };
    }, []);
    return (
        <Entry title={say("found-starts")}>
            <div class="card">
                <StepTitle>{say("found-starts")}</StepTitle>
                <p>{say("found-starts-text")}</p>
                <Spinner label={say("found-starts-waiting")} />
                {isLate && (
                    <>
                        <p>{say("found-starts-late")}</p>
                        <a class="button" href="/portal/unlock" target="_self">
                            {say("found-starts-go")}
                        </a>
                    </>
                )}
            </div>
        </Entry>
    );
}

function Dns() {
    return (
        <Entry title={say("found-dns-title")} wide>
            <div class="card">
                <StepTitle>{say("found-dns-title")}</StepTitle>
                <p>{say("found-dns-text")}</p>
                <DnsRecords />
                <p class="quiet">{say("found-dns-later")}</p>
                <Button kind="primary" onClick={() => go(["mail"], "replace")}>
                    {say("join-to-mail")}
                </Button>
            </div>
        </Entry>
    );
}

// SPDX-License-Identifier: AGPL-3.0-or-later
// The locked server: who is needed still, a keyholder's share, and, once it is open, every start
// that nobody has explained.
import { useEffect, useState } from "preact/hooks";
import { go, to } from "../base/router";
import { Client, Failure, collective } from "../jmap/client";
import type { Answer } from "../jmap/types";
import { enter, standing } from "../store/account";
import { Button } from "../ui/button";
import { FailureNotice } from "../ui/failure";
import { Icon } from "../ui/icon";
import { Notice, Spinner } from "../ui/parts";
import { listOf, number, wholeDate } from "../words/format";
import { say } from "../words/words";
import { Entry } from "./frame";
import { StepTitle } from "./paper";
import { bareCode } from "./scan";
import { ShareField, shareFailure } from "./share_field";

/// Milliseconds between two looks at how it stands.
const every = 3_000;
/// Whoever unlocks is nobody's session.
const guest = new Client();

interface Quorum {
    keyholders: number;
    threshold: number;
    isUnlocked: boolean;
    collected: number[];
    missing: number;
}

interface Start {
    at: string;
    sessions: { unlocked: string | null; locked: string | null }[];
    /// Since it was unlocked somebody may have said.
    explanation: string | null;
}

async function look(): Promise<Quorum> {
    const said = await guest.call("Keyholders/get", { accountId: collective, ids: null });
    return (said["list"] as Answer[])[0] as unknown as Quorum;
}

/// `onOpen`: what follows instead of signing in by hand.
export function Unlock({ onOpen }: { onOpen?: () => Promise<void> }) {
    const [quorum, setQuorum] = useState<Quorum>();
    const [error, setError] = useState<unknown>();
    const [receipt, setReceipt] = useState<string>();
    const isOpen = quorum?.isUnlocked ?? false;
    useEffect(() => {
        if (isOpen) return;
        let ended = false;
        let timer: ReturnType<typeof setTimeout>;
        const again = async () => {
            try {
                // Whoever looks elsewhere is shown it when they come back.
                if (document.visibilityState === "visible") {
                    const now = await look();
                    if (ended) return;
                    setQuorum(now);
                    setError(undefined);
                }
            } catch (failed) {
                if (!ended) setError(failed);
            }
            if (!ended) timer = setTimeout(() => void again(), every);
        };
        void again();
        return () => {
            ended = true;
            clearTimeout(timer);
        };
    }, [isOpen]);
    const title = say(isOpen ? "unlock-open-title" : "unlock-title");
    return (
        <Entry title={title}>
            {isOpen ? (
                <Open receipt={receipt} onOpen={onOpen} />
            ) : quorum ? (
                <Locked
                    quorum={quorum}
                    error={error}
                    onGiven={(now, given) => {
                        if (given) setReceipt(given);
                        if (now) setQuorum(now);
                    }}
                />
            ) : (
                <div class="card">{error ? <FailureNotice error={error} /> : <Spinner />}</div>
            )}
        </Entry>
    );
}

/// A grain for each keyholder: full where their share is here. As an example it is a picture alone.
export function Grains({
    keyholders,
    collected,
    example,
}: {
    keyholders: number;
    collected: number[];
    example?: boolean;
}) {
    return (
        <ul class="grains" aria-label={say("unlock-grains")} aria-hidden={example}>
            {Array.from({ length: keyholders }, (_, i) => {
                const isHere = collected.includes(i + 1);
                return (
                    <li key={i} class={isHere ? "here" : undefined}>
                        <svg viewBox="0 0 40 48" aria-hidden="true">
                            <path d="M20 2c10 8 17 17 17 26 0 10-7 18-17 18S3 38 3 28C3 19 10 10 20 2z" />
                        </svg>
                        <span aria-hidden="true">{number(i + 1)}</span>
                        <span class="visually-hidden">
                            {say(isHere ? "unlock-grain-here" : "unlock-grain-missing", { number: i + 1 })}
                        </span>
                    </li>
                );
            })}
        </ul>
    );
}

interface LockedProps {
    quorum: Quorum;
    error: unknown;
    onGiven: (now: Quorum | undefined, receipt: string | undefined) => void;
}

function Locked({ quorum, error, onGiven }: LockedProps) {
    const { keyholders, threshold, collected, missing } = quorum;
    const [share, setShare] = useState("");
    const [wrong, setWrong] = useState<string>();
    const [thanks, setThanks] = useState(false);
    const [busy, setBusy] = useState(false);
    const offer = async () => {
        const offered = bareCode(share);
        setWrong(offered === "" ? say("share-needed") : undefined);
        setThanks(false);
        if (offered === "") return;
        setBusy(true);
        try {
            const now = await guest.call("Keyholders/offer", { accountId: collective, share: offered });
            setShare("");
            setThanks(true);
            onGiven(now as unknown as Quorum, now["receipt"] as string | undefined);
        } catch (failed) {
            // A slip is mended letter by letter; what was refused for another reason need not stand there.
            if (
                !(failed instanceof Failure && failed.type === "invalidArguments") &&
                !(failed instanceof Failure && failed.kind === "network")
            )
                setShare("");
            // The share was taken all the same where what comes after it failed.
            if (failed instanceof Failure) onGiven(undefined, failed.more["receipt"] as string | undefined);
            setWrong(shareFailure(failed));
        } finally {
            setBusy(false);
        }
    };
    return (
        <div class="stack">
            <section class="card">
                <StepTitle quiet>{say("unlock-title")}</StepTitle>
                <p>{say("unlock-text", { threshold, keyholders })}</p>
                <Grains keyholders={keyholders} collected={collected} />
                <p class="unlock-missing" role="status">
                    {collected.length > 0 &&
                        say("unlock-here", {
                            count: collected.length,
                            numbers: listOf(collected.map(number)),
                        })}{" "}
                    {say("unlock-missing", { count: missing })}
                </p>
                <FailureNotice error={error} />
            </section>
            <form
                class="card"
                noValidate
                autocomplete="off"
                onSubmit={(event) => {
                    event.preventDefault();
                    void offer();
                }}
            >
                <h2>{say("unlock-for-keyholders")}</h2>
                {thanks && <Notice>{say("unlock-thanks")}</Notice>}
                <ShareField value={share} onInput={setShare} wrong={wrong} />
                <Button type="submit" kind="primary" icon="key" busy={busy}>
                    {say("unlock-give")}
                </Button>
                <details class="small">
                    <summary>{say("unlock-why")}</summary>
                    <p>{say("unlock-why-text")}</p>
                    <p>{say("unlock-why-ask")}</p>
                </details>
            </form>
        </div>
    );
}

async function signIn(): Promise<void> {
    go([], "replace");
    await enter();
    // An open server may show another certificate, which a browser asks about only when the page comes anew.
    if (standing.value === "unreachable") location.assign(to());
}

function Open({
    receipt,
    onOpen,
}: {
    receipt: string | undefined;
    onOpen: (() => Promise<void>) | undefined;
}) {
    const [starts, setStarts] = useState<Start[]>();
    useEffect(() => {
        if (!receipt) return;
        guest.call("Start/unexplained", { accountId: collective, receipt }).then(
            (said) => setStarts((said["list"] ?? []) as Start[]),
            // Whoever signs in reads all starts in the house.
            () => undefined,
        );
    }, [receipt]);
    // Right after a founding everybody in the room knows why.
    const isFirst = onOpen !== undefined && starts?.length === 1;
    return (
        <div class="card">
            <StepTitle>{say("unlock-open-title")}</StepTitle>
            <p>{say("unlock-open-text")}</p>
            {starts && starts.length === 0 && <Notice>{say("unlock-all-explained")}</Notice>}
            {starts && starts.length > 0 && isFirst && <Notice>{say("unlock-first-start")}</Notice>}
            {starts && starts.length > 0 && !isFirst && <Unexplained starts={starts} />}
            <Button kind="primary" onClick={onOpen ?? signIn}>
                {say(onOpen ? "ui-next" : "sign-in-go")}
            </Button>
        </div>
    );
}

function Unexplained({ starts }: { starts: Start[] }) {
    return (
        <section class="stack" aria-labelledby="unexplained">
            <h2 id="unexplained">{say("unlock-unexplained", { count: starts.length })}</h2>
            <ul class="starts">
                {starts.map((start) => (
                    <li key={start.at}>
                        <Icon name="warning" />
                        <div>
                            <strong>{wholeDate(new Date(start.at))}</strong>
                            {start.explanation && (
                                <p>
                                    <q dir="auto">{start.explanation}</q>
                                </p>
                            )}
                            {start.sessions.length === 0 && (
                                <p class="quiet">{say("unlock-never-unlocked")}</p>
                            )}
                            {start.sessions.map((one, i) => (
                                <p key={i} class="quiet">
                                    {one.unlocked &&
                                        say("unlock-start-unlocked", {
                                            date: wholeDate(new Date(one.unlocked)),
                                        })}{" "}
                                    {one.locked &&
                                        say("unlock-start-locked", { date: wholeDate(new Date(one.locked)) })}
                                </p>
                            ))}
                        </div>
                    </li>
                ))}
            </ul>
            <Notice kind="warning">{say("unlock-unexplained-text")}</Notice>
        </section>
    );
}

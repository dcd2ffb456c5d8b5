// SPDX-License-Identifier: AGPL-3.0-or-later
// Keyholders: how many, what waits for them, what they did. Every member may read it; whoever holds a share gives it here.
import { useEffect, useState } from "preact/hooks";
import { Grains } from "../entry/unlock";
import { bareCode } from "../entry/scan";
import { ShareField, shareFailure } from "../entry/share_field";
import { isAdministrator, session } from "../store/account";
import { Section, useAsked } from "../settings/page";
import { Button } from "../ui/button";
import { ask } from "../ui/dialog";
import { FailureNotice } from "../ui/failure";
import { TextField } from "../ui/field";
import { Icon } from "../ui/icon";
import { Notice, Spinner } from "../ui/parts";
import { tell } from "../ui/toast";
import { listOf, number, shortDate } from "../words/format";
import { loadWords, say, sayIfKnown } from "../words/words";
import { attempt, call, create, destroy, list } from "./ask";
import { FormDialog } from "./confirm";
import { MemberSecrets, NewShares } from "./handover";
import { type Act, type Approval, type Keyholders, type Member, callMember } from "./types";

/// Milliseconds between two looks: keyholders are in different places.
const every = 5_000;
const keyholdersMax = 16;
const actsAtOnce = 30;

type Result =
    | { kind: "member"; address: string; password: string | null; recoveryCode: string }
    | { kind: "shares"; shares: string[] };

interface Known {
    keyholders: Keyholders;
    approvals: Approval[];
    acts: Act[];
    members: Member[];
}

async function look(): Promise<Known> {
    const [keyholders, approvals, acts, members] = await Promise.all([
        list<Keyholders>("Keyholders"),
        list<Approval>("Approval"),
        list<Act>("Act"),
        list<Member>("Member"),
        loadWords("unlock"),
    ]);
    return { keyholders: keyholders[0]!, approvals, acts, members };
}

export function KeyholdersPage() {
    const { value, error, again } = useAsked(look);
    const [changing, setChanging] = useState(false);
    const [result, setResult] = useState<Result>();
    useEffect(() => {
        const timer = setInterval(() => document.visibilityState === "visible" && void again(), every);
        return () => clearInterval(timer);
    }, []);
    const done = () => {
        setResult(undefined);
        void again();
    };
    if (result?.kind === "member") return <MemberSecrets {...result} onDone={done} />;
    if (result?.kind === "shares")
        return <NewShares shares={result.shares} collective={domainOf()} onDone={done} />;
    if (!value) return error ? <FailureNotice error={error} area="care" again={again} /> : <Spinner />;
    const { keyholders, approvals, acts, members } = value;
    return (
        <>
            <FailureNotice error={error} area="care" again={again} />
            <Section
                title={say("care-k-of-n", {
                    threshold: keyholders.threshold,
                    keyholders: keyholders.keyholders,
                })}
                text={say("care-keyholders-text")}
                aside={
                    isAdministrator() && (
                        <Button small onClick={() => setChanging(true)}>
                            {say("care-keyholders-change")}
                        </Button>
                    )
                }
            >
                <p class="small quiet">{say("care-generation", { number: number(keyholders.generation) })}</p>
            </Section>
            <Section title={say("care-approvals")} text={say("care-approvals-text")}>
                {approvals.length === 0 ? (
                    <p class="quiet">{say("care-approvals-none")}</p>
                ) : (
                    approvals.map((one) => (
                        <ApprovalItem
                            key={one.id}
                            approval={one}
                            keyholders={keyholders.keyholders}
                            again={again}
                            onResult={setResult}
                        />
                    ))
                )}
            </Section>
            <Acts acts={acts} members={members} />
            {changing && <ChangeDialog now={keyholders} onClose={() => setChanging(false)} again={again} />}
        </>
    );
}

const domainOf = (): string => session.value?.username.split("@")[1] ?? location.host;

function whatOf(one: Approval): string {
    const about = one.address ?? say("care-somebody-gone");
    switch (one.act) {
        case "resetMember":
            return say("care-approval-reset", { address: about });
        case "thawMember":
            return say("care-approval-thaw", { address: about });
        case "changeKeyholders":
            return say("care-approval-change", {
                keyholders: one.newKeyholders ?? 0,
                threshold: one.newThreshold ?? 0,
            });
        case "confirmKeyholders":
            return say("care-approval-confirm");
    }
}

const meaningOf = (one: Approval): string =>
    ({
        resetMember: say("care-approval-reset-text"),
        thawMember: say("care-approval-thaw-text"),
        changeKeyholders: say("care-approval-change-text"),
        confirmKeyholders: say("care-approval-confirm-text"),
    })[one.act];

interface ApprovalProps {
    approval: Approval;
    keyholders: number;
    again: () => Promise<void>;
    onResult: (result: Result) => void;
}

function ApprovalItem({ approval, keyholders, again, onResult }: ApprovalProps) {
    const [giving, setGiving] = useState(false);
    const title = whatOf(approval);
    const collect = () =>
        attempt(async () => {
            const said = await call("Approval/collect", { id: approval.id });
            const shares = said["shares"] as string[];
            if (shares.length > 0) onResult({ kind: "shares", shares });
            else if (said["recoveryCode"])
                onResult({
                    kind: "member",
                    address: approval.address ?? "",
                    password: said["password"] as string | null,
                    recoveryCode: said["recoveryCode"] as string,
                });
            else tell(say("care-approval-over"));
            await again();
        });
    const withdraw = async () => {
        if (!(await ask(say("care-approval-withdraw-title"), title, say("care-approval-withdraw")))) return;
        await attempt(() => destroy("Approval", approval.id));
        await again();
    };
    return (
        <article class="settings-item" aria-label={title}>
            <h3 dir="auto">{title}</h3>
            <p class="quiet">{meaningOf(approval)}</p>
            {approval.isDone ? (
                <Notice>{say(approval.isOwn ? "care-approval-done-own" : "care-approval-done")}</Notice>
            ) : (
                <>
                    <Grains keyholders={keyholders} collected={approval.collected} />
                    <p role="status">
                        {approval.collected.length > 0 &&
                            `${say("care-approval-here", { count: approval.collected.length, numbers: listOf(approval.collected.map(number)) })} `}
                        {say("care-approval-missing", { count: approval.missing })}
                    </p>
                </>
            )}
            <div class="row">
                {!approval.isDone && !giving && (
                    <Button icon="key" onClick={() => setGiving(true)}>
                        {say("care-approval-give")}
                    </Button>
                )}
                {approval.isDone && approval.isOwn && isAdministrator() && (
                    <Button kind="primary" onClick={collect}>
                        {say("care-approval-collect")}
                    </Button>
                )}
                {isAdministrator() && (
                    <Button kind="plain" onClick={withdraw}>
                        {say("care-approval-withdraw")}
                    </Button>
                )}
            </div>
            {giving && !approval.isDone && (
                <GiveShare approval={approval} onClose={() => setGiving(false)} again={again} />
            )}
        </article>
    );
}

/// What is typed leaves the page with the answer, whatever it is.
function GiveShare({
    approval,
    onClose,
    again,
}: {
    approval: Approval;
    onClose: () => void;
    again: () => Promise<void>;
}) {
    const [share, setShare] = useState("");
    const [wrong, setWrong] = useState<string>();
    const [busy, setBusy] = useState(false);
    const give = async () => {
        if (bareCode(share) === "") return setWrong(say("share-needed"));
        setBusy(true);
        setWrong(undefined);
        try {
            const said = await call("Approval/offer", { id: approval.id, share: bareCode(share) });
            setShare("");
            tell(say(said["isDone"] ? "care-approval-given-done" : "care-approval-given"));
            onClose();
        } catch (error) {
            setWrong(shareFailure(error));
        } finally {
            setBusy(false);
            await again();
        }
    };
    return (
        <form
            class="stack"
            noValidate
            autocomplete="off"
            onSubmit={(event) => {
                event.preventDefault();
                void give();
            }}
        >
            <Notice kind="warning">
                {say(approval.act === "confirmKeyholders" ? "care-give-new-text" : "care-give-text")}
            </Notice>
            <ShareField value={share} onInput={setShare} wrong={wrong} />
            <div class="row">
                <Button type="submit" kind="primary" busy={busy}>
                    {say("care-approval-give")}
                </Button>
                <Button
                    onClick={() => {
                        setShare("");
                        onClose();
                    }}
                >
                    {say("ui-cancel")}
                </Button>
            </div>
        </form>
    );
}

/// In two steps, so that nobody is locked out: new shares are drawn, and are in force when k of them were shown.
function ChangeDialog({
    now,
    onClose,
    again,
}: {
    now: Keyholders;
    onClose: () => void;
    again: () => Promise<void>;
}) {
    const [n, setN] = useState(String(now.keyholders));
    const [k, setK] = useState(String(now.threshold));
    const count = Number(n);
    const needed = Number(k);
    const fits =
        Number.isInteger(count) &&
        Number.isInteger(needed) &&
        count >= 1 &&
        count <= keyholdersMax &&
        needed >= 1 &&
        needed <= count;
    const askFor = async () => {
        await create("Approval", { act: "changeKeyholders", newKeyholders: count, newThreshold: needed });
        await again();
    };
    const confirm = () =>
        attempt(async () => {
            await create("Approval", { act: "confirmKeyholders" });
            onClose();
            await again();
        });
    return (
        <FormDialog
            title={say("care-keyholders-change")}
            yes={say("care-keyholders-ask")}
            isReady={fits}
            onYes={askFor}
            onClose={onClose}
        >
            <p>{say("care-change-text")}</p>
            <div class="two">
                <TextField
                    label={say("care-change-n")}
                    inputMode="numeric"
                    value={n}
                    onInput={setN}
                    autofocus
                />
                <TextField
                    label={say("care-change-k")}
                    inputMode="numeric"
                    value={k}
                    onInput={setK}
                    wrong={fits ? undefined : say("care-change-wrong", { most: keyholdersMax })}
                />
            </div>
            {fits && needed === 1 && <Notice kind="warning">{say("care-change-one")}</Notice>}
            {fits && needed === count && count > 1 && (
                <Notice kind="warning">{say("care-change-all")}</Notice>
            )}
            <div class="settings-item">
                <p>{say("care-change-confirm-text")}</p>
                <div>
                    <Button small onClick={confirm}>
                        {say("care-change-confirm")}
                    </Button>
                </div>
            </div>
        </FormDialog>
    );
}

function Acts({ acts, members }: { acts: Act[]; members: Member[] }) {
    const [shown, setShown] = useState(actsAtOnce);
    const all = [...acts].reverse();
    const textOf = (one: Act): string => {
        const member = members.find((other) => other.id === one.memberId);
        const name = member ? callMember(member) : "";
        return (
            (name && sayIfKnown(`care-act-${one.act}-of`, { name })) ||
            sayIfKnown(`care-act-${one.act}`) ||
            one.act
        );
    };
    return (
        <Section title={say("care-acts")} text={say("care-acts-text")}>
            <ul class="settings-list">
                {all.slice(0, shown).map((one) => (
                    <li key={one.id}>
                        <Icon name={one.act === "unlocked" ? "unlock" : "key"} />
                        <span class="grow">
                            {textOf(one)}
                            {one.shares.length > 0 && (
                                <span class="small quiet">
                                    {" "}
                                    ·{" "}
                                    {say("care-act-shares", {
                                        count: one.shares.length,
                                        numbers: listOf(one.shares.map(number)),
                                    })}
                                </span>
                            )}
                        </span>
                        <time class="small quiet" dateTime={one.at}>
                            {shortDate(new Date(one.at))}
                        </time>
                    </li>
                ))}
            </ul>
            {all.length > shown && (
                <div>
                    <Button small onClick={() => setShown(shown + actsAtOnce)}>
                        {say("care-starts-older", { count: all.length - shown })}
                    </Button>
                </div>
            )}
        </Section>
    );
}

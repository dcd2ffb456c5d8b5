// SPDX-License-Identifier: AGPL-3.0-or-later
// The shares of a founding, each shown once to its keyholder: on this device, which goes from hand to hand, or on their
// own. What was shown is wiped as soon as it was read back.
import { useEffect, useState } from "preact/hooks";
import { isHereAlone } from "../base/place";
import { Button } from "../ui/button";
import { ask } from "../ui/dialog";
import { Icon } from "../ui/icon";
import { Notice } from "../ui/parts";
import { QrCode } from "../ui/qr";
import { number } from "../words/format";
import { say } from "../words/words";
import { founding, foundingFailure, type Founding } from "./found";
import { Entry } from "./frame";
import { Paper, StepTitle, Taken } from "./paper";
import { Grains } from "./unlock";

/// Milliseconds between two looks at who has taken theirs elsewhere.
const every = 3_000;

interface Shown {
    number: number;
    share: string;
}

async function take(token: string, whose: number): Promise<Shown> {
    const said = await founding("share", token, { number: whose });
    return { number: Number(said["number"]), share: String(said["share"]) };
}

/// Where the portal will be once the server has its name (docs/guide/dns.md).
const hostOf = (desk: Founding): string =>
    `mail.${desk.domain ?? ""}${location.port === "" ? "" : `:${location.port}`}`;

function ShareCard({
    shown,
    desk,
    go,
    onTaken,
}: {
    shown: Shown;
    desk: Founding;
    go: string;
    onTaken: () => void;
}) {
    return (
        <div class="card">
            <StepTitle>{say("found-share-of", { number: number(shown.number) })}</StepTitle>
            <div class="no-print">
                <Notice kind="warning">{say("found-share-once")}</Notice>
            </div>
            <p class="no-print">{say("found-share-letters")}</p>
            <Paper
                name={desk.name || desk.domain || ""}
                title={say("found-share-title", { number: number(shown.number) })}
                about={say("found-share-about", {
                    threshold: desk.threshold ?? 0,
                    keyholders: desk.keyholders ?? 0,
                })}
                secret={shown.share}
                note={say("found-share-note", { host: hostOf(desk) })}
            />
            <Taken
                secret={shown.share}
                tick={say("found-share-tick")}
                go={go}
                onTaken={onTaken}
                withoutCopy
            />
        </div>
    );
}

/// On a keyholder's own device, by their own link.
export function OwnShare({
    token,
    desk,
    onChanged,
}: {
    token: string;
    desk: Founding;
    onChanged: (now: Founding) => void;
}) {
    const [shown, setShown] = useState<Shown>();
    const [done, setDone] = useState(false);
    const [error, setError] = useState<unknown>();
    const own = desk.shares[0];
    const show = async () => {
        setError(undefined);
        try {
            setShown(await take(token, own!.number));
        } catch (failed) {
            setError(failed);
            onChanged((await founding("get", token)) as unknown as Founding);
        }
    };
    if (shown) {
        return (
            <Entry title={say("found-title")}>
                <ShareCard
                    shown={shown}
                    desk={desk}
                    go={say("ui-done")}
                    onTaken={() => {
                        setShown(undefined);
                        setDone(true);
                    }}
                />
            </Entry>
        );
    }
    const isGone = done || (own?.isGiven ?? true);
    return (
        <Entry title={say("found-title")}>
            <div class="card">
                <StepTitle>
                    {done
                        ? say("found-own-thanks")
                        : say("found-own-title", { name: desk.name || desk.domain || "" })}
                </StepTitle>
                {done ? (
                    <p>{say("found-own-thanks-text")}</p>
                ) : isGone ? (
                    <Notice kind="danger">{say("found-reason-shareGivenAlready")}</Notice>
                ) : (
                    <>
                        <p>
                            {say("found-own-text", {
                                threshold: desk.threshold ?? 0,
                                keyholders: desk.keyholders ?? 0,
                            })}
                        </p>
                        <Notice kind="warning">{say("found-look-away")}</Notice>
                        {error !== undefined && <Notice kind="danger">{foundingFailure(error)}</Notice>}
                        <Button kind="primary" icon="key" onClick={show}>
                            {say("found-own-show")}
                        </Button>
                    </>
                )}
            </div>
        </Entry>
    );
}

interface SharesProps {
    token: string;
    desk: Founding;
    /// The page was loaded anew since the questions.
    isAnew: boolean;
    onChanged: (now: Founding) => void;
    onFinished: () => void;
}

export function Shares({ token, desk, isAnew, onChanged, onFinished }: SharesProps) {
    const [shown, setShown] = useState<Shown>();
    const [elsewhere, setElsewhere] = useState(false);
    const [error, setError] = useState<unknown>();
    const next = desk.shares.find((one) => !one.isGiven);
    const again = async () => onChanged((await founding("get", token)) as unknown as Founding);
    useEffect(() => {
        if (shown) return;
        const timer = setInterval(() => void again().catch(() => undefined), every);
        return () => clearInterval(timer);
    }, [shown === undefined]);
    useEffect(() => setElsewhere(false), [next?.number]);
    const attempt = async (act: () => Promise<unknown>) => {
        setError(undefined);
        try {
            await act();
        } catch (failed) {
            setError(failed);
            await again().catch(() => undefined);
        }
    };
    const abandon = async () => {
        if (!(await ask(say("found-abandon-title"), say("found-abandon-text"), say("found-abandon")))) return;
        await attempt(async () => onChanged((await founding("abandon", token)) as unknown as Founding));
    };
    if (shown) {
        return (
            <Entry title={say("found-title")}>
                <ShareCard
                    shown={shown}
                    desk={desk}
                    go={say("found-share-hand-on")}
                    onTaken={async () => {
                        setShown(undefined);
                        await attempt(again);
                    }}
                />
            </Entry>
        );
    }
    const given = desk.shares.filter((one) => one.isGiven).map((one) => one.number);
    return (
        <Entry title={say("found-title")}>
            <div class="card" key={next?.number ?? 0}>
                <StepTitle>
                    {next ? say("found-hand-to", { number: number(next.number) }) : say("found-all-given")}
                </StepTitle>
                <Grains keyholders={desk.shares.length} collected={given} example />
                {isAnew && <Notice>{say("found-code-before")}</Notice>}
                {next ? (
                    <>
                        <p>{say("found-hand-text")}</p>
                        <Notice kind="warning">{say("found-look-away")}</Notice>
                        <Button
                            kind="primary"
                            icon="key"
                            onClick={() => attempt(async () => setShown(await take(token, next.number)))}
                        >
                            {say("found-hand-show", { number: number(next.number) })}
                        </Button>
                        {elsewhere ? (
                            <OnTheirOwn secret={next.secret ?? ""} whose={next.number} />
                        ) : (
                            <Button icon="phone" onClick={() => setElsewhere(true)}>
                                {say("found-own-device")}
                            </Button>
                        )}
                    </>
                ) : (
                    <>
                        <p>{say("found-all-given-text")}</p>
                        <Button
                            kind="primary"
                            icon="check"
                            onClick={() =>
                                attempt(async () => {
                                    await founding("finish", token);
                                    onFinished();
                                })
                            }
                        >
                            {say("found-finish")}
                        </Button>
                    </>
                )}
                {error !== undefined && <Notice kind="danger">{foundingFailure(error)}</Notice>}
                <details class="small">
                    <summary>{say("found-went-wrong")}</summary>
                    <div class="stack">
                        <p>{say("found-went-wrong-text")}</p>
                        <div>
                            <Button small kind="danger" onClick={abandon}>
                                {say("found-abandon")}
                            </Button>
                        </div>
                    </div>
                </details>
            </div>
        </Entry>
    );
}

function OnTheirOwn({ secret, whose }: { secret: string; whose: number }) {
    return (
        <div class="stack-small">
            <p>{say("found-own-device-text", { number: number(whose) })}</p>
            <div class="centred">
                <QrCode
                    text={`${location.origin}/portal/found#${secret}`}
                    label={say("found-own-device-qr", { number: number(whose) })}
                />
            </div>
            {isHereAlone() && (
                <Notice kind="warning">{say("found-own-device-local", { host: location.host })}</Notice>
            )}
            <p class="row quiet small" role="status">
                <Icon name="clock" small /> <span>{say("found-own-device-waits")}</span>
            </p>
        </div>
    );
}

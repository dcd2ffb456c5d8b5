// SPDX-License-Identifier: AGPL-3.0-or-later
// A secret that is shown once: a card to print, and the proof that it was taken down. Only the card is printed: what
// stands around it has the class "no-print".
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Button } from "../ui/button";
import { Choice, TextField } from "../ui/field";
import { Mark } from "../ui/mark";
import { Notice, copyText } from "../ui/parts";
import { QrCode } from "../ui/qr";
import { onlyDate } from "../words/format";
import { say } from "../words/words";
import { codeScheme } from "./scan";

interface PaperProps {
    /// Of the collective.
    name: string;
    title: string;
    /// Whose it is, or what it is for.
    about: ComponentChildren;
    /// In groups, with hyphens between.
    secret: string;
    note: string;
}

export const groupsOf = (secret: string): string[] => secret.split("-").filter(Boolean);

/// As secrets are read: what looks alike is the same.
export const plainSecret = (typed: string): string =>
    typed.toLowerCase().replace(/[\s-]/g, "").replace(/[il]/g, "1").replace(/o/g, "0").replace(/u/g, "v");

export function Paper({ name, title, about, secret, note }: PaperProps) {
    return (
        <section class="paper" aria-label={title}>
            <header>
                <span class="mark">
                    <Mark />
                </span>
                <span>
                    <strong>{name}</strong>
                    <span class="when">{onlyDate(new Date())}</span>
                </span>
            </header>
            <div class="inside">
                <div>
                    <h2>{title}</h2>
                    <p>{about}</p>
                    <p class="groups" translate={false}>
                        {groupsOf(secret).map((group, i) => (
                            <span key={i}>{group}</span>
                        ))}
                    </p>
                </div>
                <QrCode text={codeScheme + secret} label={say("paper-qr")} />
            </div>
            <p class="note">{note}</p>
        </section>
    );
}

interface TakenProps {
    secret: string;
    /// What is ticked: "I have it on paper ...".
    tick: string;
    go: string;
    onTaken: () => unknown;
    /// Where it would be no help (a share that should leave no trace).
    withoutCopy?: boolean;
}

/// Goes on when it was ticked and the last group typed back.
export function Taken({ secret, tick, go, onTaken, withoutCopy }: TakenProps) {
    const [ticked, setTicked] = useState(false);
    const [typed, setTyped] = useState("");
    const [tried, setTried] = useState(false);
    const groups = groupsOf(secret);
    const last = groups[groups.length - 1] ?? "";
    const isRight = plainSecret(typed) === plainSecret(last);
    return (
        <form
            class="no-print taken"
            noValidate
            onSubmit={(event) => {
                event.preventDefault();
                setTried(true);
                if (ticked && isRight) void onTaken();
            }}
        >
            <div class="row">
                <Button icon="print" onClick={() => print()}>
                    {say("ui-print")}
                </Button>
                {!withoutCopy && (
                    <Button icon="copy" onClick={() => copyText(secret)}>
                        {say("ui-copy")}
                    </Button>
                )}
            </div>
            <Choice label={tick} checked={ticked} onChange={setTicked} />
            <TextField
                label={say("paper-last-group")}
                hint={say("paper-last-group-hint", { length: last.length })}
                value={typed}
                onInput={setTyped}
                wrong={tried && !isRight ? say("paper-last-group-wrong") : undefined}
                autocomplete="off"
                mono
                ltr
            />
            {tried && isRight && !ticked && <Notice kind="danger">{say("paper-tick-first")}</Notice>}
            <Button type="submit" kind="primary">
                {go}
            </Button>
        </form>
    );
}

/// The heading of a step: told to who cannot see that the page has changed.
export function StepTitle({
    children,
    quiet,
    level = 1,
}: {
    children: ComponentChildren;
    quiet?: boolean;
    level?: 1 | 2;
}) {
    const Heading = level === 1 ? "h1" : "h2";
    const heading = useRef<HTMLHeadingElement>(null);
    useLayoutEffect(() => {
        if (quiet) return;
        heading.current?.focus();
        scrollTo(0, 0);
    }, []);
    return (
        <Heading ref={heading} class="no-print step-title" tabIndex={-1}>
            {children}
        </Heading>
    );
}

interface RecoveryCardProps {
    code: string;
    address: string;
    name?: string;
    go: string;
    onTaken: () => unknown;
}

/// A recovery code: of who joins, founds, recovers, or wants another.
export function RecoveryCard({ code, address, name, go, onTaken }: RecoveryCardProps) {
    return (
        <div class="card stack">
            <StepTitle>{say("recovery-title")}</StepTitle>
            <p class="no-print">{say("recovery-text")}</p>
            <div class="no-print">
                <Notice kind="warning">{say("recovery-once")}</Notice>
            </div>
            <Paper
                name={name || address.slice(address.indexOf("@") + 1)}
                title={say("recovery-title")}
                about={<span class="ltr">{address}</span>}
                secret={code}
                note={say("recovery-note", { host: location.host })}
            />
            <Taken secret={code} tick={say("recovery-tick")} go={go} onTaken={onTaken} />
        </div>
    );
}

// SPDX-License-Identifier: AGPL-3.0-or-later
// Everything that the server could be made to hand over about the member; and what it could not.
import { useEffect } from "preact/hooks";
import { client, collective } from "../jmap/client";
import type { Answer, Id } from "../jmap/types";
import { session } from "../store/account";
import { Button } from "../ui/button";
import { FailureNotice } from "../ui/failure";
import { Icon } from "../ui/icon";
import { Spinner } from "../ui/parts";
import { onlyDate } from "../words/format";
import { say } from "../words/words";
import { heldTitle, heldValue, heldWhat, isLog } from "./held_words";
import { Section, useAsked } from "./page";

export interface HeldLine {
    field: string;
    what: string;
    value: string;
}
interface HeldSection {
    title: string;
    lines: HeldLine[];
}
interface Held {
    sections: HeldSection[];
    cannot: string[];
    text: string;
}

async function held(memberId: Id | null): Promise<Held> {
    const said: Answer = await client.call("Held/get", { accountId: collective, memberId });
    return said as unknown as Held;
}

function save(text: string): void {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
    link.download = "held.txt";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href));
}

/// On paper nothing is folded.
function unfold(): void {
    for (const one of document.querySelectorAll<HTMLDetailsElement>(".held-log")) one.open = true;
}

interface HeldPageProps {
    /// Of another, for who looks after the collective.
    member?: { id: Id; address: string; text: string };
}

export function HeldPage({ member }: HeldPageProps) {
    const { value, error, again } = useAsked(() => held(member?.id ?? null));
    useEffect(() => {
        addEventListener("beforeprint", unfold);
        return () => removeEventListener("beforeprint", unfold);
    }, []);
    if (!value) return error ? <FailureNotice error={error} again={again} /> : <Spinner />;
    const now = value.sections.filter((one) => !isLog(one.title));
    const log = value.sections.filter((one) => isLog(one.title));
    return (
        <div class="held stack">
            <div class="card stack no-print">
                <p>{member?.text ?? say("held-text")}</p>
                <div class="row">
                    <Button icon="print" onClick={() => print()}>
                        {say("ui-print")}
                    </Button>
                    <Button icon="download" onClick={() => save(value.text)}>
                        {say("held-save")}
                    </Button>
                </div>
            </div>
            <h2 class="print-only">
                {say("held-printed", {
                    address: member?.address ?? session.value?.username ?? "",
                    date: onlyDate(new Date()),
                })}
            </h2>
            <Section title={say("held-cannot")} text={say("held-cannot-text")}>
                <ul class="held-cannot">
                    {value.cannot.map((one) => (
                        <li key={one}>
                            <Icon name="lock" />
                            <span>{heldWhat({ field: "", what: one, value: "" })}</span>
                        </li>
                    ))}
                </ul>
            </Section>
            {now.map((one, i) => (
                <Section key={i} title={heldTitle(one.title)}>
                    <Lines lines={one.lines} />
                </Section>
            ))}
            {log.length > 0 && (
                <Section title={say("held-log")} text={say("held-log-text")}>
                    {log.map((one, i) => (
                        <details key={i} class="held-log">
                            <summary>{heldTitle(one.title)}</summary>
                            <Lines lines={one.lines} />
                        </details>
                    ))}
                </Section>
            )}
        </div>
    );
}

function Lines({ lines }: { lines: HeldLine[] }) {
    return (
        <dl class="facts">
            {lines.map((line, i) => (
                <div
                    key={i}
                    class={
                        line.field === "Opener.kind" ||
                        line.field === "Alias.address" ||
                        line.field === "Passkey.label"
                            ? "begins"
                            : undefined
                    }
                >
                    <dt>{heldWhat(line)}</dt>
                    <dd dir="auto" title={line.value}>
                        {heldValue(line)}
                    </dd>
                </div>
            ))}
        </dl>
    );
}

// SPDX-License-Identifier: AGPL-3.0-or-later
// A sealed or signed letter in its thread: opened here, with what is known of its signature.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Failure } from "../jmap/client";
import type { Email } from "../jmap/types";
import { noticeFailure } from "../store/account";
import { Body } from "../mail/letter";
import { htmlOf, isInText } from "../mail/letter_text";
import { Button } from "../ui/button";
import { failureText } from "../ui/failure";
import { Icon } from "../ui/icon";
import { Notice, Spinner } from "../ui/parts";
import { octets } from "../words/format";
import { say } from "../words/words";
import type { Form } from "./forms";
import { NeedsPassphrase, type OwnKey } from "./keys";
import { Passphrase } from "./passphrase";
import { type Opened, open } from "./read";

interface SealedLetterProps {
    email: Email;
    form: Form;
    /// Its files as the server knows them: nobody signed those.
    outside?: ComponentChildren;
}

export function SealedLetter({ email, form, outside }: SealedLetterProps) {
    const [opened, setOpened] = useState<Opened>();
    const [asks, setAsks] = useState<OwnKey>();
    const [error, setError] = useState<unknown>();
    const load = async () => {
        setError(undefined);
        setAsks(undefined);
        try {
            setOpened(await open(email, form));
        } catch (failed) {
            if (failed instanceof NeedsPassphrase) setAsks(failed.key);
            else {
                noticeFailure(failed);
                setError(failed);
            }
        }
    };
    useEffect(() => void load(), [email.id]);
    if (asks) return <Passphrase own={asks} onOpen={load} />;
    if (error) {
        return (
            <>
                <Notice kind="warning">
                    <p>{failureText(error, "openpgp")}</p>
                    {error instanceof Failure && error.kind !== "refused" && (
                        <Button kind="plain" small icon="refresh" onClick={load}>
                            {say("ui-again")}
                        </Button>
                    )}
                </Notice>
                {form !== "sealed" && <Body email={email} />}
                {outside}
            </>
        );
    }
    if (!opened) return <Spinner label={say("openpgp-opening")} />;
    return (
        <>
            <Standing opened={opened} />
            {opened.wasSealed && opened.email.subject && opened.email.subject !== email.subject && (
                <h2 dir="auto">{opened.email.subject}</h2>
            )}
            <Body email={opened.email} inside={opened.files} />
            <InnerFiles opened={opened} />
            {!opened.isWhole && outside}
        </>
    );
}

function Standing({ opened }: { opened: Opened }) {
    const seal = opened.wasSealed && (
        <span class="row">
            <Icon name="lock" small /> {say("openpgp-sealed")}
        </span>
    );
    const signature = {
        none: opened.wasSealed ? <span>{say("openpgp-unsigned")}</span> : null,
        good: (
            <span class="row">
                <Icon name="check" small /> {say("openpgp-good", { signer: opened.signer ?? "" })}
            </span>
        ),
        unknown: <span>{say("openpgp-unknown")}</span>,
        bad: (
            <strong class="row">
                <Icon name="warning" small /> {say("openpgp-bad")}
            </strong>
        ),
    }[opened.signature];
    return (
        <div
            class={`standing small ${opened.signature}`}
            role={opened.signature === "bad" ? "alert" : undefined}
        >
            {seal}
            {signature}
        </div>
    );
}

/// Never shown, only kept: what came sealed is not run through the page.
function InnerFiles({ opened: { email, files } }: { opened: Opened }) {
    const html = htmlOf(email);
    const shown = files.filter((one) => !one.cid || !isInText(html, one.cid));
    if (shown.length === 0) return null;
    return (
        <section class="attachments" aria-label={say("mail-attachments")}>
            <h2 class="small quiet">{say("mail-attachments-count", { count: shown.length })}</h2>
            <ul>
                {shown.map((one, i) => (
                    <li key={i}>
                        <button type="button" class="attachment" onClick={() => keep(one)}>
                            <span class="attachment-icon">
                                <Icon name="attachment" />
                            </span>
                            <span class="grow">
                                <span class="clip" dir="auto">
                                    {one.name || say("mail-attachment-unnamed")}
                                </span>
                                <span class="small quiet">{octets(one.octets.length)}</span>
                            </span>
                            <Icon name="download" small />
                        </button>
                    </li>
                ))}
            </ul>
        </section>
    );
}

function keep({ name, octets: content }: Opened["files"][number]): void {
    const url = URL.createObjectURL(new Blob([content as BlobPart], { type: "application/octet-stream" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = name || "file";
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

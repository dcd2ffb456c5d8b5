// SPDX-License-Identifier: AGPL-3.0-or-later
// A letter as it came, and what its header says.
import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { client, reach } from "../jmap/client";
import type { Id } from "../jmap/types";
import { openEmail } from "../store/emails";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { FailureNotice } from "../ui/failure";
import { Spinner, copyText } from "../ui/parts";
import { octets } from "../words/format";
import { say } from "../words/words";

const asked = signal<{ id: Id; what: "source" | "details" } | undefined>(undefined);
/// More is for a file.
const shownOctetsMax = 512 * 1024;
const headersMax = 64 * 1024;

export function openSource(id: Id | undefined, what: "source" | "details" = "source"): void {
    if (id !== undefined) asked.value = { id, what };
}

/// Stands once in the mail screen.
export function Source() {
    const one = asked.value;
    return one ? <SourceDialog key={`${one.id}${one.what}`} id={one.id} what={one.what} /> : null;
}

function SourceDialog({ id, what }: { id: Id; what: "source" | "details" }) {
    const [text, setText] = useState<string>();
    const [path, setPath] = useState("");
    const [size, setSize] = useState(0);
    const [error, setError] = useState<unknown>();
    useEffect(() => {
        (async () => {
            const email = await openEmail(id);
            const place = client.downloadPath(email.blobId, "message.eml", "message/rfc822");
            setPath(place);
            setSize(email.size);
            const answer = await reach(place, { headers: { Range: `bytes=0-${shownOctetsMax - 1}` } });
            const whole = await answer.text();
            const end = whole.search(/\r?\n\r?\n/);
            setText(what === "source" || end < 0 ? whole : whole.slice(0, Math.min(end, headersMax)));
        })().catch(setError);
    }, []);
    return (
        <Dialog
            wide
            title={say(what === "source" ? "mail-source" : "mail-details")}
            onClose={() => (asked.value = undefined)}
            actions={
                <>
                    {text !== undefined && (
                        <Button icon="copy" onClick={() => copyText(text)}>
                            {say("ui-copy")}
                        </Button>
                    )}
                    {path && (
                        <a class="button" href={path} download="message.eml">
                            {say("mail-download")}
                        </a>
                    )}
                    <Button kind="primary" onClick={() => (asked.value = undefined)}>
                        {say("ui-close")}
                    </Button>
                </>
            }
        >
            <FailureNotice error={error} />
            {text === undefined ? (
                !error && <Spinner />
            ) : (
                <pre class="source ltr" tabIndex={0}>
                    {text}
                </pre>
            )}
            {size > shownOctetsMax && what === "source" && (
                <p class="quiet small">
                    {say("mail-source-cut", { shown: octets(shownOctetsMax), size: octets(size) })}
                </p>
            )}
        </Dialog>
    );
}

// SPDX-License-Identifier: AGPL-3.0-or-later
// What went wrong, in words that say what to do.
import { Failure } from "../jmap/client";
import { say, sayIfKnown } from "../words/words";
import { Button } from "./button";
import { Notice } from "./parts";
import { tell } from "./toast";

/// `area` is asked first for words of its own: "mail-failed-overQuota".
export function failureText(error: unknown, area?: string): string {
    if (!(error instanceof Failure)) return say("failed-broken");
    const type = error.type.replace(/[^A-Za-z0-9]/g, "");
    const kind = String(error.more["kind"] ?? "").replace(/[^A-Za-z0-9]/g, "");
    for (const name of [type, kind, error.kind]) {
        const own = name && ((area && sayIfKnown(`${area}-failed-${name}`)) || sayIfKnown(`failed-${name}`));
        if (own) return own;
    }
    return say("failed-broken");
}

export function tellFailure(error: unknown, area?: string): void {
    tell(failureText(error, area));
}

export function FailureNotice({
    error,
    area,
    again,
}: {
    error: unknown;
    area?: string;
    again?: () => unknown;
}) {
    if (!error) return null;
    return (
        <Notice kind="danger">
            <p>{failureText(error, area)}</p>
            {again && (
                <Button kind="plain" small icon="refresh" onClick={again}>
                    {say("ui-again")}
                </Button>
            )}
        </Notice>
    );
}

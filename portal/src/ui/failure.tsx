// SPDX-License-Identifier: AGPL-3.0-or-later
// What went wrong, in words that say what to do.
import { Failure } from "../jmap/client";
import { say, sayIfKnown } from "../words/words";
import { Button } from "./button";
import { Notice } from "./parts";
import { tell } from "./toast";

/// These areas are asked first for words of their own: "mail-failed-overQuota".
type Areas = string | string[];

export function failureText(error: unknown, area: Areas = []): string {
    if (!(error instanceof Failure)) return say("failed-broken");
    const type = error.type.replace(/[^A-Za-z0-9]/g, "");
    const kind = String(error.more["kind"] ?? "").replace(/[^A-Za-z0-9]/g, "");
    for (const name of [type, kind, error.kind]) {
        if (!name) continue;
        for (const one of [area].flat()) {
            const own = sayIfKnown(`${one}-failed-${name}`);
            if (own) return own;
        }
        const common = sayIfKnown(`failed-${name}`);
        if (common) return common;
    }
    return say("failed-broken");
}

export function tellFailure(error: unknown, area?: Areas): void {
    tell(failureText(error, area));
}

export function FailureNotice({
    error,
    area,
    again,
}: {
    error: unknown;
    area?: Areas;
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

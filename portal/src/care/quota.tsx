// SPDX-License-Identifier: AGPL-3.0-or-later
// How much a member may keep: people write gigabytes, the server counts octets.
import { TextField } from "../ui/field";
import { say } from "../words/words";

const gigabyte = 1_000_000_000;

export const quotaText = (octets: number): string =>
    octets === 0 ? "" : String(Math.round((octets / gigabyte) * 1000) / 1000);

/// Nothing where it is no number; 0 for no limit.
export function quotaFrom(text: string): number | undefined {
    const plain = text
        .trim()
        .replace(/[\u0660-\u0669]/g, (c) => String(c.charCodeAt(0) - 0x660))
        .replace(/[\u066b,]/g, ".");
    if (plain === "") return 0;
    const amount = Number(plain);
    return Number.isFinite(amount) && amount >= 0 && amount < 1e6 ? Math.round(amount * gigabyte) : undefined;
}

export function QuotaField({ value, onInput }: { value: string; onInput: (value: string) => void }) {
    return (
        <TextField
            label={say("care-quota-field")}
            hint={say("care-quota-hint")}
            inputMode="numeric"
            value={value}
            onInput={onInput}
            wrong={quotaFrom(value) === undefined ? say("care-quota-wrong") : undefined}
        />
    );
}

// SPDX-License-Identifier: AGPL-3.0-or-later
// A keyholder's share: typed, pasted, or read by the camera. Whoever has used it clears it.
import { Failure } from "../jmap/client";
import { failureText } from "../ui/failure";
import { TextArea } from "../ui/field";
import { say } from "../words/words";
import { plainSecret } from "./paper";
import { ScanButton, bareCode } from "./scan";

/// Letters of a share (docs/guide/founding.md): 16 groups of five.
const groupLetters = 5;
const groups = 16;

/// What crypto/quorum.hpp says of a share, each with the words for it.
const reasons: readonly (readonly [said: string, words: () => string])[] = [
    ["mistyped", () => say("share-mistyped")],
    ["too short", () => say("share-short")],
    ["too long", () => say("share-long")],
    ["a letter that no share has", () => say("share-letters")],
    ["another collective", () => say("share-other-collective")],
    ["out of date", () => say("share-old")],
    ["newer than", () => say("share-newer")],
    ["there already", () => say("share-twice")],
    ["enough shares", () => say("share-enough")],
];

/// Why a share was refused, and what to do.
export function shareFailure(error: unknown): string {
    if (!(error instanceof Failure) || error.kind !== "refused") return failureText(error);
    const known = reasons.find(([said]) => error.detail.includes(said));
    if (known) return known[1]();
    if (error.type === "alreadyExists") return say("share-twice");
    if (error.type === "invalidArguments") return say("share-mistyped");
    if (error.type === "serverPartFail") return say("share-half-open");
    return error.type === "forbidden" || error.type === "stateMismatch"
        ? say("share-false")
        : failureText(error);
}

export function ShareField({
    value,
    onInput,
    wrong,
    label,
}: {
    value: string;
    onInput: (value: string) => void;
    wrong?: string | undefined;
    label?: string;
}) {
    const there = Math.floor(plainSecret(bareCode(value)).length / groupLetters);
    return (
        <div class="stack-small">
            <TextArea
                label={label ?? say("share-label")}
                hint={say("share-hint")}
                value={value}
                onInput={onInput}
                wrong={wrong}
                rows={3}
                dir="ltr"
                mono
            />
            <div class="row-between">
                <span class="small quiet" role="status">
                    {value.trim() !== "" &&
                        say("share-groups", { there: Math.min(there, groups), all: groups })}
                </span>
                <ScanButton onFound={onInput} />
            </div>
        </div>
    );
}

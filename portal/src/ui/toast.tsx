// SPDX-License-Identifier: AGPL-3.0-or-later
// A line at the foot of the window: what was done, and how it is undone.
import { signal } from "@preact/signals";
import { say } from "../words/words";
import { IconButton } from "./button";

interface Toast {
    number: number;
    text: string;
    undo?: () => unknown;
}
const toasts = signal<Toast[]>([]);
let next = 0;
const stays = 6_000;
/// WCAG 2.2, 2.2.1: what can be acted on stays longer.
const staysWithUndo = 15_000;

function drop(number: number): void {
    toasts.value = toasts.value.filter((one) => one.number !== number);
}

/// Returns what takes it away.
export function tell(
    text: string,
    undo?: () => unknown,
    duration = undo ? staysWithUndo : stays,
): () => void {
    const number = ++next;
    toasts.value = [...toasts.value.slice(-2), { number, text, undo }];
    setTimeout(() => drop(number), duration);
    return () => drop(number);
}

/// Stands once in the frame.
export function Toasts() {
    return (
        <div class="toasts" role="status" aria-live="polite">
            {toasts.value.map((one) => (
                <div class="toast" key={one.number}>
                    <span class="grow">{one.text}</span>
                    {one.undo && (
                        <button
                            type="button"
                            class="button small"
                            onClick={() => {
                                drop(one.number);
                                void one.undo!();
                            }}
                        >
                            {say("ui-undo")}
                        </button>
                    )}
                    <IconButton icon="close" label={say("ui-close")} onClick={() => drop(one.number)} />
                </div>
            ))}
        </div>
    );
}

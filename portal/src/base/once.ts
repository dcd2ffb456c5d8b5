// SPDX-License-Identifier: AGPL-3.0-or-later
// Small things about time and turns.

/// Calls `act` when nobody has asked for some milliseconds, those that were asked for last.
export function settled(act: () => void): { ask(after: number): void; drop(): void } {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const drop = () => {
        clearTimeout(timer);
        timer = undefined;
    };
    return {
        ask(after) {
            drop();
            timer = setTimeout(() => {
                timer = undefined;
                act();
            }, after);
        },
        drop,
    };
}

export const pause = (milliseconds: number): Promise<void> =>
    new Promise((done) => setTimeout(done, milliseconds));

/// When the browser has nothing better to do.
export function whenIdle(act: () => void): void {
    if ("requestIdleCallback" in window) requestIdleCallback(() => act(), { timeout: 2000 });
    else setTimeout(act, 200);
}

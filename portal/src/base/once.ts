// SPDX-License-Identifier: AGPL-3.0-or-later
// Small things about time and turns.

/// Calls `act` when nobody has asked for `quiet` milliseconds, or for those that were asked for; `flush` at once.
export function settled(
    act: () => void,
    quiet: number,
): { ask(after?: number): void; flush(): void; drop(): void } {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const drop = () => {
        clearTimeout(timer);
        timer = undefined;
    };
    return {
        ask(after = quiet) {
            drop();
            timer = setTimeout(() => {
                timer = undefined;
                act();
            }, after);
        },
        flush() {
            if (timer === undefined) return;
            drop();
            act();
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

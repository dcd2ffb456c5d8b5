// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from "node:assert/strict";
import test from "node:test";
import { client } from "../src/jmap/client";
import { listen } from "../src/jmap/push";

/// What a browser would do, done by hand.
class Source extends EventTarget {
    static last: Source;
    onopen?: () => void;
    onerror?: () => void;
    closed = false;
    constructor(readonly url: string) {
        super();
        Source.last = this;
    }
    close(): void {
        this.closed = true;
    }
}

/// A clock that stands still between two steps.
let now = 0;
let due: { at: number; act: () => void } | undefined;
const real = { setTimeout, clearTimeout, now: Date.now };
function pass(milliseconds: number): void {
    now += milliseconds;
    const one = due;
    if (!one || one.at > now) return;
    due = undefined;
    one.act();
}

const page = Object.assign(new EventTarget(), { visibilityState: "visible" });
const wake = () => page.dispatchEvent(new Event("visibilitychange"));

function begin(): { missed: () => number; end: () => void } {
    Object.assign(globalThis, {
        EventSource: Source,
        document: page,
        addEventListener: () => undefined,
        removeEventListener: () => undefined,
    });
    client.session = {
        eventSourceUrl: "https://a.test/es?types={types}&closeafter={closeafter}&ping={ping}",
    } as never;
    Object.assign(globalThis, {
        setTimeout: (act: () => void, wait: number) => (due = { at: now + wait, act }),
        clearTimeout: () => (due = undefined),
    });
    Date.now = () => now;
    let missed = 0;
    const stop = listen(
        "a",
        () => undefined,
        () => (missed += 1),
        () => undefined,
    );
    return {
        missed: () => missed,
        end: () => {
            stop();
            Object.assign(globalThis, { setTimeout: real.setTimeout, clearTimeout: real.clearTimeout });
            Date.now = real.now;
        },
    };
}

test("who hears from the first moment has missed nothing", () => {
    const { missed, end } = begin();
    assert.equal(Source.last.url, "/es?types=*&closeafter=no&ping=120");
    Source.last.onopen!();
    assert.equal(missed(), 0);
    end();
});

test("who was heard late, or anew, may have missed something", () => {
    const { missed, end } = begin();
    Source.last.onerror!();
    pass(2_000);
    Source.last.onopen!();
    assert.equal(missed(), 1);
    Source.last.onerror!();
    pass(2_000);
    Source.last.onopen!();
    assert.equal(missed(), 2);
    end();
});

test("a stream that slept with its device is opened anew, one that gave a sign is not", () => {
    const { missed, end } = begin();
    const first = Source.last;
    first.onopen!();
    pass(120_000);
    first.dispatchEvent(new Event("ping"));
    pass(120_000);
    wake();
    assert.equal(Source.last, first);
    pass(60_000);
    wake();
    assert.notEqual(Source.last, first);
    assert.ok(first.closed);
    Source.last.onopen!();
    assert.equal(missed(), 1);
    end();
});

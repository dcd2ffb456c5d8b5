// SPDX-License-Identifier: AGPL-3.0-or-later
// Who is signed in, and what is known of their account. Screens read signals; pushes make them true again.
import { signal } from "@preact/signals";
import { forgetDevice } from "../base/device";
import { Failure, client, collective, founding, mail, postJson } from "../jmap/client";
import { listen } from "../jmap/push";
import type { Answer, Session } from "../jmap/types";

export type Standing = "unknown" | "guest" | "member" | "locked" | "unreachable" | "unfounded";

export const standing = signal<Standing>("unknown");
export const session = signal<Session | undefined>(undefined);
/// Of the one who is signed in (Member/get): addresses, name, duties.
export const self = signal<Answer | undefined>(undefined);

type Heard = (state: string) => void;
const ears = new Map<string, Set<Heard>>();
const states = new Map<string, string>();
let stopListening: (() => void) | undefined;
const onEnter = new Set<() => void>();
const onLeave = new Set<(chosen: boolean) => void>();

export const isAdministrator = (): boolean =>
    (self.value?.["duties"] as string[] | undefined)?.includes("administrator") ?? false;

/// Tells of a new state of a type ("Email"), also after a break in which it may have changed. Returns what ends it.
export function hear(type: string, heard: Heard): () => void {
    let all = ears.get(type);
    if (!all) ears.set(type, (all = new Set()));
    all.add(heard);
    return () => all.delete(heard);
}

/// What is to be done at each sign-in and at each sign-out.
export function atEnter(act: () => void): void {
    onEnter.add(act);
}
/// `chosen`: they signed out; else the session is over for another reason.
export function atLeave(act: (chosen: boolean) => void): void {
    onLeave.add(act);
}

function announce(changed: Record<string, string>): void {
    for (const [type, state] of Object.entries(changed)) {
        if (states.get(type) === state) continue;
        states.set(type, state);
        for (const heard of ears.get(type) ?? []) heard(state);
    }
}

function everythingMayHaveChanged(): void {
    for (const all of ears.values()) for (const heard of all) heard("");
}

/// Whoever signs out while the server is out of reach is signed out as soon as it is back: the browser has their cookie until
/// then, which no page can take away. The mark says no more than that.
const owed = "sign-out-owed";

async function endOwed(): Promise<void> {
    if (localStorage.getItem(owed) === null) return;
    try {
        await postJson("/auth/sign-out", {});
    } catch (error) {
        if (!(error instanceof Failure) || error.kind !== "signedOut") throw error;
    }
    localStorage.removeItem(owed);
}
addEventListener("online", () => {
    if (standing.value !== "member") endOwed().catch(() => undefined);
});
/// Who signs out in one window does so in all of this browser: nothing stays on a screen.
addEventListener("storage", (event) => {
    if (event.key !== owed || event.newValue === null || standing.value !== "member") return;
    forget(true);
    standing.value = "guest";
});

/// After a sign-in: the browser's session is the new one.
export async function enterAnew(): Promise<void> {
    localStorage.removeItem(owed);
    await enter();
}

/// Opens the session that the browser has, if it has one.
export async function enter(): Promise<void> {
    try {
        await endOwed();
        const next = await client.open();
        if (founding in next.capabilities) {
            client.session = undefined;
            standing.value = "unfounded";
            return;
        }
        enterWith(next);
        loadSelf().catch(noticeFailure);
    } catch (error) {
        if (!(error instanceof Failure)) throw error;
        standing.value =
            error.kind === "signedOut" ? "guest" : error.kind === "locked" ? "locked" : "unreachable";
        if (error.kind === "signedOut") forget();
    }
}

/// With the session that the server gave, or the one of the copy on this device.
export function enterWith(next: Session): void {
    // Somebody else signed in by another window: nothing of who was here before is theirs.
    if (session.value && session.value.username !== next.username) forget();
    client.session = next;
    session.value = next;
    standing.value = "member";
    stopListening?.();
    stopListening = listen(client.account(mail), announce, everythingMayHaveChanged, () => {
        // Perhaps the session was ended from elsewhere: what is on the screen is not left there until somebody acts.
        client.sendNow(["Core/echo", {}]).catch(noticeFailure);
    });
    for (const act of onEnter) act();
}

export async function loadSelf(): Promise<void> {
    const here = session.value;
    const address = here?.username ?? "";
    // An administrator would get everybody. Whoever is none may not look anybody up, and gets themselves alone.
    const [looked] = await client.sendEach(["Member/lookup", { accountId: collective, address }]);
    const ids = looked instanceof Failure ? null : [looked!["id"]];
    const list = (await client.call("Member/get", { accountId: collective, ids }))["list"] as Answer[];
    // Somebody else may be signed in by now.
    if (session.value === here && list.length === 1) self.value = list[0];
}

function forget(chosen = false): void {
    stopListening?.();
    stopListening = undefined;
    client.session = undefined;
    session.value = undefined;
    self.value = undefined;
    states.clear();
    for (const act of onLeave) act(chosen);
}

/// False where the server could not be told: it is, once it is back.
export async function signOut(): Promise<boolean> {
    localStorage.setItem(owed, "");
    forgetDevice();
    forget(true);
    standing.value = "guest";
    try {
        await endOwed();
        return true;
    } catch {
        return false;
    }
}

/// A call somewhere found that the session is over, or the server locked.
export function noticeFailure(error: unknown): void {
    if (!(error instanceof Failure)) return;
    if (error.kind === "signedOut" && standing.value === "member") {
        forget();
        standing.value = "guest";
    }
    if (error.kind === "locked") standing.value = "locked";
}

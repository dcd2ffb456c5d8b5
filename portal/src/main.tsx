// SPDX-License-Identifier: AGPL-3.0-or-later
// The portal begins here: words, the session that the browser has, and the screen that the address names.
import { effect } from "@preact/signals";
import { render } from "preact";
import { fragment, place, startRouter, takeFragment } from "./base/router";
import { enter, standing } from "./store/account";
import { whenIdle } from "./base/once";
import { loadWords } from "./words/words";
import { applyTheme } from "./base/theme";
import { App } from "./app";
import { Letter } from "./mail/thread";
import { startWorker } from "./worker/register";

applyTheme();

/// The shell asks for the session before any script runs. What it was told is used up here: later it would be old.
async function beGuest(): Promise<void> {
    standing.value = "guest";
    void fetch("/jmap/session").catch(() => undefined);
}

async function begin(): Promise<void> {
    startRouter();
    takeFragment();
    const first = place.value[0] ?? "";
    // Whoever unlocks, founds or joins has no session yet.
    const isEntry = first === "unlock" || first === "found" || (first === "join" && fragment.value !== "");
    const entered = isEntry ? beGuest() : enter();
    await Promise.all([loadWords("common", "entry", "mail"), entered]);
    const root = document.getElementById("portal")!;
    root.textContent = "";
    render(<App />, root);
    startWorker();
    whenIdle(() => void later().catch(() => undefined));
}

/// What is not needed to show the first screen.
async function later(): Promise<void> {
    // Now, or once somebody signs in. Where it fails, the first letter tries again and says so.
    effect(() => {
        if (standing.value === "member") void Letter.fetch().catch(() => undefined);
    });
    const [copy, pushes] = await Promise.all([import("./offline/copy"), import("./worker/pushes")]);
    await copy.start();
    if (standing.value === "member" && pushes.mayPush()) await pushes.renewPush();
}

begin().catch(() => {
    // Without words there is nothing to say it with but the shell's own line.
    document.querySelector(".waiting")?.setAttribute("data-failed", "");
});

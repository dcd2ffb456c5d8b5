// SPDX-License-Identifier: AGPL-3.0-or-later
// What the portal may cost: a mailbox of 50,000 letters, on a slow line and a processor four times slower than this one.
//
// What the processor does is taken from the browser's own record of its tasks, as time of the processor and not of the clock,
// times four: whatever else this machine does at the time is not in it. Only the first page is a matter of the clock; it is
// the best of some rounds, and not judged where the machine is so busy that its clock says nothing.
import { loadavg, cpus } from "node:os";
import { bringMany } from "../program.mjs";
import { walk } from "../browser.mjs";

const lettersMax = Number(process.env.LETTERS ?? 50_000);
const line = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 200_000 }; // 1.6 Mbit/s
const slower = 4;
const rounds = 3;
const frame = 1000 / 60;

const firstOctetsMax = 150 * 1024;
const usableMax = 2_000;
const blockedMax = 50;
const openedMax = 100;

const words =
    "water land seeds server meeting kitchen radio union garden library bicycle rent bread translation river maize".split(
        " ",
    );
const some = (n, count, step) =>
    Array.from({ length: count }, (_, i) => words[(n * step + i * i + i) % words.length]).join(" ");

/// Conversations of four letters, the oldest first.
function letter(n, to) {
    const thread = Math.floor(n / 4);
    const first = `<budget-${4 * thread}@elsewhere.test>`;
    return [
        `From: ${words[n % 16]} ${words[(n * 7) % 16]} <p${n % 700}@elsewhere.test>`,
        `To: ${to}`,
        `Subject: ${n % 4 === 0 ? "" : "Re: "}${some(thread, 4, 3)} ${thread}`,
        `Message-ID: <budget-${n}@elsewhere.test>`,
        ...(n % 4 === 0 ? [] : [`In-Reply-To: ${first}`, `References: ${first}`]),
        "Content-Type: text/plain; charset=utf-8",
        "",
        some(n, 30, 5),
        "",
        some(n, 60, 11),
        "",
        String(n),
    ].join("\r\n");
}

/// Tasks of the page's main thread: when each began, and its processor's time, in milliseconds.
async function record(w, act) {
    await w.browser.startTracing(w.page, { categories: ["toplevel", "blink.user_timing"] });
    await act();
    const { traceEvents } = JSON.parse((await w.browser.stopTracing()).toString());
    const marks = traceEvents.filter(
        (one) => one.cat === "blink.user_timing" && one.name.startsWith("walk-"),
    );
    const { pid, tid } = marks[0];
    const tasks = traceEvents.filter(
        (one) =>
            one.pid === pid &&
            one.tid === tid &&
            one.ph === "X" &&
            one.name.endsWith("RunTask") &&
            one.tdur !== undefined,
    );
    return {
        tasks: tasks.map((one) => ({ at: one.ts / 1000, took: one.tdur / 1000 })),
        marks: new Map(marks.map((one) => [one.name, one.ts / 1000])),
    };
}
const between = ({ tasks, marks }, from, to) =>
    tasks.filter((one) => one.at + one.took >= marks.get(from) && one.at <= marks.get(to));
const mark = (w, name) => w.page.evaluate((name) => void performance.mark(name), `walk-${name}`);

/// What the page notes by itself.
function watch() {
    const painted = (then) => requestAnimationFrame(() => setTimeout(() => then(performance.now())));
    new MutationObserver((_, self) => {
        if (!document.querySelector(".row-mail:not(.ghost)")) return;
        self.disconnect();
        performance.mark("walk-rows");
        painted((at) => (window.__rows = at));
    }).observe(document, { childList: true, subtree: true });
    performance.mark("walk-begin");
    addEventListener(
        "click",
        (event) => {
            if (!event.target.closest?.(".row-link")) return;
            const shown = () => document.querySelector(".letter.open .plain-text")?.textContent.length > 100;
            window.__asked = performance.getEntriesByType("resource").length;
            performance.mark("walk-click");
            const watching = new MutationObserver(() => {
                if (!shown()) return;
                watching.disconnect();
                window.__askedFor = performance
                    .getEntriesByType("resource")
                    .slice(window.__asked)
                    .map((one) => one.name);
                painted(() => {
                    performance.mark("walk-opened");
                    window.__opened = true;
                });
            });
            window.__opened = false;
            watching.observe(document, { childList: true, subtree: true });
        },
        true,
    );
}

async function firstPage(w) {
    const session = await w.context.newCDPSession(w.page);
    await session.send("Network.enable");
    await session.send("Network.emulateNetworkConditions", line);
    let octets = 0;
    session.on("Network.loadingFinished", ({ encodedDataLength }) => (octets += encodedDataLength));
    let first = 0;
    const recorded = await record(w, async () => {
        await w.page.goto(`${w.world.base}/portal/`, { waitUntil: "commit" });
        await w.page.waitForFunction(() => window.__rows !== undefined, undefined, { polling: 20 });
        first = octets;
    });
    const clock = await w.page.evaluate(() => window.__rows);
    const worked = between(recorded, "walk-begin", "walk-rows").reduce((sum, one) => sum + one.took, 0);
    await session.send("Network.emulateNetworkConditions", {
        offline: false,
        latency: 0,
        downloadThroughput: -1,
        uploadThroughput: -1,
    });
    return { octets: first, usable: clock + worked * (slower - 1), worked };
}

/// By the wheel, and by the scrollbar to each quarter of it.
async function scrolled(w) {
    const box = w.page.locator(".rows-scroll");
    const middle = await box.boundingBox();
    await w.page.mouse.move(middle.x + middle.width / 2, middle.y + middle.height / 2);
    const recorded = await record(w, async () => {
        await mark(w, "from");
        for (let n = 0; n < 40; n += 1) {
            await w.page.mouse.wheel(0, 400);
            await w.page.waitForTimeout(16);
        }
        for (const part of [0.25, 0.5, 0.75, 1]) {
            await box.evaluate(
                (at, goal) =>
                    new Promise((done) => {
                        const from = at.scrollTop;
                        const to = goal * (at.scrollHeight - at.clientHeight);
                        let step = 0;
                        const move = () => {
                            step += 1;
                            at.scrollTop = from + ((to - from) * step) / 30;
                            if (step < 30) requestAnimationFrame(move);
                            else done();
                        };
                        move();
                    }),
                part,
            );
            await w.page.waitForFunction(
                () => document.querySelector(".row-mail") && !document.querySelector(".row-mail.ghost"),
            );
            await w.page.waitForTimeout(300);
        }
        await mark(w, "to");
    });
    return Math.max(...between(recorded, "walk-from", "walk-to").map((one) => one.took)) * slower;
}

/// What is in sight opens at once, wherever one is, and nothing is asked for first.
async function opened(w) {
    const box = w.page.locator(".rows-scroll");
    await box.evaluate((at) => (at.scrollTop = at.scrollHeight / 3));
    await w.page.waitForFunction(() => !document.querySelector(".row-mail.ghost"));
    await w.page.waitForLoadState("networkidle", { timeout: 3_000 }).catch(() => undefined);
    const low = (await box.boundingBox()).y + 80;
    const rows = w.page.locator(".row-link");
    const at = await rows.evaluateAll(
        (all, low) => all.findIndex((one) => one.getBoundingClientRect().top > low),
        low,
    );
    const recorded = await record(w, async () => {
        await rows.nth(at).click();
        await w.page.waitForFunction(() => window.__opened);
    });
    const asked = (await w.page.evaluate(() => window.__askedFor)).filter((one) => !one.includes("/assets/"));
    w.equal(asked, [], "what was asked for before a letter in sight was shown");
    const took = between(recorded, "walk-click", "walk-opened").reduce((sum, one) => sum + one.took, 0);
    await w.page.goBack();
    await rows.first().waitFor();
    return took * slower + frame;
}

await walk(async (w) => {
    const { member } = w.world.members;
    const began = Date.now();
    await bringMany(w.world, member.address, lettersMax, (n) => letter(n, member.address));
    console.log(`filled in ${((Date.now() - began) / 1000).toFixed(0)} s`);
    const all = { octets: [], usable: [], worked: [], blocked: [], opened: [] };
    const best = (kind) => Math.round(Math.min(...all[kind]));
    const isKept = () =>
        best("usable") <= usableMax && best("blocked") <= blockedMax && best("opened") <= openedMax;
    for (let round = 0; round < rounds && (round === 0 || !isKept()); round += 1) {
        // A browser that has never been here, but for its session.
        await w.renew({ reducedMotion: "no-preference" });
        await w.context.addInitScript(watch);
        await w.signIn(member);
        for (const [kind, value] of Object.entries(await firstPage(w))) all[kind].push(value);
        await w.page.waitForTimeout(1_000);
        all.blocked.push(await scrolled(w));
        for (let n = 0; n < 2; n += 1) all.opened.push(await opened(w));
    }
    console.log(JSON.stringify(all, (_, value) => (typeof value === "number" ? Math.round(value) : value)));
    console.log(
        `figure: ${lettersMax} letters: ${Math.ceil(best("octets") / 1024)} KiB and ${best("usable")} ms until the list is there, scrolling blocks ${best("blocked")} ms at most, a letter opens in ${best("opened")} ms`,
    );
    const judge = (kind, most, what) =>
        best(kind) > most && w.problems.push(`${best(kind)} ${what}: at most ${most}`);
    judge("octets", firstOctetsMax, "octets until the list is there");
    judge("blocked", blockedMax, "ms for which scrolling blocks");
    judge("opened", openedMax, "ms until a letter is open");
    const busy = loadavg()[0] / cpus().length;
    if (busy > 1.5 && best("usable") > usableMax)
        console.log(
            `skipped: the machine is too busy (${busy.toFixed(1)} for each processor) to say how long the first page takes`,
        );
    else judge("usable", usableMax, "ms until the list can be used");
});

// SPDX-License-Identifier: AGPL-3.0-or-later
// Every hostile letter in every way in which it is shown: in the list, in search, as a conversation, as text, printed, quoted
// in an answer, handed on. Nothing runs, nothing is asked for, nothing is covered, and what does no harm is read.
import { createServer } from "node:net";
import { inspect, shows } from "../hostile/inspect.mjs";
import { letters } from "../hostile/letters.mjs";
import { walk } from "../browser.mjs";

/// What the portal itself asks its server for.
const ours =
    /^\/(?:portal\/(?:assets\/[\w.-]+|letter|worker\.js|manifest\.webmanifest|mail\/[\w/%.-]*)?|jmap\/(?:session|api|eventsource\/?|upload\/\w+\/?|download\/\w+\/[\w-]+\/[^/]+))$/;
const shownWithin = 15_000;

await walk(async (w) => {
    const { member } = w.world.members;
    const program = await w.program();
    const caught = [];
    const trap = createServer((socket) => {
        caught.push("a connection");
        socket.on("data", (octets) => caught.push(octets.toString("latin1").split("\r\n")[0]));
        socket.on("error", () => undefined);
    });
    await new Promise((done) => trap.listen(0, w.world.host, done));
    const only = process.env.HOSTILE;
    const all = letters(
        member.address,
        `http://${w.world.trapHost}:${trap.address().port}`,
        "/hostile-",
    ).filter((one, n) => n % w.world.parts === w.world.part && (!only || new RegExp(only).test(one.name)));
    await program.bring(all.map((one) => one.octets));
    const found = await program.emails({ inMailbox: await program.folder("inbox") }, "threadId", "messageId");
    const threads = new Map(found.map((one) => [one.messageId?.[0], one.threadId]));

    // While a letter is still taken apart, in a document that is shown nowhere, the frame's sandbox and policy refuse handlers
    // in attributes, media, bases and imports: the browser says so. That none of them is left is looked at below, in each state.
    w.expected.push(
        /^Blocked script execution in '[^']*\/portal\/letter'/,
        /^Loading media from .* "default-src 'none'"/s,
        /^@import rules are not allowed here/,
        /^Setting the document's base URI to .* "base-uri 'none'"/s,
    );
    await w.signIn(member);
    await w.go();
    await w.page.locator(".row-mail:not(.ghost)").first().waitFor();
    let heard = w.requests.length;
    const wrong = async (kind, name) => {
        if (process.env.TALK) console.log(`TALK ${Date.now() % 100000} ${name} ${kind}`);
        const said = await w.page.evaluate(inspect, kind);
        for (const one of said) w.problems.push(`${name}, ${kind}: ${one}`);
        for (const url of w.requests.slice(heard)) {
            const { origin, pathname } = new URL(url);
            if (origin !== w.world.base || !ours.test(pathname))
                w.problems.push(`${name}, ${kind}: asked for ${url}`);
        }
        heard = w.requests.length;
        for (const one of caught.splice(0)) w.problems.push(`${name}, ${kind}: the trap heard ${one}`);
    };
    const quote = async (key, one) => {
        await w.page.keyboard.press(key);
        await w.page.waitForFunction(
            (words) => document.querySelector(".composer .editor")?.textContent.includes(words) ?? false,
            one.hidden ? "" : one.words,
            { timeout: shownWithin },
        );
        await wrong("editor", one.name);
        await w.page.evaluate(
            (name) => document.querySelector(`.composer [aria-label="${CSS.escape(name)}"]`).click(),
            w.say("compose-close"),
        );
        await w.page.locator(".composer").waitFor({ state: "detached" });
    };
    const slow = [];
    for (const [n, one] of all.entries()) {
        const thread = threads.get(
            `hostile-${one.octets.toString("latin1").match(/<hostile-(\d+)@/)[1]}@elsewhere.test`,
        );
        const begin = Date.now();
        await w.page.evaluate((path) => {
            history.pushState(null, "", path);
            dispatchEvent(new PopStateEvent("popstate"));
        }, `/portal/mail/inbox/${thread}`);
        const step = async (what, act) => {
            try {
                await act();
            } catch (error) {
                w.problems.push(`${one.name}, ${what}: ${error.message.split("\n")[0]}`);
                await w.picture(`failed-${one.name}`);
                await w.page
                    .locator(".composer")
                    .waitFor({ state: "detached", timeout: 100 })
                    .catch(() => w.page.reload());
            }
        };
        await step("conversation", async () => {
            if (one.hidden)
                await w.page.waitForFunction(
                    (thread) =>
                        location.pathname.endsWith(thread) &&
                        document.querySelector(".letter.open .letter-body") !== null &&
                        [...document.querySelectorAll(".letter.open iframe")].every(
                            (one) =>
                                one.contentDocument?.readyState === "complete" &&
                                one.contentDocument.location.pathname === "/portal/letter",
                        ),
                    thread,
                    { timeout: shownWithin },
                );
            else await w.page.waitForFunction(shows, one.words, { timeout: shownWithin });
            await wrong("conversation", one.name);
            await w.page.emulateMedia({ media: "print" });
            await wrong("print", one.name);
            if (n % 40 === 0) await w.page.pdf();
            await w.page.emulateMedia({ media: "screen" });
        });
        await step("as text", async () => {
            if (!(await w.page.locator(".remote button").isVisible())) return;
            await w.page.locator(".remote button").click();
            await w.page.waitForFunction(shows, one.hidden ? "" : one.words, { timeout: shownWithin });
            await wrong("text", one.name);
        });
        // Quotes go through what was looked at already, and once more through the editor: some of each kind stand for the rest,
        // unless they are asked for by name. What is handed on is quoted in the same way, and tells of the letter's header.
        if (only || !one.isHtml || n % 3 === 0) await step("answer", () => quote("r", one));
        if (only || !one.isHtml || n % 12 === 0) await step("hand on", () => quote("f", one));
        if (Date.now() - begin > 2_000) slow.push(`${one.name} ${Date.now() - begin} ms`);
    }
    if (slow.length > 0) console.log(`slow: ${slow.join(", ")}`);

    // As rows, from the first to the last; and found, with what was found marked.
    await w.go();
    await w.page.locator(".row-mail:not(.ghost)").first().waitFor();
    const rows = async (what) => {
        const total = Number(await w.page.locator(".row-mail").first().getAttribute("aria-setsize"));
        const seen = new Set();
        for (let at = 0; at < total; at += 8) {
            await w.page.locator(".rows-scroll").evaluate((box, top) => (box.scrollTop = top), at * 76);
            await w.page.waitForFunction(() => !document.querySelector(".row-mail.ghost"), undefined, {
                timeout: shownWithin,
            });
            const known = await w.page
                .locator(".row-mail")
                .evaluateAll((all) =>
                    all.map((one) => [
                        one.textContent,
                        [...one.querySelectorAll("*")]
                            .filter(
                                (inside) =>
                                    !/^(?:a|button|input|label|mark|path|span|svg|time)$/i.test(
                                        inside.nodeName,
                                    ),
                            )
                            .map((inside) => inside.outerHTML),
                    ]),
                );
            for (const [text, strange] of known) {
                seen.add(text);
                if (strange.length > 0) w.problems.push(`${what}: ${strange}`);
            }
            await wrong("list", what);
        }
        return [...seen].join("\n");
    };
    const list = await rows("list");
    if (all.some((one) => one.name === "subject-markup"))
        w.check(
            list.includes("<script>top.__pwned=1</script><img src=x onerror=top.__pwned=1>"),
            "a subject with markup is a text",
        );
    await w.page.getByRole("searchbox").fill("harmless");
    await w.page.keyboard.press("Enter");
    await w.page.locator(".row-mail mark").first().waitFor();
    await rows("search");

    // Nobody was told that anything was read.
    const [sent] = await program.do(["EmailSubmission/query", {}]);
    w.equal(sent.ids, [], "what left by itself");
    w.equal(w.context.pages().length, 1, "pages that are open");
    trap.close();
    console.log(`read: ${all.length}`);
});

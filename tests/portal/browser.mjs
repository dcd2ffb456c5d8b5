// SPDX-License-Identifier: AGPL-3.0-or-later
// A browser for walks. Whatever a page should never do fails the walk, wherever it happens: an error or a warning in the
// console, an exception, something that the page's policy forbids, a request to another origin, a dialog of scripts.
import { mkdirSync, readFileSync } from "node:fs";
import { request } from "node:https";
import { once } from "node:events";
import { chromium } from "playwright-core";
import { Program } from "./program.mjs";
import { wordsOf } from "./words.mjs";

const axeSource = readFileSync(new URL("./node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
/// WCAG 2.2 AA, and what its authors hold for good practice.
const axeTags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const locales = { en: "en-GB", ar: "ar-EG", es: "es-MX", pt: "pt-BR", fr: "fr-FR" };
export const patience = 20_000;
const saidMax = 15;

/// Names of the collective lead here; no other name is known.
const launchOptions = (world, more = []) => ({
    executablePath: world.chromium,
    args: [
        "--no-sandbox",
        "--ignore-certificate-errors",
        `--host-resolver-rules=MAP ${world.domain} ${world.host}, MAP ${world.trapHost ?? "trap.invalid"} ${world.host}, MAP * ~NOTFOUND`,
        ...more,
    ],
});
export const launch = (world, more = []) => chromium.launch(launchOptions(world, more));

export class Walk {
    problems = [];
    /// Patterns of what the console may say at this moment.
    expected = [];
    requests = [];
    /// What was said to the server last: for who wants to know why a walk failed.
    said = [];

    constructor(world) {
        this.world = world;
        this.look = world.look;
        this.isPhone = world.look.width < 960;
        this.say = wordsOf(world.look.language);
    }

    /// With `profile` what the browser keeps is kept there, as it is for people.
    async open(options = {}) {
        const { args, profile, ...rest } = options;
        if (profile)
            return this.take(
                await chromium.launchPersistentContext(profile, {
                    ...launchOptions(this.world, args),
                    ...this.settings(rest),
                }),
            );
        this.browser = await launch(this.world, args);
        return this.renew(rest);
    }

    settings(more) {
        const { width, height, language } = this.look;
        return {
            viewport: { width, height },
            ignoreHTTPSErrors: true,
            locale: locales[language],
            timezoneId: "UTC",
            reducedMotion: "reduce",
            colorScheme: "light",
            acceptDownloads: true,
            ...more,
        };
    }

    /// A browser that knows nothing yet, with other settings.
    async renew(options = {}) {
        await this.context?.close();
        return this.take(await this.browser.newContext(this.settings(options)));
    }

    async take(context) {
        this.context = context;
        this.context.setDefaultTimeout(patience);
        await this.context.addInitScript(() => {
            window.__violations = [];
            addEventListener("securitypolicyviolation", (event) =>
                window.__violations.push(`${event.effectiveDirective}: ${event.blockedURI} ${event.sample}`),
            );
        });
        this.context.on("page", (page) => this.watch(page));
        this.page = await this.context.newPage();
        return this;
    }

    /// Once all is written that a browser writes when it ends.
    async close() {
        await this.context?.close();
        await this.browser?.close();
    }

    watch(page) {
        page.on("console", (message) => {
            if (!["error", "warning"].includes(message.type())) return;
            const text = `${message.text()} (${message.location().url})`;
            if (!this.expected.some((one) => one.test(text)))
                (this.problems.push(`console: ${text}`),
                    process.env.TALK && console.log(`TALK ${Date.now() % 100000} ${text}`));
        });
        page.on("pageerror", (error) => this.problems.push(`exception: ${error.stack}`));
        page.on("dialog", (dialog) => {
            this.problems.push(`dialog: ${dialog.message()}`);
            dialog.dismiss().catch(() => undefined);
        });
        page.on("request", (asked) => {
            const url = asked.url();
            if (/^(?:data|blob):/.test(url)) return;
            this.requests.push(url);
            if (asked.method() === "POST")
                this.said = [
                    ...this.said.slice(-(saidMax - 1)),
                    `${new Date().toISOString().slice(14, 23)} ${asked
                        .postData()
                        ?.replace(/^.*?"methodCalls":/, "")
                        .slice(0, 300)}`,
                ];
            if (new URL(url).origin !== this.world.base) this.problems.push(`request elsewhere: ${url}`);
        });
    }

    /// While `act` goes on the console may speak of what it does (a server that refuses, a line that is cut).
    async expecting(patterns, act) {
        this.expected.push(...patterns);
        try {
            return await act();
        } finally {
            // What the browser says comes a little after what it did.
            await this.page.waitForTimeout(50);
            this.expected.splice(-patterns.length);
        }
    }

    // ---- ways

    /// Signed in by what the server gives a browser that signs in.
    async signIn(member) {
        const url = new URL(this.world.base);
        const headers = {
            host: url.host,
            origin: this.world.base,
            "sec-fetch-site": "same-origin",
            "sec-fetch-mode": "cors",
            "content-type": "application/json",
        };
        const asked = request({
            host: this.world.host,
            port: url.port,
            method: "POST",
            path: "/auth/sign-in",
            headers,
            servername: url.hostname,
            rejectUnauthorized: false,
        });
        asked.end(
            JSON.stringify({ cookie: true, label: "walk", address: member.address, secret: member.password }),
        );
        const [answer] = await once(asked, "response");
        answer.resume();
        const [name, ...value] = (answer.headers["set-cookie"]?.[0] ?? "").split(";")[0].split("=");
        if (!name) throw new Error(`no session: ${answer.statusCode}`);
        await this.context.addCookies([
            {
                name,
                value: value.join("="),
                domain: url.hostname,
                path: "/",
                secure: true,
                httpOnly: true,
                sameSite: "Strict",
            },
        ]);
    }

    async go(path = "/portal/") {
        await this.page.goto(this.world.base + path);
    }

    program(member = this.world.members.member) {
        return Program.open(this.world, member);
    }

    // ---- what is there

    role(role, sentence, about, options = {}) {
        return this.page.getByRole(role, { name: this.say(sentence, about), exact: true, ...options });
    }
    button(sentence, about) {
        return this.role("button", sentence, about);
    }
    row(subject) {
        return this.page.locator(".row-mail", { hasText: subject });
    }
    async toast(sentence, about) {
        await this.page
            .locator(".toast", { hasText: this.say(sentence, about) })
            .last()
            .waitFor();
    }
    /// An entry of the menu that is open.
    async choose(sentence, about) {
        await this.page
            .getByRole("menu")
            .getByRole("menuitem", { name: this.say(sentence, about), exact: true })
            .click();
    }
    /// The text of a letter's frame.
    frame(at = 0) {
        return this.page.frameLocator(".letter-frame").nth(at).locator("body");
    }

    // ---- what must be so

    check(is, what) {
        if (!is) throw new Error(what);
    }
    equal(found, wanted, what) {
        if (JSON.stringify(found) !== JSON.stringify(wanted))
            throw new Error(`${what}: ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`);
    }
    async until(question, what, seconds = patience / 1000) {
        const end = Date.now() + seconds * 1000;
        for (;;) {
            const answer = await question();
            if (answer) return answer;
            if (Date.now() > end) throw new Error(`waited ${seconds} s for ${what}`);
            await this.page.waitForTimeout(50);
        }
    }

    async picture(name) {
        mkdirSync(this.world.pictures, { recursive: true });
        await this.page.screenshot({
            path: `${this.world.pictures}/${this.world.walk}-${this.look.name}-${name}.png`,
        });
    }

    /// A state of the portal that people meet: nothing that axe finds, nothing beyond the edge; kept as a picture.
    async state(name) {
        await this.picture(name);
        await this.axe(name);
        const over = await this.page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        if (over > 0) this.problems.push(`${name}: ${over} px beyond the edge`);
    }

    async axe(name) {
        if (!(await this.page.evaluate(() => "axe" in window))) await this.page.evaluate(axeSource);
        const found = await this.page.evaluate(
            (tags) =>
                window.axe
                    .run(document, {
                        runOnly: { type: "tag", values: tags },
                        resultTypes: ["violations"],
                        iframes: false,
                    })
                    .then((said) =>
                        said.violations.map(
                            (one) =>
                                `${one.id} (${one.impact}): ${one.nodes.map((node) => `${node.target} ${node.html.slice(0, 200)} ${node.failureSummary?.replace(/\s+/g, " ").slice(0, 300)}`).join(" | ")}`,
                        ),
                    ),
            axeTags,
        );
        for (const one of found) this.problems.push(`${name}: axe: ${one}`);
    }

    async violations() {
        for (const page of this.context?.pages() ?? []) {
            for (const one of await page.evaluate(() => window.__violations ?? []).catch(() => []))
                this.problems.push(`policy: ${one}`);
        }
    }
}

/// A walk is a program: `walk(async (w) => ...)`. It ends with 0 where all went well and nothing happened that should not.
export async function walk(steps, options = {}) {
    const world = JSON.parse(process.env.WORLD);
    const one = new Walk(world);
    let code = 0;
    try {
        await one.open(options);
        await steps(one);
        await one.violations();
    } catch (error) {
        code = 1;
        console.log(error.stack);
        for (const line of one.said) console.log(`said: ${line}`);
        await one.picture("failed").catch(() => undefined);
        await one.violations().catch(() => undefined);
    }
    for (const problem of new Set(one.problems)) console.log(`problem: ${problem}`);
    if (one.problems.length > 0) code = 1;
    await one.close().catch(() => undefined);
    process.exit(code);
}

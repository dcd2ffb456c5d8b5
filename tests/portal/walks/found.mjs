// SPDX-License-Identifier: AGPL-3.0-or-later
// From a server that nobody has founded to the founder's mail: five questions, three shares, the first unlocking, the DNS.
import { walk } from "../browser.mjs";
import { newPassword, takeDown } from "./entry_parts.mjs";

const starts = /status of (?:503|401)|ERR_(?:EMPTY_RESPONSE|CONNECTION|HTTP2|SSL|TIMED_OUT|NETWORK)/;

await walk(async (w) => {
    await w.expecting([starts], async () => {
        await w.go("/portal/");
        await w.page.getByText(w.say("found-ask"), { exact: true }).waitFor();
        await w.role("textbox", "found-token").fill("nothing");
        await w.button("ui-next").click();
        await w.page
            .getByRole("alert")
            .filter({ hasText: w.say("found-reason-tokenWrong") })
            .waitFor();
        await w.state("ask");
        await w.go(`/portal/found#${w.world.token}`);
        const next = () => w.button("ui-next").click();
        await w.role("heading", "found-name-title").waitFor();
        await next();
        await w.page
            .getByRole("alert")
            .filter({ hasText: w.say("found-name-needed") })
            .waitFor();
        await w.state("name");
        await w.role("textbox", "found-name").fill("Casa del Maíz");
        await next();
        await w.role("textbox", "found-domain").fill("no domain");
        await w.page
            .getByRole("alert")
            .filter({ hasText: w.say("found-domain-form") })
            .waitFor();
        await w.role("textbox", "found-domain").fill(w.world.domain);
        await w.state("domain");
        await next();
        await w.role("heading", "found-keyholders-title").waitFor();
        await w.role("radio", "found-keyholders-other").check();
        await w.page.getByRole("combobox").nth(1).selectOption("1");
        await w.page
            .getByRole("alert")
            .filter({ hasText: w.say("found-means-one") })
            .waitFor();
        await w.state("one-key");
        await w.role("radio", "found-keyholders-usual", { keyholders: 3, threshold: 2 }).check();
        await w.state("keyholders");
        await next();
        await w.role("textbox", "join-address").fill("support");
        await newPassword(w.page, "six random words make one");
        await w.state("founder");
        await next();
        await w.role("heading", "found-certificates-title").waitFor();
        await next();
        await w.page
            .getByRole("alert")
            .filter({ hasText: w.say("found-agree-needed") })
            .waitFor();
        await w.state("certificates");
        await w.role("radio", "found-certificates-none").check();
        await next();
        await w.role("heading", "found-look-title").waitFor();
        await w.state("look");
        // What only the server knows leads back to its question.
        await w.button("found-go").click();
        await w.page
            .getByRole("alert")
            .filter({ hasText: w.say("found-reason-addressReserved") })
            .waitFor();
        await w.role("textbox", "join-address").fill("ana");
        await next();
        await next();
        await w.button("found-go").click();
        await w.role("heading", "recovery-title", undefined, { level: 1 }).waitFor();
        await w.state("code");
        await takeDown(w, w.page, "found-to-shares");

        const shares = [];
        await w.button("found-own-device").waitFor();
        await w.state("hand");
        await w.page.locator("button.primary").click();
        await w.page.locator(".paper").waitFor();
        await w.state("share");
        shares.push(await takeDown(w, w.page, "found-share-hand-on"));
        // The second keyholder takes theirs on their own telephone.
        await w.button("found-own-device").click();
        await w.page.locator(".qr").waitFor();
        await w.state("own-device");
        const desk = await w.page.evaluate(async (token) => {
            const asked = {
                using: ["urn:ietf:params:jmap:core", "urn:milpa:params:jmap:founding"],
                methodCalls: [["Founding/get", { token }, "0"]],
            };
            const answer = await fetch("/jmap/api", {
                method: "POST",
                headers: { "content-type": "application/json" },
                body: JSON.stringify(asked),
            });
            return (await answer.json()).methodResponses[0][1];
        }, w.world.token);
        const theirs = await w.context.newPage();
        await theirs.goto(`${w.world.base}/portal/found#${desk.shares[1].secret}`);
        await theirs.getByRole("button", { name: w.say("found-own-show"), exact: true }).click();
        await theirs.locator(".paper").waitFor();
        shares.push(await takeDown(w, theirs, "ui-done"));
        await theirs.getByText(w.say("found-own-thanks-text"), { exact: true }).waitFor();
        await theirs.close();
        await w.page.locator(".grains .here").nth(1).waitFor();
        await w.page.locator("button.primary").click();
        await w.page.locator(".paper").waitFor();
        shares.push(await takeDown(w, w.page, "found-share-hand-on"));
        await w.role("heading", "found-all-given").waitFor();
        await w.state("all-given");
        await w.button("found-finish").click();
        await w.role("heading", "unlock-title").waitFor({ timeout: 60_000 });
        w.equal(
            await w.page.locator(".entry header .name").textContent(),
            "Casa del Maíz",
            "whose house it is",
        );
        for (const share of [shares[2], shares[0]]) {
            await w.role("textbox", "share-label").fill(share);
            await w.button("unlock-give").click();
            await w.until(
                async () =>
                    (await w.page.getByText(w.say("unlock-thanks"), { exact: true }).count()) +
                        (await w.role("heading", "unlock-open-title").count()) >
                    0,
                "the share was taken",
            );
        }
        await w.role("heading", "unlock-open-title").waitFor();
        await w.page.getByText(w.say("unlock-first-start"), { exact: true }).waitFor();
        await w.button("ui-next").click();
        await w.role("heading", "found-dns-title").waitFor();
        await w.page.locator(".dns-record").nth(5).waitFor();
        await w.state("dns");
        await w.button("join-to-mail").click();
        await w.page.locator(".frame").waitFor();
        await w.state("inside");
        // Whoever founded it has said why it was started.
        await w.go("/portal/care/starts");
        await w.page.locator("blockquote", { hasText: w.say("found-first-start") }).waitFor();
        w.equal(
            await w.page.getByText(w.say("care-start-open"), { exact: true }).count(),
            0,
            "unexplained starts",
        );
    });
});

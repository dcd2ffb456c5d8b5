// SPDX-License-Identifier: AGPL-3.0-or-later
// The pages that work without any script, in a browser that runs none: mail is read, answered and sorted there.
import { walk } from "../browser.mjs";

await walk(
    async (w) => {
        const { member, other } = w.world.members;
        const program = await w.program();
        const there = await w.program(other);
        await program.put([
            {
                subject: "Beans & <maize>",
                from: { name: "Other", email: other.address },
                id: "beans@x.test",
                text: "Who waters the beans?\n\n<script>top.__pwned=1</script>",
            },
            {
                subject: "With pictures",
                files: [{ name: "seeds.txt", type: "text/plain", octets: Buffer.from("maize") }],
                html: '<h1 onclick="top.__pwned=1">Title</h1><p>Words.</p><img src="https://tracker.example/p.gif" onerror="top.__pwned=1">',
                text: "Title. Words.",
            },
        ]);
        // axe is a script itself: it looks at the same pages afterwards, in a browser that lets it.
        const seen = new Map();
        const state = async (name) => {
            await w.picture(name);
            seen.set(name, w.page.url());
        };
        const text = (words) => w.page.locator("body", { hasText: words }).waitFor();
        await w.expecting([/status of 401/], async () => {
            await w.go("/portal/");
            await w.page.locator(".no-script a").waitFor();
            w.equal(await w.page.locator("#portal").isVisible(), false, "what waits for a script");
            await w.picture("no-script");
        });
        await w.go("/");
        await state("public");
        await w.go("/plain/sign-in");
        await state("sign-in");
        await w.page.locator('input[name="address"]').fill(member.address);
        await w.page.locator('input[name="password"]').fill("not this one");
        const go = w.page.locator('form[action="/plain/sign-in"] button');
        await w.expecting([/status of 4\d\d/], async () => {
            await go.click();
            await w.page.getByRole("alert").waitFor();
            await state("wrong");
        });
        await w.page.locator('input[name="password"]').fill(member.password);
        await go.click();
        await text("Beans & <maize>");
        w.equal(await w.page.locator("ol.letters .clip").count(), 1, "letters with a file");
        await state("list");
        await w.page.getByRole("link", { name: /Beans & <maize>/ }).click();
        await text("Who waters the beans?");
        await text("<script>top.__pwned=1</script>");
        await state("letter");
        const conversation = w.page.url();
        await w.page.goBack();
        await w.page.getByRole("link", { name: /With pictures/ }).click();
        await text("Words.");
        await state("html");
        w.equal(
            await w.page.locator("script, iframe, img[src^='http'], [onclick], [onerror]").count(),
            0,
            "what is not to be there",
        );
        await w.page.goto(conversation);
        await w.page.locator('a[href*="/plain/mail/write?reply="]').first().click();
        await w.page.locator("textarea").first().waitFor();
        await state("write");
        const area = w.page.locator("textarea").last();
        await area.fill(`I do.\n\n${await area.inputValue()}`);
        await w.page.locator('button[name="do"][value="send"], button[value="send"]').first().click();
        const [came] = await there.until(async () => {
            const all = await there.emails({}, "subject", "inReplyTo");
            return all.length > 0 && all;
        }, "the answer");
        w.equal(came.inReplyTo, ["beans@x.test"], "what it answers");
        await state("sent");
        w.equal(await w.page.locator("script").count(), 0, "scripts");
        const cookies = await w.context.cookies();
        await w.renew();
        await w.context.addCookies(cookies);
        for (const [name, url] of seen) {
            await w.page.goto(url);
            await w.state(name);
        }
    },
    { javaScriptEnabled: false },
);

// SPDX-License-Identifier: AGPL-3.0-or-later
// A locked server, opened by two keyholders from wherever they are.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { walk } from "../browser.mjs";
import { cameraThatSees } from "../camera.mjs";

const folder = mkdtempSync(join(tmpdir(), "milpa-camera-"));
process.on("exit", () => rmSync(folder, { recursive: true }));
const [share] = JSON.parse(process.env.WORLD).shares;
const args = cameraThatSees(`milpa:${share}`, join(folder, "card.y4m"));

const locked = /status of (?:503|401)/;

await walk(
    async (w) => {
        const { shares } = w.world;
        const { member } = w.world.members;
        await w.expecting([locked], async () => {
            // Whoever comes to their mail sees how it stands.
            await w.go("/portal/mail/inbox");
            await w.role("heading", "unlock-title").waitFor();
            await w.page.getByText(w.say("unlock-missing", { count: 2 }), { exact: false }).waitFor();
            await w.state("locked");
            const field = w.role("textbox", "share-label");
            const give = async (share, words) => {
                await field.fill(share);
                await w.button("unlock-give").click();
                await w.page
                    .getByRole("alert")
                    .filter({ hasText: w.say(words) })
                    .waitFor();
            };
            await w.button("unlock-give").click();
            await w.page
                .getByRole("alert")
                .filter({ hasText: w.say("share-needed") })
                .waitFor();
            await give(shares[0].slice(0, -6), "share-short");
            const slip = shares[0].slice(0, -1) + (shares[0].endsWith("0") ? "1" : "0");
            await give(slip, "share-mistyped");
            w.equal(await field.inputValue(), slip, "a slip is mended where it stands");
            await w.state("slip");
            await give("0".repeat(80), "share-mistyped");
            // From paper, by the camera. The browser's own reader is taken away: few have one.
            await w.page.evaluate(() => delete window.BarcodeDetector);
            await field.fill("");
            await w.button("scan-go").click();
            await w.until(
                async () => (await field.inputValue()) === shares[0],
                "the share that the camera sees",
            );
            await w.role("dialog", "scan-title").waitFor({ state: "detached" });
            await w.button("unlock-give").click();
            await w.page.getByText(w.say("unlock-thanks"), { exact: true }).waitFor();
            w.equal(await field.inputValue(), "", "the share is wiped");
            await w.page.getByText(w.say("unlock-missing", { count: 1 }), { exact: false }).waitFor();
            await w.state("one");
            await give(shares[0], "share-twice");
            w.equal(await field.inputValue(), "", "what cannot be mended does not stay");
            // Somebody else, elsewhere.
            const elsewhere = await w.context.newPage();
            await elsewhere.goto(`${w.world.base}/portal/unlock`);
            await elsewhere
                .getByRole("textbox", { name: w.say("share-label"), exact: true })
                .fill(shares[2].toUpperCase().replaceAll("-", " "));
            await elsewhere.getByRole("button", { name: w.say("unlock-give"), exact: true }).click();
            await elsewhere.getByRole("heading", { name: w.say("unlock-open-title"), exact: true }).waitFor();
            await elsewhere.close();
            await w.role("heading", "unlock-open-title").waitFor();
            // Whoever gave a share sees the starts that nobody has explained: this one at least.
            await w.page.locator(".starts li").first().waitFor();
            await w.page.getByText(w.say("unlock-unexplained-text"), { exact: true }).waitFor();
            await w.state("open");
            await w.button("sign-in-go").click();
            await w.page.locator('input[name="username"]').fill(member.address);
            await w.page.locator('input[autocomplete="current-password"]').fill(member.password);
            await w.button("sign-in-go").click();
            await w.role("heading", "mail-empty-inbox").waitFor();
        });
    },
    { args },
);

// SPDX-License-Identifier: AGPL-3.0-or-later
// Secrets of every further way to sign in: a passkey, codes of an authenticator program, another recovery code; and after
// the last sign-out nothing of a session is in the browser.
import { walk } from "../browser.mjs";
import { Planting } from "../planting.mjs";
import { codeOf, password, prove, securityKey } from "./entry_parts.mjs";

await walk(
    async (w) => {
        const planting = new Planting(w);
        const { member } = w.world.members;
        w.expected.push(/status of 401/, /eventsource/);
        const dialog = w.page.locator("dialog[open]").last();
        await w.go("/portal/");
        await planting.signIn(member.address, member.password, "ways");
        await w.go("/portal/settings/signing-in");
        await securityKey(w);

        await w.button("passkeys-add").click();
        await planting.fill(dialog, "ways: label of a passkey");
        await dialog.getByRole("button", { name: w.say("ui-next"), exact: true }).click();
        await prove(w, member.password);
        await w.toast("passkeys-opens-now");
        await w.button("signing-code-renew").click();
        await w
            .role("dialog", "proof-title")
            .getByRole("button", { name: w.say("sign-in-passkey"), exact: true })
            .click();
        await w.page.locator(".paper").waitFor();
        await planting.paper("ways: recovery code");
        await w.toast("signing-code-renewed");
        await planting.signOut();
        await w.button("sign-in-passkey").click();
        await w.page.locator(".frame").waitFor();
        await planting.cookies("ways: by passkey");

        await w.go("/portal/settings/signing-in");
        await w.button("codes-begin").click();
        await prove(w, member.password);
        const codes = w.role("dialog", "codes-begin");
        const shared = (await codes.locator("code").innerText()).replace(/\s/g, "");
        planting.note(shared, "ways: secret of an authenticator program");
        await codes.getByRole("textbox").fill(codeOf(shared));
        await codes.getByRole("button", { name: w.say("codes-confirm"), exact: true }).click();
        await w.toast("codes-done");
        await planting.signOut();
        await w.page.locator('input[name="username"]').fill(member.address);
        await password(w).fill(member.password);
        await w.button("sign-in-go").click();
        await w.role("heading", "sign-in-second-title").waitFor();
        await w.button("sign-in-by-recovery").click();
        await planting.fill(w.page, "ways: recovery code, wrongly");
        await w.button("sign-in-go").click();
        await w.page.getByRole("alert").waitFor();
        await w.go("/portal/");
        await w.button("sign-in-passkey").click();
        await w.page.locator(".frame").waitFor();
        await planting.signOut();
        w.equal(
            (await w.context.cookies()).filter((one) => one.value !== "").map((one) => one.name),
            [],
            "cookies once nobody is signed in",
        );
    },
    { profile: JSON.parse(process.env.WORLD).profile },
);

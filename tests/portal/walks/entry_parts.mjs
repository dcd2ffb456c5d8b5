// SPDX-License-Identifier: AGPL-3.0-or-later
// What walks through the entry and the settings have in common.
import { createHmac } from "node:crypto";

/// A secret on its card: taken down, its last group typed back.
export async function takeDown(w, page, go) {
    await page.locator(".paper").waitFor();
    const secret = (await page.locator(".paper .groups span").allInnerTexts()).join("-");
    const form = page.locator("form.taken");
    await form.getByRole("textbox").fill("nnnnn");
    await form.getByRole("checkbox").check();
    await form.getByRole("button", { name: w.say(go), exact: true }).click();
    await page
        .getByRole("alert")
        .filter({ hasText: w.say("paper-last-group-wrong") })
        .waitFor();
    await form.getByRole("textbox").fill(secret.slice(secret.lastIndexOf("-") + 1).toUpperCase());
    await form.getByRole("button", { name: w.say(go), exact: true }).click();
    return secret;
}

/// Who one is, shown anew.
export async function prove(w, password) {
    const dialog = w.role("dialog", "proof-title");
    await dialog.locator('input[autocomplete="current-password"]').fill(password);
    await dialog.getByRole("button", { name: w.say("proof-go"), exact: true }).click();
    await dialog.waitFor({ state: "detached" });
}

/// RFC 6238, as authenticator programs count: SHA-1, half a minute, six digits.
export function codeOf(secret, at = Date.now()) {
    const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    const bits = [...secret.replace(/[\s=]/g, "")]
        .map((one) => letters.indexOf(one).toString(2).padStart(5, "0"))
        .join("");
    const key = Buffer.from(bits.match(/.{8}/g).map((one) => parseInt(one, 2)));
    const step = Buffer.alloc(8);
    step.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
    const hash = createHmac("sha1", key).update(step).digest();
    return String((hash.readUInt32BE(hash[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/// A security key in the browser.
export async function securityKey(w) {
    const tools = await w.context.newCDPSession(w.page);
    await tools.send("WebAuthn.enable");
    await tools.send("WebAuthn.addVirtualAuthenticator", {
        options: {
            protocol: "ctap2",
            ctap2Version: "ctap2_1",
            transport: "internal",
            hasResidentKey: true,
            hasUserVerification: true,
            isUserVerified: true,
            hasPrf: true,
            automaticPresenceSimulation: true,
        },
    });
}

export const password = (w) => w.page.locator('input[autocomplete="current-password"]');

export async function newPassword(page, text) {
    const fields = page.locator('input[autocomplete="new-password"]');
    await fields.nth(0).fill(text);
    await fields.nth(1).fill(text);
}

export async function signOut(w) {
    await w.page.locator("button.account").click();
    await w.choose("app-sign-out");
    await w.page.locator('input[name="username"]').waitFor();
}

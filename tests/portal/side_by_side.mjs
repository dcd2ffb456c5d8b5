// SPDX-License-Identifier: AGPL-3.0-or-later
// Pictures side by side, as one: node side_by_side.mjs OUT PICTURE...
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const [out, ...pictures] = process.argv.slice(2);
const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
});
const page = await browser.newPage({ viewport: { width: 1180, height: 740 } });
const images = pictures
    .map((path) => `<img src="data:image/png;base64,${readFileSync(path).toString("base64")}">`)
    .join("");
await page.setContent(
    `<style>body{margin:0;padding:20px;display:flex;gap:20px;background:#ece5d6}img{border-radius:14px;box-shadow:0 4px 18px #0003}</style>${images}`,
);
await page.screenshot({ path: out });
await browser.close();

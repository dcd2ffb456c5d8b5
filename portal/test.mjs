// SPDX-License-Identifier: AGPL-3.0-or-later
// Runs the unit tests of what needs no browser: `node test.mjs`. The others are in tests/portal/.
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const root = dirname(fileURLToPath(import.meta.url));
const out = join(root, "build/test");
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const tests = readdirSync(join(root, "test")).filter((name) => name.endsWith(".test.ts"));
await esbuild.build({
    absWorkingDir: root,
    entryPoints: tests.map((name) => `test/${name}`),
    bundle: true,
    // It declares a globalThis of its own, which the banner would meet.
    external: ["openpgp"],
    platform: "node",
    format: "esm",
    target: "node18",
    outdir: out,
    outExtension: { ".js": ".mjs" },
    jsx: "automatic",
    jsxImportSource: "preact",
    // What modules look at when they are loaded in a page.
    banner: {
        js: 'import { webcrypto } from "node:crypto"; globalThis.crypto ??= webcrypto; globalThis.document ??= { documentElement: { lang: "en", dir: "ltr" }, querySelector: () => null, addEventListener() {} }; globalThis.window ??= globalThis; globalThis.addEventListener ??= () => {}; globalThis.location ??= { pathname: "/portal/", hash: "", origin: "https://localhost" }; globalThis.localStorage ??= { getItem: () => null, setItem() {} };',
    },
    logLevel: "warning",
});
const ran = spawnSync(
    process.execPath,
    ["--test", ...tests.map((name) => join(out, name.replace(/\.ts$/, ".mjs")))],
    { stdio: "inherit" },
);
process.exit(ran.status ?? 1);

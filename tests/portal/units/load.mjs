// SPDX-License-Identifier: AGPL-3.0-or-later
// A module of the portal that needs no browser, bundled for node.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const portal = join(dirname(fileURLToPath(import.meta.url)), "../../../portal");
const { build } = createRequire(join(portal, "package.json"))("esbuild");

export async function load(path) {
    const made = await build({ entryPoints: [join(portal, "src", path)], bundle: true, format: "esm", target: "node18", write: false, logLevel: "error" });
    return import(`data:text/javascript;base64,${Buffer.from(made.outputFiles[0].contents).toString("base64")}`);
}

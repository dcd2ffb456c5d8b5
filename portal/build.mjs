// SPDX-License-Identifier: AGPL-3.0-or-later
// Builds the portal: `node build.mjs OUT` checks the types, bundles, compresses, and writes
//
//     OUT/portal.bundle    every file that is served, as src/portal/bundle.hpp reads it
//     OUT/sizes.json       what each weighs as it travels, for people and for the budget's test
//     OUT/words.d.ts       names of all messages, so that a wrong one is an error of types
//
// `--no-check` leaves the types out, for a quick look.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import * as esbuild from "esbuild";
import { areas, languages, readWords } from "./words/files.mjs";

const root = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(root, "../build/portal");
const place = "/portal/assets/";
/// Browsers of old phones, and what Tor Browser was made of.
const target = ["chrome90", "firefox102", "safari14.1"];
/// Most octets of a file that is not worth compressing.
const compressFrom = 200;

const files = [];

const types = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".ftl": "text/plain; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/png",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
};

function typeOf(path) {
    const type = types[path.slice(path.lastIndexOf("."))];
    if (!type) throw new Error(`no media type for ${path}`);
    return type;
}

/// `policy`: page, asset, letter (src/portal/bundle.hpp). Kept for ever where the name changes with the octets.
function serve(path, octets, policy = "asset", keep = "revalidate") {
    files.push({ path, type: typeOf(path), policy, keep, octets: Buffer.from(octets) });
}

function hashed(name, octets) {
    const hash = createHash("sha256").update(octets).digest("base64url").slice(0, 10);
    const dot = name.lastIndexOf(".");
    return `${place}${name.slice(0, dot)}.${hash}${name.slice(dot)}`;
}

function serveHashed(name, octets) {
    const path = hashed(name, octets);
    serve(path, octets, "asset", "for_ever");
    return path;
}

/// Comments are for translators.
function smaller(ftl) {
    return ftl
        .split("\n")
        .filter((line) => !line.startsWith("#") && line.trim() !== "")
        .join("\n");
}

const escapeHtml = (text) =>
    text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);

/// A shell for each language: right in its first octet.
function shell(language, made) {
    const words = Object.fromEntries(areas.map((area) => [area, made.words[`${language}.${area}`]]));
    const first = ["common", "entry", "mail"].map(
        (area) => `<link rel="preload" as="fetch" crossorigin href="${words[area]}">`,
    );
    const say = (id) => escapeHtml(made.sentence(language, id));
    return `<!doctype html>
<html lang="${language}" dir="${language === "ar" ? "rtl" : "ltr"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" media="(prefers-color-scheme: light)" content="#fbf8f1">
<meta name="theme-color" media="(prefers-color-scheme: dark)" content="#171a15">
<meta name="words" content="${escapeHtml(JSON.stringify(words))}">
<title>Milpa</title>
<link rel="icon" type="image/svg+xml" href="${made.icon}">
<link rel="apple-touch-icon" href="${made.touchIcon}">
<link rel="manifest" href="/portal/manifest.webmanifest">
<link rel="stylesheet" href="${made.style}">
${made.modules.map((path) => `<link rel="modulepreload" href="${path}">`).join("\n")}
<link rel="preload" as="fetch" crossorigin href="/jmap/session">
${first.join("\n")}
<script type="module" src="${made.main}"></script>
</head>
<body>
<noscript><p class="no-script">${say("shell-no-script")} <a href="/plain/">${say("shell-plain")}</a></p></noscript>
<div id="portal"><p class="waiting" role="status">${say("shell-waiting")}</p></div>
</body>
</html>
`;
}

/// All that has to be there before the first line runs.
function staticImports(path, outputs, found = new Set()) {
    for (const { kind, path: next } of outputs[path].imports) {
        if (kind !== "import-statement" || found.has(next)) continue;
        found.add(next);
        staticImports(next, outputs, found);
    }
    return found;
}

async function bundle() {
    const result = await esbuild.build({
        absWorkingDir: root,
        entryPoints: { main: "src/main.tsx", portal: "styles/portal.css" },
        bundle: true,
        splitting: true,
        format: "esm",
        minify: true,
        target,
        jsx: "automatic",
        jsxImportSource: "preact",
        charset: "utf8",
        legalComments: "none",
        metafile: true,
        write: false,
        outdir: "out/assets",
        entryNames: "[name].[hash]",
        chunkNames: "[name].[hash]",
        assetNames: "[name].[hash]",
        publicPath: place,
        logLevel: "warning",
    });
    const made = { modules: [] };
    const placeOf = (path) => place + basename(path);
    for (const file of result.outputFiles) serve(placeOf(file.path), file.contents, "asset", "for_ever");
    for (const [path, output] of Object.entries(result.metafile.outputs)) {
        if (output.entryPoint === "src/main.tsx") {
            made.main = placeOf(path);
            made.modules = [...staticImports(path, result.metafile.outputs)].map(placeOf);
        }
        if (output.entryPoint === "styles/portal.css") made.style = placeOf(path);
    }
    return made;
}

/// The service worker: one file, whose list of what it keeps is the shell's.
async function worker(keep) {
    const result = await esbuild.build({
        absWorkingDir: root,
        entryPoints: ["src/worker/worker.ts"],
        bundle: true,
        format: "iife",
        minify: true,
        target,
        charset: "utf8",
        write: false,
        define: { KEPT_FILES: JSON.stringify(keep) },
        logLevel: "warning",
    });
    return result.outputFiles[0].contents;
}

function serveWords(made) {
    made.words = {};
    const all = readWords();
    for (const [name, text] of all.texts)
        made.words[name] = serveHashed(`${name}.ftl`, Buffer.from(smaller(text)));
    made.sentence = all.sentence;
    mkdirSync(join(root, "build"), { recursive: true });
    writeFileSync(join(root, "build/words.d.ts"), all.declaration);
}

function pack() {
    const header = [];
    const parts = [];
    let at = 0;
    const put = (octets) => {
        parts.push(octets);
        at += octets.length;
        return [at - octets.length, octets.length];
    };
    const sizes = {};
    for (const file of files) {
        const entry = {
            path: file.path,
            type: file.type,
            policy: file.policy,
            keep: file.keep,
            plain: put(file.octets),
        };
        sizes[file.path] = file.octets.length;
        if (file.octets.length >= compressFrom && !file.type.startsWith("image/png")) {
            const packed = brotliCompressSync(file.octets, {
                params: {
                    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
                    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
                    [constants.BROTLI_PARAM_SIZE_HINT]: file.octets.length,
                },
            });
            if (packed.length < file.octets.length) {
                entry.brotli = put(packed);
                sizes[file.path] = packed.length;
            }
        }
        header.push(entry);
    }
    const text = Buffer.from(JSON.stringify(header));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(text.length);
    writeFileSync(join(out, "portal.bundle"), Buffer.concat([length, text, ...parts]));
    writeFileSync(join(out, "sizes.json"), JSON.stringify(sizes, null, 1));
}

mkdirSync(out, { recursive: true });
const made = {};
serveWords(made);
if (!process.argv.includes("--no-check")) {
    for (const project of ["tsconfig.json", "tsconfig.worker.json"]) {
        execFileSync(
            process.execPath,
            [join(root, "node_modules/typescript/bin/tsc"), "--noEmit", "-p", join(root, project)],
            { stdio: "inherit" },
        );
    }
}
Object.assign(made, await bundle());
for (const name of readdirSync(join(root, "pictures")).sort()) {
    const path = serveHashed(name, readFileSync(join(root, "pictures", name)));
    if (name === "icon.svg") made.icon = path;
    if (name === "icon-180.png") made.touchIcon = path;
    made[name] = path;
}
// What a browser asks for of a page that names no icon: the plain ones.
serve("/favicon.ico", readFileSync(join(root, "pictures/icon-192.png")));
for (const language of languages) serve(`/portal/shell.${language}.html`, shell(language, made), "page");
serve("/portal/letter.html", readFileSync(join(root, "src/letter/letter.html")), "letter");
serve(
    "/portal/manifest.webmanifest",
    JSON.stringify({
        id: "/portal/",
        name: "Milpa",
        short_name: "Milpa",
        start_url: "/portal/",
        scope: "/portal/",
        display: "standalone",
        background_color: "#fbf8f1",
        theme_color: "#1f5b3a",
        icons: [192, 512].flatMap((size) => [
            { src: made[`icon-${size}.png`], sizes: `${size}x${size}`, type: "image/png", purpose: "any" },
            {
                src: made[`icon-${size}.png`],
                sizes: `${size}x${size}`,
                type: "image/png",
                purpose: "maskable",
            },
        ]),
    }),
);
// What the portal is made of, for when the server cannot be reached.
const kept = files.filter((file) => file.path.startsWith(place)).map((file) => file.path);
serve("/portal/worker.js", await worker(kept), "page");
pack();
if (!existsSync(join(out, "portal.bundle"))) throw new Error(`nothing was written to ${relative(".", out)}`);

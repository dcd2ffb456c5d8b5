// SPDX-License-Identifier: AGPL-3.0-or-later
// A camera that looks at a QR code: what Chromium shows instead of one.
import { writeFileSync } from "node:fs";
import { encode } from "../../portal/node_modules/uqr/dist/index.mjs";

const width = 640;
const height = 480;
const light = 200;
const dark = 40;
const grey = 128;
/// Pixels of a module: the card is not held quite close.
const module = 7;

/// Arguments of a browser whose camera sees `text` as a code. `path`: where its film may lie (YUV4MPEG2).
export function cameraThatSees(text, path) {
    const { data, size } = encode(text, { ecc: "M", border: 4 });
    const left = Math.floor((width - size * module) / 2);
    const top = Math.floor((height - size * module) / 2);
    const luma = Buffer.alloc(width * height, light);
    for (let y = 0; y < size * module; y += 1)
        for (let x = 0; x < size * module; x += 1)
            if (data[Math.floor(y / module)][Math.floor(x / module)])
                luma[(top + y) * width + left + x] = dark;
    const chroma = Buffer.alloc((width * height) / 2, grey);
    const frame = Buffer.concat([Buffer.from("FRAME\n"), luma, chroma]);
    const head = Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`);
    writeFileSync(path, Buffer.concat([head, ...Array(10).fill(frame)]));
    return [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        `--use-file-for-fake-video-capture=${path}`,
    ];
}

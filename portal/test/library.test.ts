// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from "node:assert/strict";
import { test } from "node:test";
import { decompressedOctetsMax, pgp } from "../src/openpgp/library";

test("a message that grows beyond all measure is not read", async () => {
    const { createMessage, decrypt, encrypt, enums, generateKey, readMessage } = await pgp();
    const { privateKey } = await generateKey({ userIDs: [{ email: "a@b.test" }], format: "object" });
    const bomb = await encrypt({
        message: await createMessage({ binary: new Uint8Array(decompressedOctetsMax + 1) }),
        encryptionKeys: privateKey.toPublic(),
        format: "binary",
        config: { preferredCompressionAlgorithm: enums.compression.zlib },
    });
    assert.ok((bomb as Uint8Array).length < 1 << 20);
    await assert.rejects(
        decrypt({
            message: await readMessage({ binaryMessage: bomb as Uint8Array }),
            decryptionKeys: privateKey,
            format: "binary",
        }),
        /Maximum decompressed message size/,
    );
});

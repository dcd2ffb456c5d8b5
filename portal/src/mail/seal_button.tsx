// SPDX-License-Identifier: AGPL-3.0-or-later
// The lock in the composer: whether this letter is sealed, and whose key is not known.
import { useEffect, useState } from "preact/hooks";
import type { Address } from "../jmap/types";
import { IconButton } from "../ui/button";
import { tell } from "../ui/toast";
import { say } from "../words/words";
import { loadOwnKeys, mayHaveKeys, ownKeys } from "../openpgp/keys";
import type { Draft } from "./draft";

export interface Sealing {
    /// Whether the member has a key.
    can: boolean;
    /// Recipients whose key is not known.
    missing: Address[];
}

export function useSealing(draft: Draft): Sealing {
    const [missing, setMissing] = useState<Address[]>([]);
    const recipients = draft.recipients();
    const sealed = draft.isSealed.value;
    useEffect(() => {
        if (!ownKeys.value && mayHaveKeys()) loadOwnKeys().catch(() => undefined);
    }, []);
    useEffect(() => {
        if (!sealed) return;
        let current = true;
        void import("../openpgp/write").then(({ withoutKey }) => withoutKey(recipients)).then((found) => current && setMissing(found));
        return () => {
            current = false;
        };
    }, [sealed, recipients.map((one) => one.email).join()]);
    return { can: (ownKeys.value?.length ?? 0) > 0, missing: sealed ? missing : [] };
}

export function SealButton({ draft, sealing }: { draft: Draft; sealing: Sealing }) {
    if (!sealing.can) return null;
    const sealed = draft.isSealed.value;
    return (
        <IconButton
            icon={sealed ? "lock" : "unlock"}
            label={say("openpgp-seal")}
            pressed={sealed}
            onClick={() => {
                draft.sealOrNot(!sealed);
                tell(say(sealed ? "openpgp-seal-off" : "openpgp-seal-on"));
            }}
        />
    );
}

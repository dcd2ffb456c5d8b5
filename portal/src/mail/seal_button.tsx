// SPDX-License-Identifier: AGPL-3.0-or-later
// The lock in the composer: whether this letter is sealed, and whose key is not known.
import { useEffect, useState } from "preact/hooks";
import type { Address } from "../jmap/types";
import { hear, noticeFailure } from "../store/account";
import { Button, IconButton } from "../ui/button";
import { tellFailure } from "../ui/failure";
import { Notice } from "../ui/parts";
import { tell } from "../ui/toast";
import { say } from "../words/words";
import {
    NeedsPassphrase,
    type OwnKey,
    defaultKey,
    loadOwnKeys,
    mayHaveKeys,
    openKey,
    ownKeys,
} from "../openpgp/keys";
import { PassphraseDialog } from "../openpgp/passphrase";
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
    // Whoever had no key may have one now, of those that one keeps with one's contacts.
    const [news, setNews] = useState(0);
    useEffect(() => {
        const end = hear("ContactCard", () => setNews((before) => before + 1));
        return () => void end();
    }, []);
    useEffect(() => {
        if (!sealed) return;
        let current = true;
        void import("../openpgp/write")
            .then(({ withoutKey }) => withoutKey(recipients))
            .then((found) => current && setMissing(found))
            // Sealing itself asks again, and says what is wrong.
            .catch(noticeFailure);
        return () => {
            current = false;
        };
    }, [sealed, news, recipients.map((one) => one.email).join()]);
    return { can: (ownKeys.value?.length ?? 0) > 0, missing: sealed ? missing : [] };
}

export function SealButton({ draft, sealing }: { draft: Draft; sealing: Sealing }) {
    const [asks, setAsks] = useState<OwnKey>();
    if (!sealing.can) return null;
    const sealed = draft.isSealed.value;
    const toggle = () => {
        draft.sealOrNot(!sealed);
        tell(say(sealed ? "openpgp-seal-off" : "openpgp-seal-on"));
    };
    /// A draft is signed as well: its writer's key is there before anything is sealed.
    const seal = async () => {
        const own = defaultKey();
        try {
            if (own) await openKey(own);
            toggle();
        } catch (failed) {
            if (failed instanceof NeedsPassphrase) setAsks(failed.key);
            else tellFailure(failed, "openpgp");
        }
    };
    return (
        <>
            <IconButton
                icon={sealed ? "lock" : "unlock"}
                label={say("openpgp-seal")}
                pressed={sealed}
                onClick={sealed ? toggle : seal}
            />
            {asks && (
                <PassphraseDialog
                    own={asks}
                    onClose={() => setAsks(undefined)}
                    onOpen={() => {
                        setAsks(undefined);
                        toggle();
                    }}
                />
            )}
        </>
    );
}

/// In the place of a failure: a draft that was sealed before this page was opened.
export function Locked({ failed, onOpen }: { failed: NeedsPassphrase; onOpen: () => void }) {
    const [asks, setAsks] = useState(false);
    return (
        <Notice kind="warning">
            <p>{say("openpgp-passphrase", { label: failed.key.label })}</p>
            <Button small icon="unlock" onClick={() => setAsks(true)}>
                {say("openpgp-open")}
            </Button>
            {asks && (
                <PassphraseDialog
                    own={failed.key}
                    onClose={() => setAsks(false)}
                    onOpen={() => {
                        setAsks(false);
                        onOpen();
                    }}
                />
            )}
        </Notice>
    );
}

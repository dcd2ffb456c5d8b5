// SPDX-License-Identifier: AGPL-3.0-or-later
// Codes of an authenticator program (TOTP), asked for beside the password.
import { useState } from "preact/hooks";
import { Failure, postJson } from "../jmap/client";
import { Button } from "../ui/button";
import { Dialog, ask } from "../ui/dialog";
import { FailureNotice, tellFailure } from "../ui/failure";
import { TextField } from "../ui/field";
import { Copyable } from "../ui/parts";
import { QrCode } from "../ui/qr";
import { tell } from "../ui/toast";
import { say } from "../words/words";
import { Section } from "./page";
import { withProof } from "./proof";

interface Offer {
    proof: string;
    secret: string;
    uri: string;
}

export function Codes({ on, onChanged }: { on: boolean; onChanged: () => Promise<void> }) {
    const [offer, setOffer] = useState<Offer>();
    const begin = () =>
        withProof(async (proof) => {
            const said = await postJson("/auth/totp/offer", { proof });
            setOffer({ proof, secret: String(said["secret"]), uri: String(said["uri"]) });
        }).catch(tellFailure);
    const remove = async () => {
        if (!(await ask(say("codes-remove-title"), say("codes-remove-text"), say("codes-remove")))) return;
        await withProof(async (proof) => {
            await postJson("/auth/totp/remove", { proof });
            await onChanged();
            tell(say("codes-removed"));
        }).catch(tellFailure);
    };
    return (
        <Section title={say("codes-title")} text={say(on ? "codes-on" : "codes-off")}>
            <div>
                {on ? (
                    <Button kind="danger" onClick={remove}>
                        {say("codes-remove")}
                    </Button>
                ) : (
                    <Button icon="phone" onClick={begin}>
                        {say("codes-begin")}
                    </Button>
                )}
            </div>
            {offer && (
                <Confirm
                    offer={offer}
                    onClose={async (done) => {
                        setOffer(undefined);
                        if (!done) return;
                        await onChanged();
                        tell(say("codes-done"));
                    }}
                />
            )}
        </Section>
    );
}

/// In groups of four, for who types it.
const grouped = (secret: string): string => secret.replace(/(.{4})(?=.)/g, "$1 ");

function Confirm({ offer, onClose }: { offer: Offer; onClose: (done: boolean) => void }) {
    const [code, setCode] = useState("");
    const [error, setError] = useState<unknown>();
    const [busy, setBusy] = useState(false);
    const confirm = async () => {
        setBusy(true);
        setError(undefined);
        try {
            await postJson("/auth/totp/confirm", { proof: offer.proof, code: code.replace(/\s/g, "") });
            onClose(true);
        } catch (failed) {
            setError(failed);
        } finally {
            setBusy(false);
        }
    };
    const isWrong = error instanceof Failure && error.kind === "signedOut";
    return (
        <Dialog
            title={say("codes-begin")}
            onClose={() => onClose(false)}
            onSubmit={confirm}
            actions={
                <>
                    <Button onClick={() => onClose(false)}>{say("ui-cancel")}</Button>
                    <Button type="submit" kind="primary" busy={busy} disabled={code.trim() === ""}>
                        {say("codes-confirm")}
                    </Button>
                </>
            }
        >
            <p>{say("codes-scan")}</p>
            <div class="centred">
                <QrCode text={offer.uri} label={say("codes-qr")} />
            </div>
            <div class="stack-small">
                <span class="small quiet">{say("codes-by-hand")}</span>
                <Copyable text={grouped(offer.secret)} label={say("ui-copy")} />
            </div>
            <TextField
                label={say("sign-in-code")}
                hint={say("codes-code-hint")}
                value={code}
                onInput={setCode}
                wrong={isWrong ? say("codes-wrong") : undefined}
                inputMode="numeric"
                autocomplete="one-time-code"
                ltr
            />
            {!isWrong && <FailureNotice error={error} />}
        </Dialog>
    );
}

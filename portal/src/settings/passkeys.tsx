// SPDX-License-Identifier: AGPL-3.0-or-later
// Passkeys: those that open the account alone, and those that are asked for beside the password.
import { useState } from "preact/hooks";
import { createPasskey, hasPasskeys } from "../entry/passkey";
import { sessionLabel } from "../entry/sign_in";
import { postJson } from "../jmap/client";
import type { Answer } from "../jmap/types";
import { Button } from "../ui/button";
import { Dialog, ask } from "../ui/dialog";
import { failureText, tellFailure } from "../ui/failure";
import { Choice, TextField } from "../ui/field";
import { Icon } from "../ui/icon";
import { Notice } from "../ui/parts";
import { tell } from "../ui/toast";
import { onlyDate } from "../words/format";
import { say } from "../words/words";
import { Section } from "./page";
import { assertPasskey, withProof, type Passkey } from "./proof";

/// The browser's own word for somebody who turned away, or waited too long.
const turnedAway = (error: unknown): boolean => (error as Error).name === "NotAllowedError";

/// From now on it opens alone: it computes a secret for that, which not every one can.
async function letOpen(proof: string, id: string): Promise<boolean> {
    try {
        const passkey = await assertPasskey([id]);
        if (!passkey["clientExtensionResults"]?.prf?.results?.first) return false;
        await postJson("/auth/passkeys/open", { proof, passkey });
        return true;
    } catch (error) {
        if (turnedAway(error)) return false;
        throw error;
    }
}

export function Passkeys({ passkeys, onChanged }: { passkeys: Passkey[]; onChanged: () => Promise<void> }) {
    const [adding, setAdding] = useState(false);
    const open = (one: Passkey) =>
        withProof(async (proof) => {
            const opens = await letOpen(proof, one.passkey);
            await onChanged();
            tell(say(opens ? "passkeys-opens-now" : "passkeys-cannot-open"));
        }).catch(tellFailure);
    const remove = async (one: Passkey) => {
        if (
            !(await ask(
                say("passkeys-remove-title", { label: one.label }),
                say("passkeys-remove-text"),
                say("passkeys-remove"),
            ))
        )
            return;
        await withProof(async (proof) => {
            await postJson("/auth/passkeys/remove", { proof, passkey: one.passkey });
            await onChanged();
        }).catch(tellFailure);
    };
    return (
        <Section title={say("passkeys-title")} text={say("passkeys-text")}>
            {passkeys.length > 0 && (
                <ul class="settings-list">
                    {passkeys.map((one) => (
                        <li key={one.passkey}>
                            <Icon name="fingerprint" />
                            <div class="grow">
                                <strong>{one.label || say("passkeys-unnamed")}</strong>
                                <p class="small quiet">
                                    {[
                                        one.opens && say("passkeys-opens"),
                                        one.secondFactor && say("passkeys-second"),
                                        !one.opens && !one.secondFactor && say("passkeys-proves"),
                                        say("settings-since", { date: onlyDate(new Date(one.created)) }),
                                    ]
                                        .filter(Boolean)
                                        .join(" · ")}
                                </p>
                            </div>
                            {!one.opens && !one.secondFactor && (
                                <Button small onClick={() => open(one)}>
                                    {say("passkeys-let-open")}
                                </Button>
                            )}
                            <Button small kind="danger" onClick={() => remove(one)}>
                                {say("passkeys-remove")}
                                <span class="visually-hidden"> {one.label}</span>
                            </Button>
                        </li>
                    ))}
                </ul>
            )}
            {hasPasskeys() ? (
                <div>
                    <Button icon="plus" onClick={() => setAdding(true)}>
                        {say("passkeys-add")}
                    </Button>
                </div>
            ) : (
                <p class="quiet">{say("passkeys-none-here")}</p>
            )}
            {adding && (
                <Add
                    onClose={async (told) => {
                        setAdding(false);
                        if (!told) return;
                        await onChanged();
                        tell(told);
                    }}
                />
            )}
        </Section>
    );
}

function Add({ onClose }: { onClose: (told?: string) => void }) {
    const [label, setLabel] = useState(sessionLabel());
    const [second, setSecond] = useState(false);
    const [error, setError] = useState<unknown>();
    const [busy, setBusy] = useState(false);
    const add = async (proof: string) => {
        const made = await createPasskey(
            (await postJson("/auth/passkeys/offer", { proof }))["passkey"] as Answer,
        );
        // Of one that is for beside the password the secret is none of the server's business.
        if (second) made["clientExtensionResults"] = {};
        const added = (await postJson("/auth/passkeys/add", {
            proof,
            passkey: made,
            label: label.trim(),
            secondFactor: second,
        })) as unknown as Passkey;
        if (second) return onClose(say("passkeys-second-now"));
        const opens = added.opens || (await letOpen(proof, added.passkey));
        onClose(say(opens ? "passkeys-opens-now" : "passkeys-cannot-open"));
    };
    const begin = async () => {
        setBusy(true);
        setError(undefined);
        try {
            await withProof(add);
        } catch (failed) {
            setError(turnedAway(failed) ? undefined : failed);
        } finally {
            setBusy(false);
        }
    };
    const exists = (error as Error | undefined)?.name === "InvalidStateError";
    return (
        <Dialog
            title={say("passkeys-add")}
            onClose={() => onClose()}
            onSubmit={begin}
            actions={
                <>
                    <Button onClick={() => onClose()}>{say("ui-cancel")}</Button>
                    <Button type="submit" kind="primary" busy={busy} disabled={label.trim() === ""}>
                        {say("ui-next")}
                    </Button>
                </>
            }
        >
            <TextField
                label={say("passkeys-label")}
                hint={say("passkeys-label-hint")}
                value={label}
                onInput={setLabel}
                autocomplete="off"
                maxLength={100}
            />
            <fieldset>
                <legend class="field-label">{say("passkeys-what-for")}</legend>
                <Choice
                    radio="what-for"
                    label={say("passkeys-for-alone")}
                    hint={say("passkeys-for-alone-hint")}
                    checked={!second}
                    onChange={() => setSecond(false)}
                />
                <Choice
                    radio="what-for"
                    label={say("passkeys-for-second")}
                    hint={say("passkeys-for-second-hint")}
                    checked={second}
                    onChange={() => setSecond(true)}
                />
            </fieldset>
            {error !== undefined && (
                <Notice kind="danger">{exists ? say("passkeys-exists") : failureText(error)}</Notice>
            )}
        </Dialog>
    );
}

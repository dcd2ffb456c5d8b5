// SPDX-License-Identifier: AGPL-3.0-or-later
// After a reset by keyholders: what was sealed beside the new account, brought back by an old secret that turned up.
import { useState } from "preact/hooks";
import { Failure, client, collective } from "../jmap/client";
import { Button } from "../ui/button";
import { FailureNotice } from "../ui/failure";
import { PasswordField } from "../ui/field";
import { Notice } from "../ui/parts";
import { number } from "../words/format";
import { say } from "../words/words";
import { withProof } from "./proof";

export function FormerMail() {
    const [secret, setSecret] = useState("");
    const [back, setBack] = useState<{ messages: number; isKept: boolean }>();
    const [error, setError] = useState<unknown>();
    const [busy, setBusy] = useState(false);
    const reopen = async () => {
        setBusy(true);
        setError(undefined);
        setBack(undefined);
        try {
            await withProof(async (proof) => {
                const said = await client.call("FormerVault/reopen", {
                    accountId: collective,
                    proof,
                    oldSecret: secret.trim(),
                });
                setSecret("");
                setBack({ messages: Number(said["messages"]), isKept: Boolean(said["isKept"]) });
            });
        } catch (failed) {
            setError(failed);
        } finally {
            setBusy(false);
        }
    };
    const type = error instanceof Failure ? error.type : "";
    return (
        <details class="card folded">
            <summary>{say("former-title")}</summary>
            <form
                class="stack narrow"
                noValidate
                onSubmit={(event) => {
                    event.preventDefault();
                    void reopen();
                }}
            >
                <p class="quiet">{say("former-text")}</p>
                <PasswordField
                    label={say("former-secret")}
                    hint={say("former-secret-hint")}
                    value={secret}
                    onInput={setSecret}
                    wrong={type === "forbidden" ? say("former-wrong") : undefined}
                    autocomplete="off"
                />
                {type === "notFound" ? (
                    <Notice>{say("former-none")}</Notice>
                ) : (
                    type !== "forbidden" && <FailureNotice error={error} />
                )}
                {back && (
                    <Notice>
                        {say("former-back", { count: back.messages, shown: number(back.messages) })}{" "}
                        {back.isKept && say("former-kept")}
                    </Notice>
                )}
                <div>
                    <Button type="submit" busy={busy} disabled={secret.trim() === ""}>
                        {say("former-go")}
                    </Button>
                </div>
            </form>
        </details>
    );
}

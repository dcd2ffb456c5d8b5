// SPDX-License-Identifier: AGPL-3.0-or-later
// The member's OpenPGP keys: made, brought, published, taken along, removed.
import { useEffect, useState } from "preact/hooks";
import { identities, loadIdentities } from "../store/identities";
import { self, session } from "../store/account";
import { Button } from "../ui/button";
import { Dialog, ask } from "../ui/dialog";
import { FailureNotice, failureText, tellFailure } from "../ui/failure";
import { PasswordField, TextArea } from "../ui/field";
import { FormDialog } from "../ui/form_dialog";
import { Empty, Spinner } from "../ui/parts";
import { tell } from "../ui/toast";
import { onlyDate } from "../words/format";
import { say } from "../words/words";
import {
    type OwnKey,
    importKey,
    loadOwnKeys,
    makeKey,
    ownKeys,
    pgp,
    publish,
    publishedKey,
    removeKey,
} from "../openpgp/keys";

const groups = (fingerprint: string): string => fingerprint.replace(/(.{4})(?=.)/g, "$1 ");

export function OpenPgpPage() {
    const [error, setError] = useState<unknown>();
    const [published, setPublished] = useState<string | null>();
    const [making, setMaking] = useState(false);
    const [bringing, setBringing] = useState(false);
    const load = async () => {
        setError(undefined);
        try {
            const [, key] = await Promise.all([loadOwnKeys(), publishedKey(), loadIdentities()]);
            setPublished(key === null ? null : await fingerprintOf(key));
        } catch (failed) {
            setError(failed);
        }
    };
    useEffect(() => void load(), []);
    const keys = ownKeys.value;
    return (
        <div class="stack">
            <p>{say("openpgp-what")}</p>
            <FailureNotice error={error} again={load} />
            {keys === undefined && !error && <Spinner />}
            {keys?.length === 0 && (
                <Empty icon="key" title={say("openpgp-none")}>
                    <p>{say("openpgp-none-text")}</p>
                </Empty>
            )}
            {keys && keys.length > 0 && (
                <ul class="rows">
                    {keys.map((own) => (
                        <KeyRow
                            key={own.id}
                            own={own}
                            isPublished={published === own.fingerprint}
                            onChange={load}
                        />
                    ))}
                </ul>
            )}
            {keys && (
                <div class="row">
                    <Button
                        kind={keys.length === 0 ? "primary" : undefined}
                        icon="plus"
                        onClick={() => setMaking(true)}
                    >
                        {say("openpgp-make")}
                    </Button>
                    <Button icon="upload" onClick={() => setBringing(true)}>
                        {say("openpgp-bring")}
                    </Button>
                </div>
            )}
            {making && <MakeDialog onClose={() => (setMaking(false), void load())} />}
            {bringing && <BringDialog onClose={() => (setBringing(false), void load())} />}
        </div>
    );
}

async function fingerprintOf(armored: string): Promise<string | null> {
    const { readKey } = await pgp();
    try {
        return (await readKey({ armoredKey: armored })).getFingerprint().toUpperCase();
    } catch {
        return null;
    }
}

function KeyRow({ own, isPublished, onChange }: { own: OwnKey; isPublished: boolean; onChange: () => void }) {
    const attempt = async (act: () => Promise<unknown>) => {
        try {
            await act();
            onChange();
        } catch (error) {
            tellFailure(error, "openpgp");
        }
    };
    const togglePublished = () =>
        attempt(async () => {
            const { readPrivateKey } = await pgp();
            await publish(
                isPublished ? null : (await readPrivateKey({ armoredKey: own.secretKey })).toPublic(),
            );
            tell(say(isPublished ? "openpgp-withdrawn" : "openpgp-published"));
        });
    const take = (secret: boolean) =>
        attempt(async () => {
            const { readPrivateKey } = await pgp();
            const text = secret
                ? own.secretKey
                : (await readPrivateKey({ armoredKey: own.secretKey })).toPublic().armor();
            const url = URL.createObjectURL(new Blob([text], { type: "application/pgp-keys" }));
            const link = document.createElement("a");
            link.href = url;
            link.download = `${own.label}-${secret ? "secret" : "public"}.asc`;
            link.click();
            setTimeout(() => URL.revokeObjectURL(url), 60_000);
        });
    const remove = async () => {
        if (await ask(say("openpgp-remove-title"), say("openpgp-remove-text"), say("openpgp-remove")))
            await attempt(() => removeKey(own, isPublished));
    };
    return (
        <li>
            <div class="main stack-small">
                <strong dir="auto">{own.label}</strong>
                <code class="small ltr">{groups(own.fingerprint)}</code>
                <span class="row">
                    <span class="quiet small">
                        {say("openpgp-since", { date: onlyDate(new Date(own.created)) })}
                    </span>
                    {own.isDefault && <span class="badge good">{say("openpgp-default")}</span>}
                    {isPublished && <span class="badge good">{say("openpgp-is-published")}</span>}
                </span>
                <span class="row">
                    <Button small onClick={togglePublished}>
                        {say(isPublished ? "openpgp-withdraw" : "openpgp-publish")}
                    </Button>
                    <Button small icon="download" onClick={() => take(false)}>
                        {say("openpgp-take-public")}
                    </Button>
                    <Button small icon="download" onClick={() => take(true)}>
                        {say("openpgp-take-secret")}
                    </Button>
                    <Button small kind="danger" onClick={remove}>
                        {say("openpgp-remove")}
                    </Button>
                </span>
            </div>
        </li>
    );
}

function MakeDialog({ onClose }: { onClose: () => void }) {
    const [passphrase, setPassphrase] = useState("");
    const [again, setAgain] = useState("");
    const differs = passphrase !== again;
    const make = async () => {
        const address = session.value?.username ?? "";
        const identity = identities.value?.find((one) => one.email === address);
        const name = identity?.name || String(self.value?.["name"] ?? "");
        await makeKey(name, address, passphrase || undefined);
    };
    return (
        <FormDialog
            title={say("openpgp-make")}
            yes={say("openpgp-make")}
            isReady={!differs}
            onYes={make}
            onClose={onClose}
            area="openpgp"
        >
            <p>{say("openpgp-make-text")}</p>
            <PasswordField
                label={say("openpgp-new-passphrase")}
                hint={say("openpgp-new-passphrase-hint")}
                value={passphrase}
                onInput={setPassphrase}
                autocomplete="new-password"
            />
            {passphrase && (
                <PasswordField
                    label={say("openpgp-passphrase-again")}
                    value={again}
                    onInput={setAgain}
                    autocomplete="new-password"
                    wrong={again && differs ? say("openpgp-differs") : undefined}
                />
            )}
        </FormDialog>
    );
}

function BringDialog({ onClose }: { onClose: () => void }) {
    const [text, setText] = useState("");
    const [wrong, setWrong] = useState<string>();
    const [busy, setBusy] = useState(false);
    const bring = async () => {
        setBusy(true);
        setWrong(undefined);
        try {
            await importKey(text.trim(), session.value?.username ?? "");
            onClose();
        } catch (error) {
            setWrong(
                error instanceof Error && error.constructor === Error
                    ? say("openpgp-not-a-key")
                    : failureText(error, "openpgp"),
            );
        } finally {
            setBusy(false);
        }
    };
    return (
        <Dialog
            wide
            title={say("openpgp-bring")}
            onClose={onClose}
            onSubmit={bring}
            actions={
                <>
                    <Button onClick={onClose}>{say("ui-cancel")}</Button>
                    <Button type="submit" kind="primary" busy={busy} disabled={!text.trim()}>
                        {say("openpgp-bring")}
                    </Button>
                </>
            }
        >
            <p>{say("openpgp-bring-text")}</p>
            <TextArea
                label={say("openpgp-armored")}
                value={text}
                onInput={setText}
                rows={8}
                mono
                dir="ltr"
                wrong={wrong}
                placeholder="-----BEGIN PGP PRIVATE KEY BLOCK-----"
            />
        </Dialog>
    );
}

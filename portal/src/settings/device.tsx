// SPDX-License-Identifier: AGPL-3.0-or-later
// What is on this device alone: the copy for offline, notifications, and the portal as a program of its own.
import { useEffect, useState } from "preact/hooks";
import { number } from "../words/format";
import { say } from "../words/words";
import {
    beginCopy,
    copyFailure,
    copyLetters,
    copyStanding,
    endCopy,
    forgetRefused,
    mayCopy,
    mayLose,
    openStrange,
    refusedActs,
    waitingActs,
} from "../offline/copy";
import { PassphraseForm } from "../offline/passphrase_form";
import { Button } from "../ui/button";
import { ask } from "../ui/dialog";
import { FailureNotice, tellFailure } from "../ui/failure";
import { PasswordField } from "../ui/field";
import { FormDialog } from "../ui/form_dialog";
import { Notice, copyText } from "../ui/parts";
import { beginPush, endPush, isPushed, mayPush } from "../worker/pushes";
import { canInstall, install, isInstalled } from "../worker/register";

export function DevicePage() {
    return (
        <div class="stack">
            <Copy />
            <Pushes />
            <Install />
        </div>
    );
}

const passphraseMin = 10;

function Copy() {
    const [asks, setAsks] = useState(false);
    const standing = copyStanding.value;
    const remove = async () => {
        const count = waitingActs.value + refusedActs.value.length;
        const lost =
            count > 0
                ? say("device-copy-remove-waiting", { count })
                : (await mayLose().catch(() => false))
                  ? say("app-copy-loses")
                  : say("device-copy-remove-text");
        if (!(await ask(say("device-copy-remove-title"), lost, say("device-copy-remove")))) return;
        await endCopy().catch((error: unknown) => tellFailure(error, "device"));
    };
    return (
        <section class="card stack-small">
            <h2>{say("device-copy")}</h2>
            <p>{say("device-copy-text")}</p>
            {!mayCopy() ? (
                <p class="quiet">{say("device-copy-cannot")}</p>
            ) : standing === "none" ? (
                <div class="row">
                    <Button kind="primary" icon="download" onClick={() => setAsks(true)}>
                        {say("device-copy-begin")}
                    </Button>
                </div>
            ) : (
                <>
                    <p role="status">
                        {standing === "copying"
                            ? say("device-copying")
                            : standing === "failed"
                              ? say("device-copy-failed")
                              : standing === "closed"
                                ? say("device-copy-closed")
                                : standing === "strange"
                                  ? say("device-copy-strange")
                                  : say("device-copy-there", {
                                        count: copyLetters.value,
                                        shown: number(copyLetters.value),
                                    })}
                    </p>
                    {standing === "failed" && <FailureNotice error={copyFailure.value} area="device" />}
                    {standing === "strange" && <PassphraseForm class="stack-small" open={openStrange} />}
                    {waitingActs.value > 0 && (
                        <Notice>{say("device-waiting", { count: waitingActs.value })}</Notice>
                    )}
                    <Refused />
                    <div class="row">
                        <Button kind="danger" icon="trash" onClick={remove}>
                            {say("device-copy-remove")}
                        </Button>
                    </div>
                </>
            )}
            {asks && <CopyDialog onClose={() => setAsks(false)} />}
        </section>
    );
}

/// Letters that were written without a connection and that the server did not take: their text is not lost.
function Refused() {
    return (
        <>
            {refusedActs.value.map((act, i) => {
                const email =
                    Object.values(
                        (act.args["create"] as Record<string, Record<string, any>> | undefined) ?? {},
                    )[0] ?? {};
                const text = String(email["bodyValues"]?.["text"]?.value ?? "");
                return (
                    <Notice kind="warning" key={i}>
                        <p>
                            {say("device-refused", {
                                subject: String(email["subject"] ?? "") || say("device-refused-sending"),
                            })}
                        </p>
                        {text && <pre dir="auto">{text}</pre>}
                        <div class="row">
                            {text && (
                                <Button small icon="copy" onClick={() => copyText(text)}>
                                    {say("ui-copy")}
                                </Button>
                            )}
                            <Button small onClick={() => forgetRefused(act)}>
                                {say("ui-done")}
                            </Button>
                        </div>
                    </Notice>
                );
            })}
        </>
    );
}

function CopyDialog({ onClose }: { onClose: () => void }) {
    const [passphrase, setPassphrase] = useState("");
    const [again, setAgain] = useState("");
    const short = [...passphrase].length < passphraseMin;
    return (
        <FormDialog
            title={say("device-copy-begin")}
            yes={say("device-copy-begin")}
            isReady={!short && passphrase === again}
            onYes={() => beginCopy(passphrase)}
            onClose={onClose}
            area="device"
        >
            <p>{say("device-passphrase-text")}</p>
            <PasswordField
                label={say("device-passphrase")}
                hint={say("device-passphrase-hint", { count: passphraseMin })}
                value={passphrase}
                onInput={setPassphrase}
                autocomplete="new-password"
            />
            <PasswordField
                label={say("device-passphrase-again")}
                value={again}
                onInput={setAgain}
                autocomplete="new-password"
                wrong={again && passphrase !== again ? say("device-passphrase-differs") : undefined}
            />
        </FormDialog>
    );
}

function Pushes() {
    const [on, setOn] = useState<boolean>();
    const [refused, setRefused] = useState(false);
    useEffect(() => {
        isPushed().then(setOn, () => setOn(false));
    }, []);
    const toggle = async () => {
        try {
            if (on) await endPush();
            else if (!(await beginPush())) return setRefused(true);
            setOn(!on);
        } catch (error) {
            tellFailure(error, "device-push");
        }
    };
    return (
        <section class="card stack-small">
            <h2>{say("device-push")}</h2>
            <p>{say("device-push-text")}</p>
            {!mayPush() ? (
                <p class="quiet">{say("device-push-cannot")}</p>
            ) : (
                <>
                    {refused && <Notice kind="warning">{say("device-push-refused")}</Notice>}
                    <div class="row">
                        <Button
                            icon="phone"
                            kind={on ? undefined : "primary"}
                            disabled={on === undefined}
                            onClick={toggle}
                        >
                            {say(on ? "device-push-end" : "device-push-begin")}
                        </Button>
                    </div>
                </>
            )}
        </section>
    );
}

function Install() {
    return (
        <section class="card stack-small">
            <h2>{say("device-install")}</h2>
            <p>{say(isInstalled() ? "device-installed" : "device-install-text")}</p>
            {canInstall.value && (
                <div class="row">
                    <Button icon="download" onClick={install}>
                        {say("device-install-go")}
                    </Button>
                </div>
            )}
        </section>
    );
}

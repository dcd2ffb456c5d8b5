// SPDX-License-Identifier: AGPL-3.0-or-later
// The server cannot be reached, and there is a copy on this device: its passphrase opens it.
import { enter } from "../store/account";
import { openByPassphrase } from "../offline/copy";
import { PassphraseForm } from "../offline/passphrase_form";
import { Button } from "../ui/button";
import { say } from "../words/words";
import { Entry } from "./frame";

export function OpenCopy() {
    return (
        <Entry title={say("app-unreachable-title")}>
            <PassphraseForm
                class="card"
                alone
                open={openByPassphrase}
                more={
                    <Button icon="refresh" onClick={() => enter()}>
                        {say("ui-again")}
                    </Button>
                }
            >
                <h1>{say("app-unreachable-title")}</h1>
                <p>{say("app-open-copy-text")}</p>
            </PassphraseForm>
        </Entry>
    );
}

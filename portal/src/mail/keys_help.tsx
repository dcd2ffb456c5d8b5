// SPDX-License-Identifier: AGPL-3.0-or-later
// What the keyboard can do, as a table.
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { say } from "../words/words";
import { helpOpen } from "./keys";

export function KeysHelp() {
    if (!helpOpen.value) return null;
    const rows: [string, string][] = [
        ["j", say("mail-older")],
        ["k", say("mail-newer")],
        ["u", say("mail-back")],
        ["x", say("mail-key-select")],
        ["c", say("mail-write")],
        ["r", say("mail-reply")],
        ["a", say("mail-reply-all")],
        ["f", say("mail-forward")],
        ["e", say("mail-archive")],
        ["#", say("mail-delete")],
        ["!", say("mail-junk")],
        ["s", say("mail-star")],
        ["Shift+U", say("mail-mark-unread")],
        ["Shift+I", say("mail-mark-read")],
        ["/", say("mail-search")],
        ["g i", say("mail-folder-inbox")],
        ["g d", say("mail-folder-drafts")],
        ["g t", say("mail-folder-sent")],
        ["g s", say("mail-starred")],
        ["Ctrl+Enter", say("mail-key-send")],
        ["Esc", say("mail-key-escape")],
    ];
    const end = () => (helpOpen.value = false);
    return (
        <Dialog
            title={say("mail-keys")}
            onClose={end}
            actions={
                <Button kind="primary" onClick={end}>
                    {say("ui-close")}
                </Button>
            }
        >
            <dl class="keys">
                {rows.map(([key, text]) => (
                    <div key={key}>
                        <dt>
                            <kbd class="ltr">{key}</kbd>
                        </dt>
                        <dd>{text}</dd>
                    </div>
                ))}
            </dl>
        </Dialog>
    );
}

// SPDX-License-Identifier: AGPL-3.0-or-later
// Files of a letter that is being written: how far each has come, and what to do where one broke off.
import { useEffect, useRef } from "preact/hooks";
import { IconButton } from "../ui/button";
import { Icon } from "../ui/icon";
import { failureText } from "../ui/failure";
import { number, octets } from "../words/format";
import { say } from "../words/words";
import type { Attachment, Draft } from "./draft";

export function Files({ draft }: { draft: Draft }) {
    const files = draft.attachments.value.filter(
        (one) => !one.cid || one.failed || (one.blobId === undefined && !draft.isSealed.value),
    );
    const list = useRef<HTMLUListElement>(null);
    const count = files.length;
    // The newest is in sight, and so is what broke off: it stands above the others.
    useEffect(() => {
        if (list.current) list.current.scrollTop = list.current.scrollHeight;
    }, [count]);
    const failed = files.filter((one) => one.failed).length;
    useEffect(() => {
        if (list.current && failed > 0) list.current.scrollTop = 0;
    }, [failed]);
    if (count === 0) return null;
    const inOrder = [...files.filter((one) => one.failed), ...files.filter((one) => !one.failed)];
    return (
        <ul class="files" ref={list} aria-label={say("mail-attachments")}>
            {inOrder.map((one) => (
                <FileRow key={one.key} one={one} draft={draft} />
            ))}
        </ul>
    );
}

function FileRow({ one, draft }: { one: Attachment; draft: Draft }) {
    const name = one.name || say("mail-attachment-unnamed");
    const percent = Math.round(one.progress * 100);
    const going = one.blobId === undefined && !one.failed && !draft.isSealed.value;
    return (
        <li class={one.failed ? "file failed" : "file"}>
            <Icon name={one.type.startsWith("image/") ? "picture" : "attachment"} small />
            <span class="grow">
                <span class="clip" dir="auto">
                    {name}
                </span>
                <span class="small quiet">
                    {one.failed
                        ? failureText(one.failed, "compose")
                        : going
                          ? say("compose-file-progress", { percent: number(percent), size: octets(one.size) })
                          : octets(one.size)}
                </span>
                {going && (
                    <progress max={100} value={percent} aria-label={say("compose-file-going", { name })} />
                )}
            </span>
            {one.failed !== undefined && (
                <IconButton
                    icon="refresh"
                    label={say("compose-file-again", { name })}
                    onClick={() => draft.carry(one.key)}
                />
            )}
            <IconButton
                icon="close"
                label={say("compose-file-remove", { name })}
                onClick={() => draft.detach(one.key)}
            />
        </li>
    );
}

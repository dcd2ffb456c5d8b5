// SPDX-License-Identifier: AGPL-3.0-or-later
// Small parts that many screens have.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { say } from "../words/words";
import { Button, IconButton } from "./button";
import { Icon, IconPath, type IconName } from "./icon";
import { tell } from "./toast";

export function Notice({
    kind = "info",
    children,
}: {
    kind?: "info" | "warning" | "danger";
    children: ComponentChildren;
}) {
    const icon = kind === "info" ? "info" : "warning";
    return (
        <div class={`notice ${kind}`} role={kind === "danger" ? "alert" : undefined}>
            <Icon name={icon} />
            <div>{children}</div>
        </div>
    );
}

/// Nothing is here: why, and what one could do.
export function Empty({
    icon,
    title,
    children,
}: {
    icon: IconName;
    title: string;
    children?: ComponentChildren;
}) {
    return (
        <div class="empty">
            <svg class="picture" viewBox="0 0 120 80" aria-hidden="true">
                <path
                    d="M8 70h104"
                    stroke="currentColor"
                    stroke-width="2"
                    stroke-linecap="round"
                    opacity=".35"
                />
                <path
                    d="M60 70V44M60 62c-9 0-14-5-15-13 8 0 14 4 15 13zM60 58c9 0 14-5 15-13-8 0-14 4-15 13z"
                    fill="none"
                    stroke="currentColor"
                    stroke-width="2"
                    stroke-linecap="round"
                    stroke-linejoin="round"
                />
                <path
                    d="M28 70c1-5 3-8 7-10M92 70c-1-5-3-8-7-10M18 70c0-3-1-5-4-7M102 70c0-3 1-5 4-7"
                    fill="none"
                    stroke="currentColor"
                    stroke-width="2"
                    stroke-linecap="round"
                    opacity=".5"
                />
                <circle cx="96" cy="18" r="8" fill="var(--color-maize)" />
                <g
                    transform="translate(48 8)"
                    fill="none"
                    stroke="currentColor"
                    stroke-width="1.75"
                    stroke-linecap="round"
                    stroke-linejoin="round"
                >
                    <IconPath name={icon} />
                </g>
            </svg>
            <h2>{title}</h2>
            {children}
        </div>
    );
}

export function Spinner({ label }: { label?: string }) {
    return (
        <div class="row quiet" role="status">
            <span class="spinner" aria-hidden="true" />
            <span>{label ?? say("ui-loading")}</span>
        </div>
    );
}

/// A picture, else the first letters of the name on a colour that is always theirs.
export function Avatar({
    name,
    picture,
    size,
}: {
    name: string;
    picture?: string;
    size?: "small" | "large";
}) {
    if (picture)
        return (
            <span class={`avatar ${size ?? ""}`} aria-hidden="true">
                <img src={picture} alt="" />
            </span>
        );
    const words = name
        .replace(/["'<>()]/g, "")
        .trim()
        .split(/[\s.@_-]+/u)
        .filter(Boolean);
    const letters = (words.length > 1 ? [words[0]!, words[words.length - 1]!] : words.slice(0, 1))
        .map((one) => [...one][0] ?? "")
        .join("");
    let sum = 0;
    for (const c of name.toLowerCase()) sum = (sum * 31 + c.codePointAt(0)!) >>> 0;
    return (
        <span class={`avatar t${sum % 8} ${size ?? ""}`} aria-hidden="true">
            {letters.toLocaleUpperCase() || "?"}
        </span>
    );
}

export async function copyText(text: string): Promise<void> {
    await navigator.clipboard.writeText(text);
    tell(say("ui-copied"));
}

/// A value to be taken elsewhere.
export function Copyable({ text, label }: { text: string; label: string }) {
    return (
        <span class="row">
            <code class="ltr grow">{text}</code>
            <IconButton icon="copy" label={label} onClick={() => copyText(text)} />
        </span>
    );
}

/// A secret that is shown once.
export function Secret({ text, label }: { text: string; label: string }) {
    const [shown, setShown] = useState(true);
    return (
        <div class="stack-small" role="group" aria-label={label}>
            <div class="secret">{shown ? text : "•".repeat(24)}</div>
            <div class="row no-print">
                <Button small icon="copy" onClick={() => copyText(text)}>
                    {say("ui-copy")}
                </Button>
                <Button small icon={shown ? "eyeOff" : "eye"} onClick={() => setShown(!shown)}>
                    {say(shown ? "ui-hide" : "ui-show")}
                </Button>
            </div>
        </div>
    );
}

/// How full something is, or how far something has come. `label` says it in words.
export function Meter({ part, label, isProgress }: { part: number; label: string; isProgress?: boolean }) {
    const percent = Math.round(Math.min(1, Math.max(0, part)) * 100);
    const kind = isProgress ? "" : part >= 0.95 ? "danger" : part >= 0.8 ? "warning" : "";
    return (
        <div
            class={`meter ${kind}`}
            role={isProgress ? "progressbar" : "meter"}
            aria-label={label}
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={percent}
        >
            <svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
                <rect width={percent} height="1" />
            </svg>
        </div>
    );
}

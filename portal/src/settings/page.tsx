// SPDX-License-Identifier: AGPL-3.0-or-later
// What pages of the settings are made of.
import type { ComponentChildren } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import { noticeFailure } from "../store/account";

/// One matter of a page, with its heading.
export function Section({
    title,
    text,
    children,
    aside,
}: {
    title: string;
    text?: ComponentChildren;
    children?: ComponentChildren;
    aside?: ComponentChildren;
}) {
    const id = useId();
    return (
        <section class="card stack" aria-labelledby={id}>
            <div class="row-between">
                <h2 id={id}>{title}</h2>
                {aside}
            </div>
            {text && <p class="quiet">{text}</p>}
            {children}
        </section>
    );
}

/// What a page has asked for, and how to ask again.
export interface Asked<T> {
    value: T | undefined;
    error: unknown;
    again: () => Promise<void>;
}

export function useAsked<T>(ask: () => Promise<T>): Asked<T> {
    const [value, setValue] = useState<T>();
    const [error, setError] = useState<unknown>();
    const again = async () => {
        try {
            setValue(await ask());
            setError(undefined);
        } catch (failed) {
            noticeFailure(failed);
            setError(failed);
        }
    };
    useEffect(() => void again(), []);
    return { value, error, again };
}

// SPDX-License-Identifier: AGPL-3.0-or-later
// Screens that are fetched when somebody goes there, with their words.
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { loadWords } from "../words/words";
import { FailureNotice } from "./failure";
import { Spinner } from "./parts";

/// `fetch`: ahead of the moment when it is wanted; fails as `load` does.
type Lazy<P> = ComponentType<P> & { fetch: () => Promise<void> };

export function lazy<P extends object>(load: () => Promise<ComponentType<P>>, ...areas: string[]): Lazy<P> {
    let made: ComponentType<P> | undefined;
    const fetchIt = async () => {
        const [component] = await Promise.all([load(), loadWords(...areas)]);
        made = component;
    };
    function Lazy(props: P) {
        const [, setReady] = useState(made !== undefined);
        const [error, setError] = useState<unknown>();
        const start = () => {
            setError(undefined);
            return fetchIt().then(() => setReady(true), setError);
        };
        useEffect(() => {
            // It may have come between the first look and now: effects run a moment later.
            if (made) setReady(true);
            else void start();
        }, []);
        if (made) {
            const Made = made;
            return <Made {...props} />;
        }
        return (
            <div class="screen">
                <div class="inner">{error ? <FailureNotice error={error} again={start} /> : <Spinner />}</div>
            </div>
        );
    }
    return Object.assign(Lazy, { fetch: fetchIt });
}

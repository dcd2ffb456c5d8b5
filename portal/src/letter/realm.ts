// SPDX-License-Identifier: AGPL-3.0-or-later
// A document in which HTML of strangers is taken apart: the frame's own, out of sight. There a `style` is not an offence
// against the page's policy, and still nothing runs and nothing loads.

type View = Window & typeof globalThis;
let known: View | undefined;
let loading: Promise<View> | undefined;

/// What there is now: the realm, else the page itself, whose policy drops the looks.
export const view = (): View => known ?? window;

export function realm(): Promise<View> {
    loading ??= new Promise<View>((done) => {
        const frame = document.createElement("iframe");
        frame.hidden = true;
        frame.setAttribute("sandbox", "allow-same-origin");
        frame.title = "";
        frame.setAttribute("aria-hidden", "true");
        frame.addEventListener("load", () => {
            known = frame.contentWindow as View;
            done(known);
        });
        frame.addEventListener("error", () => done(window));
        frame.src = "/portal/letter";
        document.body.append(frame);
    });
    return loading;
}

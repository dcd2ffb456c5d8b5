// SPDX-License-Identifier: AGPL-3.0-or-later
// How many pixels one rem is: somebody may make letters larger at any time, and browsers tell of it only by what grows.
import { signal } from "@preact/signals";

export const rem = signal(parseFloat(getComputedStyle(document.documentElement).fontSize) || 16);

const probe = document.createElement("span");
probe.className = "rem-probe";
probe.setAttribute("aria-hidden", "true");
document.body?.append(probe);
new ResizeObserver(() => {
    rem.value = probe.getBoundingClientRect().width || rem.peek();
}).observe(probe);

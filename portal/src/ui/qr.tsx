// SPDX-License-Identifier: AGPL-3.0-or-later
// QR codes (ISO/IEC 18004), drawn here: what they say leaves the page by somebody's camera alone.
import { encode } from "uqr";

export function QrCode({ text, label }: { text: string; label: string }) {
    const { data, size } = encode(text, { ecc: "M", border: 2 });
    let path = "";
    data.forEach((row, y) => row.forEach((dark, x) => dark && (path += `M${x} ${y}h1v1h-1z`)));
    return (
        <svg
            class="qr"
            viewBox={`0 0 ${size} ${size}`}
            role="img"
            aria-label={label}
            shape-rendering="crispEdges"
        >
            <path d={path} fill="#000" />
        </svg>
    );
}

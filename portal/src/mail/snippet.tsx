// SPDX-License-Identifier: AGPL-3.0-or-later
// SearchSnippet/get gives HTML in which only <mark> is a tag (RFC 8621 5): it is read as text, never as a document.

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
const plain = (text: string): string =>
    text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name]!);

export function Marked({ html }: { html: string }) {
    const parts = html.split(/(<mark>.*?<\/mark>)/s);
    return (
        <>
            {parts.map((part, i) =>
                part.startsWith("<mark>") ? <mark key={i}>{plain(part.slice(6, -7))}</mark> : plain(part),
            )}
        </>
    );
}

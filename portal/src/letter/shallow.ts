// SPDX-License-Identifier: AGPL-3.0-or-later
// What is nested so deeply that laying it out takes a browser seconds, or its page with it, is made shallow: no letter that
// somebody wrote is.

/// Elements within each other. Browsers parse up to 512; newsletters have forty.
const depthMax = 120;

/// Below the deepest elements texts, pictures, line ends and links stay, in their order.
export function makeShallow(root: DocumentFragment): void {
    let level: Element[] = [...root.children];
    for (let depth = 1; depth < depthMax && level.length > 0; depth += 1)
        level = level.flatMap((one) => [...one.children]);
    for (const one of level) if (one.firstElementChild) one.replaceChildren(...contentOf(one));
}

function contentOf(element: Element): Node[] {
    const kept: Node[] = [];
    const walker = element.ownerDocument.createTreeWalker(
        element,
        NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT,
    );
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const link = node.parentElement?.closest("a");
        // What a link says stays in it.
        if (link && element.contains(link) && link !== element) continue;
        if (node.nodeName === "A") (node as Element).replaceChildren(node.textContent ?? "");
        if (/^(?:#text|IMG|BR|HR|A)$/.test(node.nodeName)) kept.push(node);
    }
    return kept;
}

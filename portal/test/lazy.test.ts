// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from "node:assert/strict";
import test from "node:test";
import { h, options, render } from "preact";
import { lazy } from "../src/ui/lazy";

/// As much of a document as Preact needs.
class Node {
    childNodes: Node[] = [];
    parentNode: Node | null = null;
    style = {};
    namespaceURI = "";
    ownerDocument = globalThis.document;
    constructor(
        readonly localName: string,
        public data = "",
    ) {}
    get nodeType() {
        return this.localName ? 1 : 3;
    }
    get firstChild() {
        return this.childNodes[0] ?? null;
    }
    get nextSibling(): Node | null {
        const beside = this.parentNode?.childNodes ?? [];
        return beside[beside.indexOf(this) + 1] ?? null;
    }
    get textContent(): string {
        return this.data + this.childNodes.map((one) => one.textContent).join("");
    }
    insertBefore(one: Node, before: Node | null) {
        one.remove();
        const at = before ? this.childNodes.indexOf(before) : this.childNodes.length;
        this.childNodes.splice(at, 0, one);
        one.parentNode = this;
        return one;
    }
    appendChild(one: Node) {
        return this.insertBefore(one, null);
    }
    removeChild(one: Node) {
        this.childNodes.splice(this.childNodes.indexOf(one), 1);
        one.parentNode = null;
    }
    remove() {
        this.parentNode?.removeChild(this);
    }
    setAttribute() {}
    removeAttribute() {}
    addEventListener() {}
}
const document = {
    createElement: (name: string) => new Node(name),
    createElementNS: (_: string, name: string) => new Node(name),
    createTextNode: (text: string) => new Node("", text),
};

test("a screen that comes between the first look and what follows it is shown", async () => {
    globalThis.document = document as never;
    const late: (() => void)[] = [];
    options.requestAnimationFrame = (act) => void late.push(act);
    const root = new Node("div");
    const Screen = lazy(async () => () => h("p", null, "made"));
    render(h(Screen, {}), root as never);
    assert.notEqual(root.textContent, "made");
    await Screen.fetch();
    for (const act of late.splice(0)) act();
    await new Promise((done) => setTimeout(done));
    assert.equal(root.textContent, "made");
});

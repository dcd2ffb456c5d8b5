// SPDX-License-Identifier: AGPL-3.0-or-later
// What is wrong with a page in which a hostile letter is shown. Runs in the page: it names nothing from outside.
export function inspect(kind) {
    const wrong = [];
    const forbidden = new Set(
        "SCRIPT IFRAME FRAME FRAMESET OBJECT EMBED APPLET FORM INPUT BUTTON TEXTAREA SELECT LINK META BASE TITLE TEMPLATE SLOT DIALOG VIDEO AUDIO SOURCE TRACK PICTURE PORTAL FENCEDFRAME MARQUEE NOSCRIPT PLAINTEXT XMP".split(
            " ",
        ),
    );
    const kept = new Set(
        "align alt bgcolor border cellpadding cellspacing cite class color colspan data-cid datetime dir face height href hspace lang loading noshade nowrap rel reversed rowspan scope size span src start style target title type valign value vspace width".split(
            " ",
        ),
    );
    const look = (root, isEditor) => {
        let n = 0;
        for (const one of root.querySelectorAll("*")) {
            const at = one.outerHTML.slice(0, 200);
            if (one.namespaceURI !== "http://www.w3.org/1999/xhtml") wrong.push(`of another kind: ${at}`);
            if (forbidden.has(one.nodeName.toUpperCase()) || one.nodeName.includes("-"))
                wrong.push(`what must not be there: ${at}`);
            if (
                one.nodeName === "STYLE" &&
                (isEditor || /url\s*\(|@import|@font|[;{\s]position\s*:|\\/i.test(one.textContent))
            )
                wrong.push(`a sheet: ${one.textContent.slice(0, 200)}`);
            for (const { name, value } of one.attributes) {
                if (!kept.has(name)) wrong.push(`attribute ${name}: ${at}`);
                if (
                    name === "src" &&
                    !/^(?:data:image\/(?:png|jpe?g|gif|webp|avif|bmp);base64,|blob:https:)/.test(value)
                )
                    wrong.push(`a source: ${value.slice(0, 100)}`);
                if (name === "href" && !/^(?:https?|mailto|tel|sms|xmpp|matrix|geo):/i.test(value))
                    wrong.push(`a link: ${value.slice(0, 100)}`);
                if (
                    name === "style" &&
                    /url|(?:^|[;\s])position|inset|z-index|transform|filter|animation|expression|\\/i.test(
                        value,
                    )
                )
                    wrong.push(`a style: ${value.slice(0, 200)}`);
            }
            if (one.nodeName === "A" && !isEditor && (one.target !== "_blank" || !/noopener/.test(one.rel)))
                wrong.push(`a link that knows who opened it: ${at}`);
            if (one.nodeName === "A" && !isEditor && one.title !== (one.getAttribute("href") ?? ""))
                wrong.push(`a link that does not say where it leads: ${at}`);
            if ((n += 1) < 200 && one.ownerDocument.defaultView.getComputedStyle(one).position !== "static")
                wrong.push(`it stands over others: ${at}`);
        }
    };
    if (window.__pwned !== undefined) wrong.push(`a script ran: ${window.__pwned}`);
    for (const frame of document.querySelectorAll("iframe")) {
        if (frame.contentDocument?.location.pathname !== "/portal/letter")
            wrong.push(`a frame went elsewhere: ${frame.contentDocument?.location}`);
        if (frame.contentWindow?.__pwned !== undefined) wrong.push("a script ran in the frame");
        if (frame.getAttribute("sandbox")?.includes("allow-scripts") !== false)
            wrong.push("a frame in which scripts may run");
        if (frame.contentDocument?.body) look(frame.contentDocument.body, false);
    }
    if (kind === "editor") look(document.querySelector(".composer .editor"), true);
    for (const name of ["getElementById", "querySelector", "createElement"])
        if (typeof document[name] !== "function") wrong.push(`document.${name} is taken`);
    if (document.querySelector("dialog[open]")) wrong.push("a dialog");
    // Nothing lies over what the page's own controls are.
    for (const one of document.querySelectorAll(
        kind === "editor"
            ? ".composer-head button, .writing-foot button"
            : kind === "print"
              ? ".none"
              : ".thread-bar button, .rail a, .rail button, .list-head button, .folders button",
    )) {
        const box = one.getBoundingClientRect();
        if (
            box.width === 0 ||
            box.bottom < 0 ||
            box.top > innerHeight ||
            getComputedStyle(one).opacity === "0"
        )
            continue;
        const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        if (!top || (top !== one && !one.contains(top) && !top.closest(".toast, .composer, .toasts")))
            wrong.push(
                `covered: ${one.getAttribute("aria-label") ?? one.textContent} by ${top?.outerHTML.slice(0, 100)}`,
            );
    }
    if (
        document.documentElement.scrollWidth > innerWidth ||
        document.documentElement.scrollHeight > innerHeight
    )
        wrong.push(kind === "print" ? "" : "the page grew beyond the window");
    return wrong.filter(Boolean);
}

/// Whether the words are to be read: in a frame, as text, or in the editor.
export function shows(words) {
    const has = (root) => (root?.textContent ?? "").includes(words);
    return (
        [...document.querySelectorAll(".letter.open iframe")].some((frame) =>
            has(frame.contentDocument?.body),
        ) || [...document.querySelectorAll(".letter.open .plain-text")].some(has)
    );
}

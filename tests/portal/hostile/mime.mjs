// SPDX-License-Identifier: AGPL-3.0-or-later
// Letters that attack by what they are made of: names, character sets, parts in parts. As in html.mjs, ¤ must never be asked,
// § never run. `MARK` is the harmless text that is to be read.

const html = (body, more = "") =>
    `${more}MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n<p>MARK</p>${body}\n`;
const mixed = (...parts) =>
    `MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n${parts.map((one) => `--b\n${one}\n`).join("")}--b--\n`;
const related = (...parts) => mixed(...parts).replace("multipart/mixed", "multipart/related");
const text = "Content-Type: text/plain; charset=utf-8\n\nMARK";
const page = (body) => `Content-Type: text/html; charset=utf-8\n\n<p>MARK</p>${body}`;
const base64 = (octets) =>
    Buffer.from(octets)
        .toString("base64")
        .replace(/(.{76})/g, "$1\n");
const bad = '<script>§</script><img src=x onerror="§"><img src="¤">';

/// Header fields before those of the body; `From` and `Subject` where they differ.
export const mime = {
    "subject-markup": { subject: `<script>§</script><img src=x onerror=§>`, body: text },
    "subject-encoded": {
        subject: `=?utf-8?B?${Buffer.from("<img src=x onerror=§>").toString("base64")}?=`,
        body: text,
    },
    "subject-bidi": { subject: "Invoice \u202egpj.exe\u202c \u2067txt", body: text },
    "subject-controls": { subject: "a\u0007\u001b[31m\u0000b", body: text },
    "subject-endless": { subject: "A".repeat(4000), body: text },
    "subject-combining": { subject: `Z${"\u0300".repeat(500)}`, body: text },
    "subject-isolates": {
        subject: "\u2068\u2068\u2068{ $x } ${§} {{constructor.constructor('§')()}}",
        body: text,
    },
    "from-markup": { from: `"<img src=x onerror=§>" <x@elsewhere.test>`, body: text },
    "from-lies": { from: `"security@portal.test" <thief@elsewhere.test>`, body: text },
    "from-address-markup": { from: `"a" <"<script>§</script>"@elsewhere.test>`, body: text },
    "from-bidi": { from: `"\u202eanA" <x@elsewhere.test>`, body: text },
    "from-nobody": { from: "<>", body: text },
    "from-many": {
        from: Array.from({ length: 300 }, (_, n) => `"<b>${n}</b>" <n${n}@elsewhere.test>`).join(", "),
        body: text,
    },
    "reply-to-markup": { more: `Reply-To: "<script>§</script>" <javascript:§@elsewhere.test>\n`, body: text },
    "to-many": {
        more: `Cc: ${Array.from({ length: 300 }, (_, n) => `"${n}<script>" <n${n}@elsewhere.test>`).join(", ")}\n`,
        body: text,
    },
    "message-id-markup": {
        more: 'In-Reply-To: <"><script>§</script>@x>\nReferences: <javascript:§@x> <a@b>\n',
        body: text,
    },
    "date-nonsense": {
        more: "X-Date: <script>§</script>\nList-Unsubscribe: <¤>, <javascript:§>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n",
        body: text,
    },
    receipt: {
        more: "Disposition-Notification-To: spy@elsewhere.test\nReturn-Receipt-To: spy@elsewhere.test\nX-Confirm-Reading-To: spy@elsewhere.test\n",
        body: text,
    },
    faces: {
        more: "X-Face: <script>§</script>\nFace: iVBORw0KGgo=\nX-Image-URL: ¤\nBIMI-Location: v=BIMI1; l=¤\nAutocrypt: addr=x@elsewhere.test; keydata=<script>§</script>\nOpenPGP: url=¤\n",
        body: text,
    },
    "snippet-markup": {
        body: "Content-Type: text/plain; charset=utf-8\n\nMARK <mark><script>§</script></mark> &lt;img src=x onerror=§&gt; <mark",
    },

    "text-links": {
        body: 'Content-Type: text/plain; charset=utf-8\n\nMARK javascript:§ data:text/html,<script>§</script> https://evil.example/"onmouseover="§ http://x/\'><img src=x onerror=§> mailto:a@b?body=<script> ftp://trap.test/ vbscript:x',
    },
    "text-quotes": {
        body: `Content-Type: text/plain; charset=utf-8\n\nMARK\n${">".repeat(5000)} deep\n${"> > > ".repeat(200)}x\n`,
    },
    "text-long-line": { body: `Content-Type: text/plain; charset=utf-8\n\nMARK ${"x".repeat(200_000)}\n` },
    "text-flowed": {
        body: "Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\n\nMARK <script> \n§ \n</script>\n",
    },
    "text-ansi": {
        body: "Content-Type: text/plain; charset=utf-8\n\nMARK \u001b]8;;¤\u0007link\u001b]8;;\u0007 \u0000\u0001\u0008\n",
    },
    "text-regex": {
        body: `Content-Type: text/plain; charset=utf-8\n\nMARK ${"http://a.".repeat(20_000)} ${"a@".repeat(20_000)} ${"a.".repeat(20_000)}@b\n`,
    },
    enriched: { body: `Content-Type: text/enriched\n\nMARK <bold>x</bold>${bad}`, hidden: true },
    richtext: { body: `Content-Type: text/richtext\n\nMARK <lt>script>§<lt>/script>${bad}`, hidden: true },
    "text-css": { body: "Content-Type: text/css\n\nMARK @import '¤';", hidden: true },
    "text-javascript": { body: "Content-Type: text/javascript\n\nMARK; §", hidden: true },
    "text-xml": {
        body: `Content-Type: text/xml\n\n<?xml version="1.0"?><?xml-stylesheet href="¤"?><html xmlns="http://www.w3.org/1999/xhtml">MARK<script>§</script></html>`,
        hidden: true,
    },
    "text-calendar": {
        body: `Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:MARK <script>§</script>\nATTACH:¤\nURL:javascript:§\nEND:VEVENT\nEND:VCALENDAR`,
        hidden: true,
    },
    "text-vcard": {
        body: `Content-Type: text/vcard\n\nBEGIN:VCARD\nVERSION:4.0\nFN:MARK <script>§</script>\nPHOTO:¤\nEND:VCARD`,
        hidden: true,
    },

    "charset-utf-7": {
        body: "Content-Type: text/html; charset=utf-7\n\n<p>MARK</p>+ADw-script+AD4-§+ADw-/script+AD4-",
    },
    "charset-utf-7-plain": {
        body: "Content-Type: text/plain; charset=utf-7\n\nMARK +ADw-script+AD4-§+ADw-/script+AD4-",
    },
    "charset-utf-16": {
        octets: (fill) =>
            Buffer.concat([
                Buffer.from(
                    "Content-Type: text/html; charset=utf-16le\nContent-Transfer-Encoding: base64\n\n",
                ),
                Buffer.from(base64(Buffer.from(fill(`<p>MARK</p>${bad}`), "utf16le"))),
            ]),
    },
    "charset-utf-16-lies": {
        octets: (fill) =>
            Buffer.concat([
                Buffer.from("Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"),
                Buffer.from(base64(Buffer.from(fill(`<p>MARK</p>`) + fill(bad).split("").join("\u0000")))),
            ]),
    },
    "charset-overlong": {
        octets: (fill) =>
            Buffer.concat([
                Buffer.from(fill("Content-Type: text/html; charset=utf-8\n\n<p>MARK</p>")),
                Buffer.from([0xc0, 0xbc]),
                Buffer.from(fill("script>§")),
                Buffer.from([0xc0, 0xbc]),
                Buffer.from("/script>"),
                Buffer.from([0xe0, 0x80, 0xbc, 0xf0, 0x80, 0x80, 0xbc]),
            ]),
    },
    "charset-cut": {
        octets: (fill) =>
            Buffer.concat([
                Buffer.from(fill('Content-Type: text/html; charset=utf-8\n\n<p>MARK</p><p title="')),
                Buffer.from([0xc3]),
                Buffer.from(fill('"><img src=x onerror="§">')),
            ]),
    },
    "charset-shift-jis": {
        octets: (fill) =>
            Buffer.concat([
                Buffer.from(fill('Content-Type: text/html; charset=shift_jis\n\n<p>MARK</p><p title="')),
                Buffer.from([0x81]),
                Buffer.from(fill('"><img src=x onerror="§" title=">t</p>')),
            ]),
    },
    "charset-gbk": {
        octets: (fill) =>
            Buffer.concat([
                Buffer.from(fill('Content-Type: text/html; charset=gbk\n\n<p>MARK</p><p title="')),
                Buffer.from([0xbf]),
                Buffer.from(fill('\\"><img src=x onerror="§">')),
            ]),
    },
    "charset-iso-2022": {
        body: 'Content-Type: text/html; charset=iso-2022-jp\n\n<p>MARK</p>\u001b$B<p title="\u001b(B"><img src=x onerror="§">\u001b(J\\\u001b(I',
    },
    "charset-hz": {
        body: 'Content-Type: text/html; charset=hz-gb-2312\n\n<p>MARK</p>~{<p title="~}"><img src=x onerror="§">',
    },
    "charset-ebcdic": { body: `Content-Type: text/html; charset=cp037\n\n<p>MARK</p>${bad}`, hidden: true },
    "charset-none-such": {
        body: `Content-Type: text/html; charset="x\\"><script>§</script>"\n\n<p>MARK</p>${bad}`,
    },
    "charset-windows": {
        octets: (fill) =>
            Buffer.concat([
                Buffer.from(fill("Content-Type: text/html; charset=windows-1252\n\n<p>MARK</p>")),
                Buffer.from([0x8b]),
                Buffer.from(fill("script\x9b§\x8b/script\x9b"), "latin1"),
            ]),
    },
    "charset-meta": {
        body: `Content-Type: text/html\n\n<meta charset=utf-7><p>MARK</p>+ADw-script+AD4-§+ADw-/script+AD4-`,
    },
    "encoding-quoted": {
        body: `Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n<p>MARK</p>=3Cscript=3E§=3C/script=3E=3Cimg src=3Dx onerror=3D§=3E`,
    },
    "encoding-base64-broken": {
        octets: (fill) =>
            Buffer.from(
                `Content-Type: text/html\nContent-Transfer-Encoding: base64\n\n${base64(fill(`<p>MARK</p>${bad}`)).replace(/=+$/, "")}===!!<script>\n`,
            ),
    },
    "encoding-none-such": {
        body: `Content-Type: text/html\nContent-Transfer-Encoding: x-evil\n\n<p>MARK</p>${bad}`,
        hidden: true,
    },
    "encoding-uuencode": {
        body: `Content-Type: text/html\nContent-Transfer-Encoding: x-uuencode\n\nbegin 644 <script>\n#MARK\nend\n${bad}`,
        hidden: true,
    },

    "type-unknown": {
        body: mixed(
            text,
            `Content-Type: x-"><script>§</script>/y\nContent-Disposition: attachment; filename=a\n\n${bad}`,
        ),
    },
    "type-twice": { body: `Content-Type: text/plain\nContent-Type: text/html\n\nMARK${bad}` },
    "alternative-lies": {
        body: `MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nMARK <script>§</script>\n--b\n${page(bad)}\n--b\nContent-Type: text/x-amp-html\n\n<html amp4email><script>§</script><amp-img src="¤"></html>\n--b--\n`,
    },
    "alternative-nested": {
        body: `${"Content-Type: multipart/alternative; boundary=b\n\n--b\n".repeat(60)}Content-Type: text/html\n\n<p>MARK</p>${bad}`,
        hidden: true,
    },
    "related-cid": {
        body: related(
            page('<img src="cid:a@b" alt="t"><img src="cid:A@B">'),
            `Content-Type: text/html\nContent-ID: <a@b>\n\n${bad}`,
        ),
    },
    "related-svg": {
        body: related(
            page('<img src="cid:s@b" alt="t">'),
            `Content-Type: image/svg+xml\nContent-ID: <s@b>\n\n<svg xmlns="http://www.w3.org/2000/svg" onload="§"><script>§</script><image href="¤"/></svg>`,
        ),
    },
    "related-svg-as-png": {
        body: related(
            page('<img src="cid:p@b" alt="t">'),
            `Content-Type: image/png\nContent-ID: <p@b>\n\n<svg xmlns="http://www.w3.org/2000/svg" onload="§"><image href="¤"/></svg>`,
        ),
    },
    "related-html-as-png": {
        body: related(
            page('<img src="cid:h@b" alt="t"><iframe src="cid:h@b"></iframe><a href="cid:h@b">t</a>'),
            `Content-Type: image/png\nContent-ID: <h@b>\n\n<html>${bad}</html>`,
        ),
    },
    "related-cid-markup": {
        body: related(
            page('<img src="cid:x%22onerror=%22§">'),
            `Content-Type: image/png\nContent-ID: <x"onerror="§>\n\nx`,
        ),
    },
    "related-cid-twice": {
        body: related(
            page('<img src="cid:d@b">'),
            "Content-Type: image/png\nContent-ID: <d@b>\n\nx",
            `Content-Type: text/html\nContent-ID: <d@b>\n\n${bad}`,
        ),
    },
    "related-location": {
        body: related(
            page('<img src="¤"><link rel=stylesheet href="¤">'),
            `Content-Type: text/css\nContent-Location: ¤\n\nbody{background:url(¤)}`,
        ),
    },
    "inline-picture-name": {
        body: mixed(
            text,
            `Content-Type: image/png; name="\\"><script>§</script>.png"\nContent-ID: <"><script>§</script>@x>\nContent-Disposition: inline\n\nx`,
        ),
    },
    "attachment-name-markup": {
        body: mixed(
            text,
            `Content-Type: text/plain; name="<img src=x onerror=§>.txt"\nContent-Disposition: attachment; filename="<img src=x onerror=§>.txt"\n\nx`,
        ),
    },
    "attachment-name-path": {
        body: mixed(
            text,
            `Content-Type: text/plain\nContent-Disposition: attachment; filename="../../../etc/passwd"\n\nx`,
            `Content-Type: text/plain\nContent-Disposition: attachment; filename="a\\"; filename*=utf-8''%22%3E%3Cscript%3E.exe"\n\nx`,
        ),
    },
    "attachment-name-bidi": {
        body: mixed(
            text,
            `Content-Type: application/octet-stream\nContent-Disposition: attachment; filename*=utf-8''invoice%E2%80%AEfdp.exe\n\nx`,
        ),
    },
    "attachment-html": {
        body: mixed(
            text,
            `Content-Type: text/html; name=a.html\nContent-Disposition: attachment; filename=a.html\n\n<html>${bad}</html>`,
        ),
    },
    "attachment-svg": {
        body: mixed(
            text,
            `Content-Type: image/svg+xml; name=a.svg\nContent-Disposition: attachment; filename=a.svg\n\n<svg xmlns="http://www.w3.org/2000/svg" onload="§"><script>§</script></svg>`,
        ),
    },
    "attachment-svg-inline": {
        body: mixed(
            text,
            `Content-Type: image/svg+xml\nContent-Disposition: inline\n\n<svg xmlns="http://www.w3.org/2000/svg" onload="§"><image href="¤"/></svg>`,
        ),
    },
    "attachment-xhtml": {
        body: mixed(
            text,
            `Content-Type: application/xhtml+xml\nContent-Disposition: inline; filename=a.xhtml\n\n<html xmlns="http://www.w3.org/1999/xhtml"><script>§</script></html>`,
        ),
    },
    "attachment-pdf-html": {
        body: mixed(
            text,
            `Content-Type: application/pdf\nContent-Disposition: inline; filename=a.pdf\n\n<html>${bad}</html>`,
        ),
    },
    "attachment-picture-html": {
        body: mixed(
            text,
            `Content-Type: image/png; name=a.png\nContent-Disposition: attachment; filename=a.png\n\n<html>${bad}</html>`,
        ),
    },
    "attachment-type-parameters": {
        body: mixed(
            text,
            `Content-Type: image/gif;a=">;b=<script>§</script>\nContent-Disposition: attachment; filename=a.gif\n\nGIF89a/*${bad}*/`,
        ),
    },
    "attachment-many": {
        body: mixed(
            text,
            ...Array.from(
                { length: 200 },
                (_, n) => `Content-Type: text/plain; name="<b>${n}"\nContent-Disposition: attachment\n\nx`,
            ),
        ),
    },
    "html-parts": {
        body: mixed(
            page("<div><style>"),
            page("</style></div><img src=x onerror=§>"),
            page("<!--"),
            page("--><img src=x onerror=§>"),
        ),
    },
    "html-then-text": { body: mixed(page("<plaintext>"), `Content-Type: text/plain\n\n</plaintext>${bad}`) },
    "message-inside": {
        body: mixed(
            text,
            `Content-Type: message/rfc822\n\nSubject: <script>§</script>\nFrom: "<img src=x onerror=§>" <a@b>\nContent-Type: text/html\n\n${bad}`,
        ),
    },
    "message-deep": {
        body: `${"Content-Type: message/rfc822\n\n".repeat(60)}Content-Type: text/html\n\n<p>MARK</p>${bad}`,
        hidden: true,
    },
    "message-external": {
        body: mixed(
            text,
            `Content-Type: message/external-body; access-type=URL; URL="¤"\n\nContent-Type: image/png\nContent-ID: <e@b>\n\n`,
        ),
    },
    "message-partial": {
        body: `Content-Type: message/partial; id="<script>"; number=1; total=2\n\nMARK${bad}`,
        hidden: true,
    },
    report: {
        body: `Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n${text}\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns;<script>§</script>\n\n--b\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822;<img src=x onerror=§>\n--b--\n`,
    },
    signed: {
        body: `Content-Type: multipart/signed; protocol="application/pgp-signature"; boundary=b\n\n--b\n${page(bad)}\n--b\nContent-Type: application/pgp-signature\n\n-----BEGIN PGP SIGNATURE-----\n<script>§</script>\n--b--\n`,
    },
    "boundary-markup": {
        body: `Content-Type: multipart/mixed; boundary="<script>§</script>"\n\n--<script>§</script>\n${page(bad)}\n--<script>§</script>--\n`,
    },
    "boundary-missing": { body: `Content-Type: multipart/mixed\n\n--b\nMARK${bad}`, hidden: true },
    "header-none": { body: html(bad) },
    "header-folded": { body: html(bad, "Subject-More:\n <script>\n §\n </script>\n") },
    "header-html-in-type": {
        body: `Content-Type: text/html; charset=utf-8; x="\n "; y=<script>§</script>\n\n<p>MARK</p>${bad}`,
    },

    "nesting-divs": { body: html(`${"<div>".repeat(60_000)}x`) },
    "nesting-tables": { body: html(`${"<table><tr><td>".repeat(3_000)}x`) },
    "nesting-fonts": { body: html(`${"<font color=red><b>".repeat(20_000)}x`) },
    "nesting-quotes": { body: html(`${"<blockquote>".repeat(5_000)}x`) },
    "many-elements": { body: html("<i>x</i>".repeat(40_000)) },
    "many-attributes": {
        body: html(`<p ${Array.from({ length: 20_000 }, (_, n) => `a${n}=${n}`).join(" ")}>x</p>`),
    },
    "many-styles": {
        body: html(
            `<style>${Array.from({ length: 20_000 }, (_, n) => `.c${n}{color:red;background:url(¤${n})}`).join("")}</style>x`,
        ),
    },
    "many-pictures": { body: html(`<img src="¤">`.repeat(3_000)) },
    large: { body: html(`<p>${"words of a letter that is long ".repeat(350_000)}</p>${bad}`) },
};

// SPDX-License-Identifier: AGPL-3.0-or-later
// HTML that attacks whoever reads it. Each has a name and its text, in which ¤ is an address that must never be asked, § is
// what must never run, and ~ is a path of the portal's own that no letter may ask for.

const scripts = {
    script: "<script>§</script>",
    "script-upper-case": "<ScRiPt>§</sCrIpT>",
    "script-source": '<script src="¤"></script>',
    "script-source-relative": '<script src="~"></script>',
    "script-unclosed": "<script>§//",
    "script-slash": '<script/src="¤"/></script>',
    "script-module": '<script type="module">§</script>',
    "script-module-import": '<script type="module">import "¤"</script>',
    "script-import-map": '<script type="importmap">{"imports":{"a":"¤"}}</script>',
    "script-speculation":
        '<script type="speculationrules">{"prefetch":[{"source":"list","urls":["¤"]}],"prerender":[{"source":"list","urls":["~"]}]}</script>',
    "script-nested-broken": "<scr<script>ipt>§</scr</script>ipt>",
    "script-double-open": "<<script>§//<</script>",
    "script-null": "<scr\u0000ipt>§</scr\u0000ipt>",
    "script-newline": "<script\n>§</script\n>",
    "script-tab-end": "<script\t\f>§</script\t\f bar>",
    "script-in-attribute": '<p title="</p><script>§</script>">t</p>',
    "script-nonce": '<script nonce="1">§</script>',
    "script-in-head": "<html><head><script>§</script></head><body>t</body></html>",
    "script-after-body": "<body>t</body><script>§</script>",
    "script-in-frameset": '<frameset onload="§"><frame src="javascript:§"></frameset>',
    "script-in-title": "<title><script>§</script></title>",
    "script-in-textarea": "<textarea></textarea><script>§</script></textarea>",
    "script-json": '<script type="application/json">{"a":"</script><script>§</script>"}</script>',
    "script-entities": "&lt;script&gt;§&lt;/script&gt;<script>§</script>",
    "script-defer-async": '<script async defer src="¤"></script>',
    worklet:
        '<script type="text/worklet">§</script><style>@property --x { syntax: "*"; inherits: false } b { background: paint(x) }</style>',
};

const handlers = {
    "img-onerror": '<img src=x onerror="§">',
    "img-onerror-unquoted": "<img src=x onerror=§>",
    "img-onerror-backtick": "<img src=x onerror=`§`>",
    "img-onerror-slash": "<img/src=x/onerror=§/>",
    "img-onerror-quote-tricks": '<img """><img src=x onerror=§>">',
    "img-onload": `<img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=" onload="§">`,
    "img-data-onerror": '<img src="data:image/png;base64,AAAA" onerror="§">',
    "body-onload": '<body onload="§">t</body>',
    "body-onpageshow":
        '<body onpageshow="§" onfocus="§" onresize="§" onscroll="§" onhashchange="§" onmessage="§">t</body>',
    "html-attributes": '<html onclick="§" onmouseover="§"><body>t</body></html>',
    "svg-onload": '<svg onload="§"></svg>',
    "svg-onload-slash": "<svg/onload=§>",
    "details-ontoggle": '<details open ontoggle="§"><summary>t</summary>t</details>',
    "input-autofocus": '<input autofocus onfocus="§">',
    "select-autofocus": '<select autofocus onfocus="§"><option>t</select>',
    "div-tabindex-autofocus": '<div tabindex=1 autofocus onfocus="§">t</div>',
    "contenteditable-focus": '<p contenteditable autofocus onfocus="§" onbeforeinput="§">t</p>',
    marquee: '<marquee onstart="§" loop=1 width=0>t</marquee>',
    "video-source-error": '<video><source onerror="§"></video>',
    "audio-error": '<audio src=x onerror="§"></audio>',
    "animation-handler":
        '<style>@keyframes a { from { opacity: .9 } }</style><p style="animation: a 1s" onanimationstart="§">t</p>',
    "transition-handler":
        '<p style="transition: color 1s; color: red" ontransitionrun="§" onwebkittransitionend="§">t</p>',
    "pointer-handlers":
        '<div onpointerover="§" onmousemove="§" onmouseenter="§" onwheel="§" style="position:fixed;inset:0">t</div>',
    "content-visibility":
        '<div oncontentvisibilityautostatechange="§" style="content-visibility:auto">t</div>',
    popover:
        '<button popovertarget="p">t</button><div popover id="p" onbeforetoggle="§" ontoggle="§">t</div>',
    "handler-case": '<p ONMOUSEOVER="§" oNcLiCk="§">t</p>',
    "handler-null": '<img src=x on\u0000error="§">',
    "handler-entities": '<img src=x onerror="&#116;op.__pwned=1">',
    "handler-prefixed": '<img src=x x:onerror="§" xlink:onload="§" xmlns:x="urn:x">',
    "handler-on-unknown": '<blink onload="§" onmouseover="§">t</blink><x-y onclick="§">t</x-y>',
    "handler-newlines": '<img\nsrc\n=\nx\nonerror\n=\n"§"\n>',
    "is-element": '<p is="x-y" slot="z" part="q" onslotchange="§">t</p>',
};

const links = {
    javascript: '<a href="javascript:§">t</a>',
    "javascript-case": '<a href="JaVaScRiPt:§">t</a>',
    "javascript-space": '<a href=" javascript:§">t</a>',
    "javascript-control": '<a href="\u0001\u0002javascript:§">t</a>',
    "javascript-tab": '<a href="java\tscript:§">t</a>',
    "javascript-newline": '<a href="java\nscr\ript:§">t</a>',
    "javascript-entity-tab": '<a href="jav&#x09;ascript:§">t</a>',
    "javascript-entity-colon": '<a href="javascript&colon;§">t</a>',
    "javascript-entities": '<a href="&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;§">t</a>',
    "javascript-entities-bare":
        '<a href="&#0000106&#0000097&#0000118&#0000097&#0000115&#0000099&#0000114&#0000105&#0000112&#0000116&#0000058§">t</a>',
    "javascript-null": '<a href="java\u0000script:§">t</a>',
    "javascript-unicode":
        '<a href="\u3000javascript:§">t</a><a href="\ufeffjavascript:§">t</a><a href="\u2028javascript:§">t</a>',
    "javascript-fullwidth": '<a href="ｊａｖａｓｃｒｉｐｔ：§">t</a>',
    "javascript-comment": '<a href="javascript://x%0a§">t</a>',
    "javascript-view-source":
        '<a href="view-source:javascript:§">t</a><a href="feed:javascript:§">t</a><a href="jar:javascript:§!/">t</a>',
    vbscript: '<a href="vbscript:MsgBox(1)">t</a>',
    "data-html": '<a href="data:text/html,<script>§</script>">t</a>',
    "data-html-base64": '<a href="data:text/html;base64,PHNjcmlwdD50b3AuX19wd25lZD0xPC9zY3JpcHQ+">t</a>',
    "data-svg": "<a href=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='§'/>\">t</a>",
    "blob-link":
        '<a href="blob:https://portal.test/0">t</a><a href="filesystem:https://portal.test/temporary/a">t</a>',
    "file-link": '<a href="file:///etc/passwd">t</a>',
    "link-relative": '<a href="~">t</a><a href="/auth/sign-out">t</a>',
    "link-protocol-relative": '<a href="//trap.test/">t</a>',
    "link-ping": '<a href="https://example.org/" ping="¤">t</a>',
    "link-target-top": '<a href="https://example.org/" target="_top">t</a>',
    "link-target-named": '<a href="https://example.org/" target="_parent" rel="opener">t</a>',
    "link-download": '<a href="https://example.org/" download="a.exe">t</a>',
    "link-lies":
        '<a href="https://evil.example/login" title="https://bank.example/">https://bank.example/</a>',
    "link-lies-bidi": '<a href="https://evil.example/">https://bank.example/\u202e\u2066</a>',
    "link-userinfo": '<a href="https://bank.example@evil.example/">bank.example</a>',
    "area-map":
        '<map name="m"><area shape="default" href="javascript:§" ping="¤"></map><img usemap="#m" src="¤" width=99 height=99>',
    "svg-link":
        '<svg><a xlink:href="javascript:§"><text y=20>t</text></a><a href="javascript:§"><rect width=99 height=99 /></a></svg>',
    "math-link": '<math href="javascript:§">t</math><math><mtext xlink:href="javascript:§">t</mtext></math>',
    "math-action":
        '<math><maction actiontype="statusline#javascript:§" xlink:href="javascript:§">t</maction></math>',
    "form-action": '<form action="javascript:§"><input type=submit value=t></form>',
    "form-post":
        '<form action="¤" method=post><input name=password type=password value=x><button>t</button></form>',
    "form-own": '<form action="/auth/sign-out" method=post><button>t</button></form>',
    "button-formaction":
        '<form><button formaction="javascript:§">t</button><input type=image formaction="¤" src="¤"></form>',
    isindex: '<isindex action="¤" type=image src="¤">',
    "form-outside": '<form id=f action="¤"></form><button form=f formmethod=get>t</button>',
    "form-dialog": '<form method=dialog action="¤"><button>t</button></form><dialog open>t</dialog>',
};

const loads = {
    pixel: '<img src="¤" width=1 height=1>',
    "pixel-relative": '<img src="~">',
    "pixel-protocol-relative": '<img src="//trap.test/p.gif">',
    "pixel-space": '<img src=" \n¤">',
    "pixel-backslash": '<img src="http:\\\\trap.test\\p.gif">',
    "pixel-lowsrc": '<img lowsrc="¤" dynsrc="¤" longdesc="¤">',
    "pixel-lazy": '<img loading=eager fetchpriority=high decoding=sync importance=high src="¤">',
    srcset: '<img srcset="¤ 1x, ¤/2 2x" sizes="100vw">',
    picture: '<picture><source srcset="¤" media="all"><img src="¤"></picture>',
    "image-element": '<image src="¤" xlink:href="¤">',
    "input-image": '<input type=image src="¤">',
    video: '<video src="¤" poster="¤" autoplay preload=auto><track src="¤" default></video>',
    audio: '<audio src="¤" autoplay></audio><bgsound src="¤">',
    "video-sources": '<video autoplay muted><source src="¤"><source src="data:video/mp4,a"></video>',
    embed: '<embed src="¤" type="text/html"><embed src="javascript:§">',
    object: '<object data="¤" type="text/html"><param name=src value="¤"></object>',
    "object-nested": '<object data="x"><object data="javascript:§"><img src=x onerror="§"></object></object>',
    applet: '<applet code="a.class" codebase="¤" archive="¤"></applet>',
    iframe: '<iframe src="¤"></iframe>',
    "iframe-javascript": '<iframe src="javascript:§"></iframe>',
    "iframe-srcdoc": "<iframe srcdoc=\"<script>§</script><img src='¤'>\"></iframe>",
    "iframe-srcdoc-entities": '<iframe srcdoc="&lt;script&gt;§&lt;/script&gt;"></iframe>',
    "iframe-own":
        '<iframe src="/portal/"></iframe><iframe src="/portal/letter"></iframe><iframe src="~"></iframe>',
    frameset: '<frameset cols="*"><frame src="¤"></frameset>',
    fencedframe: '<fencedframe src="¤"></fencedframe><portal src="¤"></portal>',
    base: '<base href="¤"><a href="a">t</a><img src="a">',
    "base-target": '<base target="_top"><a href="https://example.org/">t</a>',
    "meta-refresh": '<meta http-equiv="refresh" content="0;url=¤">',
    "meta-refresh-javascript": '<meta http-equiv="refresh" content="0;url=javascript:§">',
    "meta-refresh-own": '<meta http-equiv=refresh content="0;url=~">',
    "meta-csp": `<meta http-equiv="Content-Security-Policy" content="script-src 'unsafe-inline'; report-uri ¤">`,
    "meta-cookie":
        '<meta http-equiv="set-cookie" content="a=b"><meta name=referrer content=unsafe-url><meta name=color-scheme content=dark>',
    "meta-charset":
        '<meta charset="utf-7"><meta http-equiv=content-type content="text/html; charset=iso-2022-jp">\u001b$B',
    "meta-client-hints":
        '<meta http-equiv="Accept-CH" content="DPR"><meta http-equiv="origin-trial" content="x"><meta http-equiv="x-dns-prefetch-control" content="on">',
    "link-stylesheet": '<link rel=stylesheet href="¤">',
    "link-preload":
        '<link rel=preload as=image href="¤"><link rel=prefetch href="¤"><link rel=prerender href="¤">',
    "link-preconnect":
        '<link rel=preconnect href="¤"><link rel=dns-prefetch href="¤"><link rel="dns-prefetch" href="//trap.test">',
    "link-icon":
        '<link rel="icon shortcut" href="¤"><link rel=manifest href="¤"><link rel=pingback href="¤">',
    "link-import":
        '<link rel=import href="¤"><link rel=modulepreload href="¤"><link rel=alternate type=application/rss+xml href="¤">',
    "link-body":
        '<body><p>t</p><link rel="stylesheet" href="data:text/css,*{color:red}" onload="§" onerror="§"></body>',
    background: '<table background="¤"><tr background="¤"><td background="¤">t</table>',
    "body-background": '<body background="¤" bgproperties=fixed>t</body>',
    "cite-longdesc": '<blockquote cite="¤">t</blockquote><q cite="¤">t</q><ins cite="¤">t</ins>',
    manifest: '<html manifest="¤"><body>t</body></html>',
    "menu-icon": '<menuitem icon="¤">t</menuitem><command icon="¤">',
    "xml-stylesheet": '<?xml-stylesheet href="¤" type="text/css"?><?php §?>t',
    "xml-namespace": '<html xmlns:x="¤"><x:script>§</x:script><x:img src="¤"/></html>',
    "template-shadow":
        '<div><template shadowrootmode=open><style>:host{position:fixed;inset:0}</style><img src="¤" onerror="§"><slot></slot></template>t</div>',
    attribution:
        '<img attributionsrc="¤" src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="><a attributionsrc="¤" href="https://example.org/">t</a>',
    "cid-remote": '<img src="cid:¤">',
    "cid-markup": '<img src="cid:&quot;><img src=x onerror=§>">',
    "cid-nobody": '<img src="cid:nobody@nowhere" alt="t"><img src="CID:../../auth/sign-out">',
    "data-cid-own": '<img data-cid="x" src=x><img data-cid="a@b" data-x="§">',
    "data-svg-image":
        "<img src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><image href='¤'/><script>§</script></svg>\">",
    "data-svg-base64":
        '<img src="data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIG9ubG9hZD0idG9wLl9fcHduZWQ9MSIvPg==">',
    "data-html-image": '<img src="data:text/html,<script>§</script>">',
    "blob-image":
        '<img src="blob:null/1"><img src="filesystem:x"><img src="about:blank"><img src="javascript:§">',
};

const styles = {
    "style-import":
        '<style>@import "¤"; @import url(¤/2); @import url("¤/3") layer(a) supports(color: red) screen;</style>',
    "style-import-escaped": "<style>@\\69mport '¤'; @imp\\6f rt '¤';</style>",
    "style-import-data": "<style>@import 'data:text/css,*{background:url(¤)}';</style>",
    "style-url": "<style>body { background: url(¤) } p { background-image: url('¤') }</style><p>t</p>",
    "style-url-escaped": "<style>p { background: \\75 rl(¤); background-image: u\\72l('¤') }</style><p>t</p>",
    "style-url-comment": "<style>p { background: url/**/(¤); background-image: ur/**/l(¤) }</style><p>t</p>",
    "style-image-set":
        '<style>p { background-image: image-set("¤" 1x); background-image: -webkit-image-set(url(¤) 1x) }</style><p>t</p>',
    "style-cross-fade":
        "<style>p { background-image: -webkit-cross-fade(url(¤), url(¤/2), 50%); mask-image: cross-fade(url(¤), red) }</style><p>t</p>",
    "style-src": '<style>p { background-image: src("¤"); background: image("¤") }</style><p>t</p>',
    "style-font-face":
        "<style>@font-face { font-family: x; src: url(¤) } p { font-family: x, serif }</style><p>t</p>",
    "style-font-range":
        "<style>@font-face { font-family: y; src: url(¤?a); unicode-range: U+61 } * { font-family: y }</style><p>a</p>",
    "style-cursor": "<style>* { cursor: url(¤), auto }</style><p>t</p>",
    "style-list": "<style>li { list-style: url(¤); list-style-image: url(¤) }</style><ul><li>t</ul>",
    "style-content": "<style>p::before { content: url(¤) } p::after { content: 'x' url(¤) }</style><p>t</p>",
    "style-border-image": "<style>p { border-image: url(¤) 30; border-image-source: url(¤) }</style><p>t</p>",
    "style-filter":
        "<style>p { filter: url(¤#f); clip-path: url(¤#c); mask: url(¤); -webkit-mask-image: url(¤); shape-outside: url(¤) }</style><p>t</p>",
    "style-attribute-selector":
        '<style>input[value^="a"] { background: url(¤?a) } [title*=x] { color: red } a[href^="https"] { background: url(¤) }</style><p>t</p>',
    "style-has-selector":
        "<style>body:has(p) { background: url(¤) } :is([data-x]) { background: url(¤) }</style><p>t</p>",
    "style-visited":
        "<style>a:visited { background: url(¤) } p:hover { background: url(¤) } :target { background: url(¤) }</style><a href='https://example.org'>t</a>",
    "style-variable":
        "<style>:root { --u: url(¤) } p { background: var(--u) }</style><p style='background: var(--u)'>t</p>",
    "style-attr":
        '<style>p { background-image: attr(data-u type(<url>)); content: attr(title) }</style><p data-u="¤" title="x">t</p>',
    "style-env": "<style>p { background: env(x, url(¤)); padding: env(safe-area-inset-top) }</style><p>t</p>",
    "style-property":
        "<style>@property --z { syntax: '<image>'; inherits: true; initial-value: url(¤) } p { background: var(--z) }</style><p>t</p>",
    "style-layer-container":
        "<style>@layer a { p { background: url(¤) } } @container (width > 1px) { p { background: url(¤) } } @supports (color: red) { p { background: url(¤) } } @scope (body) { p { background: url(¤) } }</style><p>t</p>",
    "style-nesting": "<style>body { & p { background: url(¤) } p & { color: red } }</style><p>t</p>",
    "style-namespace":
        "<style>@namespace x url(¤); @document url(¤) { p { color: red } } @counter-style c { system: cyclic; symbols: url(¤) }</style><p>t</p>",
    "style-media-url":
        "<style>@media all { p { background: url(¤) } } @media (min-width: 1px) { @import '¤'; }</style><p>t</p>",
    "style-page":
        "<style>@page { background: url(¤); margin: 0 } @media print { p { background: url(¤) } }</style><p>t</p>",
    "style-keyframes":
        "<style>@keyframes k { to { background: url(¤) } } p { animation: k 1s infinite; animation-timeline: scroll() }</style><p>t</p>",
    "style-view-transition":
        "<style>@view-transition { navigation: auto } ::view-transition { background: url(¤) }</style><p>t</p>",
    "style-expression": '<p style="width: expression(§); behavior: url(¤); -moz-binding: url(¤)">t</p>',
    "style-inline-url": '<p style="background: url(¤)">t</p>',
    "style-inline-entities": '<p style="background&#58; &#117;rl(¤)">t</p>',
    "style-inline-quotes": `<p style='background:url("¤")'>t</p><p style="background:url('¤'">t</p>`,
    "style-inline-javascript":
        '<p style="background: url(javascript:§); list-style-image: url(vbscript:x)">t</p>',
    "style-inline-null": '<p style="background: ur\u0000l(¤)">t</p>',
    "style-inline-import": "<p style=\"@import '¤'; color: red\">t</p>",
    "style-inline-break": '<p style="color: red; } body { background: url(¤) } p { color: blue">t</p>',
    "style-end-tag": "<style></style><script>§</script></style>",
    "style-end-escaped": "<style>p::before { content: '</style><script>§</script>' }</style><p>t</p>",
    "style-comment": "<style><!-- p { background: url(¤) } --></style><p>t</p>",
    "style-cdata": "<style>/*<![CDATA[*/ p { background: url(¤) } /*]]>*/</style><p>t</p>",
    "style-media-attribute":
        '<style media="all" type="text/css" title="x">p { background: url(¤) }</style><p>t</p>',
    "style-in-svg": "<svg><style>p { background: url(¤) } @import '¤';</style></svg><p>t</p>",
    "style-unclosed": "<style>p { background: url(¤",
    "style-utf16": "<style>p { b\\000061ckground: url(¤) }</style><p>t</p>",
    "style-html-elements":
        "<style>html { position: fixed } body { overflow: hidden; height: 100vh } head, style, title { display: block !important; position: fixed; inset: 0 }</style><p>t</p>",
    "cover-fixed": '<div style="position: fixed; inset: 0; z-index: 2147483647; background: red">t</div>',
    "cover-fixed-sheet":
        "<style>div { position: fixed !important; inset: 0 !important; z-index: 2147483647 !important; background: red !important }</style><div>t</div>",
    "cover-absolute":
        '<div style="position: absolute; top: -9999px; left: -9999px; width: 99999px; height: 99999px; background: red">t</div>',
    "cover-sticky": '<div style="position: sticky; top: 0; height: 100vh; background: red">t</div>',
    "cover-margins": '<div style="margin: -9999px; width: 99999px; height: 9999px; background: red">t</div>',
    "cover-transform":
        '<div style="transform: scale(1000) translate(-50%); rotate: 45deg; scale: 99; translate: 99px; zoom: 50; background: red">t</div>',
    "cover-shadow":
        '<div style="box-shadow: 0 0 0 9999px red; outline: 9999px solid red; text-shadow: 0 -900px red">t</div>',
    "cover-anchor": '<div style="position-anchor: --a; position: fixed; inset: anchor(bottom) 0 0 0">t</div>',
    "cover-size": '<div style="height: 99999999px; width: 99999999px">t</div>',
    "cover-border": '<div style="border: 99999px solid red">t</div>',
    "cover-dialog": '<dialog open style="position: fixed; inset: 0; width: 100vw; height: 100vh">t</dialog>',
    "cover-popover": '<div popover=manual style="display: block; inset: 0">t</div>',
    "cover-caret":
        '<p style="user-select: none; pointer-events: none; -webkit-app-region: drag; caret-color: red; cursor: none">t</p>',
    "hide-all":
        "<style>* { display: none !important } body { visibility: hidden !important; opacity: 0 !important }</style>",
};

const mutations = {
    noscript: '<noscript><p title="</noscript><img src=x onerror=§>"></noscript>',
    "noscript-style": '<noscript><style></noscript><img src=x onerror="§"></style>',
    mglyph: '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=§&gt;">',
    "mglyph-malignmark": "<math><mi><table><malignmark><mglyph><style><img src=x onerror=§></style>",
    "math-annotation":
        '<math><annotation-xml encoding="text/html"><style><img src=x onerror="§"></style></annotation-xml></math>',
    "math-annotation-svg":
        '<math><annotation-xml><svg><desc><img src=x onerror="§"></desc></svg></annotation-xml></math>',
    "svg-foreign":
        '<svg><foreignObject><iframe srcdoc="<script>§</script>"></iframe><p><style></p><img src=x onerror=§></style></foreignObject></svg>',
    "svg-title-style": "<svg><title><style><img src=x onerror=§></style></title></svg>",
    "svg-desc-nested": '<svg></p><style><a id="</style><img src=1 onerror=§>">',
    "svg-p-style": '<svg><p><style><g title="</style><img src=x onerror=§>">',
    "svg-script": "<svg><script>§</script><script href='¤'/></svg>",
    "svg-script-entities": "<svg><script>&#116;op.__pwned=1</script></svg>",
    "svg-animate":
        '<svg><a><animate attributeName="href" values="javascript:§" /><text y=20>t</text></a></svg>',
    "svg-set":
        '<svg><set attributeName="onmouseover" to="§"/><animate onbegin="§" attributeName=x dur=1s><animateTransform onend="§" /></svg>',
    "svg-use":
        "<svg><use href=\"data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg'><script>§</script></svg>#x\" /><use xlink:href=\"¤#x\" /></svg>",
    "svg-image": '<svg><image href="¤" xlink:href="¤" width=9 height=9 /><feImage href="¤" /></svg>',
    "svg-handler-event": '<svg><handler type="load">§</handler><listener event="load" handler="#h" /></svg>',
    "svg-style-import":
        "<svg><defs><style>@import url(¤);</style></defs><rect fill='url(¤#x)' style='fill: url(¤)' /></svg>",
    "svg-break-out": "<svg><b><p><style>*</style><img src=x onerror=§></p></b></svg>",
    template: "<template><script>§</script><img src=x onerror=§></template>",
    "template-nested": "<template><template><s><template><s><img src=x onerror=§>",
    "select-option": '<select><option><style></option></select><img src=x onerror="§"></style>',
    "select-script": "<select><script>§</script><template><script>§</script></template></select>",
    "select-noembed": '<select><noembed></select><img src=x onerror="§"></noembed>',
    "table-foster": '<table><tr><img src=x onerror="§"><td>t</table>',
    "table-foster-style": "<table><style><td></style><img src=x onerror=§></table>",
    "table-foster-svg": "<table><svg><td><style><img src=x onerror=§></style></td></svg></table>",
    "form-nesting":
        "<form><div></form><form><math><mtext></form><form><mglyph><style></math><img src=x onerror=§>",
    "form-parent":
        '<form id=a><input name=parentNode><input name=attributes><input name=childNodes><img src=x onerror="§"></form>',
    comment: "<!--><img src=x onerror=§>-->",
    "comment-bang": "<!--!><img src=x onerror=§>--!><img src=x onerror=§>",
    "comment-nested": "<!--<!--><img src=x onerror=§>-->",
    "comment-dash": "<!-- a -- ><img src=x onerror=§> --><!-->",
    "comment-conditional":
        "<!--[if true]><script>§</script><![endif]--><![if true]><img src=x onerror=§><![endif]>",
    cdata: "<![CDATA[<img src=x onerror=§>]]>",
    "cdata-svg": "<svg><![CDATA[</svg><img src=x onerror=§>]]></svg>",
    "cdata-math": "<math><![CDATA[><img src=x onerror=§>]]>",
    "processing-instruction": "<?x ><img src=x onerror=§>?>",
    doctype: '<!DOCTYPE html [<!ENTITY x "§">]><!doctype html SYSTEM "¤">&x;<img src=x onerror=§>',
    xmp: "<xmp><p title='</xmp><img src=x onerror=§>'>",
    listing: "<listing>&lt;img src=x onerror=§&gt;</listing>",
    plaintext: "<plaintext><img src=x onerror=§>",
    noembed: "<noembed><p title='</noembed><img src=x onerror=§>'></noembed>",
    noframes: "<noframes><p title='</noframes><img src=x onerror=§>'></noframes>",
    "iframe-raw": "<iframe><p title='</iframe><img src=x onerror=§>'></iframe>",
    "textarea-raw": "<textarea><p title='</textarea><img src=x onerror=§>'></textarea>",
    "title-raw": "<title><p title='</title><img src=x onerror=§>'></title>",
    "attribute-quotes": "<p title=\"'><img src=x onerror=§>\" class='\"><img src=x onerror=§>'>t</p>",
    "attribute-backtick": "<p title=`><img src=x onerror=§>`>t</p>",
    "attribute-twice": '<img src="x" src="¤" onerror="" onerror="§">',
    "attribute-entities":
        '<p title="&quot;&gt;&lt;img src=x onerror=§&gt;" alt="&amp;quot;&amp;gt;&amp;lt;script&amp;gt;">t</p>',
    "attribute-namespace": '<p xml:base="¤" xml:lang="§" xlink:href="javascript:§" xmlns="¤">t</p>',
    "end-tag-attributes": "</p onmouseover=§><a></a style=x:expression(§)><br/onload=§>",
    "nested-formatting": `${"<b><i><u>".repeat(40)}<img src=x onerror=§>${"<p>".repeat(40)}`,
    "misnested-anchor": '<a href="https://example.org/"><table><a href="javascript:§">t</a></table></a>',
    nobr: "<nobr><style><nobr></style><img src=x onerror=§>",
    "heading-in-heading": "<h1><svg><h2><style></h1><img src=x onerror=§></style>",
    "caption-math": "<table><caption><math><mtext><table><style></caption><img src=x onerror=§>",
    ruby: "<ruby><rb><rtc><style></ruby><img src=x onerror=§></style>",
    "custom-element": "<x-y><style></x-y><img src=x onerror=§></style></x-y>",
    "null-everywhere": "<i\u0000mg sr\u0000c=x o\u0000nerror=§><p>\u0000t</p>",
    surrogates: "<p title='\ud800'>\udfff<img src=x onerror=§ title='\ud83d'></p>",
    bidi: "<p>\u202e\u2067<script>§</script>\u2069</p>",
};

const names = {
    "clobber-id":
        '<a id="documentElement"></a><a id="body"></a><a id="location" href="¤"></a><a id="defaultView"></a><a id="__pwned"></a>',
    "clobber-form":
        '<form name="getElementById"></form><form name="querySelector"><input name=a></form><form name="body"></form><form id="createElement"></form>',
    "clobber-image":
        '<img name="head" src=x><img name="cookie" src=x><img name="documentElement"><img name="implementation">',
    "clobber-object":
        '<object name="write"></object><embed name="title"><iframe name="top" src="about:blank"></iframe><iframe name="parent"></iframe>',
    "clobber-collection": '<a id="x" name="y"></a><a id="x" name="z"></a><form id="x"><output id="x"></form>',
    "clobber-portal":
        '<p id="portal">t</p><p id="main">t</p><p id="search">t</p><p class="toasts dialog composer rows-scroll">t</p>',
    "clobber-prototype":
        '<a id="__proto__"></a><a id="constructor"></a><a name="prototype"></a><a id="hasOwnProperty"></a>',
    "clobber-squire":
        '<input id="squire-selection-start" value="§"><input id="squire-selection-end" onfocus="§" autofocus><b id="squire-selection-start">t</b>',
    "clobber-cid": '<img data-cid="&quot; onerror=&quot;§" src=x><img data-cid="x" src="¤">',
    "label-for":
        '<label for="search">t</label><label for="main"><input type=file></label><fieldset form=x><legend>t</legend></fieldset>',
    aria: '<p role="dialog" aria-modal="true" aria-live="assertive" aria-label="Your session has ended" aria-hidden="true">t</p>',
    "access-key":
        '<p accesskey="e" tabindex="1" inert contenteditable draggable=true>t</p><a accesskey="s" href="¤">t</a>',
    invoker:
        '<button commandfor="portal" command="close" popovertarget="portal" interestfor="main">t</button>',
};

export const html = {
    ...prefixed("script", scripts),
    ...prefixed("handler", handlers),
    ...prefixed("link", links),
    ...prefixed("load", loads),
    ...prefixed("style", styles),
    ...prefixed("mutation", mutations),
    ...prefixed("name", names),
};

function prefixed(kind, all) {
    return Object.fromEntries(
        Object.entries(all).map(([name, text]) => [name.startsWith(kind) ? name : `${kind}-${name}`, text]),
    );
}

"""Feed documents made to crash, stall or fool whoever reads them; each is built when it is asked for."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Mapping

HEAD = '<?xml version="1.0" encoding="utf-8"?>'
ITEM = "<item><title>{}</title><link>https://x.test/1</link><guid>g1</guid>{}</item>"
NEST = 20_000


def rss(inside: str, before: str = "", head: str = HEAD, root: str = "") -> str:
    return f'{head}{before}<rss version="2.0"{root}><channel><title>T</title><link>https://x.test/</link>{inside}</channel></rss>'


def item(title: str = "t", more: str = "") -> str:
    return ITEM.format(title, more)


def told(description: str, title: str = "t") -> str:
    return rss(item(title, f"<description>{description}</description>"))


def cdata(html: str) -> str:
    return told(f"<![CDATA[{html}]]>")


def attributes(count: int) -> str:
    return " ".join(f'a{n}="1"' for n in range(count))


def laughs() -> str:
    steps = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return rss(item("&a9;"), before=f'<!DOCTYPE x [<!ENTITY a0 "lol">{steps}]>')


def entity(declaration: str, used: str = "&e;") -> str:
    return rss(item(used), before=f"<!DOCTYPE r [{declaration}]>")


def json_feed(items: str) -> str:
    return f'{{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": {items}}}'


def broken(document: str) -> str:
    """The same with an error at the start, so that only a forgiving reader goes on."""
    return document.replace("<title>T</title>", "<title>R & D</title>", 1)


DOCUMENTS: Mapping[str, Callable[[], str | bytes]] = {
    # entities
    "billion laughs": laughs,
    "quadratic blow-up": lambda: entity(f'<!ENTITY e "{"x" * 20_000}">', "&e;" * 20_000),
    "file entity": lambda: entity('<!ENTITY e SYSTEM "file:///etc/passwd">'),
    "parameter entity": lambda: entity('<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;', "hi"),
    "outside doctype": lambda: rss(item(), before='<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd">'),
    "50,000 entities": lambda: entity("".join(f'<!ENTITY e{n} "v{n}">' for n in range(50_000)), "&e7;"),
    "unclosed entities": lambda: rss(item(), before="<!DOCTYPE " + "<!ENTITY " * 50_000 + ">"),
    "entity in itself": lambda: entity('<!ENTITY e "&f;"><!ENTITY f "&e;">'),
    "entities in attributes": lambda: entity(f'<!ENTITY e "{"x" * 10_000}">', f'<a b="{"&e;" * 10_000}"/>'),
    "unknown entities": lambda: told("&nbsp;&nosuch;" * 50_000),
    "include": lambda: rss('<item><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/></item>'),
    "style sheet": lambda: rss(item(), before='<?xml-stylesheet href="file:///etc/passwd"?>'),
    # shape
    "nested 20,000": lambda: told("<a>" * NEST + "</a>" * NEST),
    "unclosed 200,000": lambda: rss("<item><title>t</title>" + "<x>" * 200_000),
    "channels in channels": lambda: HEAD + '<rss version="2.0">' + "<channel>" * NEST,
    "items in items": lambda: rss("<item>" * NEST + "<title>t</title>" + "</item>" * NEST),
    "entries in content": lambda: f'{HEAD}<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="xhtml">' + "<entry>" * NEST,
    "closed 200,000": lambda: rss(item() + "</x>" * 200_000),
    "20,000 attributes": lambda: rss(item(more=f"<x {attributes(20_000)}/>")),
    "40,000 attributes": lambda: rss(item(more=f"<x {attributes(40_000)}/>")),
    "attributes, broken": lambda: broken(rss(item(more=f"<x {attributes(40_000)}/>"))),
    "attributes before the error": lambda: rss(item(more=f"<x {attributes(40_000)}/>") + "& "),
    "attributes and a doctype": lambda: rss(item(more=f"<x {attributes(40_000)}/>"), before="<!DOCTYPE rss>"),
    "500 attributes, 1,000 times": lambda: rss(item(more=f"<x {attributes(499)}/>" * 1_000)),
    "attributes in utf-16": lambda: rss(item(more=f"<x {attributes(40_000)}/>"), head='<?xml version="1.0"?>').encode("utf-16"),
    "attribute of 5 MB": lambda: rss(item(more=f'<enclosure url="{"x" * 5_000_000}"/>')),
    "50,000 namespaces": lambda: rss(item(), root="".join(f' xmlns:n{n}="urn:{n}"' for n in range(50_000))),
    "namespaces one by one": lambda: rss("".join(f'<n{n}:x xmlns:n{n}="urn:{n}">t</n{n}:x>' for n in range(20_000))),
    "unused prefixes": lambda: rss("".join(f"<n{n}:x>t</n{n}:x>" for n in range(20_000))),
    "element name of 1 MB": lambda: rss(item(more=f"<{'x' * 1_000_000}/>")),
    "a million elements": lambda: rss(item(more="<x/>" * 1_000_000)),
    "a million elements, broken": lambda: broken(rss(item(more="<x/>" * 1_000_000))),
    "50,000 items": lambda: rss("".join(f"<item><title>t{n}</title><guid>{n}</guid></item>" for n in range(50_000))),
    "50,000 items, broken": lambda: broken(rss("".join(f"<item><title>t{n}</title><guid>{n}</guid></item>" for n in range(50_000)))),
    "200,000 empty items": lambda: rss("<item/>" * 200_000),
    "50,000 links of one entry": lambda: f'{HEAD}<feed xmlns="http://www.w3.org/2005/Atom"><entry>' + '<link href="/x"/>' * 50_000 + "</entry></feed>",
    "50,000 categories": lambda: rss(item(more="<category>c</category>" * 50_000)),
    "50,000 authors": lambda: rss(item(more="<author>a@x.test (A)</author>" * 50_000)),
    "50,000 contents": lambda: rss(item(more="<content:encoded>x</content:encoded>" * 50_000), root=' xmlns:content="http://purl.org/rss/1.0/modules/content/"'),
    "comment of 5 MB": lambda: rss(f"<!-- {'x ' * 2_500_000} -->" + item()),
    "comments": lambda: rss("<!-- x -->" * 300_000 + item()),
    "processing instructions": lambda: rss("<?x y?>" * 300_000 + item()),
    # text
    "title of 5 MB": lambda: rss(item("A" * 5_000_000)),
    "less-than signs": lambda: rss(item("<" * 1_000_000)),
    "ampersands": lambda: rss(item("&" * 1_000_000)),
    "section openings": lambda: rss(item("<![" * 200_000)),
    "unclosed sections": lambda: rss(item("<![CDATA[" * 100_000)),
    "less-than signs in a section": lambda: cdata("<" * 500_000),
    "quotes in a tag": lambda: cdata("<a " + '="' * 300_000),
    "styles": lambda: cdata('<p style="' + "a:b;" * 50_000 + '">'),
    "html nested 20,000": lambda: cdata("<div>" * NEST),
    "html tables": lambda: cdata("<table><tr><td>" * 10_000),
    "html of 5 MB": lambda: cdata("<p>He flew. </p>" * 330_000),
    "html attributes": lambda: cdata(f"<p {attributes(40_000)}>x</p>"),
    "unclosed html comments": lambda: cdata("<!-" * 200_000 + "<!--" * 100_000),
    "markup in titles": lambda: rss(item("&lt;b&gt;" * 100_000)),
    "blanks": lambda: cdata("<p>" + " " * 3_000_000 + "x</p>"),
    "line breaks": lambda: cdata("<br>" * 300_000),
    "ends in dots": lambda: told("." * 1_000_000),
    "brackets": lambda: told("(" * 500_000 + " photo by x" * 3),
    "one letter a line": lambda: told("x\n" * 500_000),
    "marks on one letter": lambda: told("e" + "\u0301" * 500_000),
    "both directions": lambda: told("\u202eABC\u2067" * 100_000),
    "base64": lambda: f'{HEAD}<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><content mode="base64">{"QUFB" * 500_000}</content></entry></feed>',
    # dates, addresses, numbers
    "date of blanks": lambda: rss(item(more=f"<pubDate>{' ' * 100_000}Mon</pubDate>")),
    "date of digits": lambda: rss(item(more=f"<pubDate>{'1' * 100_000}</pubDate>")),
    "date of colons": lambda: rss(item(more=f"<pubDate>{'1:' * 50_000}</pubDate>")),
    "year 9999": lambda: rss(item(more="<pubDate>Fri, 31 Dec 9999 23:59:59 -2359</pubDate>")),
    "year 0": lambda: rss(item(more="<pubDate>Sat, 00 Jan 0000 00:00:00 GMT</pubDate>")),
    "address of 1 MB": lambda: rss(f"<item><title>t</title><link>https://x.test/{'a/../' * 200_000}</link></item>"),
    "address with 100,000 values": lambda: rss(f"<item><title>t</title><link>https://x.test/?{'a=1&amp;' * 100_000}</link></item>"),
    "base upon base": lambda: rss('<x xml:base="a/b/c/">' * 400 + item()),
    "hours of digits": lambda: rss("<skipHours>" + "<hour>1</hour>" * 100_000 + "</skipHours>"),
    "unclosed hours": lambda: rss("<skipHours>" * 100_000),
    # encodings
    "nul bytes": lambda: rss(item("a\x00b" * 100_000)),
    "utf-16 cut in half": lambda: rss(item("é" * 100_000), head='<?xml version="1.0"?>').encode("utf-16")[:-1],
    "utf-32": lambda: rss(item(), head='<?xml version="1.0"?>').encode("utf-32"),
    "utf-7": lambda: rss(item("+ADw-script+AD4-"), head='<?xml version="1.0" encoding="utf-7"?>'),
    "a codec that is none": lambda: rss(item(), head='<?xml version="1.0" encoding="zlib_codec"?>'),
    "idna for an encoding": lambda: rss(item("a" * 200_000), head='<?xml version="1.0" encoding="idna"?>'),
    "encoding named in 1 MB": lambda: rss(item(), head=f'<?xml version="1.0" encoding="{"x" * 1_000_000}"?>'),
    "latin-1 called utf-8": lambda: rss(item("Zürich Société" * 20_000)).encode("latin-1"),
    "every byte": lambda: rss(item()).encode() + bytes(range(256)) * 4_000,
    "random-looking megabytes": lambda: HEAD.encode() + gzip.compress(rss(item("x")).encode() * 20_000, 0)[:3_000_000],
    # JSON
    "json nested": lambda: "[" * 200_000,
    "json items nested": lambda: json_feed("[" * 50_000 + "]" * 50_000),
    "json number of 1 MB": lambda: json_feed('[{"id": ' + "9" * 1_000_000 + "}]"),
    "json 200,000 items": lambda: json_feed("[" + ",".join(json.dumps({"id": n, "title": "t"}) for n in range(200_000)) + "]"),
    "json of other types": lambda: json_feed(json.dumps([{"id": [], "url": {}, "title": 5, "content_html": None, "authors": 3, "tags": "x"}] * 1_000)),
    "json surrogates": lambda: json_feed('[{"id": "1", "title": "\\ud800\\udfff\\udc00"}]'),
    "json infinity": lambda: json_feed('[{"id": 1e999, "title": "t"}, {"id": NaN}]'),
    "json keys": lambda: json_feed("[{" + ",".join(f'"k{n}": 1' for n in range(300_000)) + "}]"),
    # not what was asked for
    "nothing": lambda: "",
    "a page": lambda: "<!doctype html><html><head><title>Consent</title></head><body>Accept cookies</body></html>",
    "comments before a page": lambda: "<!--" * 200_000 + "<html>",
    "blanks before anything": lambda: " " * 5_000_000,
    "an address": lambda: "http://127.0.0.1:9/secret",
    "a picture": lambda: b"GIF89a" + bytes(200_000),
}  # fmt: skip


def body_of(name: str) -> bytes:
    """The document of that name, in bytes."""
    made = DOCUMENTS[name]()
    return made if isinstance(made, bytes) else made.encode("utf-8", "surrogatepass")

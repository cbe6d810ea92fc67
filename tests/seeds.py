"""Small sound files of each format, of an invented world, from which tests and benchmarks/fuzz.py make damaged ones."""

# ruff: noqa: E501  # the lines of files are as long as they are

import csv
import gzip
import io
import json
import zipfile

TITLE = "Gate Must Stay Shut, Says Warden"
BODY = (
    "PORT ALVANE, April 3 (Halyard) - The harbour warden said on Friday that the sea gate would stay shut until the storm had passed.",
    "“Nobody opens it while I hold the key,” Warden Ida Brom told reporters. “Not the mayor, not the moon.”",
    "The mayor's office denied that it had asked for the key. Two clerks said that a letter was written, but never sent.",
)
TEXT = "\n\n".join((TITLE, *BODY))
URL = "https://halyard.example/2026/04/03/gate-stays-shut"
_LD = {
    "@context": "https://schema.org", "@graph": [{"@type": ["NewsArticle"], "headline": TITLE, "datePublished": "2026-04-03T09:30:00+02:00",
    "dateModified": "2026-04-05", "inLanguage": "en-GB", "author": [{"@type": "Person", "name": "Rosa Tennick"}],
    "publisher": {"@type": "Organization", "name": "Halyard"}, "mainEntityOfPage": {"@id": URL}}],
}  # fmt: skip
DATES = (
    "2026-04-03", "2026-04", "20260403", "2026-04-03T09:30:00.123+02:00", "2026-04-03 09:30 UTC", "1775205000", "1775205000000",
    "Fri, 03 Apr 2026 09:30:00 GMT", "Friday, April 3, 2026", "3rd of April 2026 at 9:30", "03/04/2026", "13.04.2026", "3 avril 2026",
    "Fri Apr 03 2026 09:30:00 GMT+0200 (CEST)", "/2026/04/03/", "2026/apr/03", "Published: 3 Apr 2026 | Updated: 5 Apr 2026", "Fri Apr ² ²026 00",
)  # fmt: skip
_NAMESPACE = "xmlns='http://iptc.org/std/nar/2006-10-01/'"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_RELATIONS = "application/vnd.openxmlformats-package.relationships+xml"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def html(title=TITLE, date=DATES[3], printed=DATES[8], address=URL):
    """A page with its date in JSON-LD, in <meta>, in <time>, in print and in its address."""
    told = json.dumps(_LD).replace(DATES[3].replace(".123", ""), date)
    return (
        f"<!doctype html><html lang='en-GB'><head><meta charset='utf-8'><title>{title} | Halyard</title><link rel='canonical' href='{address}'>"
        f"<meta property='og:title' content='{title}'><meta property='article:published_time' content='{date}'>"
        f"<meta name='author' content='By Rosa Tennick'><script type='application/ld+json'>{told}</script></head><body><nav><a href='/'>Home</a></nav>"
        f"<article><h1>{title}</h1><p class='byline'>By <a rel='author'>Rosa Tennick</a></p><p><time datetime='{date}'>{printed}</time></p>"
        f"<p>{'</p><p>'.join(BODY)}</p><figure><img src='a.png'><figcaption>The gate. Photo: Oso Lind</figcaption></figure>"
        "<blockquote><q>No</q>,<br>she said.</blockquote><table><tr><td>Tide<td>4 m</table></article><footer>© 2026 Halyard</footer></body></html>"
    ).encode()


def rss():
    """Both kinds of feed's entries: with their text, and with a link only."""
    told = f"<content:encoded><![CDATA[<p>{'</p><p>'.join(BODY)}</p>]]></content:encoded>"
    return (
        "<?xml version='1.0' encoding='utf-8'?><rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'"
        " xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>Halyard</title><link>https://halyard.example/</link><language>en-gb</language>"
        f"<item><title>{TITLE}</title><link>{URL}</link><guid>h1</guid><pubDate>{DATES[7]}</pubDate><dc:creator>Rosa Tennick</dc:creator>{told}</item>"
        "<item><title>Dam</title><link>/dam</link><author>desk@halyard.example (Oso Lind)</author><dc:date>2026-04-02</dc:date></item></channel></rss>"
    ).encode()


def atom():
    told = "&lt;p&gt;".join(BODY)
    return (
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='en'><title>Halyard</title><link href='https://halyard.example/'/><entry>"
        f"<title type='html'>{TITLE}</title><id>urn:h:1</id><link rel='alternate' href='{URL}'/><published>2026-04-03T09:30:00Z</published>"
        f"<author><name>Rosa Tennick</name></author><content type='html'>{told}</content><summary type='xhtml'><div>Shut</div></summary></entry></feed>"
    ).encode()


def ninjs():
    item = {
        "uri": "urn:halyard:1", "type": "text", "pubstatus": "usable", "versioncreated": "2026-04-03T09:30:00Z", "language": "en-GB",
        "headline": TITLE, "byline": "By Rosa Tennick", "body_xhtml": f"<p>{'</p><p>'.join(BODY)}</p>", "infosource": [{"name": "Halyard"}],
    }  # fmt: skip
    later = {
        "uri": "urn:halyard:2", "standard": {"name": "ninjs", "version": "3.0"}, "headlines": [{"role": "main", "value": TITLE}],
        "firstcreated": "2026-04-03", "embargoed": "2026-04-04T00:00:00Z", "bylines": [{"name": "Oso Lind"}],
        "bodies": [{"role": "main", "contentType": "text/plain", "value": BODY[0]}], "associations": {"more": item, "pictures": [item]},
    }  # fmt: skip
    lines = "\n".join(json.dumps(one) for one in (item, later))
    return [json.dumps(item).encode(), json.dumps([later, 3, item]).encode(), lines.encode()]


def newsml():
    paragraphs = "".join(f"<p>{text}</p>" for text in BODY)
    nitf = (
        f"<nitf><head><docdata><date.issue norm='20260403T093000Z'/><doc-id id-string='h1'/></docdata><pubdata name='Halyard'/></head><body><body.head>"
        f"<hedline><hl1>{TITLE}</hl1></hedline><byline>By Rosa Tennick</byline></body.head><body.content>{paragraphs}</body.content></body></nitf>"
    )
    item = (
        f"<newsItem {_NAMESPACE} guid='urn:h:1' xml:lang='en-GB'><itemMeta><provider literal='Halyard'/><firstCreated>2026-04-03T09:30:00Z</firstCreated>"
        f"<versionCreated>2026-04-03</versionCreated><embargoed>2026-04-04</embargoed><pubStatus qcode='stat:usable'/></itemMeta><contentMeta>"
        f"<by>By Rosa Tennick</by><language tag='en-GB'/><headline>{TITLE}</headline></contentMeta><contentSet>%s</contentSet></newsItem>"
    )
    plain = item % f"<inlineData contenttype='text/plain'>{BODY[0]}</inlineData>"
    marked = item % f"<inlineXML contenttype='application/nitf+xml'>{nitf}</inlineXML>"
    message = f"<newsMessage {_NAMESPACE}><itemSet>{plain}{marked}<packageItem/></itemSet></newsMessage>"
    return [nitf.encode(), marked.encode(), ("<?xml version='1.0'?>" + message).encode(), plain.encode("utf-16")]


def markdown():
    front = f"---\ntitle: {TITLE}\nauthor: By Rosa Tennick\ndate: 2026-04-03\nurl: {URL}\nlang: en-GB\n---\n"
    rest = "\n\n> Nobody *opens* it, [she](https://halyard.example) said.\n\n* one\n  1. two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n<p>Shut &amp; shut</p>\n"
    return [(front + "\n\n".join(BODY) + rest).encode(), f"# {TITLE}\n\n{BODY[0]}\n***\n\\* `code`  \nends{rest}".encode()]


def pdf(
    lines=(TITLE, *BODY),
    info="/Title(Gate Must Stay Shut, Says Warden)/Author(Rosa Tennick)/CreationDate(D:20260403093000+02'00')",
):
    """A PDF of one page, as small as one can be."""
    shown = "".join(f"({line.replace('(', '').replace(')', '')}) Tj T*\n" for line in lines)
    stream = f"BT /F1 12 Tf 14 TL 50 800 Td\n{shown}[(Ti) -120 (de)] TJ ET"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Count 1/Kids[5 0 R]>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</BaseEncoding/WinAnsiEncoding/Differences[65/B]>>/FirstChar 0/Widths[500]>>",
        f"<</Length {len(stream)}>>stream\n{stream}\nendstream",
        "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 3 0 R>>>>/MediaBox[0 0 600 850]>>",
        f"<<{info}>>",
    ]
    out, places = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    out += f"xref\n0 7\n0000000000 65535 f \n{table}trailer<</Size 7/Root 1 0 R/Info 6 0 R>>\nstartxref\n{len(out)}\n%%EOF"
    return out.encode("cp1252", "replace")


def word_xml():
    """The chief part of a Word file."""
    shown = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in BODY)
    table = "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc><w:tcPr><w:gridSpan w:val='1'/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>"
    return (
        f"<w:document xmlns:w='{_WORD}'><w:body><w:p><w:pPr><w:pStyle w:val='Title'/></w:pPr><w:r><w:t>{TITLE}</w:t></w:r></w:p>"
        f"{shown}{table}<w:sectPr/></w:body></w:document>"
    ).encode()


def word(chief=None, core=None):
    """A Word file whose chief part, or whose properties, are these bytes."""
    office = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    named = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    parts = {
        "[Content_Types].xml": (
            f"<Types xmlns='{_PACKAGE}/content-types'><Default Extension='rels' ContentType='{_RELATIONS}'/><Default Extension='xml' ContentType="
            f"'application/xml'/><Override PartName='/word/document.xml' ContentType='{office}'/>"
            "<Override PartName='/core.xml' ContentType='application/vnd.openxmlformats-package.core-properties+xml'/></Types>"
        ).encode(),
        "_rels/.rels": (
            f"<Relationships xmlns='{_PACKAGE}/relationships'><Relationship Id='a' Type='{kinds}' Target='word/document.xml'/>"
            f"<Relationship Id='b' Type='{named}' Target='core.xml'/></Relationships>"
        ).encode(),
        "word/document.xml": word_xml() if chief is None else chief,
        "core.xml": word_core() if core is None else core,
    }
    return zipped(parts.items())


def word_core():
    """The part of a Word file that tells of it."""
    return (
        f"<cp:coreProperties xmlns:cp='{_PACKAGE}/metadata/core-properties' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
        f"<dc:title>{TITLE}</dc:title><dc:creator>Rosa Tennick</dc:creator><dc:language>en-GB</dc:language></cp:coreProperties>"
    ).encode()


def rows():
    row = {
        "text": TEXT, "id": 7, "url": URL, "outlet": "Halyard", "title": TITLE, "byline": "Rosa Tennick", "published": DATES[0], "language": "en-GB",
    }  # fmt: skip
    lines = [json.dumps(row), json.dumps({"text": BODY[0] + "\ud83d", "id": "a", "retrieved": "2026-04-04T00:00:00Z"}), "", "{"]
    return "\n".join(lines).encode()


def tables():
    held = io.StringIO()
    csv.writer(held).writerows(
        [
            ["id", "Headline", "body", "date", "language", "url"],
            ["1", TITLE, TEXT, DATES[0], "en-GB", URL],
            ["2", "", 'a "b", c', "2026", "es", ""],
        ]
    )
    return [
        held.getvalue().encode(),
        b'text;title;author\nThe gate is shut;Gate;Rosa Tennick\n"a\nb";;\n',
        b"TEXT\tpublished\nShut\t2026-04\n",
    ]


def warc(page=None, packed=False):
    """Two records as crawlers write them: a page, and a text of its own."""
    page = html() if page is None else page
    block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(page)}\r\n\r\n".encode() + page
    parts = []
    for kind, media, data in (
        ("response", "application/http; msgtype=response", block),
        ("resource", "text/plain", TEXT.encode()),
    ):
        head = (
            f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {URL}\r\nWARC-Date: 2026-04-04T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
            f"Content-Type: {media}\r\nContent-Length: {len(data)}\r\n\r\n"
        )
        parts.append(head.encode() + data + b"\r\n\r\n")
    return b"".join(gzip.compress(part, mtime=0) if packed else part for part in parts)


def zipped(members):
    """A zip archive of names and bytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data)
    return held.getvalue()


def archives():
    inner = zipped([("b/a.txt", TEXT.encode()), (".hidden", b"x")])
    many = [
        ("a.txt", TEXT.encode()),
        ("a.jsonl", rows()),
        ("a.csv", tables()[0]),
        ("a.md", markdown()[0]),
        ("a.json", ninjs()[1]),
        ("in.zip", inner),
    ]
    return [
        zipped(many),
        inner,
        gzip.compress(TEXT.encode(), mtime=0),
        zipped([("a.xml", rss()), ("a.warc", warc(b"<p>x")), ("a.doc", b"x")]),
    ]


def texts():
    """Texts in several scripts and languages."""
    return [
        TEXT.encode(),
        "El guardián del puerto dijo el viernes que la compuerta seguiría cerrada hasta que pasara la tormenta, y que nadie la abriría.".encode(),
        "港の管理人は金曜日、嵐が過ぎるまで水門を閉めておくと述べた。".encode() * 3,
        "Начальник порта сказал в пятницу, что ворота останутся закрытыми, пока не пройдет буря.".encode() * 3,
        b"Ida Brom, Oso Lind, Rosa Tennick 12 4 1976",
    ]


SEEDS = {
    "html": [html(), html(address="/a", date="2026"), "<p>Shut.</p><p>“No,” she said.</p>".encode("cp1252"), html()[:900]],
    "feed": [rss(), atom(), b"<rss><channel><item><description>a b</description></item></channel></rss>"],
    "ninjs": ninjs(),
    "newsml": newsml(),
    "markdown": markdown(),
    "pdf": [pdf(), pdf(["a-", "b", "", "c."] * 20, ""), pdf([], "")],
    "word": [word(), word_xml(), word_core(), b"<w:document xmlns:w='%s'><w:body/></w:document>" % _WORD.encode()],
    "rows": [rows()],
    "tables": tables(),
    "warc": [warc(), warc(b"<p>x"), warc(b"<p>x", packed=True)],
    "zip": archives(),
    "kinds": [html()[:300], rss()[:300], newsml()[0][:200], newsml()[3][:200], b"%PDF-1.4", word()[:99], warc(b"")[:99], b"[1]", b"{}", *texts()[:2]],
    "dates": [date.encode() for date in DATES],
    "language": texts(),
}  # fmt: skip

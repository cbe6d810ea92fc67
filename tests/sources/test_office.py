"""PDF and Word files: paragraphs, titles, dates only where sure, hostile files refused."""

import io
import zipfile

import pytest

from sayso.errors import ReadError
from sayso.sources.office import pdf, word
from sayso.sources.original import Original

COMMON = [
    "The harbour warden said on Friday that the sea gate of Port Alvane would",
    "stay shut until the storm had passed, and that the govern-",
    "ment and the re-elected mayor had been told of it in good time be-",
    "fore the well-known tide.",
    "The mayor's office denied that it had asked for the key of the gate, and",
    "the government said so too.",
]


def made_pdf(pages, info=""):
    """A PDF with these lines on its pages, as small as one can be."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>", "", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"]
    kids = []
    for lines in pages:
        shown = "".join(f"({line.replace('(', '').replace(')', '')}) Tj T*\n" for line in lines)
        stream = f"BT /F1 12 Tf 14 TL 50 800 Td\n{shown}ET"
        objects.append(f"<</Length {len(stream)}>>stream\n{stream}\nendstream")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/Contents {len(objects)} 0 R/Resources<</Font<</F1 3 0 R>>>>/MediaBox[0 0 600 850]>>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>"
    objects.append(f"<<{info}>>")
    out, places = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    out += f"trailer<</Size {len(objects) + 1}/Root 1 0 R/Info {len(objects)} 0 R>>\nstartxref\n{start}\n%%EOF"
    return out.encode("cp1252")


def read_pdf(data):
    return pdf(Original(data, "a.pdf"))


def test_lines_become_paragraphs_and_only_sure_hyphens_go():
    found = read_pdf(made_pdf([COMMON]))
    assert found.text.split("\n\n") == [
        "The harbour warden said on Friday that the sea gate of Port Alvane would stay shut until the storm had passed, and that "
        "the government and the re-elected mayor had been told of it in good time be-fore the well-known tide.",
        "The mayor's office denied that it had asked for the key of the gate, and the government said so too.",
    ]
    assert (found.media_type, found.published) == ("application/pdf", None)


def test_page_numbers_and_running_heads_are_left_out():
    pages = [[f"The Lamplighter, page {n}", *COMMON, str(n)] for n in range(1, 5)]
    text = read_pdf(made_pdf(pages)).text
    assert "Lamplighter" not in text and not any(char.isdigit() for char in text)
    assert text.count("denied") == 4


def test_the_title_and_the_day_are_those_of_the_file_where_sure():
    info = "/Title(Gate Stays Shut)/Author(Rosa Tennick)/CreationDate(D:20260407093000+02'00')/ModDate(D:20260501093000Z)"
    found = read_pdf(made_pdf([["Gate Stays Shut", *COMMON]], info))
    assert (found.title, found.byline, found.published, found.date_source) == (
        "Gate Stays Shut",
        "Rosa Tennick",
        "2026-04-07",
        "file",
    )
    assert found.text.startswith("Gate Stays Shut\n\nThe harbour")
    other = read_pdf(made_pdf([COMMON], "/Title(Template 3.indd)/Author(user1)/ModDate(D:20260501093000Z)"))
    assert (other.title, other.byline, other.published) == (None, None, None)


def test_a_pdf_that_cannot_be_read_says_what_to_do():
    from pypdf import PdfWriter

    locked = PdfWriter(clone_from=io.BytesIO(made_pdf([COMMON])))
    locked.encrypt("secret", algorithm="RC4-128")
    stream = io.BytesIO()
    locked.write(stream)
    for data, wanted in (
        (made_pdf([[]]), "recognise its text first"),
        (b"%PDF-1.4 nothing", "damaged PDF"),
        (b"", "damaged PDF"),
        (stream.getvalue(), "locked"),
    ):
        with pytest.raises(ReadError, match=wanted):
            read_pdf(data)


def made_word(change=None, **core):
    from docx import Document

    made = Document()
    made.add_heading("Warden: “Gate stays shut”", 0)
    paragraph = made.add_paragraph("The war\u00adden said\u00a0")
    paragraph.add_run("no").bold = True
    paragraph.add_run(". e\u0301")
    table = made.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "In a cell.", "Another."
    made.add_paragraph("After the table.")
    for name, value in core.items():
        setattr(made.core_properties, name, value)
    stream = io.BytesIO()
    made.save(stream)
    if change is None:
        return stream.getvalue()
    out = io.BytesIO()
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, change(part, old.read(part)))
    return out.getvalue()


def read_word(data):
    return word(Original(data, "a.docx"))


def test_a_word_file_gives_paragraphs_and_cells_in_order_with_exact_letters():
    found = read_word(made_word(author="Rosa Tennick"))
    assert found.text.split("\n\n") == [
        "Warden: “Gate stays shut”", "The war\u00adden said\u00a0no. e\u0301", "In a cell.", "Another.", "After the table.",
    ]  # fmt: skip
    assert (found.title, found.byline, found.published) == ("Warden: “Gate stays shut”", "Rosa Tennick", None)
    assert read_word(made_word(author="python-docx", title="Word Document")).byline is None


BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("part", ["word/document.xml", "[Content_Types].xml", "docProps/core.xml", "_rels/.rels"])
def test_entities_in_any_part_are_refused(part):
    data = made_word(lambda name, data: data[data.index(b"<", 5) :].join([BOMB, b""]) if name == part else data)
    with pytest.raises(ReadError, match="declares entities"):
        read_word(data)
    padded = b"<!--" + b"x" * 10_000 + b"-->" + BOMB[21:]
    data = made_word(lambda name, data: padded + data[data.index(b"<", 5) :] if name == part else data)
    with pytest.raises(ReadError, match="declares entities"):
        read_word(data)


def test_a_word_file_that_unpacks_to_too_much_is_refused():
    data = made_word(lambda name, data: b" " * 60_000_000 if name == "word/styles.xml" else data)
    assert len(data) < 200_000
    with pytest.raises(ReadError, match="unpacks to too much"):
        read_word(data)


def test_damaged_and_old_word_files_say_what_to_do():
    whole = made_word()
    for data, wanted in (
        (b"PK\x03\x04", "damaged"),
        (whole[:-100], "damaged"),
        (b"\xd0\xcf\x11\xe0", "save it as .docx"),
        (b"", "damaged"),
    ):
        with pytest.raises(ReadError, match=wanted):
            read_word(data)
    with pytest.raises(ReadError, match="damaged"):
        read_word(made_word(lambda name, data: b"<broken" if name == "word/document.xml" else data))

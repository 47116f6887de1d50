"""The report as a Word file, with real headings, captions, tables, formulas and a table of contents."""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import Any

from urbsim.report.document import Block, Bullets, DataTable, Document, FormulaTable, Heading, Paragraph, Picture
from urbsim.report.pictures import Gallery
from urbsim.report.word_parts import ACCENT, GREY, TWIPS, caption, field, formulas, parsed, run, table, text_of

FONTS = {"en": ("Cambria", "SimSun"), "zh": ("Times New Roman", "SimSun")}
"""Letters of Western and of Chinese text; Word takes the nearest where a reader has none of that name."""
HEADING_FONTS = {"en": ("Calibri", "SimHei"), "zh": ("Arial", "SimHei")}
SIZES = {"Title": 22.0, "Subtitle": 12.0, "Heading 1": 15.0, "Heading 2": 12.0, "Caption": 9.0}
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of every part of the file, so that the same report is the same bytes."""


def to_word(document: Document, gallery: Gallery) -> bytes:
    """The report as the bytes of a .docx file. Needs the extra `report`."""
    import docx

    file = docx.Document()
    _page(file)
    _styles(file, document.lang)
    _contents_styles(file)
    _properties(file, document)
    file.add_paragraph(text_safe(document.title), style="Title")
    file.add_paragraph(text_safe(document.subtitle), style="Subtitle")
    for fact in document.facts:
        _small(file, fact)
    _contents(file, document)
    for number, (block, label) in enumerate(document.captioned()):
        _add(file, block, label, number, gallery)
    return _packed(file)


def text_safe(text: str) -> str:
    """Text without letters that XML cannot hold."""
    from urbsim.report.word_parts import FORBIDDEN

    return FORBIDDEN.sub("\ufffd", text)


def _page(file: Any) -> None:
    """A4, and the number of the page at its foot."""
    from docx.shared import Mm

    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(22), Mm(20)
    foot = section.footer.paragraphs[0]._p
    foot.append(parsed('<w:pPr><w:jc w:val="center"/></w:pPr>'))
    for part in parsed(f"<w:p>{field('PAGE', run('1', size=8.5, colour=GREY))}</w:p>"):
        foot.append(part)


def _styles(file: Any, lang: str) -> None:
    """Fonts, sizes and the language of the text."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    language = parsed(f'<w:lang w:val="{"zh-CN" if lang == "zh" else "en-GB"}" w:eastAsia="zh-CN"/>')
    defaults = file.styles.element.find(".//{*}docDefaults/{*}rPrDefault/{*}rPr")
    for old in defaults.findall("{*}lang"):
        defaults.remove(old)
    defaults.append(language)
    for name in ("Normal", "List Bullet", *SIZES):
        style = file.styles[name]
        western, chinese = (FONTS if name in ("Normal", "List Bullet", "Caption") else HEADING_FONTS)[lang]
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in list(fonts.attrib):
            del fonts.attrib[key]
        style.font.name = western
        fonts.set(qn("w:eastAsia"), chinese)
        style.font.size = Pt(SIZES.get(name, 10.5))
        if name in SIZES:
            style.font.italic = False
            style.font.color.rgb = RGBColor.from_string("333333" if name in ("Caption", "Subtitle") else ACCENT)
    file.styles["Caption"].font.bold = False
    file.styles["Normal"].paragraph_format.space_after = Pt(6)
    file.styles["Normal"].paragraph_format.line_spacing = 1.25 if lang == "zh" else 1.15


def _properties(file: Any, document: Document) -> None:
    """Title and language; nothing that differs from one making to the next."""
    about = file.core_properties
    about.title, about.subject = text_safe(document.title)[:255], text_safe(document.subtitle)[:255]
    about.author = about.last_modified_by = about.comments = ""
    about.language = "zh-CN" if document.lang == "zh" else "en-GB"
    about.created = about.modified = datetime.datetime(*EPOCH, tzinfo=datetime.UTC)
    about.revision = 1


def _small(file: Any, text: str) -> None:
    paragraph = file.add_paragraph()
    paragraph.paragraph_format.space_after = 0
    paragraph._p.append(parsed(run(text, size=8.5, colour=GREY)))


def _contents(file: Any, document: Document) -> None:
    """A field that already holds its entries. Only Word knows the pages, and fills them in when it opens the file."""
    _append(file, parsed(f'<w:p><w:pPr><w:keepNext/><w:spacing w:before="240"/></w:pPr>'
                         f'{run(document.words["contents"], size=13.0, bold=True, colour=ACCENT)}</w:p>'))
    last = len(document.headings) - 1
    for place, heading in enumerate(document.headings):
        page = "<w:r><w:tab/></w:r>" + field(rf"PAGEREF {heading.anchor} \h", "")
        link = f'<w:hyperlink w:anchor="{heading.anchor}" w:history="1">{run(heading.label)}{page}</w:hyperlink>'
        before = _mark("begin") + _instruction() + _mark("separate") if place == 0 else ""
        after = _mark("end") if place == last else ""
        _append(file, parsed(f'<w:p><w:pPr><w:pStyle w:val="TOC{heading.level}"/></w:pPr>{before}{link}{after}</w:p>'))
    file.add_page_break()
    file.settings.element.find("{*}compat").addprevious(parsed('<w:updateFields w:val="true"/>'))


def _contents_styles(file: Any) -> None:
    """Word's own styles of contents, which it sets anew by them: dots lead to the page at the right edge."""
    for level in (1, 2):
        file.styles.element.append(parsed(
            f'<w:style w:type="paragraph" w:styleId="TOC{level}"><w:name w:val="toc {level}"/><w:basedOn '
            f'w:val="Normal"/><w:next w:val="Normal"/><w:uiPriority w:val="39"/><w:pPr><w:tabs><w:tab w:val="right" '
            f'w:leader="dot" w:pos="{TWIPS}"/></w:tabs><w:spacing w:after="40"/><w:ind w:left="{420 * (level - 1)}"/>'
            "</w:pPr></w:style>"))


def _mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def _instruction() -> str:
    return '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r>'


def _append(file: Any, element: Any) -> None:
    """An element at the end of the text, before the properties of the section."""
    file.element.body.insert(len(file.element.body) - 1, element)


def _add(file: Any, block: Block, label: str, number: int, gallery: Gallery) -> None:
    match block:
        case Heading():
            _heading(file, block, number)
        case Paragraph():
            _paragraph(file, block)
        case Bullets():
            for item in block.items:
                file.add_paragraph(text_safe(item), style="List Bullet")
        case DataTable() | FormulaTable():
            _append(file, caption(label, block.caption, above=True))
            _append(file, table(block) if isinstance(block, DataTable) else formulas(block))
            file.add_paragraph().paragraph_format.space_after = 0
        case Picture():
            _picture(file, block, label, gallery)


def _heading(file: Any, block: Heading, number: int) -> None:
    """A heading with the bookmark that the table of contents leads to."""
    paragraph = file.add_paragraph(style=f"Heading {block.level}")
    for part in parsed(f'<w:p><w:bookmarkStart w:id="{number}" w:name="{block.anchor}"/><w:r><w:t xml:space="preserve">'
                       f'{text_of(block.label)}</w:t></w:r><w:bookmarkEnd w:id="{number}"/></w:p>'):
        paragraph._p.append(part)


def _paragraph(file: Any, block: Paragraph) -> None:
    looks = {
        "plain": ("", run(block.text)), "note": ("", run(block.text, size=8.5, colour=GREY)),
        "verdict": (f'<w:shd w:val="clear" w:color="auto" w:fill="{"E6F4EA" if block.mark else "FCE8E6"}"/>'
                    '<w:spacing w:before="120" w:after="120"/>', run(block.text, size=12.5, bold=True)),
        "hint": (f'<w:pBdr><w:left w:val="single" w:sz="18" w:space="8" w:color="{ACCENT}"/></w:pBdr>',
                 run(block.text))}
    look, inside = looks[block.kind]
    _append(file, parsed(f"<w:p><w:pPr>{look}</w:pPr>{inside}</w:p>"))


def _picture(file: Any, block: Picture, label: str, gallery: Gallery) -> None:
    from docx.shared import Mm

    paragraph = file.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    shape = paragraph.add_run().add_picture(io.BytesIO(gallery.file(block, "png")), width=Mm(166))
    shape._inline.docPr.set("descr", text_safe(block.alternative))
    shape._inline.docPr.set("name", block.name)
    _append(file, caption(label, block.caption, above=False))


def _packed(file: Any) -> bytes:
    """The file with all parts of one date."""
    loose, packed = io.BytesIO(), io.BytesIO()
    file.save(loose)
    with zipfile.ZipFile(loose) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            target.writestr(zipfile.ZipInfo(part.filename, EPOCH), source.read(part), zipfile.ZIP_DEFLATED)
    return packed.getvalue()

"""Formulas in Word's own form (Office Math Markup), so that they can be edited there.

Their letters are marked as plain text: a reader that turns a formula into a language of its own (LibreOffice) then
takes an underscore for an underscore, and a bracket whose other half stands in the next line for a bracket.
"""

from __future__ import annotations

from xml.sax.saxutils import escape

from urbsim.export.notation import Term, lines, tall

SIZE = '<w:sz w:val="17"/>'
"""Half points of a letter."""
SPACED = "+-·/=≥≤<>"
"""Operators with space to either side."""


def to_omml(*terms: Term) -> str:
    """Formulas as `oMath` elements in a row, between which a line may end."""
    return "".join(f"<m:oMath>{''.join(map(_element, line))}</m:oMath>" for line in lines(terms))


def _run(text: str, *, italic: bool = False) -> str:
    look = '<w:rFonts w:ascii="Cambria Math" w:hAnsi="Cambria Math"/>' + ("<w:i/>" if italic else "") + SIZE
    return (f'<m:r><m:rPr><m:nor/></m:rPr><w:rPr>{look}</w:rPr><m:t xml:space="preserve">{escape(text)}</m:t></m:r>')


def _element(term: Term) -> str:
    parts = [_element(part) for part in term.parts]
    match term.kind:
        case "name":
            own = _run(term.text, italic=True)
            return f"<m:sSub><m:e>{own}</m:e><m:sub>{_run(',').join(parts)}</m:sub></m:sSub>" if parts else own
        case "row":
            return "".join(parts)
        case "operator":
            sign = term.text.replace("-", "−")
            return _run(f" {sign} " if term.text in SPACED else f"{sign} ")
        case "fraction":
            return f"<m:f><m:num>{parts[0]}</m:num><m:den>{parts[1]}</m:den></m:f>"
        case "power":
            return f"<m:sSup><m:e>{parts[0]}</m:e><m:sup>{parts[1]}</m:sup></m:sSup>"
        case "root":
            return f'<m:rad><m:radPr><m:degHide m:val="1"/></m:radPr><m:deg/><m:e>{parts[0]}</m:e></m:rad>'
        case "large":
            return f"<m:limLow><m:e>{_run(term.text)}</m:e><m:lim>{parts[0]}</m:lim></m:limLow>"
        case "brackets":
            if not tall(term):
                return _run(term.text[0]) + parts[0] + _run(term.text[1])
            return _delimited(term.text[0], term.text[1], f"<m:e>{parts[0]}</m:e>")
        case "cases":
            rows = f"<m:e>{parts[0]}{_run('   ')}{parts[1]}</m:e><m:e>{parts[2]}</m:e>"
            return _delimited("{", "", f"<m:e><m:eqArr>{rows}</m:eqArr></m:e>")
    return _run(term.text.replace("-", "−"), italic=term.kind == "index")


def _delimited(left: str, right: str, inside: str) -> str:
    return (f'<m:d><m:dPr><m:begChr m:val="{escape(left)}"/><m:endChr m:val="{escape(right)}"/></m:dPr>'
            f"{inside}</m:d>")

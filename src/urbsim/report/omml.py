"""Formulas in Word's own form (Office Math Markup), so that they can be edited there."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from urbsim.export.notation import Term, pieces, tall

MOST = 40
"""Letters of a formula that stay in one line; a longer one may break where it is cut."""
PLAIN = '<m:rPr><m:sty m:val="p"/></m:rPr>'


def to_omml(*terms: Term) -> str:
    """Formulas as `oMath` elements in a row, between which a line may end."""
    return "".join(f"<m:oMath>{''.join(map(_element, chunk))}</m:oMath>" for chunk in _chunks(terms))


def _chunks(terms: tuple[Term, ...]) -> Iterator[list[Term]]:
    """Pieces joined to lines of at most MOST letters."""
    chunk: list[Term] = []
    for piece in (piece for term in terms for piece in pieces(term)):
        full = sum(part.length for part in chunk) + piece.length > MOST
        if chunk and full and piece.kind != "close" and piece.text != ",":
            yield chunk
            chunk = []
        chunk.append(piece)
    if chunk:
        yield chunk


def _run(text: str, style: str = "") -> str:
    return f'<m:r>{style}<m:t xml:space="preserve">{escape(text)}</m:t></m:r>'


def _element(term: Term) -> str:
    parts = [_element(part) for part in term.parts]
    match term.kind:
        case "name":
            own = _run(term.text)
            return f"<m:sSub><m:e>{own}</m:e><m:sub>{_run(',').join(parts)}</m:sub></m:sSub>" if parts else own
        case "row":
            return "".join(parts)
        case "operator" | "number" | "open" | "close":
            return _run(term.text.replace("-", "−"))
        case "fraction":
            return f"<m:f><m:num>{parts[0]}</m:num><m:den>{parts[1]}</m:den></m:f>"
        case "power":
            return f"<m:sSup><m:e>{parts[0]}</m:e><m:sup>{parts[1]}</m:sup></m:sSup>"
        case "root":
            return f'<m:rad><m:radPr><m:degHide m:val="1"/></m:radPr><m:deg/><m:e>{parts[0]}</m:e></m:rad>'
        case "large":
            return f"<m:limLow><m:e>{_run(term.text, PLAIN)}</m:e><m:lim>{parts[0]}</m:lim></m:limLow>"
        case "function":
            return _run(term.text, PLAIN)
        case "brackets":
            if not tall(term):
                return _run(term.text[0]) + parts[0] + _run(term.text[1])
            return _delimited(term.text[0], term.text[1], f"<m:e>{parts[0]}</m:e>")
        case "cases":
            rows = f"<m:e>{parts[0]}{_run('   ')}{parts[1]}</m:e><m:e>{parts[2]}</m:e>"
            return _delimited("{", "", f"<m:e><m:eqArr>{rows}</m:eqArr></m:e>")
    return _run(term.text, PLAIN if term.kind == "element" else "")


def _delimited(left: str, right: str, inside: str) -> str:
    return (f'<m:d><m:dPr><m:begChr m:val="{escape(left)}"/><m:endChr m:val="{escape(right)}"/></m:dPr>'
            f"{inside}</m:d>")

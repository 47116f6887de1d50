"""Formulas as MathML, for a page that browsers and screen readers understand."""

from __future__ import annotations

import html

from urbsim.export.notation import Term, lines, tall


def to_mathml(*terms: Term) -> str:
    """Formulas as `math` elements side by side, after each of which a line may end."""
    return " ".join(f"<math>{''.join(map(_element, line))}</math>" for line in lines(terms))


def _element(term: Term) -> str:
    parts = [_element(part) for part in term.parts]
    match term.kind:
        case "name":
            own = f"<mi>{html.escape(term.text)}</mi>"
            return f"<msub>{own}<mrow>{'<mo>,</mo>'.join(parts)}</mrow></msub>" if parts else own
        case "row":
            return f"<mrow>{''.join(parts)}</mrow>"
        case "operator":
            return f"<mo>{html.escape(term.text.replace('-', '−'))}</mo>"
        case "open" | "close":
            return f'<mo stretchy="false">{term.text}</mo>'
        case "fraction":
            return f"<mfrac>{parts[0]}{parts[1]}</mfrac>"
        case "power":
            return f"<msup>{parts[0]}{parts[1]}</msup>"
        case "root":
            return f"<msqrt>{parts[0]}</msqrt>"
        case "large":
            return f"<munder><mo>{html.escape(term.text)}</mo>{parts[0]}</munder>"
        case "function":
            return f'<mi mathvariant="normal">{html.escape(term.text)}</mi>'
        case "brackets":
            grows = "true" if tall(term) else "false"
            return "".join([f'<mrow><mo stretchy="{grows}">{html.escape(term.text[0])}</mo>', parts[0],
                            f'<mo stretchy="{grows}">{html.escape(term.text[1])}</mo></mrow>'])
        case "cases":
            rows = f"<mtr><mtd>{parts[0]}</mtd><mtd>{parts[1]}</mtd></mtr><mtr><mtd>{parts[2]}</mtd><mtd></mtd></mtr>"
            return f"<mrow><mo>{{</mo><mtable>{rows}</mtable></mrow>"
        case "number":
            return f"<mn>{html.escape(term.text.replace('-', '−'))}</mn>"
    return f"<mi>{html.escape(term.text)}</mi>"

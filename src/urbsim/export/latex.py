"""The model as a LaTeX document: a table of every equation with unit, formula, meaning and source."""

from __future__ import annotations

from collections.abc import Iterable

from urbsim import __version__
from urbsim.declare import Declaration, Parameter
from urbsim.export.equations import Formula, equations
from urbsim.export.notation import Term, number, tall
from urbsim.model.assemble import Model

SPECIAL = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}",
           ">": r"\textgreater{}", **{letter: f"\\{letter}" for letter in "&%$#_{}"}}
CHINESE = {"Variable": "变量", "Unit": "单位", "Formula": "公式", "Meaning": "含义", "Source": "来源", "Stocks": "存量",
           "Flows": "流量", "Auxiliaries": "辅助变量", "Constants": "数据常量", "Parameters": "参数",
           "Levers": "政策杠杆", "Indices": "下标", "starts at": "初值", "to": "至"}
"""The document's own words."""
ENGLISH = {"亿元": r"$10^{8}$\,CNY", "万元": r"$10^{4}$\,CNY"}
"""Chinese units in an English text."""
HEAD = r"""\documentclass[9pt,landscape,a4paper]{%s}
\usepackage{amsmath,booktabs,longtable,array,ragged2e}
\usepackage[margin=12mm]{geometry}
\newcolumntype{L}[1]{>{\RaggedRight\arraybackslash\hspace{0pt}}p{#1}}
\renewcommand{\arraystretch}{1.25}
\allowdisplaybreaks
\setlength{\LTleft}{0pt}
\begin{document}
\footnotesize
"""


def to_latex(model: Model, lang: str = "en") -> str:
    """The equation table of a model, as a document. Chinese needs xelatex or lualatex (class ctexart)."""
    return _Document(model, lang).text()


def escaped(text: str) -> str:
    """Text that LaTeX prints as it stands."""
    return "".join(SPECIAL.get(letter, letter) for letter in text)


OPERATORS = {"-": " - ", "+": " + ", "·": r" \cdot ", "/": " / ", "≥": r" \ge ", "≤": r" \le ", "<": " < ", ">": " > ",
             ",": ", ", ";": "; "}
KNOWN = ("exp", "sin", "cos", "ln", "min", "max")


class _Document:
    def __init__(self, model: Model, lang: str) -> None:
        self.model, self.lang, self.found = model, lang, equations(model)

    def text(self) -> str:
        model, words, found = self.model, self.model.vocabulary, self.found
        letters = ", ".join(f"${found.letters[name]}$ {escaped(name)} ({len(elements)})"
                            for name, elements in model.city.elements.items())
        parts = [HEAD % ("ctexart" if self.lang == "zh" else "article"),
                 rf"\section*{{{escaped(model.name)}}}", f"urbsim {__version__}. {self._word('Indices')}: {letters}."]
        parts += [self._table(title, [(item.item, self._formula(item)) for item in items])
                  for title, items in (("Stocks", found.stocks), ("Flows", found.flows),
                                       ("Auxiliaries", found.auxiliaries), ("Constants", found.constants)) if items]
        parts += [self._table(title, [(item, self._value(item)) for item in items.values()])
                  for title, items in (("Parameters", words.parameters), ("Levers", words.levers)) if items]
        return "\n".join([*parts, r"\end{document}", ""])

    def _table(self, title: str, rows: Iterable[tuple[Declaration, str]]) -> str:
        head = " & ".join(map(self._word, ("Variable", "Unit", "Formula", "Meaning", "Source")))
        lines = [rf"\subsection*{{{self._word(title)}}}",
                 r"\begin{longtable}{L{46mm}L{20mm}L{102mm}L{52mm}L{32mm}}", r"\toprule", rf"{head} \\", r"\midrule",
                 r"\endhead"]
        for item, formula in rows:
            meaning = item.zh if self.lang == "zh" else item.meaning
            notation = self.found.notation
            name = written(notation.name(item.name, notation.places(item.dims)))
            cells = (f"${name}$", self._unit(item.unit), formula, self._words(meaning),
                     self._words(f"{item.source} [{item.confidence}]"))
            lines.append(" & ".join(cells) + r" \\")
        return "\n".join([*lines, r"\bottomrule", r"\end{longtable}"])

    def _word(self, word: str) -> str:
        return CHINESE[word] if self.lang == "zh" else word

    def _words(self, text: str) -> str:
        """Text of one paragraph; English is set without Chinese characters."""
        found = escaped(" ".join(text.split()))
        for chinese, english in ENGLISH.items() if self.lang == "en" else ():
            found = found.replace(chinese, english)
        return found

    def _unit(self, unit: str) -> str:
        return self._words(unit).replace(r"10\textasciicircum{}4", r"$10^{4}$")

    def _formula(self, found: Formula) -> str:
        """What a name equals; of a stock its net flow, and where it starts."""
        if found.start is None:
            return f"${written(found.value)}$"
        return f"$\\tfrac{{d}}{{dt}} = {written(found.value)}$; {self._word('starts at')} ${written(found.start)}$"

    def _value(self, item: Parameter) -> str:
        low, high = (written(number(value)) for value in (item.low, item.high))
        value = self.model.inputs.get(item.name, item.base)
        return f"${written(number(float(value)))}$ (${low}$ {self._word('to')} ${high}$)"


def written(term: Term) -> str:
    """A formula in LaTeX's mathematics."""
    parts = [written(part) for part in term.parts]
    match term.kind:
        case "name":
            below = rf"_{{{','.join(parts)}}}" if parts else ""
            return rf"\mathit{{{escaped(term.text)}}}{below}"
        case "row":
            return "".join(parts)
        case "operator":
            return OPERATORS.get(term.text, term.text)
        case "fraction":
            return rf"\dfrac{{{parts[0]}}}{{{parts[1]}}}"
        case "power":
            return f"{{{parts[0]}}}^{{{parts[1]}}}"
        case "root":
            return rf"\sqrt{{{parts[0]}}}"
        case "large":
            return rf"\{'sum' if term.text == '∑' else term.text}_{{{parts[0]}}} "
        case "function":
            return rf"\{term.text}" if term.text in KNOWN else rf"\operatorname{{{escaped(term.text)}}}"
        case "brackets":
            left, right = term.text[0], term.text[1]
            return rf"\left{left}{parts[0]}\right{right}" if tall(term) else f"{left}{parts[0]}{right}"
        case "cases":
            return rf"\begin{{cases}} {parts[0]} & {parts[1]} \\ {parts[2]} & \text{{else}} \end{{cases}}"
        case "element":
            return rf"\text{{{escaped(term.text)}}}"
    return term.text

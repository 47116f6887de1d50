"""The chapter on method: the reporting items of STRESS-SD and of Rahmandad and Sterman, filled from the model.

Monks et al., Strengthening the reporting of empirical simulation studies, Journal of Simulation 13 (2019) 55-67
(STRESS-SD); Rahmandad and Sterman, Reporting guidelines for simulation-based research in social sciences, System
Dynamics Review 28 (2012) 396-411.
"""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator

from urbsim import __version__
from urbsim.cities.city import BUILT_IN
from urbsim.present.words import assumed, word
from urbsim.report.document import Block, Bullets, DataTable, Paragraph
from urbsim.report.material import Material
from urbsim.report.pictures import picture
from urbsim.results import model_hash
from urbsim.validation.weaknesses import weaknesses as known

ITEMS = {"1.1": "purpose", "1.2": "outputs", "1.3": "experiments", "2.1": "diagram", "2.2": "equations",
         "2.3": "scenarios", "2.4": "algorithms", "2.5": "elements", "3.1": "data", "3.2": "cleaning",
         "3.3": "parameters", "3.4": "assumptions", "4.1": "initial", "4.2": "span", "4.3": "estimation",
         "5.1": "software", "5.2": "seed", "5.3": "method", "5.4": "platform", "6.1": "code"}
"""All items of STRESS-SD, by their code."""
REQUIRED = {"model": "operations numbers", "model_preferred": "units sources definitions code",
            "simulation": "platform algorithm before settings iterations after",
            "simulation_preferred": "random certainty again", "optimisation": "optimum"}
"""Requirements of Rahmandad and Sterman, by what they are of."""


def method(material: Material) -> Iterator[Block]:
    """The chapter."""
    lang = material.lang
    yield material.outline.chapter(word("report_method", lang))
    yield Paragraph(word("report_method_text", lang))
    yield picture(material, "stock_flow_map")
    values = _values(material)
    rows = tuple((code, word(f"report_item_{item}", lang), word(f"report_filled_{item}", lang, **values))
                 for code, item in ITEMS.items())
    header = (word("report_item", lang), word("report_asks", lang), word("report_here", lang))
    yield DataTable(word("report_method_caption", lang), header, rows, (False, False, False), (9, 29, 62))
    required = tuple((word(f"report_required_{kind}", lang), word(f"report_rule_{rule}", lang),
                      word(f"report_kept_{rule}", lang, **values))
                     for kind, rules in REQUIRED.items() for rule in rules.split())
    yield DataTable(word("report_required_caption", lang), (word("report_required_of", lang), *header[1:]), required,
                    (False, False, False), (20, 35, 45))
    yield Paragraph(word("report_method_sources", lang), "note")


def _values(material: Material) -> dict[str, object]:
    """What fills the items."""
    case, results, lang = material.detail.case, material.detail.results, material.lang
    words, time, join = case.vocabulary, case.scenario.time, material.numbers.listed
    sizes = join([word("report_size", lang, index=word(f"report_index_{name}", lang), count=len(elements))
                  for name, elements in case.city.elements.items() if f"{name}" in ("park", "district", "industry",
                                                                                    "utility", "platform")])
    seeds = [analysis.manifest["seed"] for analysis in material.analyses.values()
             if analysis.manifest.get("seed") is not None]
    years = results.years.numbers
    kinds = {kind: word(f"report_kind_{kind}", lang) for kind in material.analyses}
    certain = [kinds[kind] for kind in ("sweep", "sensitivity") if kind in kinds]
    return {
        "analyses": join(list(kinds.values())) or word("report_no_analyses", lang),
        "certainty": word("report_certain", lang, analyses=join(certain)) if certain else word(
            "report_not_certain", lang),
        "year": material.year, "scenarios": join([material.title(run) for run in material.runs]),
        "stocks": len(words.stocks), "numbers": case.model.size, "flows": len(words.flows),
        "auxiliaries": len(words.variables) - len(words.flows), "constants": len(words.constants),
        "loops": sum(loop.closed for loop in words.loops.values()), "parameters": len(words.parameters),
        "levers": len(words.levers),
        "events": len(words.events), "cells": len(case.scenario.cells),
        "sizes": sizes, "assumed": assumed(material.detail.scorecard.confidence, lang),
        "start": f"{time.start:g}", "end": f"{time.end:g}", "first": years[0], "last": years[-1],
        "method": word(f"report_method_{time.method}", lang), "step": f"{time.step:g}", "runs": len(material.runs),
        "seeds": word("report_seeds", lang, seeds=join(sorted({str(seed) for seed in seeds}))) if seeds else word(
            "report_no_seed", lang), "version": __version__,
        "python": sys.version.split()[0], "engine": material.detail.engine, "machine": platform.machine(),
        "system": platform.system(), "model": model_hash()[:16], "city": case.city.digest[:16],
        "city_name": case.city.name, "studies": join(list(words.studies)) or word("report_no_studies", lang)}


def weaknesses(material: Material) -> Iterator[Block]:
    """The chapter on known weaknesses."""
    lang = material.lang
    yield material.outline.chapter(word("report_weaknesses", lang))
    yield Paragraph(word("report_weaknesses_text", lang))
    found = known(built_in_city=material.detail.case.city.folder.parent == BUILT_IN)
    for about in ("model", "city"):
        texts = tuple((item.zh if lang == "zh" else item.en).replace("`", "") for item in found if item.about == about)
        if texts:
            yield material.outline.section(word(f"report_weaknesses_{about}", lang))
            yield Bullets(texts)

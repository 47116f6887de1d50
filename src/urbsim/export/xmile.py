"""The model as XMILE 1.0 (OASIS, 2015): for Stella, simlin, PySD and whatever else reads the standard."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

from urbsim import __version__
from urbsim.export.formula import Notation
from urbsim.export.names import Names, exported_names, unit_text
from urbsim.export.sheet import Export, Variable, sheet, stock_names
from urbsim.model.assemble import Model
from urbsim.model.trace import trace_with

NAMESPACE = "http://docs.oasis-open.org/xmile/ns/XMILE/v1.0"
RESERVED = ("arccos", "arcsin", "arctan", "stddev", "delayn", "smth1", "smth3", "smthn", "forcst", "normal", "poisson",
            "random", "uniform", "exprnd", "lognormal", "previous", "safediv", "percent", "isnan")
FUNCTIONS = {"exp": "EXP", "log": "LN", "sqrt": "SQRT", "absolute": "ABS", "sin": "SIN", "cos": "COS",
             "minimum": "MIN", "maximum": "MAX"}
METHODS = {"euler": "Euler", "rk4": "RK4", "tsit5": "RK4"}
"""Tsitouras' method is no method of XMILE; RK4 is the nearest."""
TAGS = {"stock": "stock", "flow": "flow", "auxiliary": "aux", "constant": "aux"}


def to_xmile(model: Model, *, flat: bool = False) -> Export:
    """The model as an XMILE file: arrayed, one equation for all elements wherever they share it, or flat.

    It runs at the model's own start, end and step. Parameters, levers and the city's tables are its constants; initial
    values are formulas, but for those that are made consistent with the equations, which are numbers. Raises UsageError
    for what XMILE cannot express.
    """
    graph, recorder = trace_with(model)
    names = exported_names(model, graph, model.city.elements, RESERVED, "TIME")

    def name(text: str, places: Sequence[str]) -> str:
        if flat:
            return names(text, places)
        return names(text) + (f"[{', '.join(map(names, places))}]" if places else "")

    notation = Notation(name, FUNCTIONS, lambda test, yes, no: f"(IF {test} THEN ({yes}) ELSE ({no}))",
                        "INIT({})".format)
    variables = sheet(model, graph, recorder, notation, flat=flat)
    return Export(_document(model, variables, names, flat=flat), stock_names(model, notation))


def _document(model: Model, variables: Sequence[Variable], names: Names, *, flat: bool) -> str:
    root = ElementTree.Element("xmile", {"version": "1.0", "xmlns": NAMESPACE})
    header = ElementTree.SubElement(root, "header")
    for tag, text in (("vendor", "urbsim"), ("name", model.name)):
        ElementTree.SubElement(header, tag).text = text
    ElementTree.SubElement(header, "product", {"version": __version__}).text = "urbsim"
    specs = ElementTree.SubElement(root, "sim_specs", {"method": METHODS[model.time.method],
                                                           "time_units": model.time_unit})
    for tag, number in (("start", model.time.start), ("stop", model.time.end), ("dt", model.time.step)):
        ElementTree.SubElement(specs, tag).text = repr(number)
    if model.city.elements and not flat:
        dimensions = ElementTree.SubElement(root, "dimensions")
        for index, elements in model.city.elements.items():
            dimension = ElementTree.SubElement(dimensions, "dim", {"name": names(index)})
            for element in elements:
                ElementTree.SubElement(dimension, "elem", {"name": names(element)})
    inside = ElementTree.SubElement(ElementTree.SubElement(root, "model"), "variables")
    for variable in variables:
        _variable(inside, variable, names)
    _line_by_line(root, inside)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _line_by_line(root: ElementTree.Element, variables: ElementTree.Element) -> None:
    """A line a variable: readable, comparable, and a quarter shorter than indented."""
    ElementTree.indent(root, space="")
    for variable in variables:
        for item in variable.iter():
            if item is not variable or len(item):
                item.tail = item.tail if item is variable else None
                item.text = item.text if item.text and item.text.strip() else None


def _variable(parent: ElementTree.Element, variable: Variable, names: Names) -> None:
    item = ElementTree.SubElement(parent, TAGS[variable.kind], {"name": names(variable.name, variable.element)})
    if variable.meaning:
        ElementTree.SubElement(item, "doc").text = variable.meaning
    if variable.dims:
        dimensions = ElementTree.SubElement(item, "dimensions")
        for dim in variable.dims:
            ElementTree.SubElement(dimensions, "dim", {"name": names(dim)})
    for line in variable.lines:
        home = item
        if line.place:
            home = ElementTree.SubElement(item, "element", {"subscript": ",".join(map(names, line.place))})
        ElementTree.SubElement(home, "eqn").text = line.text
        if variable.points:
            graph = ElementTree.SubElement(home, "gf")
            for tag, numbers in zip(("xpts", "ypts"), zip(*variable.points, strict=True), strict=True):
                ElementTree.SubElement(graph, tag).text = ",".join(map(repr, numbers))
    for tag, flows in (("inflow", variable.inflows), ("outflow", variable.outflows)):
        for flow in flows:
            ElementTree.SubElement(item, tag).text = names(flow, variable.element)
    if variable.unit:
        ElementTree.SubElement(item, "units").text = unit_text(variable.unit)


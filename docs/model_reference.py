"""Directives that show the model's declarations, the scenario schema, clauses and weaknesses, when the site is built.

    {declarations} lever          every declaration of a kind, by sector, linked with what it causes and what uses it
    {scenario-file}               the keys of a scenario file
    {policy-clauses}              the clauses of the policy, with the levers and equations that cite each
    {weaknesses} en               what the model is known to be weak in

Text of declarations is put into nodes and never parsed, so that nothing in it can be taken for markup.
"""

from __future__ import annotations

import csv
import functools
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

import urbsim
from urbsim import api, declare
from urbsim.export.equations import equations
from urbsim.export.notation import operator, row
from urbsim.model.describe import CLAUSES, clause_texts, describe
from urbsim.report.mathml import to_mathml
from urbsim.scenario.schema import json_schema
from urbsim.scorecard import confidence_mix
from urbsim.validation.weaknesses import weaknesses

KINDS = {kind.__name__.lower(): kind for kind in (
    declare.Stock, declare.Flow, declare.Auxiliary, declare.Constant, declare.Parameter, declare.Lever,
    declare.CityValue, declare.Table, declare.Indicator, declare.Loop)}
SCENARIOS = Path(__file__).parents[1] / "scenarios"
PACKAGE = Path(urbsim.__file__).parent


@functools.cache
def city_model():
    """The model of the built-in city."""
    return api.read(SCENARIOS / "baseline.toml").model


@functools.cache
def formulas():
    """Formulas by name: stocks, flows, auxiliaries and constants."""
    found = equations(city_model())
    return {item.item.name: item for item in (*found.stocks, *found.flows, *found.auxiliaries, *found.constants)}


def numbers():
    """Numbers of the model for the text of pages: `{{ stocks }}`."""
    model = city_model()
    words, mix = model.vocabulary, confidence_mix(model)
    return {"stocks": len(words.stocks), "flows": len(words.flows), "levers": len(words.levers),
            "auxiliaries": len(words.of_kind(declare.Auxiliary)), "inputs": sum(mix.values()),
            **{name.lower(): count for name, count in mix.items()}}


def label(item):
    """The name by which pages link to a declaration: yearly indicators and loops have names of their own."""
    return f"{KIND_LABELS.get(type(item), '')}{item.name}"


KIND_LABELS = {declare.Indicator: "indicator-", declare.Loop: "loop-"}


class ModelDirective(SphinxDirective):
    """What the directives share: the declarations, links to them, tables."""

    @property
    def words(self):
        return city_model().vocabulary

    def link(self, target, text):
        """A link to a label anywhere in the site; one that leads nowhere is a warning."""
        shown = nodes.literal("", text)
        return addnodes.pending_xref("", shown, refdomain="std", reftype="ref", reftarget=target, refexplicit=True,
                                     refwarn=True, refdoc=self.env.docname)

    def reference(self, name):
        """A link to what bears a name; text as it stands where nothing does."""
        start, _, last = name.rpartition(" ")
        if start == "loop":
            return self.link(label(next(loop for loop in self.words.loops.values() if loop.code == last)), last)
        if start == "indicator":
            return self.link(label(self.words.indicators[last]), name)
        known = self.words.declarations.get(last)
        return nodes.literal("", name) if known is None or not linked(known) else self.link(label(known), name)

    def references(self, names, between=", "):
        """Links with a comma, or something else, between them."""
        found = [part for name in names for part in (nodes.Text(between), self.reference(name))]
        return nodes.paragraph("", "", *found[1:])

    def table(self, header, rows, widths):
        """A table whose cells are nodes, or text."""
        group = nodes.tgroup("", *(nodes.colspec(colwidth=width) for width in widths), cols=len(header))
        group += nodes.thead("", table_row(header))
        group += nodes.tbody("", *map(table_row, rows))
        return nodes.table("", group)


def table_row(cells):
    """A row of a table."""
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", cell) if isinstance(cell, str) else cell)
                           for cell in cells))


def linked(item):
    """Whether the reference has an entry for a declaration."""
    return type(item) in KINDS.values()


def with_code(text):
    """A paragraph in which what stands between backticks is code."""
    return nodes.paragraph("", "", *(nodes.literal("", part) if place % 2 else nodes.Text(part)
                                     for place, part in enumerate(text.split("`"))))


def shown_entry(anchor, name, dims, *body, fields):
    """An entry of the reference: a name that can be linked to, what is said of it, and its fields."""
    signature = addnodes.desc_signature("", "", addnodes.desc_name("", name), addnodes.desc_annotation("", dims),
                                        ids=[anchor])
    listed = nodes.field_list("", *fields)
    content = addnodes.desc_content("", *body, *([listed] if listed.children else []))
    return addnodes.desc("", signature, content, classes=["std", "declaration"], domain="std", objtype="declaration")


def field(name, *body):
    """A line of a field list."""
    inside = [nodes.paragraph("", part) if isinstance(part, str) else part for part in body]
    return nodes.field("", nodes.field_name("", name), nodes.field_body("", *inside))


class Declarations(ModelDirective):
    """Every declaration of one kind, a section a sector."""

    required_arguments = 1

    def run(self):
        kind = KINDS[self.arguments[0]]
        by_file = {}
        for item in self.words.everything:
            if type(item) is kind:
                by_file.setdefault(item.file, []).append(item)
        if len(by_file) == 1:
            return [self.entry(item) for item in next(iter(by_file.values()))]
        return [self.sector(Path(file), items) for file, items in sorted(by_file.items())]

    def sector(self, file, items):
        """The declarations of one sector file."""
        title = file.stem.replace("_", " ").capitalize()
        section = nodes.section("", nodes.title("", title), ids=[f"sector-{file.stem}"], names=[])
        section += [self.entry(item) for item in items]
        return section

    def entry(self, item):
        """One declaration: name and dims; meaning; formula; what there is to know."""
        anchor = nodes.make_id(label(item))
        dims = f"[{', '.join(index.name for index in item.dims)}]" if item.dims else ""
        self.env.domains.standard_domain.anonlabels[label(item)] = self.env.docname, anchor
        self.env.domains.standard_domain.labels[label(item)] = self.env.docname, anchor, item.name
        meaning = nodes.paragraph("", " ".join(item.meaning.split()) + " ", nodes.inline("", item.zh, classes=["zh"]))
        return shown_entry(anchor, item.name, dims, meaning, *self.formula(item), fields=self.fields(item))

    def formula(self, item):
        """The equation as a paper writes it; of a yearly indicator as the code has it."""
        if item.name in formulas() and not isinstance(item, declare.Indicator):
            found = formulas()[item.name]
            equals = row(operator("="), found.value)
            yield mathematics(to_mathml(found.name, equals) if found.start is None else
                              f"<math><mfrac><mi>d</mi><mrow><mi>d</mi><mi>t</mi></mrow></mfrac></math> "
                              f"{to_mathml(found.name, equals)}")
            if found.start is not None:
                yield mathematics(f"at the start {to_mathml(row(operator('='), found.start))}")
        elif isinstance(item, declare.Indicator):
            yield nodes.literal_block("", self.described(item).formula, language="python")
        elif isinstance(item, declare.Loop):
            yield self.references(item.chain, " → ")

    def described(self, item):
        return next(one for one in describe(item.name, self.words) if one.kind == type(item).__name__.lower())

    def fields(self, item):
        """What there is to know of a declaration."""
        found = self.described(item)
        if isinstance(item, declare.Loop):
            yield field("Kind", f"{item.code}, {'reinforcing' if item.sign == '+' else 'balancing'}"
                                f"{'' if item.closed else '; a causal chain, which does not close'}")
        else:
            yield field("Unit", item.unit)
            yield from self.value(item, found)
            yield from self.links(item, found)
        yield field("Source", f"{item.source} ({item.confidence})", *(
            f"{code}: {english}" for code, _, english in clause_texts(item.source)))
        yield field("Declared in", nodes.paragraph("", "", nodes.literal(
            "", f"{Path(item.file).relative_to(PACKAGE).as_posix()}:{item.line}")))

    def value(self, item, found):
        """Base and range of a number, column of a table."""
        if found.base is not None:
            value = "Without the policy" if isinstance(item, declare.Lever) else "Value"
            yield field(value, span(found.base, found.low, found.high))
        elif isinstance(item, declare.CityValue):
            yield field("Built-in city", span(float(city_model().inputs[item.name]),
                                              *city_model().city.ranges[item.name]))
        elif isinstance(item, declare.Table):
            yield field("Column", f"{item.table}.csv: {item.column}")

    def links(self, item, found):
        """What it leaves and enters, hangs on, and what hangs on it."""
        causes = "Starts from" if isinstance(item, declare.Stock) else "Causes"
        for name, group in (("From", (found.out_of,)), ("Into", (found.into,)), ("Inflows", found.inflows),
                            ("Outflows", found.outflows), (causes, found.causes), ("Used by", found.uses)):
            if any(group):
                yield field(name, self.references(group))


def span(value, low, high):
    """A number and its range."""
    return f"{value:g}" + (f"; range {low:g} to {high:g}" if low < high else "")


def mathematics(text):
    """A line of formulas."""
    return nodes.raw("", f'<p class="formula">{text}</p>', format="html")


class PolicyClauses(ModelDirective):
    """Clauses in both languages, with the levers and the equations that cite each."""

    def run(self):
        with CLAUSES.open(encoding="utf-8", newline="") as file:
            return [self.clause(row) for row in csv.DictReader(file)]

    def clause(self, clause):
        citing = [item for item in self.words.declarations.values()
                  if clause["clause"] in (code for code, _, _ in clause_texts(item.source))]
        levers = [item.name for item in citing if isinstance(item, declare.Lever)]
        others = [item.name for item in citing if item.name not in levers]
        code = clause["clause"]
        return shown_entry(
            f"clause-{code.replace('.', '-')}", code, "", nodes.paragraph("", clause["text_zh"]),
            nodes.paragraph("", clause["text_en"]),
            fields=[field(name, self.references(group)) for name, group in (("Levers", levers), ("Rest on it", others))
                    if group])


class Weaknesses(ModelDirective):
    """Known weaknesses, in English or Chinese."""

    required_arguments = 1

    def run(self):
        found = [getattr(one, self.arguments[0]) for one in weaknesses()]
        return [nodes.bullet_list("", *(nodes.list_item("", with_code(text)) for text in found))]


class ScenarioFile(ModelDirective):
    """The keys of a scenario file, from its schema: a table for the file and one for each table in it."""

    def run(self):
        schema = json_schema(self.words)
        parts = {"[time]": "Time", "[policy]": "Policy", "[targets]": "Targets",
                 "parks_at_least = { ... }": "ParksAtLeast", "[uncertainty] NAME = { ... }": "Range"}
        return [self.keys(schema["properties"], schema["$defs"]),
                *(self.part(title, schema["$defs"][name]) for title, name in parts.items())]

    def part(self, title, schema):
        section = nodes.section("", nodes.title("", "", nodes.literal("", title)), ids=[nodes.make_id(title)], names=[])
        section += self.keys(schema["properties"], {})
        return section

    def keys(self, properties, parts):
        """A table of keys; of one that holds a table of its own the description is that table's."""
        rows = []
        for name, schema in properties.items():
            default = schema.get("default")
            inner = [parts.get(one["$ref"].rpartition("/")[2], {}) for one in schema.get("anyOf", ()) if "$ref" in one]
            described = next((one["description"] for one in (schema, *inner) if "description" in one), "")
            rows.append((nodes.paragraph("", "", nodes.literal("", name)), kind_of(schema),
                         "" if not default or isinstance(default, dict) else f"{default}", described))
        return self.table(("Key", "Kind", "Default", "Meaning"), rows, (20, 25, 15, 40))


def kind_of(schema):
    """The kind of a value and its bounds, in words."""
    if "anyOf" in schema:
        return " or ".join(kind for part in schema["anyOf"] if (kind := kind_of(part)) != "null")
    if "$ref" in schema:
        return "table"
    if "enum" in schema:
        return " or ".join(map(str, schema["enum"]))
    kind = {"object": "table", "string": "text", "boolean": "true or false", "integer": "whole number",
            "array": "list"}.get(schema.get("type", ""), schema.get("type", ""))
    bounds = [f"{sign} {schema[key]:g}" for key, sign in (
        ("minimum", "≥"), ("exclusiveMinimum", ">"), ("maximum", "≤"), ("exclusiveMaximum", "<")) if key in schema]
    return ", ".join([kind, *bounds])


def setup(app):
    """Tell Sphinx of the directives."""
    for name, directive in (("declarations", Declarations), ("policy-clauses", PolicyClauses),
                            ("weaknesses", Weaknesses), ("scenario-file", ScenarioFile)):
        app.add_directive(name, directive)
    return {"parallel_read_safe": True, "version": urbsim.__version__}

"""Sphinx settings of the documentation site: `python -m sphinx -W --keep-going -b html docs build/site`."""

import sys
from pathlib import Path

import urbsim

sys.path.insert(0, str(Path(__file__).parent))

import model_reference

project = "urbsim"
author = "The urbsim founders"
version = release = urbsim.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx_click", "model_reference"]

myst_enable_extensions = ["attrs_block", "colon_fence", "substitution"]
myst_heading_anchors = 3
myst_substitutions = model_reference.numbers()

smartquotes = False                         # commands and names are copied as they stand
default_role = "code"                       # a docstring writes names of code between single backticks
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
toc_object_entries = False
add_module_names = False
html_theme = "furo"
html_title = "urbsim"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
html_theme_options = {"top_of_page_buttons": [], "light_css_variables": {  # fonts of the reader's machine
    "font-stack": "-apple-system, 'Segoe UI', Helvetica, Arial, 'Noto Sans SC', 'Noto Sans CJK SC', 'PingFang SC', "
                  "'Microsoft YaHei', sans-serif"}}


def speak_chinese(app, page, template, context, tree):
    """Say in its head that a page named `*.zh` is Chinese: screen readers and browsers go by that."""
    if page.endswith(".zh"):
        context["language"] = "zh-CN"


def keep_asterisks(app, what, name, thing, options, lines):
    """An asterisk in a docstring is one: `(time, *dims)`."""
    lines[:] = [line.replace("*", "\\*") for line in lines]


def setup(app):
    app.connect("autodoc-process-docstring", keep_asterisks)
    app.connect("html-page-context", speak_chinese)

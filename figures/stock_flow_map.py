"""The stocks of the model and the flows between them."""

from common import run, write

write("stock_flow_map", [run("baseline")], kind="svg")

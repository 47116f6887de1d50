"""Public money from sources to uses, under the full package."""

from common import run, write

write("money_flow", run("full_package"))

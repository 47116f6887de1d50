"""Adequacy of each utility in each park, the policy as written."""

from common import run, write

write("adequacy_map", run("baseline"))

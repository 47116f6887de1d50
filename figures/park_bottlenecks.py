"""Revenue of each park and what holds it back, the policy as written."""

from common import run, write

write("park_bottlenecks", run("baseline"))

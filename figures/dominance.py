"""Which feedback loops make the behaviour of the full package."""

from common import run, write

from urbsim.analysis.loops import loop_scores
from urbsim.present.loops import LoopStudy

write("dominance", LoopStudy(run("full_package"), loop_scores(run("full_package")), ()))

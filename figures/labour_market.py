"""Jobs and labour of each district under the full package."""

from common import run, write

write("labour_market", run("full_package"))

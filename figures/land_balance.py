"""All land of the city by use, under the full package."""

from common import run, write

write("land_balance", run("full_package"))

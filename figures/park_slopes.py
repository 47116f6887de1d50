"""Each park from 2009 to 2013 against its tier, under the full package."""

from common import run, write

write("park_slopes", run("full_package"))

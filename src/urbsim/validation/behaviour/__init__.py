"""Behaviour checks: what must hold of the model in any setting, in plain sentences, as data.

Each `[[check]]` of a TOML file of this folder has:

    claim, zh   the sentence, in English and Chinese
    empty       stocks that begin at 0
    set         inputs and their values, also beyond their range
    levers      levers and their values, from the start of the policy on
    look        the variable or stock that is looked at
    over        its elements: `each` (every one must hold; where left out), or `sum`
    at          `always` (every saved moment; where left out), `early` (when the policy's ramp is done), `target` (the
                end of the target year)
    expect      `is zero`, `at most`, `at least` (with `bound`); or, against the same setting without the change:
                `falls`, `rises`, `does not fall`, `does not rise`
    share       of the settings in which it must hold; all where left out

A setting in which there is nothing to change (the variable is 0 without the change too) is vacuous and counted apart.
"""

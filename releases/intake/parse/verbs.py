"""Verbs that words are attributed with."""

import re

SAID = """
said says told tells added adds stated states explained explains commented remarked declared replied answered asked
warned noted notes continued recalled insisted announced pointed|out quoted
"""
WROTE = """
asserted asserts argued argues contended contends emphasized emphasised emphasizes emphasises stressed stresses urged
urges called|for calls|for called|on calls|on called|upon recommended recommends endorsed endorses found finds concluded
concludes wrote writes reported reports reads described describes affirmed affirms reaffirmed reaffirms reiterated
reiterates highlighted highlights underlined underlines underscored underscores welcomed welcomes condemned condemns
demanded demands proposed proposes requested requests observed observes acknowledged acknowledges expressed expresses
denounced decided agreed claimed claims criticized criticised suggested suggests accused appealed encouraged encourages
invited invites alleged revealed confirmed made|clear
"""
OTHER_TONGUES = """
sagte sagt erklärte betonte forderte warnte teilte|mit a|dit a|déclaré a|affirmé déclare affirme explique dijo afirmó
declaró señaló explicó disse afirmou declarou ha|detto ha|dichiarato dice zei zegt verklaarde
"""


def _alternatives(*lists):
    verbs = sorted((verb for verbs in lists for verb in verbs.split()), key=len, reverse=True)
    return "|".join(verb.replace("|", r"\s") for verb in verbs)


ANY = _alternatives(SAID, WROTE, OTHER_TONGUES)
VERB = re.compile(rf"(?<![\w’'-])(?P<verb>{ANY})(?![\w-])")
SPOKEN = re.compile(_alternatives(SAID, OTHER_TONGUES))


def is_spoken(verb: str) -> bool:
    return bool(SPOKEN.fullmatch(verb))

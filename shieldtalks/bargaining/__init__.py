"""Bargaining: issues, packages, score sheets, and whether a deal is there.

Stances are evidence: each option of an issue names the coded stances that it follows from. Weights
and values are assumptions: each carries its reason and the statements that suggest its direction.
"""

from shieldtalks.bargaining.heard import Verdict as Verdict
from shieldtalks.bargaining.heard import answers as answers
from shieldtalks.bargaining.heard import assess as assess
from shieldtalks.bargaining.heard import contradictions as contradictions
from shieldtalks.bargaining.heard import refused as refused
from shieldtalks.bargaining.heard import spoken as spoken
from shieldtalks.bargaining.scores import Bargain as Bargain
from shieldtalks.bargaining.scores import all_packages as all_packages
from shieldtalks.bargaining.scores import bargain as bargain
from shieldtalks.bargaining.scores import clash_of as clash_of
from shieldtalks.bargaining.scores import frontier as frontier
from shieldtalks.bargaining.scores import gains as gains
from shieldtalks.bargaining.scores import logrolls as logrolls
from shieldtalks.bargaining.scores import nash_barter as nash_barter
from shieldtalks.bargaining.scores import points as points
from shieldtalks.bargaining.scores import solutions as solutions
from shieldtalks.bargaining.scores import utilities as utilities
from shieldtalks.bargaining.scores import walk_away as walk_away
from shieldtalks.bargaining.scores import with_weight as with_weight
from shieldtalks.bargaining.scores import with_weights as with_weights
from shieldtalks.bargaining.scores import zopa as zopa
from shieldtalks.bargaining.shaken import Sensitivity as Sensitivity
from shieldtalks.bargaining.shaken import sensitivity as sensitivity
from shieldtalks.bargaining.tables import CAVEAT as CAVEAT
from shieldtalks.bargaining.tables import TABLE as TABLE
from shieldtalks.bargaining.tables import load_issues as load_issues
from shieldtalks.bargaining.tables import load_packages as load_packages
from shieldtalks.bargaining.tables import load_sheets as load_sheets
from shieldtalks.bargaining.tables import no_deal as no_deal

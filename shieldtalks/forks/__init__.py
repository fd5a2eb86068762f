"""Which assumptions turn a headline of lessons 08 and 09, alone, in pairs or in threes.

Weights, values and what a side insists on are ours. `ranges.csv` says of each how far the evidence
lets it go, with the statements and events that speak for and against our number.
"""

from shieldtalks.forks.pairs import forks_in_pairs as forks_in_pairs
from shieldtalks.forks.pairs import load_pairs as load_pairs
from shieldtalks.forks.pairs import tally as tally
from shieldtalks.forks.search import SENTENCES as SENTENCES
from shieldtalks.forks.search import assumed as assumed
from shieldtalks.forks.search import forks as forks
from shieldtalks.forks.search import load_flips as load_flips
from shieldtalks.forks.search import load_ranges as load_ranges
from shieldtalks.forks.search import take as take
from shieldtalks.forks.search import take_all as take_all
from shieldtalks.forks.search import verdicts as verdicts
from shieldtalks.forks.threes import forks_in_threes as forks_in_threes
from shieldtalks.forks.threes import load_threes as load_threes

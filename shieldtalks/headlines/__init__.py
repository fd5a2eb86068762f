"""The headlines of lessons 04 to 09, and what each hangs on: articles, readers, your own codes.

A headline is one sentence that can be computed from statements. It is *firm* where it holds
whichever article is left out and whichever reader has coded; and even then it is a finding on five
articles. What hangs on assumed weights instead is a fork: see `forks`.
"""

from shieldtalks.headlines.grid import FAILS as FAILS
from shieldtalks.headlines.grid import HEADLINES as HEADLINES
from shieldtalks.headlines.grid import HOLDS as HOLDS
from shieldtalks.headlines.grid import UNHEARD as UNHEARD
from shieldtalks.headlines.grid import headlines as headlines
from shieldtalks.headlines.grid import moved as moved
from shieldtalks.headlines.grid import moved_between as moved_between

"""The talks: a table of three parties, offers in rounds, scripted parties, a debrief.

A game is one plain dictionary: what was offered, by whom, and who said yes or no. Every function
takes a game and returns a new one. Scripted parties bargain by their score sheet alone.
"""

from shieldtalks.roleplay.game import FEWEST as FEWEST
from shieldtalks.roleplay.game import MOST as MOST
from shieldtalks.roleplay.game import NAMES as NAMES
from shieldtalks.roleplay.game import ROUNDS as ROUNDS
from shieldtalks.roleplay.game import Outcome as Outcome
from shieldtalks.roleplay.game import answer as answer
from shieldtalks.roleplay.game import break_off as break_off
from shieldtalks.roleplay.game import divide as divide
from shieldtalks.roleplay.game import history as history
from shieldtalks.roleplay.game import in_words as in_words
from shieldtalks.roleplay.game import keep as keep
from shieldtalks.roleplay.game import new_game as new_game
from shieldtalks.roleplay.game import offer as offer
from shieldtalks.roleplay.game import outcome as outcome
from shieldtalks.roleplay.game import read_game as read_game
from shieldtalks.roleplay.game import resume as resume
from shieldtalks.roleplay.game import round_of as round_of
from shieldtalks.roleplay.game import turn as turn
from shieldtalks.roleplay.game import waiting as waiting
from shieldtalks.roleplay.outcomes import debrief as debrief
from shieldtalks.roleplay.outcomes import offer_path as offer_path
from shieldtalks.roleplay.paper import HIGHEST as HIGHEST
from shieldtalks.roleplay.paper import LETTERS as LETTERS
from shieldtalks.roleplay.paper import as_letters as as_letters
from shieldtalks.roleplay.paper import draw_sheets as draw_sheets
from shieldtalks.roleplay.paper import read_forms as read_forms
from shieldtalks.roleplay.scripted import WORDS as WORDS
from shieldtalks.roleplay.scripted import Script as Script
from shieldtalks.roleplay.scripted import aspiration as aspiration
from shieldtalks.roleplay.scripted import play_on as play_on
from shieldtalks.roleplay.scripted import reasons as reasons
from shieldtalks.roleplay.scripted import reply as reply
from shieldtalks.roleplay.scripted import script as script
from shieldtalks.roleplay.scripted import scripted_answer as scripted_answer
from shieldtalks.roleplay.scripted import scripted_offer as scripted_offer

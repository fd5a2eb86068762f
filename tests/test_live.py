"""Live explorers: a picture that is drawn ahead is the one that is shown when its state comes."""

import asyncio

import pytest

from shieldtalks import context, load_corpus, load_statements, systems
from shieldtalks.explorers import BargainExplorer, GameExplorer, MapExplorer
from shieldtalks.explorers.base import values_of
from shieldtalks.negotiation import load_negotiation
from tests.controls import tell

FEW = 4


def game():
    return GameExplorer("stag hunt", givers=("RUS",)), 2


def track():
    return MapExplorer(context.load_sites(), systems.load_mentions(CORPUS), CORPUS), 2


def zone():
    return BargainExplorer(load_negotiation(STATEMENTS, CORPUS)), 1


CORPUS = load_corpus()
STATEMENTS = load_statements(CORPUS)


def drawn_ahead(explorer, number, known=()):
    """Return the pictures that the explorer sends when the student goes to a slider."""
    sent, picture = [], explorer.picture
    picture.send = lambda content, buffers=None: sent.append(content["ahead"])
    wanted = len(values_of(picture.controls[number])) - 1 - len(known)

    async def go():
        tell(picture, {"near": number, "known": list(known)})
        while len(sent) < wanted:
            await asyncio.sleep(0.01)

    asyncio.run(asyncio.wait_for(go(), 60))
    return sent


@pytest.mark.parametrize("made", [game, track, zone])
def test_what_is_drawn_ahead_is_what_is_shown(made):
    explorer, number = made()
    control = explorer.picture.controls[number]
    keys = [explorer.picture.key_at(number, n) for n in range(len(values_of(control)))]
    known = [key for key in keys[FEW + 1 :] if key != explorer.picture.key]
    ahead = {page["key"]: page for page in drawn_ahead(explorer, number, known)}
    for key, value in zip(keys, values_of(control), strict=True):
        if key in ahead:
            control.value = value
            assert explorer.picture.frames[""] == ahead[key]
    assert len(ahead) >= FEW


def test_pictures_come_from_the_nearest_outwards():
    explorer, number = game()
    here = explorer.picture.controls[number].value
    values = [
        float(page["key"].split(".")[number].replace("_", "."))
        for page in drawn_ahead(explorer, number)
    ]
    assert [abs(v - here) for v in values] == sorted(abs(v - here) for v in values)


def test_nothing_is_sent_for_a_state_that_has_gone():
    explorer, number = game()
    explorer.picture.send = lambda content: pytest.fail("a picture of another state was sent")
    state = explorer.values()
    explorer.penalty = 2.0
    explorer.send_ahead(state, number, 3.0, "any key")


def test_a_state_beyond_the_sliders_has_no_key():
    within = GameExplorer({"CC": 3, "CD": 0, "DC": 2, "DD": 1})
    beyond = GameExplorer({"CC": 3, "CD": -4, "DC": 2, "DD": 1})
    assert within.picture.key == beyond.picture.key
    assert within.picture.frames[""]["key"] == within.picture.key
    assert beyond.picture.frames[""]["key"] == ""


def test_half_steps_do_not_run_into_their_neighbours():
    one, other = game()[0], game()[0]
    one.row, one.column = {**one.row, "DD": 1.5}, {**one.column, "CC": 2.0, "CD": 5.0}
    other.row, other.column = {**other.row, "DD": 1.0}, {**other.column, "CC": 5.0, "CD": 2.5}
    assert one.picture.key != other.picture.key

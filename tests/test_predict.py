"""Prompts: every answer is computed, every line can be reached and is filled in, a guess stays."""

import json

import pytest

from shieldtalks.predict.prompts import NUMBERS, YES, load_prompts

PROMPTS = load_prompts()
each_prompt = pytest.mark.parametrize("one", PROMPTS.values(), ids=list(PROMPTS))


@each_prompt
def test_the_answer_is_computed_and_is_one_that_can_be_guessed(one):
    answer = one.answer()
    assert one.check(answer) == answer and one.right(answer)
    assert json.loads(json.dumps(answer)) == (list(answer) if type(answer) is tuple else answer)
    if one.kind in NUMBERS:
        assert one.low <= answer <= one.high
        # A scale on which most guesses are right asks nothing.
        assert 2 * one.close < (one.high - one.low) / 2
    assert one.told().endswith((".", "?", "!", "”"))


@each_prompt
def test_every_line_is_reached_by_a_guess_and_filled_in(one):
    lines = [one.right_line, one.other_line, *(line for _, line in one.wrong)]
    facts = one.facts()
    filled = {line.format_map(facts) for line in lines}
    said = {one.say(guess) for guess in one.guesses()}
    assert filled - {one.other_line.format_map(facts)} <= said, "a line that no guess reaches"
    for line in said:
        assert "{" not in line and "nan" not in line.split(), line


@each_prompt
def test_a_right_guess_is_called_right_and_no_other(one):
    for guess in one.guesses():
        assert bool(YES.match(one.say(guess))) == one.right(guess), guess


@each_prompt
def test_questions_are_short_and_lines_are_plain(one):
    assert len(one.title) <= 32
    assert len(one.question) <= 260 and "**" not in one.question
    for line in (one.question, one.right_line, one.other_line, *(said for _, said in one.wrong)):
        assert "*" not in line.replace("{", "") and "`" not in line, "shown as it stands, on phones"
    for words in (*one.options, *one.rows, *one.columns):
        assert len(words) <= 60

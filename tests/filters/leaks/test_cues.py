"""Cues: what is counted in a sentence, whoever wrote it."""

import pytest

from filters.leaks.alignment import alignment, said_of, steps_of
from filters.leaks.features import read
from filters.leaks.known import Known, known_of
from filters.leaks.linking import content_of, links
from filters.leaks.telling import LONGEST, signature, telling, told_by, upto
from filters.leaks.world import comes_to, counts_of

QUESTION = "Ana fills 6 boxes with 16 pens each and gives half of all pens away. How many pens does she keep?"
PLAN = "1. Multiply the boxes by the pens in each.\n2. Halve the product."


def words(sentence: str) -> list[str]:
    """Of a sentence without signs."""
    return sentence.split()


def cues(text: str, gold: str = "48", question: str = QUESTION, plan: str = "") -> frozenset[str]:
    """Of all sentences together."""
    reading = read(text, known_of(question, gold, []), steps_of(plan, question))
    return frozenset().union(*(sentence.cues for sentence in reading.sentences))


def told(sentence: str) -> set[str]:
    """The cues of what it tells."""
    stream = words(sentence)
    return set(telling(signature(stream), len(stream)))


def aligned(sentence: str, plan: str = PLAN) -> list[str]:
    """The cues of what a sentence tells of a plan."""
    stream, steps = words(sentence), steps_of(plan, QUESTION)
    return alignment(said_of(stream, told_by(signature(stream)), steps), steps)


def linked(sentence: str, known: Known) -> set[str]:
    """The cues of how it hangs together."""
    return set(links(content_of(words(sentence), known), known))


def test_operations_in_many_words_are_counted_by_kind() -> None:
    assert {"#operations>2", "#kinds>2", "#chain>0", "#kinds-chained>0"} <= told("pooled then lifted off and halved")
    assert not told("the boxes are brown")


def test_a_long_sentence_tells_what_a_short_one_does() -> None:
    once = "multiply the boxes by the pens then halve the product "
    assert len(signature(words(once * 40))) > LONGEST
    assert told(once * 40) >= told(once)


@pytest.mark.parametrize(("count", "found"), [(-1, 0), (0, 0), (2, 2), (9, 4)])
def test_a_count_is_told_by_every_number_that_it_reaches(count: int, found: int) -> None:
    assert upto("kinds", count, 4) == tuple(f"#kinds>{number}" for number in range(found))


def test_the_plans_steps_are_found_in_other_words_and_in_their_order() -> None:
    assert {"#plan-told>0", "#plan-order>1"} <= set(aligned("boxes times pens and the product shared in two"))
    assert "#plan-order>1" not in aligned("halved before the boxes are multiplied")
    assert aligned("boxes", plan="") == []


def test_things_of_the_world_count_where_the_question_does_not_speak_of_them() -> None:
    riddle = "As many of them stay as a dentist would like to see teeth."
    assert {"#world", "#world-gold", "#world-gold-compared"} <= cues(riddle, "32")
    assert "#world-gold" not in cues(riddle, "31")
    assert not any(cue.startswith("#world") for cue in cues(riddle, "32", "How many teeth does the dentist see?"))
    assert "#world-reach" in cues("It is two full days, counted in hours.", "48")


def test_what_a_thing_stands_for_is_read_in_any_form() -> None:
    assert counts_of["spider"] == counts_of["spiders"] == counts_of["spider's"] == {8}
    assert not counts_of["pen"]
    assert comes_to({24.0}, {2.0}, frozenset({48.0})) and not comes_to({24.0}, {0.0}, frozenset({5.0}))


def test_a_value_with_a_noun_of_the_question_is_told() -> None:
    assert "#told-gold" in cues("She is left with 48 pens.")
    assert "#told" not in cues("There are 16 pens in each.")


def test_a_share_of_what_is_stated_may_be_the_gold() -> None:
    question = "A dinner costs $96. Ana pays half of it. How much do the others pay?"
    assert "#share-gold" in cues("For Cy it is exactly a third of the bill.", "32", question)
    assert "#share-other" in cues("For Cy it is exactly a fifth of the bill.", "32", question)


def test_candidates_on_both_sides_of_the_gold() -> None:
    assert "#around-gold" in cues("Six buses are too few, and eight would be too many.", "7")
    assert "#around-gold" not in cues("Six buses are too few, and five are fewer still.", "7")


def test_clauses_that_semicolons_join_share_their_cues() -> None:
    text = "The boxes are multiplied by the pens; half of the product is kept."
    assert {"#whole-kinds>1", "#parts>1"} <= cues(text)
    assert not any(cue.startswith("#whole") for cue in cues(text.replace(";", ".")))


def test_letters_carried_to_what_is_asked() -> None:
    assert {"#formula-lets>0", "#formula-so>0", "#formula-asked"} <= cues(
        "With $b$ boxes of $p$, the pens come to $bp/2 - 1$, so that is it."
    )


def test_what_one_clause_finds_and_the_next_takes_up_is_said_again() -> None:
    known = known_of(QUESTION, "48", [])
    found = linked("the boxes fix the stock and the stock less the gift is what remains as pens", known)
    assert {"#again>0", "#again-new>0", "#asked-late"} <= found
    assert not {"#again>0", "#asked-first"} & linked("every count here stays a whole number", known)
    assert "#asked-first" in linked("pens are what this whole story counts", known)
    assert not linked("the pens", known)


def test_clauses_that_a_semicolon_joins_hang_together() -> None:
    recital = "The boxes settle the whole stock; halving that whole stock leaves the pens asked for."
    assert {"#whole-again>0", "#whole-asked-late"} <= cues(recital)

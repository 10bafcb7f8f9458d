"""Every repair at every step of every flow: whatever a guest says in between, nothing is lost and nobody stands before a wall.

A flow comes in by its walk in `tests.flows.walks`; what is tested of it is the same for all.
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.flows import named
from bot.flows.flow import YES
from store.places import Place
from tests.flows.kit import Inn, open_inn
from tests.flows.walks import Point, points, unwalked

NONSENSE = ("%%% ((", "~~~ ///", "^^^ ]]")  # nobody is called so
POINTS = points()
OFFERED = [point for point in POINTS if point.stop.choice is not None]
CORRECTED = [point for point in POINTS if point.stop.corrects is not None]
OF_A_GUEST = [point for point in POINTS if point.walk.flow != "resuming"]


@dataclass(slots=True)
class Stations:
    """The houses in which a walk was stopped at each of its questions, as files: walked to once, entered by every test."""

    furnished: Path
    folder: Path
    _kept: dict[str, tuple[Path, datetime, int]] = field(default_factory=dict)

    async def enter(self, point: Point, folder: Path) -> Inn:
        """A house of one's own, in which the question of `point` was asked a moment ago."""
        if str(point) not in self._kept:
            self._kept[str(point)] = await self._walk(point)
        file, at, said = self._kept[str(point)]
        shutil.copy(file, folder / "house.db")
        return await open_inn(f"sqlite:///{folder / 'house.db'}", at, said)

    async def _walk(self, point: Point) -> tuple[Path, datetime, int]:
        file = self.folder / f"{point}.db"
        shutil.copy(self.furnished, file)
        inn = await open_inn(f"sqlite:///{file}")
        try:
            await inn.employ()
            await point.walk.setting(inn)
            if point.walk.opening:
                await inn.say(point.walk.opening)
            for stop in point.walk.stops[: point.at]:
                await inn.say(stop.answer)
            assert (await inn.place()).step == point.stop.step, f"the walk does not come to {point}"
        finally:
            await inn.close()
        return file, inn.clock.now(), inn.said


@pytest.fixture(scope="session")
def stations(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Stations:
    return Stations(furnished, tmp_path_factory.mktemp("stations"))


@pytest.fixture
async def here(point: Point, stations: Stations, tmp_path: Path) -> AsyncIterator[Inn]:
    """The house at `point`."""
    inn = await stations.enter(point, tmp_path)
    yield inn
    await inn.close()


at_every_step = pytest.mark.parametrize("point", POINTS, ids=str)
at_every_step_of_a_guest = pytest.mark.parametrize(
    "point", OF_A_GUEST, ids=str
)  # an offer to go on with what waits is made once, and not again after something else was said


def stands(place: Place) -> tuple[str, str, object]:
    """Where a conversation stands and what it knows: what no repair may lose."""
    return place.flow, place.step, (place.state or {}).get("slots", {})


async def asked(inn: Inn) -> str:
    """The open question in its own words, its last line: what a reminder of it must end with."""
    return (await inn.say("你刚说什么")).splitlines()[-1]


def goes_on(point: Point, said: str, place: Place) -> bool:
    """Whether the answer to `point` was taken: the next question is open, or the end was said."""
    return place.step == point.following if point.following else point.walk.end in said


# --- the registry ---


def test_every_step_of_every_flow_is_walked() -> None:
    missing = unwalked()
    assert not missing, "\n".join(missing)


@at_every_step
async def test_answer_leads_to_the_next_step(point: Point, here: Inn) -> None:
    said = await here.say(point.stop.answer)
    assert goes_on(point, said, await here.place()), said


# --- cancel, back, repeat ---


@at_every_step
async def test_never_mind_ends_it_and_does_nothing(point: Point, here: Inn) -> None:
    before, waiting = await here.bookings(), await here.todos()
    said = await here.say("算了")
    place = await here.place()
    assert said
    assert place.flow == ""
    assert await here.bookings() == before
    assert await here.todos() == waiting


@at_every_step
async def test_one_step_back_opens_the_question_before(point: Point, here: Inn) -> None:
    before = await here.place()
    said = await here.say("上一步")
    place = await here.place()
    if point.at == 0:
        assert "第一" in said
        assert stands(place) == stands(before)
    else:
        assert place.step == point.walk.stops[point.at - 1].step
        again = await here.say(point.walk.stops[point.at - 1].answer)
        assert (await here.place()).step == point.stop.step, again


@at_every_step
async def test_what_did_you_say_repeats_the_question(point: Point, here: Inn) -> None:
    before = await here.place()
    said = await here.say("你刚说什么")
    assert said.endswith(("？", "：", "了", "。")) or point.question.options
    assert stands(await here.place()) == stands(before)
    assert (await here.place()).question_last


# --- questions in between ---


@at_every_step_of_a_guest
async def test_question_in_between_is_answered_and_the_open_one_asked_again(point: Point, here: Inn) -> None:
    before, question = await here.place(), await asked(here)
    said = await here.say("狗能带吗")
    assert "小型犬" in said
    assert said.endswith(question)
    assert stands(await here.place()) == stands(before)


@at_every_step
async def test_answer_with_a_question_gets_both(point: Point, here: Inn) -> None:
    said = await here.say(f"{point.stop.in_words or point.stop.answer}，另外几点退房")
    assert "12:00" in said
    place = await here.place()
    still_open = (
        point.question.free and place.step == point.stop.step
    )  # whose words are whose, nobody can tell
    assert still_open or goes_on(point, said, place), said


@at_every_step
async def test_thanks_gets_a_short_word_and_asks_nothing(point: Point, here: Inn) -> None:
    before = await here.place()
    said = await here.say("谢谢")
    assert 0 < len(said) <= 12
    assert "？" not in said
    assert stands(await here.place()) == stands(before)
    assert goes_on(point, await here.say(point.stop.in_words or point.stop.answer), await here.place())


@at_every_step
async def test_thumbs_up_asks_nothing_again(point: Point, here: Inn) -> None:
    """Where a yes is waited for, it is not taken for one: nobody may think that it is done."""
    before = await here.place()
    said = await here.say("👍")
    if point.stop.thumb:
        assert goes_on(point, said, await here.place()), said
        return
    assert 0 < len(said) <= 12
    assert "？" not in said
    assert stands(await here.place()) == stands(before)
    if point.question.slot == YES and not point.question.free:
        assert "回个「好」" in said


@at_every_step
async def test_bare_digit_after_something_else_was_said_is_no_answer(point: Point, here: Inn) -> None:
    await here.is_spoken_to()
    before = await here.place()
    for digit in ("1", "2"):
        assert await here.say(digit)
        assert stands(await here.place()) == stands(before)
        await here.is_spoken_to()


# --- choices, corrections, everything at once ---


@pytest.mark.parametrize("point", OFFERED, ids=str)
async def test_choice_is_understood_in_every_way_it_can_be_said(
    point: Point, stations: Stations, tmp_path: Path
) -> None:
    choice = point.stop.choice
    assert choice is not None
    for words in choice.said:
        inn = await stations.enter(point, tmp_path)
        said = await inn.say(words)
        place = await inn.place()
        await inn.close()
        if place.flow == point.walk.flow:
            assert (place.state or {})["slots"].get(choice.slot) == choice.value, words
        assert goes_on(point, said, place), f"{words}: {said}"


def test_every_question_with_choices_has_one_walked() -> None:
    assert [str(p) for p in POINTS if p.question.options and p.stop.choice is None] == []


@pytest.mark.parametrize("point", CORRECTED, ids=str)
async def test_correction_of_an_earlier_answer_is_taken_and_said_back(point: Point, here: Inn) -> None:
    assert point.stop.corrects is not None
    sentence, slot, value = point.stop.corrects
    said = await here.say(sentence)
    place = await here.place()
    assert (place.state or {})["slots"][slot] == value, said
    assert place.flow == point.walk.flow
    assert "好的，" in said or point.question.reads_back, said


@at_every_step
async def test_everything_at_once_skips_to_the_end(point: Point, here: Inn) -> None:
    said = await here.say(point.walk.at_once)
    place = await here.place()
    assert place.step == point.walk.lands if point.walk.lands else point.walk.end in said, said


@at_every_step
async def test_optional_question_is_skipped_by_a_no(point: Point, here: Inn) -> None:
    """Whatever is not optional is asked on after a no, or the no is its answer."""
    said = await here.say("不用")
    place = await here.place()
    if point.question.optional:
        assert goes_on(point, said, place), said
    else:
        assert said


# --- not understood, a person, danger ---


@at_every_step
async def test_not_understood_three_times_ends_with_a_person(point: Point, here: Inn) -> None:
    if point.question.free:
        return  # whatever is said is an answer there
    said = await here.talk(*NONSENSE)
    assert len(set(said)) == 3
    assert "" not in said
    assert "算了" in said[1]
    assert "人工" in said[1]
    assert await here.todos() == ["person"]
    assert "店里" in said[2]
    assert await here.say("有房吗") == "您哪天入住？"


@at_every_step_of_a_guest
async def test_person_is_called_without_losing_the_place(point: Point, here: Inn) -> None:
    before, waiting = await here.place(), await here.todos()
    said = await here.say("转人工")
    assert "转给" in said
    assert await here.todos() == [*waiting, "person"]
    assert stands(await here.place()) == stands(before)
    assert goes_on(point, await here.say(point.stop.in_words or point.stop.answer), await here.place())


@at_every_step
async def test_danger_goes_first_and_loses_nothing(point: Point, here: Inn) -> None:
    before, waiting = await here.place(), await here.todos()
    said = await here.say("着火了！")
    assert said.startswith("先保证安全")
    assert stands(await here.place()) == stands(before)
    assert await here.todos() == [*waiting, "emergency"]


# --- a second task ---


@at_every_step
async def test_second_task_given_up_offers_the_first_again(point: Point, here: Inn) -> None:
    before = await here.place()
    await here.say(point.walk.second)
    place = await here.place()
    assert (place.flow, place.step) != (before.flow, before.step)
    waiting = [task["flow"] for task in (place.state or {}).get("waiting", [])]
    if point.walk.flow == "resuming":
        assert waiting == ["availability"]
        return
    assert waiting == [point.walk.flow]
    said = await here.say("算了")
    flow = named(point.walk.flow)
    if flow is not None and not flow.offered:
        assert "接着" not in said
        return
    assert "接着" in said
    await here.say("好")
    assert stands(await here.place()) == stands(before)


@at_every_step_of_a_guest
async def test_first_task_that_is_not_wanted_any_more_is_dropped(point: Point, here: Inn) -> None:
    await here.talk(point.walk.second, "算了")
    said = await here.say("不用了")
    place = await here.place()
    assert said
    assert "？" not in said
    assert place.flow == ""
    flow = named(point.walk.flow)
    assert not (place.state or {}).get("waiting") or (flow is not None and not flow.offered)


# --- silence, deploys, restarts ---


@at_every_step
async def test_answer_after_the_question_expired_is_still_taken(point: Point, here: Inn) -> None:
    """What only reads back is read back once more: prices and rooms may have changed."""
    flow = named(point.walk.flow)
    assert flow is not None
    here.clock.wind(here.clock.now() + flow.lives + timedelta(minutes=1))
    said = await here.say(point.stop.answer)
    place = await here.place()
    if point.question.reads_back:
        assert "接着" in said
        assert place.step == point.stop.step
        said = await here.say(point.stop.answer)
        place = await here.place()
    assert goes_on(point, said, place), said


@at_every_step
async def test_question_two_days_later_is_answered_alone(point: Point, here: Inn) -> None:
    question = await asked(here)
    here.clock.wind(here.clock.now() + timedelta(days=2, minutes=1))
    said = await here.say("狗能带吗")
    assert "小型犬" in said
    assert question not in said


@at_every_step
async def test_place_of_an_older_version_goes_on(point: Point, here: Inn) -> None:
    await here.set_place(flow_version=0)
    said = await here.say(point.stop.answer)
    assert "更新" in said or point.walk.flow == "resuming"  # which the task it resumes would say
    assert goes_on(point, said, await here.place()), said


@at_every_step
async def test_place_at_a_step_that_is_gone_keeps_what_was_said(point: Point, here: Inn) -> None:
    before = await here.slots()
    await here.set_place(step="gone")
    said = await here.say("在吗")
    assert said
    assert before.items() <= (await here.slots()).items()
    await here.say(point.walk.at_once)
    place = await here.place()
    assert place.step != "gone"


@at_every_step
async def test_place_with_slots_nobody_knows_goes_on(point: Point, here: Inn) -> None:
    state = dict((await here.place()).state or {})
    slots = {**state.get("slots", {}), "gone": "1", "adults": "lots", "way": "perhaps"}
    await here.set_place(state={**state, "slots": slots})
    said = await here.say(point.stop.answer)
    assert goes_on(point, said, await here.place()), said


@at_every_step
async def test_place_of_a_flow_that_is_gone_is_a_fresh_beginning(point: Point, here: Inn) -> None:
    await here.set_place(flow="gone", step="gone")
    assert await here.say("24号住两晚还有房吗")
    assert (await here.place()).flow == "availability"


@at_every_step
async def test_process_restarted_goes_on(point: Point, here: Inn) -> None:
    before = await here.place()
    await here.restart()
    assert await here.place() == before
    assert goes_on(point, await here.say(point.stop.answer), await here.place())


@at_every_step
async def test_language_switched_goes_on_in_the_other_one(point: Point, here: Inn) -> None:
    before = await here.place()
    said = await here.say("English please")
    assert said.startswith("Of course")
    assert stands(await here.place()) == stands(before)
    await here.say("说中文")
    assert stands(await here.place()) == stands(before)
    assert goes_on(point, await here.say(point.stop.answer), await here.place())


@at_every_step
async def test_bot_is_mute_while_a_person_talks(point: Point, here: Inn) -> None:
    before = await here.place()
    await here.set_place(muted_until=here.clock.now() + timedelta(minutes=5))
    assert await here.say(point.stop.answer) == ""
    assert stands(await here.place()) == stands(before)
    here.clock.wind(here.clock.now() + timedelta(minutes=6))
    assert goes_on(point, await here.say(point.stop.in_words or point.stop.answer), await here.place())

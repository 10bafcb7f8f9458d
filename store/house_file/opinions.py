"""What the house file says about opinions: the owner's own questions after a stay, and how soon a guest is answered.

What the owner leaves out has sensible defaults. Nothing here knows an opinion.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from locales import as_read
from store.house_file.fields import Name, Part, Text, refuse

Grade = Literal["light", "plain", "grave"]
HOURS: Mapping[Grade, int] = {"light": 45, "plain": 5, "grave": 1}  # of staffed time: three days, half a day
MOST_QUESTIONS = 5  # what is longer nobody answers on a phone

Hours = Annotated[int, Field(ge=1, le=240, examples=[4])]
QuestionKind = Literal["score", "choice", "words"]


class SurveyQuestion(Part):
    """One question of the owner's own, asked after the score."""

    text: Name = Field(examples=["早餐合口味吗？"])
    text_en: Text = ""
    kind: QuestionKind = Field("words", examples=["choice"])
    choices: tuple[Name, ...] = Field((), examples=[["合", "一般", "不合"]])
    choices_en: tuple[Name, ...] = ()

    @field_validator("choices")
    @classmethod
    def _fit_the_kind(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if info.data.get("kind") == "choice" and not 2 <= len(value) <= 6:
            raise refuse("are not two to six answers", "A question to choose from needs them.")
        if info.data.get("kind") != "choice" and value:
            raise refuse("belong to a question to choose from", 'Write kind = "choice", or leave them out.')
        return value

    @field_validator("choices_en")
    @classmethod
    def _as_many_in_english(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if value and len(value) != len(info.data.get("choices", ())):
            raise refuse("are not as many as choices", "Write each answer in English too, in the same order.")
        return value

    def offered(self, language: str) -> tuple[str, ...]:
        """The answers to choose from, for a reader of `language`."""
        english = () if language.startswith("zh") else self.choices_en
        return english or tuple(as_read(language, choice) for choice in self.choices)


class Survey(Part):
    """The question after a stay: a score and words by itself, and what the owner adds."""

    enabled: bool = True  # asked with the word of thanks: everybody or nobody
    questions: tuple[SurveyQuestion, ...] = ()

    @field_validator("questions")
    @classmethod
    def _few(cls, value: tuple[SurveyQuestion, ...]) -> tuple[SurveyQuestion, ...]:
        if len(value) > MOST_QUESTIONS:
            raise refuse("are more than five", "What is longer nobody answers on a phone.")
        return value


class Opinions(Part):
    """How soon the house answers what guests have to say, in hours of staffed time."""

    hours: Mapping[Grade, Hours] = {}

    def hours_for(self, grade: Grade) -> int:
        """Hours of staffed time until the guest is to be answered."""
        return self.hours.get(grade, HOURS[grade])

"""The house file `house.toml`: what it may say, whether it holds together, and what it means for a night.

Pure: nothing here opens a file of the owner's, a database or a clock.
"""

from store.house_file.festivals import BUILT_IN, KNOWN, Yearly, days_called, yearly
from store.house_file.greetings import BIRTHDAY, Festival, Greeting, Greetings, day_of
from store.house_file.membership import Level, Membership, Reward, RewardKind
from store.house_file.model import CloserWords, House, Policies, Price, PriceClass, RoomType, Special
from store.house_file.nights import holiday_nights, price_class
from store.house_file.opinions import Grade, Opinions, QuestionKind, Survey, SurveyQuestion
from store.house_file.reading import HouseFileError, Problem, house_from, merge, parse_house, stray
from store.house_file.samples import blank_house, demo_house, new_house_text
from store.house_file.service import MINUTES, Department, Service, ServiceKind
from store.house_file.wechat import ABILITIES, PURPOSES, Ability, Template, WeChat
from store.house_file.writing import house_text

__all__ = [
    "ABILITIES",
    "BIRTHDAY",
    "BUILT_IN",
    "KNOWN",
    "MINUTES",
    "PURPOSES",
    "Ability",
    "CloserWords",
    "Department",
    "Festival",
    "Grade",
    "Greeting",
    "Greetings",
    "House",
    "HouseFileError",
    "Level",
    "Membership",
    "Opinions",
    "Policies",
    "Price",
    "PriceClass",
    "Problem",
    "QuestionKind",
    "Reward",
    "RewardKind",
    "RoomType",
    "Service",
    "ServiceKind",
    "Special",
    "Survey",
    "SurveyQuestion",
    "Template",
    "WeChat",
    "Yearly",
    "blank_house",
    "day_of",
    "days_called",
    "demo_house",
    "holiday_nights",
    "house_from",
    "house_text",
    "merge",
    "new_house_text",
    "parse_house",
    "price_class",
    "stray",
    "yearly",
]

"""What `xiaoer serve` cannot do without and does not have, all of it at once. It opens no connection and prints no secret."""

from __future__ import annotations

from bot.setting_values import SettingProblem, SettingsError, variable
from bot.settings import Settings

WECOM_APP = ("wecom_corp_id", "wecom_agent_id", "wecom_secret")  # all of them, or none

PAY = (  # all of them, or none
    "pay_mchid",
    "pay_serial",
    "pay_key_file",
    "pay_api_key",
    "pay_wechat_key_id",
    "pay_wechat_key_file",
)


def serve_problems(settings: Settings) -> tuple[SettingProblem, ...]:
    """What `xiaoer serve` needs beyond correct settings and does not have; empty when it may start."""
    problems = [
        SettingProblem(variable(field), "is not set", f"Set it: {advice}")
        for field, advice in (
            ("wechat_app_id", "it stands in the account's console."),
            ("wechat_token", "the Token of the console's server configuration."),
        )
        if getattr(settings, field) is None
    ]
    if settings.wechat_mode != "plain" and settings.wechat_aes_key is None:
        problems.append(
            SettingProblem(
                variable("wechat_aes_key"),
                f"is not set, and the mode is {settings.wechat_mode}",
                "Set it: the EncodingAESKey of the console's server configuration.",
            )
        )
    problems += [
        SettingProblem(
            variable(field),
            "is not set, while other settings of the WeCom app are",
            "Set all three, or none.",
        )
        for field in WECOM_APP
        if getattr(settings, field) is None
        and any(getattr(settings, other) is not None for other in WECOM_APP)
    ]
    problems += _pay_problems(settings)
    if settings.llm_url is not None and not settings.llm_model:
        problems.append(
            SettingProblem(
                variable("llm_model"),
                f"is not set, while {variable('llm_url')} is",
                "Name the model, or unset the address.",
            )
        )
    if not settings.house.is_file():
        problems.append(
            SettingProblem(
                variable("house"),
                f"there is no file {settings.house}",
                "Run `xiaoer init`, or name your house file.",
            )
        )
    if settings.verify_dir is not None and not settings.verify_dir.is_dir():
        problems.append(
            SettingProblem(
                variable("verify_dir"), f"there is no folder {settings.verify_dir}", "Make it, or unset this."
            )
        )
    try:
        settings.data_keys()
    except SettingsError as error:
        problems.extend(error.problems)
    return tuple(problems)


def _pay_problems(settings: Settings) -> list[SettingProblem]:
    """What taking payments lacks: all of its settings or none, two files that hold keys, and an address to be told at."""
    lacking = [field for field in PAY if getattr(settings, field) is None]
    if len(lacking) == len(PAY):
        return []
    from bot.wechat.pay_signing import NoKey, merchant_key, wechat_key  # noqa: PLC0415 - only houses that take payments need it

    problems = [
        SettingProblem(
            variable(field), "is not set, while other settings of WeChat Pay are", "Set all six, or none."
        )
        for field in lacking
    ]
    if settings.public_url is None:
        problems.append(
            SettingProblem(
                variable("public_url"),
                "is not set, while WeChat Pay is",
                "Set it: guests pay on a page there.",
            )
        )
    for field, read in (("pay_key_file", merchant_key), ("pay_wechat_key_file", wechat_key)):
        path = getattr(settings, field)
        try:
            if path is not None:
                read(path)
        except NoKey:
            problems.append(
                SettingProblem(
                    variable(field),
                    f"there is no such key in {path}",
                    "Take the file of the merchant console, in PEM.",
                )
            )
    return problems

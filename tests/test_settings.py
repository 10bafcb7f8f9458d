"""The environment: defaults, every problem at once, no secret shown, and the key file."""

from __future__ import annotations

import base64
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.init import env_example, init
from bot.data_key import make_data_key, read_data_key
from bot.serve_problems import serve_problems
from bot.setting_values import decode_key
from bot.settings import Settings, SettingsError, read_environment
from store.house_file import parse_house
from store.world import SystemChance

KEY = bytes(range(32))
AES = "a" * 43


def problems(environ: dict[str, str]) -> dict[str, str]:
    with pytest.raises(SettingsError) as raised:
        Settings.load(environ)
    return {problem.variable: problem.what for problem in raised.value.problems}


def test_settings_of_an_empty_environment_are_the_defaults() -> None:
    settings = Settings.load({})
    assert settings.database_url.get_secret_value() == "sqlite:///var/xiaoer.db"
    assert (settings.host, settings.port, settings.metrics_port) == ("127.0.0.1", 8080, 0)
    assert settings.wechat_mode == "safe"
    assert settings.redis_url is None


def test_settings_ignore_the_process_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIAOER_PORT", "9999")
    assert Settings.load({}).port == 8080


def test_empty_variable_counts_as_not_set() -> None:
    assert Settings.load({"XIAOER_PORT": " ", "XIAOER_WECHAT_TOKEN": ""}) == Settings.load({})


def test_all_problems_are_named_at_once() -> None:
    found = problems(
        {
            "XIAOER_PORT": "x",
            "XIAOER_LOG_LEVEL": "loud",
            "XIAOER_DATABASE_URL": "mysql://u:hunter2@h/d",
            "XIAOER_REDIS_URL": "http://h",
            "XIAOER_PUBLIC_URL": "http://inn.example.com",
            "XIAOER_WECHAT_AES_KEY": "short",
            "XIAOER_DATA_KEY": "short",
            "XIAOER_TOKEN": "x",
        }
    )
    assert found == {
        "XIAOER_TOKEN": "there is no such setting",
        "XIAOER_DATABASE_URL": "is not a database address xiaoer can use",
        "XIAOER_REDIS_URL": "is not a Redis address",
        "XIAOER_PORT": "must be a valid integer",
        "XIAOER_PUBLIC_URL": "is not encrypted",
        "XIAOER_WECHAT_AES_KEY": "must be exactly 43 letters and digits",
        "XIAOER_DATA_KEY": "is not 32 bytes in base64 or hex",
        "XIAOER_LOG_LEVEL": "must be 'debug', 'info', 'warning' or 'error'",
    }


def test_unknown_variable_names_the_nearest() -> None:
    with pytest.raises(SettingsError, match="Did you mean XIAOER_DATABASE_URL"):
        Settings.load({"XIAOER_DATABSE_URL": "x"})


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///var/x.db",
        "sqlite+aiosqlite:////srv/x.db",
        "postgresql://u:p@h/d",
        "postgresql+asyncpg://u:p@h/d",
    ],
)
def test_database_address_of_a_known_kind_is_taken(url: str) -> None:
    assert Settings.load({"XIAOER_DATABASE_URL": url}).database_url.get_secret_value() == url


def test_secrets_never_appear_in_repr_or_errors() -> None:
    secrets = {
        "XIAOER_WECHAT_APP_SECRET": "appsecret0123456789",
        "XIAOER_WECHAT_TOKEN": "tokenhunter2",
        "XIAOER_WECHAT_AES_KEY": "k" * 43,
        "XIAOER_DATA_KEY": base64.b64encode(KEY).decode(),
        "XIAOER_DATABASE_URL": "postgresql://u:hunter2@h/d",
    }
    shown = repr(Settings.load(secrets)) + "\n".join(Settings.describe())
    with pytest.raises(SettingsError) as raised:
        Settings.load({name: value + " !" for name, value in secrets.items()} | {"XIAOER_PORT": "hunter2"})
    shown += str(raised.value) + repr(raised.value.problems)
    for value in (*secrets.values(), "hunter2"):
        assert value not in shown


def test_safe_mode_with_a_token_needs_the_aes_key() -> None:
    assert problems({"XIAOER_WECHAT_TOKEN": "token123"}) == {
        "XIAOER_WECHAT_MODE": "is safe, and XIAOER_WECHAT_AES_KEY is not set"
    }
    assert Settings.load({"XIAOER_WECHAT_TOKEN": "token123", "XIAOER_WECHAT_MODE": "plain"})
    assert Settings.load({"XIAOER_WECHAT_TOKEN": "token123", "XIAOER_WECHAT_AES_KEY": AES})


def test_metrics_on_the_web_port_are_refused() -> None:
    assert problems({"XIAOER_METRICS_PORT": "8080"}) == {"XIAOER_METRICS_PORT": "is the same as XIAOER_PORT"}


def test_api_base_may_be_plain_http_on_this_machine_only() -> None:
    assert Settings.load({"XIAOER_WECHAT_API_BASE": "http://127.0.0.1:9000/"}).wechat_api_base == (
        "http://127.0.0.1:9000"
    )
    assert problems({"XIAOER_WECHAT_API_BASE": "http://api.weixin.qq.com"}) == {
        "XIAOER_WECHAT_API_BASE": "is not encrypted"
    }


@pytest.mark.parametrize(
    "text",
    [KEY.hex(), KEY.hex().upper(), base64.b64encode(KEY).decode(), base64.b64encode(KEY).decode() + "\n"],
)
def test_data_key_reads_hex_and_base64(text: str) -> None:
    assert decode_key(text) == KEY


def test_data_key_of_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "data.key"
    make_data_key(file, SystemChance())
    from_file = Settings.load({"XIAOER_DATA_KEY_FILE": str(file)})
    assert from_file.data_keys() == (read_data_key(file), None)
    both = Settings.load(
        {
            "XIAOER_DATA_KEY_FILE": str(file),
            "XIAOER_DATA_KEY": KEY.hex(),
            "XIAOER_DATA_KEY_PREVIOUS": KEY[::-1].hex(),
        }
    )
    assert both.data_keys() == (KEY, KEY[::-1])


def test_made_data_key_is_private_and_never_replaced(tmp_path: Path) -> None:
    file = tmp_path / "var" / "data.key"
    make_data_key(file, SystemChance())
    key = read_data_key(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(SettingsError, match="exists already"):
        make_data_key(file, SystemChance())
    assert read_data_key(file) == key
    assert [path.name for path in file.parent.iterdir()] == ["data.key"]


def test_data_key_others_may_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "data.key"
    make_data_key(file, SystemChance())
    file.chmod(0o640)
    with pytest.raises(SettingsError, match="may be read by others"):
        read_data_key(file)


def test_damaged_or_missing_data_key_is_named_with_its_file(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        read_data_key(tmp_path / "none.key")
    damaged = tmp_path / "data.key"
    damaged.write_bytes(b"\xff\x00 not a key")
    damaged.chmod(0o600)
    with pytest.raises(SettingsError, match="does not hold 32 bytes"):
        read_data_key(damaged)


def test_serve_names_everything_it_lacks(tmp_path: Path) -> None:
    settings = Settings.load(
        {
            "XIAOER_HOUSE": str(tmp_path / "house.toml"),
            "XIAOER_DATA_KEY_FILE": str(tmp_path / "data.key"),
            "XIAOER_VERIFY_DIR": str(tmp_path / "verify"),
        }
    )
    assert [problem.variable for problem in serve_problems(settings)] == [
        "XIAOER_WECHAT_APP_ID",
        "XIAOER_WECHAT_TOKEN",
        "XIAOER_WECHAT_AES_KEY",
        "XIAOER_HOUSE",
        "XIAOER_VERIFY_DIR",
        "XIAOER_DATA_KEY_FILE",
    ]


def test_dotenv_fills_what_the_environment_leaves_out(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("XIAOER_PORT=9000\nXIAOER_HOST=0.0.0.0\nXIAOER_WECHAT_APP_SECRET=a$${HOME}bcdefgh\n")
    environ = read_environment({"XIAOER_PORT": "9001"}, dotenv)
    settings = Settings.load(environ)
    assert (settings.port, settings.host) == (9001, "0.0.0.0")  # noqa: S104 - read, not listened on
    assert environ["XIAOER_WECHAT_APP_SECRET"] == "a$${HOME}bcdefgh"
    assert read_environment({"A": "b"}, tmp_path / "none") == {"A": "b"}


def test_init_writes_what_serve_can_begin_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(init, ["inn"], catch_exceptions=False)
    assert result.exit_code == 0
    assert "xiaoer serve" in result.output
    monkeypatch.chdir(tmp_path / "inn")
    parse_house(Path("house.toml").read_bytes())
    settings = Settings.load(read_environment({}, Path(".env")))
    lacking = [problem.variable for problem in serve_problems(settings)]
    assert lacking == ["XIAOER_WECHAT_APP_ID", "XIAOER_WECHAT_TOKEN", "XIAOER_WECHAT_AES_KEY"]
    assert [stat.S_IMODE(Path(name).stat().st_mode) for name in (".env", "var/data.key")] == [0o600, 0o600]


def test_init_a_second_time_changes_nothing(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("house.toml", ".env", "var/data.key")]
    CliRunner().invoke(init, [str(tmp_path)], catch_exceptions=False)
    files[0].write_text("mine")
    before = [file.read_bytes() for file in files]
    result = CliRunner().invoke(init, [str(tmp_path)], catch_exceptions=False)
    assert result.output.count("kept") == 3
    assert [file.read_bytes() for file in files] == before


def test_env_example_names_every_setting_once() -> None:
    named = [line.lstrip("# ").partition("=")[0] for line in env_example().splitlines() if "XIAOER_" in line]
    assert sorted(named) == sorted(line.partition("=")[0] for line in Settings.describe())

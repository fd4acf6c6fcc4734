import pytest

from haochaping.settings import SettingsError, load


def test_the_environment_is_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAOCHAPING__PROMPT__MAX_AGE_DAYS", "9")
    monkeypatch.setenv("PORT", "8010")
    settings = load()
    assert (settings.prompt.max_age_days, settings.port) == (9, 8010)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("HAOCHAPING__PROMT__MAX_AGE_DAYS", "9", "no section promt"),
        ("HAOCHAPING__DATABASE_URL", "postgresql:///x", "no section database_url"),
        ("HAOCHAPING__PROMPT__MAX_AGE", "9", "prompt.max_age"),
        ("HAOCHAPING__PROMPT__MAX_AGE_DAYS", "soon", "prompt.max_age_days"),
        ("HAOCHAPING__PROMPT__OPENS", "21:00", "21:00 is not before prompt.closes, 20:30"),
        ("HAOCHAPING__PROMPT__OPENS", "08:30+08:00", "prompt.opens"),
        ("HAOCHAPING__CHANNELS__SMS", "pigeon", "channels.sms"),
        ("PORT", "99999", "PORT"),
        ("PORT", "0", "PORT"),
        ("PORT", "web", "PORT"),
    ],
)
def test_what_is_wrong_is_named_in_one_line(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=says) as refused:
        load()
    assert "\n" not in str(refused.value)


def test_links_lead_to_where_we_listen_unless_an_address_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load().web.public_base_url == "http://127.0.0.1:8000"
    monkeypatch.setenv("PORT", "8010")
    assert load().web.public_base_url == "http://127.0.0.1:8010"
    monkeypatch.setenv("HAOCHAPING__WEB__PUBLIC_BASE_URL", "https://hall.example")
    assert load().web.public_base_url == "https://hall.example"


TOKEN, SECRET = "HAOCHAPING__CHANNELS__TELEGRAM__BOT_TOKEN", "HAOCHAPING__CHANNELS__TELEGRAM__SECRET_TOKEN"
POLLING = "HAOCHAPING__CHANNELS__TELEGRAM__POLLING"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({TOKEN: "1:abc"}, "channels.telegram is half set up: it lacks secret_token"),
        ({SECRET: "word"}, "it lacks bot_token"),
        ({POLLING: "true"}, "it lacks bot_token"),
        ({TOKEN: "no token", SECRET: "word"}, "channels.telegram.bot_token"),
        ({TOKEN: "1:abc", SECRET: "two words"}, "channels.telegram.secret_token"),
    ],
)
def test_half_a_telegram_bot_is_refused(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], says: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=says) as refused:
        load()
    assert "\n" not in str(refused.value)
    assert "no token" not in str(refused.value)


def test_the_bot_process_runs_where_updates_are_polled(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load().idle_processes == {"bot"}
    monkeypatch.setenv(TOKEN, "1:abc")
    monkeypatch.setenv(POLLING, "true")
    assert load().idle_processes == frozenset()


WECHAT = "HAOCHAPING__CHANNELS__WECHAT__"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"APP_ID": "wx1"}, "channels.wechat is half set up: it lacks app_secret, token"),
        ({"TOKEN": "t"}, "it lacks app_id, app_secret"),
        ({"ENCODING_AES_KEY": "a" * 43}, "it lacks app_id, app_secret, token"),
        ({"ENCODING_AES_KEY": "a" * 42}, "channels.wechat.encoding_aes_key: an EncodingAESKey is 43"),
        ({"TEMPLATE_FIELDS": "thing1=name"}, "channels.wechat.template_fields"),
        (
            {"APP_ID": "wx1", "APP_SECRET": "s", "TOKEN": "t", "TEMPLATE_ID": "T", "TEMPLATE_FIELDS": ""},
            "it lacks template_fields",
        ),
    ],
)
def test_half_a_wechat_account_is_refused(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], says: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(WECHAT + name, value)
    with pytest.raises(SettingsError, match=says) as refused:
        load()
    assert "\n" not in str(refused.value)


def test_a_plain_wechat_account_needs_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("APP_ID", "APP_SECRET", "TOKEN"):
        monkeypatch.setenv(WECHAT + name, "x")
    assert load().channels.wechat.missing() == []


@pytest.mark.parametrize(
    ("given", "lacks"),
    [
        (
            {"SMS": "twilio"},
            "channels.twilio is half set up: it lacks account_sid, auth_token, from_number or",
        ),
        ({"TWILIO__ACCOUNT_SID": "AC1"}, "it lacks auth_token, from_number or messaging_service_sid"),
        (
            {"SMS": "aliyun", "ALIYUN__ACCESS_KEY_ID": "k"},
            "channels.aliyun is half set up: it lacks access_key_sec",
        ),
        ({"ALIYUN__SIGN_NAME": "政务服务"}, "channels.aliyun is half set up: it lacks access_key_id, "),
        ({"SMS_SECOND": "aliyun"}, "channels.aliyun is half set up: it lacks access_key_id, "),
        (
            {
                "SMS_SECOND": "twilio",
                "TWILIO__ACCOUNT_SID": "AC1",
                "TWILIO__AUTH_TOKEN": "t",
                "TWILIO__FROM_NUMBER": "+1",
            },
            "channels.sms_second: it must be another provider beside a real one",
        ),
        ({"ALIYUN__ALLOWED_ADDRESSES": "47.1.2.0/24, here"}, "channels.aliyun.allowed_addresses"),
    ],
)
def test_a_provider_half_set_up_is_refused_with_what_it_lacks(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], lacks: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"HAOCHAPING__CHANNELS__{name}", value)
    with pytest.raises(SettingsError, match=lacks):
        load()

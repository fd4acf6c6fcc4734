"""What staff can do about the reasons that stop messages."""

from channels.aliyun.verdicts import ADVICE as ALIYUN
from channels.telegram.verdicts import ADVICE as TELEGRAM
from channels.twilio.verdicts import ADVICE as TWILIO
from channels.wechat.verdicts import ADVICE as WECHAT

_OURS = {
    "unknown": "may have arrived: the provider could not be asked, so it counts as sent; nothing to do",
    "cannot_be_written": "an error of ours: the worker's log names it",
    "template_not_approved": "haochaping template list: add or approve the template",
    "template_variable_unknown": "the template names a variable that this message has no value for: another template",
    "not_at_provider": "the provider did not take it, again and again: look at its status page",
}

_THEIRS = {"twilio": TWILIO, "aliyun": ALIYUN, "wechat": WECHAT, "telegram": TELEGRAM}


def advice_on(provider: str, reason: str) -> str:
    """What to do next about messages that a provider stopped for a reason."""
    return (_OURS | {**_THEIRS.get(provider, {})}).get(reason, "the provider's list of codes says more")

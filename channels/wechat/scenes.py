"""QR codes (带参数的二维码): who scans one follows the account, and what it carries comes to our webhook."""

from datetime import timedelta

from channels.wechat.api import WeChatApi

SCENE = "/cgi-bin/qrcode/create"


async def make_scene(api: WeChatApi, carries: str, lasts: timedelta) -> str:
    """The address that a QR code must hold; `carries` has 64 characters at most. Raises `Declined`, a `SendFailed`."""
    asked = {
        "expire_seconds": int(lasts.total_seconds()),
        "action_name": "QR_STR_SCENE",
        "action_info": {"scene": {"scene_str": carries}},
    }
    return str((await api.post(SCENE, asked))["url"])

"""`/console/sign-in` and out again."""

import re

from fastapi import Request, Response

from evaluation.staff import Permission
from usecases.staff.accounts import sign_out
from usecases.staff.sign_in import AccountDisabled, Attempt, TooManyTries, WrongPassword, sign_in
from web.console import cookies
from web.console.pages import SIGN_IN, moved, page
from web.console.routing import ANYBODY, Console
from web.console.staffed import At, client_of, signed_in, times_of
from web.console.words import clock_time
from web.forms import Form, read_form, text
from web.services import services

START = "/console"
_NEXT = re.compile(r"/console(/[A-Za-z0-9_-]+)*(\?[A-Za-z0-9_=&%.+-]*)?")

console = Console()


@console.get("/sign-in", needs=ANYBODY)
async def show(request: Request) -> Response:
    """The form; who is signed in already goes on."""
    wanted = _next(request.query_params.get("next", START))
    if await signed_in(request, services(request)) is not None:
        return moved(request, wanted)
    return _form(request, wanted)


@console.post("/sign-in", needs=ANYBODY)
async def enter(request: Request) -> Response:
    """Begin a session, and go where one wanted to."""
    desk, form = services(request), await read_form(request)
    wanted = _next(text(form, "next", 500))
    times = times_of(desk)
    try:
        token = await sign_in(desk.database, desk.passwords, desk.sessions, _attempt(request, form), times)
    except WrongPassword:
        return _form(request, wanted, form, "用户名或密码不对，请检查后再试。", 401)
    except AccountDisabled:
        return _form(request, wanted, form, "这个账号已停用，请与管理员联系。", 403)
    except TooManyTries as error:
        wrong = f"试错次数太多，请在{clock_time(error.again_at)}后再试。"
        return _form(request, wanted, form, wrong, 429)
    response = moved(request, wanted)
    cookies.keep(request, response, token)
    return response


@console.post("/sign-out", needs=Permission.OWN_ACCOUNT)
async def leave(at: At) -> Response:
    """End this session."""
    async with at.database.transaction() as tx:
        await sign_out(tx, at.session, at.session.session_id, at.actor, at.times)
    response = at.moved(SIGN_IN)
    cookies.forget(at.request, response)
    return response


def _attempt(request: Request, form: Form) -> Attempt:
    return Attempt(
        username=text(form, "username", 64),
        password=password(form, "password"),
        client=client_of(request),
        agent=request.headers.get("user-agent", ""),
        replaces=cookies.token_of(request),
    )


def password(form: Form, name: str) -> str:
    """A password as it was typed: blanks at its edges count."""
    return form.get(name, [""])[-1][:1000]


def _next(wanted: str) -> str:
    """A page of the console, whatever the address says."""
    return wanted if _NEXT.fullmatch(wanted) else START


def _form(
    request: Request, wanted: str, form: Form | None = None, wrong: str = "", status: int = 200
) -> Response:
    username = text(form or {}, "username", 64)
    return page(request, "sign_in", status=status, next=wanted, username=username, wrong=wrong)

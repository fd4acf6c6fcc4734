"""Who may use the API: systems that hold a key."""

from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from store import access
from web.problems import Problem
from web.services import Services, services

_bearer = HTTPBearer(auto_error=False, description="A key made by `haochaping key add NAME`")


async def system_name(
    desk: Annotated[Services, Depends(services)],
    given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> str:
    """The name of the system whose key was given; 401 without a good one."""
    if given is not None:
        async with desk.database.transaction() as tx:
            name = await access.key_name(tx, given.credentials)
        if name is not None:
            return name
    raise Problem(
        401,
        "需要有效的密钥：Authorization: Bearer KEY (a valid key is needed)",
        headers={"WWW-Authenticate": "Bearer"},
    )

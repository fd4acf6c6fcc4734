"""The baseline of the turns: the same server and framework around an answer that needs nothing."""

from fastapi import FastAPI, Request
from fastapi.responses import Response

app = FastAPI()


@app.post("/webhooks/twilio/sms")
async def sms(request: Request) -> Response:
    """Read the form and answer."""
    await request.body()
    return Response("<Response/>", media_type="application/xml")

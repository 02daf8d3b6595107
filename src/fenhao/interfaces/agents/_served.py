"""The same door over streamable HTTP: every request brings its own token, and nothing is kept between two of them."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import anyio
import anyio.to_thread

from fenhao.interfaces.agents._server import Door, build_server
from fenhao.interfaces.words import explain_trouble
from fenhao.kernel import Trouble

if TYPE_CHECKING:
    from mcp.server import ServerRequestContext
    from starlette.types import ASGIApp, Receive, Scope, Send

PATH = "/mcp"
BODY_BYTES_MAX = 256 * 1024
"""How long a question may be: the longest is a study with its answers."""
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_BEARER = "Bearer "


def serve_http(door: Door, *, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Answer agents at ``http://host:port/mcp`` until interrupted; each brings a token of the API in ``Authorization``.

    Only callers that name this host, or the loopback, are answered: a page in a browser cannot be led here by another name.
    """
    import uvicorn

    ready(f"http://{host}:{port}{PATH}")
    uvicorn.run(http_app(door, host=host), host=host, port=port, log_level="warning", access_log=False)


def http_app(door: Door, *, host: str) -> "ASGIApp":
    """Return the application; the secret of ``door`` itself opens nothing here."""
    from mcp.server.transport_security import TransportSecuritySettings
    from starlette.requests import Request

    names = list(dict.fromkeys((host, *_LOOPBACK)))
    limiter = anyio.CapacityLimiter(1)

    def secret_of(ctx: "ServerRequestContext[dict[str, object]]") -> str:
        """Return the token that a call's request brought."""
        return _secret_in(Request(ctx.request.scope).headers.get("authorization", "")) if ctx.request else ""

    server = build_server(door, limiter=limiter, secret_of=secret_of)
    app = server.streamable_http_app(
        streamable_http_path=PATH,
        json_response=True,
        stateless_http=True,
        max_request_body_size=BODY_BYTES_MAX,
        transport_security=TransportSecuritySettings(
            allowed_hosts=[told for each in names for told in (each, f"{each}:*")],
            allowed_origins=[f"http://{each}:*" for each in names],
        ),
    )
    return _guarded(app, door, limiter)


def _secret_in(told: str) -> str:
    """Return the token in an ``Authorization``; empty when there is none in it."""
    return told.removeprefix(_BEARER).strip() if told.startswith(_BEARER) else ""


def _guarded(app: "ASGIApp", door: Door, limiter: anyio.CapacityLimiter) -> "ASGIApp":
    """Return the application behind a look at the token: who brings none that opens something learns nothing of it."""
    from starlette.requests import Request
    from starlette.responses import JSONResponse

    async def guard(scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Let a request through, or answer 401 in words."""
        if scope["type"] == "http":
            secret = _secret_in(Request(scope).headers.get("authorization", ""))
            try:
                await anyio.to_thread.run_sync(door.with_secret(secret).seat, limiter=limiter)
            except Trouble as trouble:
                body = {"error": trouble.code, "message": explain_trouble(trouble, door.lang)}
                await JSONResponse(body, 401, {"WWW-Authenticate": "Bearer"})(scope, receive, send)
                return
        await app(scope, receive, send)

    return guard

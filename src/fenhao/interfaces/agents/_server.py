"""The server: who asks is found anew at every call, what he may not do is not there, and trouble is told in words."""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

import anyio
import anyio.to_thread

import fenhao
from fenhao.books.people import Right
from fenhao.books.people.operations import TokenVerdict, open_token, tokens
from fenhao.interfaces.agents._asked import read_asked, schema_of
from fenhao.interfaces.agents._told import Seat, Told
from fenhao.interfaces.agents._tools import TOOLS, Tool
from fenhao.interfaces.words import Language, explain_trouble, say
from fenhao.kernel import Trouble
from fenhao.runs.book import Book
from fenhao.warehouse import EngineFailed

if TYPE_CHECKING:
    from mcp.server import Server, ServerRequestContext
    from mcp_types import (
        CallToolRequestParams,
        CallToolResult,
        ListToolsResult,
        PaginatedRequestParams,
        Tool as ToolTold,
    )

CHARACTERS_MAX = 60_000
"""How long an answer may become; whoever wants more asks for fewer rows and goes on with the cursor."""


@dataclass(frozen=True, slots=True)
class Door:
    """One company's door for agents: its book as it is now, the token, the clock, the language."""

    book: Callable[[], Book]
    secret: str
    clock: Callable[[], datetime]
    lang: Language

    def with_secret(self, secret: str) -> "Door":
        """Return the same door for another token."""
        return replace(self, secret=secret)

    def seat(self) -> Seat:
        """Return for whom tools are called now. Trouble ``agents.token_refused`` when the token opens nothing any more."""
        at = self.clock()
        opened = open_token(secret=self.secret, at=at)
        if opened.verdict is not TokenVerdict.accepted:
            raise Trouble("agents.token_refused", {"verdict": opened.verdict.value})
        user = opened.user_id
        named = {each.id: each.name for each in tokens(user_id=user, by=user, at=at)}
        return Seat(self.book(), self.lang, user, named[opened.id], opened.rights, at)

    def tools(self) -> tuple[Tool, ...]:
        """Return the tools that there are for this person and token now."""
        seat = self.seat()
        return tuple(each for each in TOOLS if each.right in seat.rights and Right.see in seat.rights)

    def call(self, name: str, given: Mapping[str, object]) -> Told:
        """Return a tool's answer; Trouble ``agents.no_such_tool`` for one that is not there for this person."""
        seat = self.seat()
        found = next(
            (each for each in TOOLS if each.name == name and {each.right, Right.see} <= seat.rights), None
        )
        if found is None:
            raise Trouble("agents.no_such_tool", {})
        return found.work(seat, read_asked(found.fields, given))


def build_server(
    door: Door,
    *,
    limiter: anyio.CapacityLimiter,
    secret_of: "Callable[[ServerRequestContext[dict[str, object]]], str] | None" = None,
) -> "Server[dict[str, object]]":
    """Return the server of a door. It asks the door in as many threads as ``limiter`` lets it: one, where the books' connection lives.

    ``secret_of`` says with which token a call comes, where callers bring their own; otherwise it is that of the door.
    """
    import mcp_types as types
    from mcp.server import Server

    def door_of(ctx: "ServerRequestContext[dict[str, object]]") -> Door:
        """Return the door for whoever calls."""
        return door if secret_of is None else door.with_secret(secret_of(ctx))

    async def list_tools(
        ctx: "ServerRequestContext[dict[str, object]]", _params: "PaginatedRequestParams | None"
    ) -> "ListToolsResult":
        """Return the tools that there are for this person."""
        found = await anyio.to_thread.run_sync(_there, door_of(ctx), limiter=limiter)
        return types.ListToolsResult(tools=[_described(each, door.lang) for each in found])

    async def call_tool(
        ctx: "ServerRequestContext[dict[str, object]]", params: "CallToolRequestParams"
    ) -> "CallToolResult":
        """Return what a tool says, or in words why it does not."""
        told, wrong = await anyio.to_thread.run_sync(
            _answered, door_of(ctx), params.name, params.arguments or {}, limiter=limiter
        )
        text = types.TextContent(type="text", text=json.dumps(told, ensure_ascii=False))
        return types.CallToolResult(content=[text], structured_content=told, is_error=wrong)

    return Server(
        "fenhao",
        version=fenhao.__version__,
        title=say("agents.title", {}, door.lang),
        instructions=say("agents.instructions", {}, door.lang),
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def _there(door: Door) -> tuple[Tool, ...]:
    """Return the tools there are; none for a token that opens nothing."""
    try:
        return door.tools()
    except Trouble:
        return ()


def _answered(door: Door, name: str, given: Mapping[str, object]) -> tuple[Told, bool]:
    """Return an answer, and whether it is one of trouble."""
    try:
        told = door.call(name, given)
    except Trouble as trouble:
        return _trouble(trouble, door.lang), True
    except (EngineFailed, OSError, ValueError) as failed:
        logging.getLogger("fenhao.agents").warning("%s failed: %s", name, type(failed).__name__)
        return _trouble(Trouble("agents.failed", {}), door.lang), True
    if len(json.dumps(told, ensure_ascii=False)) > CHARACTERS_MAX:
        return _trouble(Trouble("agents.too_long", {}), door.lang), True
    return told, False


def _trouble(trouble: Trouble, lang: Language) -> Told:
    return {"error": trouble.code, "message": explain_trouble(trouble, lang)}


def _described(tool: Tool, lang: Language) -> "ToolTold":
    """Return a tool as the protocol describes it."""
    import mcp_types as types

    return types.Tool(
        name=tool.name,
        title=say(f"agents.tool.{tool.name}.title", {}, lang),
        description=say(f"agents.tool.{tool.name}.description", {}, lang),
        input_schema=schema_of(tool.fields, lang),
        annotations=types.ToolAnnotations(
            read_only_hint=not tool.proposes,
            destructive_hint=False,
            idempotent_hint=True,
            open_world_hint=False,
        ),
    )


def serve_stdio(door: Door) -> None:
    """Answer an agent over this process's own input and output until it closes them."""
    from mcp.server.stdio import stdio_server

    server = build_server(door, limiter=anyio.CapacityLimiter(1))

    async def serve() -> None:
        """Serve one client."""
        async with stdio_server() as (reads, writes):
            await server.run(reads, writes, server.create_initialization_options())

    anyio.run(serve)

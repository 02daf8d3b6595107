"""A door for agents: an MCP server that reads under a person's token and roles, and may propose; it decides nothing."""

from fenhao.interfaces.agents._served import http_app, serve_http
from fenhao.interfaces.agents._server import Door, build_server, serve_stdio
from fenhao.interfaces.agents._tools import TOOLS, Tool

__all__ = ["TOOLS", "Door", "Tool", "build_server", "http_app", "serve_http", "serve_stdio"]

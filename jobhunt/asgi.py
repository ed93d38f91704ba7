"""The one ASGI application: pages and API through the bridge, /ws by Channels."""

import os
import sys
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobhunt.settings")

from jobhunt.wsgi import application as wsgi_application  # isort: skip

from channels.routing import ProtocolTypeRouter

from jobhunt.lib.bridge import Bridge
from jobhunt.lib.health import Health
from jobhunt.routing import websocket


def _close_with(protocol: Any, code: int | None = None) -> None:
    protocol.sendCloseFrame(code=code or 1000)


if daphne := sys.modules.get("daphne.ws_protocol"):
    # It refuses to send 1008, which is ours to say: an application may not choose
    # a code below 3000 there.
    daphne.WebSocketProtocol.serverClose = _close_with

application = ProtocolTypeRouter(
    {
        "http": Bridge(wsgi_application, health=Health()),
        "websocket": websocket,
    }
)

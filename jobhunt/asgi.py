"""The one ASGI application: pages and API through the bridge, /ws by Channels."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobhunt.settings")

from jobhunt.wsgi import application as wsgi_application  # isort: skip

from channels.routing import ProtocolTypeRouter

from jobhunt.lib.bridge import Bridge
from jobhunt.lib.health import Health
from jobhunt.routing import websocket

application = ProtocolTypeRouter(
    {
        "http": Bridge(wsgi_application, health=Health()),
        "websocket": websocket,
    }
)

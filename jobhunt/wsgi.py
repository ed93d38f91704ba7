"""Django's WSGI application: what the bridge calls, and for servers of one's own.

Under a plain WSGI server ``/ws`` and ``/health`` are missing.
"""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobhunt.settings")

application = get_wsgi_application()

"""The site as a WSGI application, for `tinhgon serve` or any other server."""

import os

from django.core.wsgi import get_wsgi_application

from tinhgon.deployment import keep_secret_key

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tinhgon.settings")
keep_secret_key()
application = get_wsgi_application()

from django.conf import settings
from django.db.utils import OperationalError

from moviedb.lib.postgres.errors import PrivateServerError
from moviedb.lib.postgres.server import PrivateServer


def private_server() -> PrivateServer:
    """The private server of this installation."""
    return PrivateServer(settings.STATE_DIR, settings.POSTGRES_BIN)


def ensure_private_server() -> str:
    """The host (the socket's folder) of the private server, which is started when it does not run."""
    try:
        folder, _ = private_server().ensure_running()
    except PrivateServerError as fault:
        raise OperationalError(str(fault)) from fault
    return str(folder)

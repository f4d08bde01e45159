from django.conf import settings
from django.db.utils import OperationalError

from moviedb.lib.postgres.errors import PrivateServerError
from moviedb.lib.postgres.server import PrivateServer

# Whether this process started the server: `serve` stops at its end what it started.
_started_here = False


def private_server() -> PrivateServer:
    """The private server of this installation."""
    return PrivateServer(settings.STATE_DIR, settings.POSTGRES_BIN)


def ensure_private_server() -> str:
    """The host (the socket's folder) of the private server, which is started when it does not run."""
    global _started_here
    try:
        folder, started = private_server().ensure_running()
    except PrivateServerError as fault:
        raise OperationalError(str(fault)) from fault
    _started_here |= started
    return str(folder)


def was_started_here() -> bool:
    return _started_here

"""How gunicorn serves the site: `gunicorn -c deploy/gunicorn.conf.py zonetrack.wsgi`."""

import gc
import os
import shutil
import tempfile

# Before the site is loaded: where its processes count for all of them.
os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="zonetrack-metrics-")

#: The folder, not the link to it: what is loaded later comes from the version that was started.
chdir = os.getcwd()
#: Only nginx on this machine reaches it.
bind = os.environ.get("WEB_BIND", "127.0.0.1:8000")
#: Processes; each answers one request at a time. Two to four for each core.
workers = int(os.environ.get("WEB_WORKERS", "4"))
#: No threads: making pages is the processor's work, and threads only wait for one another in it.
worker_class = "sync"
#: The site is loaded once and shared by all processes: half the memory. A new version is a restart.
preload_app = True
#: Longer than a bulletin takes to print, which is stopped after a minute.
timeout = 120
#: Whoever waits for an answer gets it before a process ends.
graceful_timeout = 90
#: A process is replaced now and then, not all at once: memory does not creep up over months.
max_requests = 2000
max_requests_jitter = 400
#: Signs of life on the disk would be read as a hang while the disk is slow.
worker_tmp_dir = "/dev/shm"
#: Only the proxy here is believed to say how people came.
forwarded_allow_ips = "127.0.0.1"
#: nginx writes down who came; here stands what went wrong.
accesslog = None
errorlog = "-"
#: No second way in: what is to be done with the server is done by systemd.
control_socket_disable = True


#: Seconds that the server prints at most, as it starts, what people will open first.
PRINTS_FOR = 3


def when_ready(server):
    """Nothing; what most people open first is printed, and every process begins with it.

    What one of them prints later the others take from a folder that only this server has.
    """
    from django.db import connections

    from assessments.views.first_print import print_first
    from zones.shared_parts import share

    server.parts = tempfile.mkdtemp(prefix="zonetrack-parts-")
    share(server.parts)
    print_first(PRINTS_FOR)
    connections.close_all()  # a process that is made has its own


def pre_fork(server, worker):
    """Nothing; what is loaded is left alone by the new process's search for garbage, and shared."""
    gc.freeze()


def child_exit(server, worker):
    """Nothing; what the ended process was doing at the moment counts no more."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)


def on_exit(server):
    """Nothing; the counts and printed parts are gone with the server that they were of."""
    for folder in (os.environ["PROMETHEUS_MULTIPROC_DIR"], getattr(server, "parts", None)):
        if folder:
            shutil.rmtree(folder, ignore_errors=True)

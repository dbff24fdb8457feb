"""JupyterLab on this machine only, in folders of its own."""

import contextlib
import json
import os
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

# No news pop-up: it would ask a server elsewhere. No debugger: it complains about notebooks that were closed.
DISABLED = ["@jupyterlab/apputils-extension:announcements", "@jupyterlab/debugger-extension"]


class Server:
    """JupyterLab on 127.0.0.1, at a free port, without a token; its page has ``jupyterapp`` for the tests.

    Parameters
    ----------
    folder : Path
        What it serves.
    private : Path
        A folder for its settings and notes, which is made.
    """

    def __init__(self, folder, private):
        self.folder, self.url, self._notes = folder, None, private / "run"
        settings = private / "config" / "labconfig"
        settings.mkdir(parents=True)
        quiet = {"disabledExtensions": dict.fromkeys(DISABLED, True)}
        (settings / "page_config.json").write_text(json.dumps(quiet), encoding="utf-8")
        environment = {**os.environ, "JUPYTER_PREFER_ENV_PATH": "1", "IPYTHONDIR": str(private / "ipython"),
                       "JUPYTER_CONFIG_DIR": str(private / "config"), "JUPYTER_RUNTIME_DIR": str(self._notes),
                       "JUPYTERLAB_SETTINGS_DIR": str(private / "settings"),
                       "PATH": str(Path(sys.executable).parent) + os.pathsep + os.environ.get("PATH", "")}
        # All cells are in the page, also those that are scrolled away.
        tracker = private / "settings" / "@jupyterlab" / "notebook-extension"
        tracker.mkdir(parents=True)
        (tracker / "tracker.jupyterlab-settings").write_text('{"windowingMode": "none"}', encoding="utf-8")
        self.log = (private / "server.log").open("w")
        # Port 0: Jupyter takes a free one. Without the check, a script may stop kernels.
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1",
                   "--ServerApp.port=0", f"--ServerApp.root_dir={folder}", "--IdentityProvider.token=",
                   "--ServerApp.password=", "--ServerApp.disable_check_xsrf=True",
                   "--LabApp.expose_app_in_browser=True", "--JupyterNotebookApp.expose_app_in_browser=True"]
        self.process = subprocess.Popen(command, env=environment, stdout=self.log, stderr=subprocess.STDOUT, cwd=folder)

    def path(self, name):
        """A notebook, as Jupyter names it."""
        return name

    def wait(self, seconds=300):
        """Until it answers. At which port, it has written down."""
        note, end = self._notes / f"jpserver-{self.process.pid}.json", time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            with contextlib.suppress(OSError, ValueError):      # no note yet, half a note, nobody who listens
                self.url = json.loads(note.read_text(encoding="utf-8"))["url"].rstrip("/")
                self.ask("GET", "/api")
                return
            time.sleep(0.1)
        raise RuntimeError("JupyterLab did not start:\n" + Path(self.log.name).read_text()[-2000:])

    def ask(self, method, path):
        """What its REST interface answers."""
        with urllib.request.urlopen(urllib.request.Request(self.url + path, method=method), timeout=60) as answer:
            return json.loads(answer.read() or "null")

    def stop_kernels(self):
        for session in self.ask("GET", "/api/sessions"):
            with contextlib.suppress(OSError):      # it has gone by itself, or it goes with the server
                self.ask("DELETE", f"/api/sessions/{session['id']}")

    def stop(self):
        """First politely, so that it stops its kernels; then not."""
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(5)
        self.log.close()


@dataclass(frozen=True)
class Shelf:
    """The notebooks of one module of tests: a folder in that of the server."""

    server: Server
    name: str

    @property
    def url(self):
        return self.server.url

    @property
    def folder(self):
        return self.server.folder / self.name

    def path(self, name):
        return f"{self.name}/{name}"

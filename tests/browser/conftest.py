"""A real browser and a real JupyterLab, on this machine only. Whatever is started here is stopped here."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

CHROMIUM_FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                  "--disable-background-networking", "--disable-component-update", "--disable-sync"]

IDLE = "[data-status=idle], .jp-NotebookKernelStatus"       # the kernel is there: JupyterLab's sign, and Notebook's
NAMED = "() => !/No Kernel/.test(document.querySelector('.jp-KernelName')?.textContent ?? '')"
PROMPTS = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell .jp-InputPrompt"


def _missing(what):
    """Without the tool there is nothing to test: skip, unless this is a place that must have it."""
    if os.environ.get("LEADERLAB_REQUIRE_TOOLS") == "1":
        pytest.fail(f"{what} is missing, and LEADERLAB_REQUIRE_TOOLS=1 asks for it.", pytrace=False)
    pytest.skip(f"{what} is missing")


@pytest.fixture(scope="session")
def chromium():
    """A browser for the whole session."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _missing("playwright")
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        _missing("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


class Tab:
    """A page that notes every error on its console, and notes and refuses every request that leaves this machine."""

    def __init__(self, browser, **options):
        self.context = browser.new_context(viewport={"width": 1280, "height": 900}, **options)
        self.page = self.context.new_page()
        self.errors, self.outside = [], []
        self.page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.context.route("**/*", self._watch)

    def _watch(self, route):
        url = route.request.url
        if url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:", "file:")):
            route.continue_()
        else:
            self.outside.append(url)
            route.abort()

    def open_notebook(self, server, name, *, classic=False):
        """Open a notebook in JupyterLab, or in Notebook 7, and wait for its cells."""
        self.page.goto(f"{server.url}/notebooks/{name}" if classic else f"{server.url}/lab/tree/{name}?reset")
        self.page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=60_000)
        self.errors.clear()         # what Jupyter itself complains about while it loads is not ours

    def run_all(self, seconds=120):
        """Run > Run All Cells, until every code cell has a number. Again if the kernel was not ready."""
        end, idle = time.monotonic() + seconds, 99
        self.page.locator(IDLE).first.wait_for(state="attached", timeout=60_000)
        self.page.wait_for_function(NAMED, timeout=60_000)          # else JupyterLab asks which kernel is wanted
        while time.monotonic() < end:
            for dialog in self.page.locator(".jp-Dialog").all():
                raise AssertionError(f"JupyterLab asks something: {dialog.inner_text()}")
            if idle > 10:           # nothing has run for two seconds: ask (again)
                self.page.locator(".lm-MenuBar-itemLabel", has_text="Run").first.click()
                self.page.locator(".lm-Menu-itemLabel", has_text="Run All Cells").first.click()
                idle = 0
            self.page.wait_for_timeout(200)
            prompts = self.page.locator(PROMPTS).all_inner_texts()
            busy = any("*" in prompt for prompt in prompts)
            if prompts and not busy and all(any(c.isdigit() for c in prompt) for prompt in prompts) and idle > 2:
                return
            idle = 0 if busy else idle + 1
        raise AssertionError(f"The cells did not run: {prompts}")

    def assert_clean(self):
        """Nothing was asked of another machine, and nothing was complained of on the console."""
        assert self.outside == []
        assert [error for error in self.errors if "favicon" not in error] == []

    def close(self):
        self.context.close()


@pytest.fixture
def tab(chromium):
    """A fresh browser context; the test ends with no error and no request to elsewhere."""
    opened = Tab(chromium)
    yield opened
    opened.close()


class Server:
    """JupyterLab on 127.0.0.1, at a free port, without a token, in a folder of its own."""

    def __init__(self, folder, private):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url, self.folder = f"http://127.0.0.1:{port}", folder
        # No news pop-up: it would ask a server elsewhere.
        settings = private / "config" / "labconfig"
        settings.mkdir(parents=True)
        quiet = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}
        (settings / "page_config.json").write_text(json.dumps(quiet), encoding="utf-8")
        environment = {**os.environ, "JUPYTER_PREFER_ENV_PATH": "1", "IPYTHONDIR": str(private / "ipython"),
                       "JUPYTER_CONFIG_DIR": str(private / "config"), "JUPYTER_RUNTIME_DIR": str(private / "run"),
                       "PATH": str(Path(sys.executable).parent) + os.pathsep + os.environ.get("PATH", "")}
        # All cells are in the page, also those that are scrolled away: their numbers can be read.
        tracker = private / "settings" / "@jupyterlab" / "notebook-extension"
        tracker.mkdir(parents=True)
        (tracker / "tracker.jupyterlab-settings").write_text('{"windowingMode": "none"}', encoding="utf-8")
        environment["JUPYTERLAB_SETTINGS_DIR"] = str(private / "settings")
        self.log = (private / "server.log").open("w")
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1",
                   f"--ServerApp.port={port}", "--ServerApp.port_retries=0", f"--ServerApp.root_dir={folder}",
                   "--IdentityProvider.token=", "--ServerApp.password="]
        self.process = subprocess.Popen(command, env=environment, stdout=self.log, stderr=subprocess.STDOUT, cwd=folder)

    def wait(self, seconds=60):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(self.url + "/api", timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                if self.process.poll() is not None:
                    break
                time.sleep(0.2)
        raise RuntimeError("JupyterLab did not start:\n" + Path(self.log.name).read_text()[-2000:])

    def stop(self):
        """First politely, so that it stops its kernels; then not."""
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(5)
        self.log.close()


@pytest.fixture(scope="session")
def serve(tmp_path_factory):
    """``serve(folder)`` starts JupyterLab in a copy of that folder. All are stopped at the end, whatever happens."""
    running = []

    def start(folder):
        copy = tmp_path_factory.mktemp("lab") / "notebooks"
        shutil.copytree(folder, copy)
        server = Server(copy, tmp_path_factory.mktemp("private"))
        running.append(server)
        server.wait()
        return server

    yield start
    for server in running:
        server.stop()

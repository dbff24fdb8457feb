"""A real browser and a real JupyterLab, on this machine only. Whatever is started here is stopped here."""

import os
import shutil

import pytest
from lab_server import Server, Shelf
from lab_tab import Tab
from patience import PATIENCE
from playwright.sync_api import expect, sync_playwright

# The last one: there is no other machine.
CHROMIUM_FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                  "--disable-background-networking", "--disable-component-update", "--disable-sync",
                  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
STARTS = 3              # a server may lose its port to somebody who was faster

expect.set_options(timeout=1000 * PATIENCE)


def _missing(what):
    """Without the tool there is nothing to test: skip, unless this is a place that must have it."""
    if os.environ.get("LEADERLAB_REQUIRE_TOOLS") == "1":
        pytest.fail(f"{what} is missing, and LEADERLAB_REQUIRE_TOOLS=1 asks for it.", pytrace=False)
    pytest.skip(f"{what} is missing")


@pytest.fixture(scope="session")
def chromium():
    """A browser for the whole session."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        _missing("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def tab(chromium):
    """A fresh page, which knows nothing of other tests."""
    opened = Tab(chromium)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def kept():
    """The page that stays open from test to test, if there is one."""
    pages = []
    yield pages
    for page in pages:
        page.close()


@pytest.fixture
def lab(chromium, kept, request):
    """A page with JupyterLab, which takes seconds to load, so it stays open; only its notebooks are closed."""
    if not kept:
        kept.append(Tab(chromium))
    kept[0].page.emulate_media(reduced_motion="no-preference")
    failed = request.session.testsfailed
    yield kept[0]
    if request.session.testsfailed > failed:        # who knows what is left in it
        kept.pop().close()
    else:
        kept[0].close_notebooks()


@pytest.fixture(scope="session")
def jupyter(tmp_path_factory):
    """One JupyterLab for the whole session."""
    for start in range(STARTS):
        server = Server(tmp_path_factory.mktemp("notebooks"), tmp_path_factory.mktemp("private"))
        try:
            server.wait()
            break
        except RuntimeError:
            server.stop()
            if start == STARTS - 1:
                raise
    yield server
    server.stop()


@pytest.fixture(scope="module")
def serve(jupyter, request):
    """``serve(folder)`` has JupyterLab serve a copy of a folder. The module's kernels are stopped at its end."""
    def start(folder):
        name = f"{request.module.__name__}-{folder.name}"
        shutil.copytree(folder, jupyter.folder / name)
        return Shelf(jupyter, name)

    yield start
    jupyter.stop_kernels()

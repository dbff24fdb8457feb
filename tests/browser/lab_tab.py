"""A page of the browser, and what tests do in it with a notebook."""

from patience import PATIENCE

# Jupyter's own commands, and not its menus: each says when it is done.
OPEN = """async (path) => {
    await jupyterapp.restored;
    const panel = await jupyterapp.commands.execute("docmanager:open", { path });
    await panel.revealed;
}"""
CLOSE = """() => {
    for (const panel of [...jupyterapp.shell.widgets("main")]) if (panel.context) panel.dispose();
}"""
KERNEL = "() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel"
RUN_ALL = """async () => {
    const { sessionContext } = jupyterapp.shell.currentWidget;
    await sessionContext.ready;
    await sessionContext.session.kernel.info;
    return jupyterapp.commands.execute("notebook:run-all-cells");
}"""
RESTART = "() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()"
ASK = """async (code) => {
    const { kernel } = jupyterapp.shell.currentWidget.sessionContext.session;
    const future = kernel.requestExecute({ code, store_history: false }), said = [];
    future.onIOPub = ({ header, content }) => {
        if (header.msg_type === "execute_result") said.push(content.data["text/plain"]);
        if (header.msg_type === "error") said.push(content.ename + ": " + content.evalue);
    };
    await future.done;
    return said.join("");
}"""
# A promise that nobody keeps must not stop the tests for ever.
IN_TIME = """([work, seconds, arg]) => Promise.race([
    eval(work)(arg),
    new Promise((_, fail) => setTimeout(() => fail(new Error(`not done after ${seconds} seconds`)), 1000 * seconds)),
])"""


class Tab:
    """A page that notes every error on its console, and every request that leaves this machine.

    Such requests are also refused, by CHROMIUM_FLAGS.
    """

    def __init__(self, browser, **options):
        self.context = browser.new_context(viewport={"width": 1280, "height": 900}, **options)
        self.context.set_default_timeout(1000 * PATIENCE)
        self.page = self.context.new_page()
        self.errors, self.outside = [], []
        self.page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", self._watch)
        self.page.on("websocket", self._watch)

    def _watch(self, request):
        if not request.url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:", "file:")):
            self.outside.append(request.url)

    def open_notebook(self, server, name, *, classic=False):
        """Open a notebook in JupyterLab, or in Notebook 7, and wait for its cells and its kernel."""
        if classic:
            self.page.goto(f"{server.url}/notebooks/{server.path(name)}")
        else:
            if not self.page.url.startswith(f"{server.url}/lab"):
                self.page.goto(f"{server.url}/lab?reset")
                self.page.wait_for_function("window.jupyterapp")
            self._do(CLOSE)
            self._do(OPEN, server.path(name))
        self.page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
        self.page.wait_for_function(KERNEL)
        self.errors.clear()         # what Jupyter itself complains about while it loads is not ours

    def close_notebooks(self):
        """Leave nothing of them in the page; their kernels go on."""
        if self.page.evaluate("'jupyterapp' in window"):
            self._do(CLOSE)

    def run_all(self, seconds=300):
        """Run > Run All Cells, to the end."""
        assert self._do(RUN_ALL, seconds=seconds), self.page.locator(".jp-OutputArea-output pre").all_inner_texts()

    def play(self, server, name, *, classic=False):
        """Open and run a notebook; its page, when there is a player."""
        self.open_notebook(server, name, classic=classic)
        self.run_all()
        self.page.locator(".ll-player .ll-network").first.wait_for()
        return self.page

    def ask(self, code):
        """What Python says to a line of code, next to the cells of the notebook; an error is said, too."""
        return self._do(ASK, code)

    def restart_kernel(self):
        self._do(RESTART)

    def assert_clean(self):
        """Nothing was asked of another machine, and nothing was complained of on the console."""
        assert self.outside == []
        assert [error for error in self.errors if "favicon" not in error] == []

    def close(self):
        self.context.close()

    def _do(self, work, arg=None, seconds=PATIENCE):
        return self.page.evaluate(IN_TIME, [work, seconds, arg])

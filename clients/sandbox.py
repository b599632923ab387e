"""A sandbox of one's own for each test, and what a test may ask of it.

It knows what the contract says about the sandbox: its arguments, the line that it prints, and its control routes.
"""

import json
import os
import subprocess
import unittest
import urllib.request

READY = "Rescind sandbox is ready: "


class Sandbox:
    """The binary that RESCIND_SANDBOX names, on the demo seed and a free port."""

    def __init__(self):
        binary = os.environ.get("RESCIND_SANDBOX")
        if not binary:
            raise RuntimeError("RESCIND_SANDBOX is not set: run the tests by `cargo xtask test clients`")
        command = [binary, "--listen", "127.0.0.1:0", "--seed", "demo"]
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        line = self._process.stdout.readline().strip()
        if not line.startswith(READY):
            self.stop()
            raise RuntimeError(f"the sandbox did not start: {line!r}")
        self.url = line.removeprefix(READY)

    def stop(self):
        """Ends the sandbox."""
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()

    def state(self):
        """Everything that the sandbox holds."""
        return self._control("GET", "state")

    def reset(self, **content):
        """Starts over, with a `seed` or with contents of one's own."""
        return self._control("POST", "reset", content)

    def knobs(self, **change):
        """Turns knobs, such as genauth={"departments": False}."""
        return self._control("POST", "knobs", change)

    def fault(self, **fault):
        """Plants a fault, such as path="/api/v3/get-role", status=502."""
        return self._control("POST", "faults", fault)

    def _control(self, method, route, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/__sandbox/{route}", data=data, method=method)
        # No proxy of the machine's stands between a test and the loopback.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request) as answer:
            return json.load(answer)


class SandboxTest(unittest.TestCase):
    """A test that has a sandbox to itself, as `self.sandbox`."""

    def setUp(self):
        self.sandbox = Sandbox()
        self.addCleanup(self.sandbox.stop)

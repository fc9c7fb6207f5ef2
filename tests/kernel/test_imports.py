"""Who loads the kernel: the child and nobody else."""

import subprocess
import sys

import pytest

SUPERVISOR = ["client", "host", "launch", "local", "nursery", "session", "zygote", "__main__"]


@pytest.mark.parametrize("module", [*SUPERVISOR, "confined"])
def test_the_supervisor_and_its_clients_never_load_the_kernel(module):
    script = f"import sys; import workers.kernel.{module}; print(sorted({{'cadquery', 'OCP', 'cad.kernel'}} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_a_client_loads_no_numpy_either():
    """A server process imports it, and has no use for a mathematics library with threads of its own."""
    script = "import sys; import workers.kernel.client, workers.kernel.launch; print('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "False\n"

"""The kernel as the rest of the house uses it: named sessions, fresh ones, chunks that are already known, refusals."""

import hashlib
import threading

import pytest

from tests.kernel.sessions import BOX, alive, job, message, wait_for
from workers.kernel.api import BuildJob, KernelUnavailable
from workers.kernel.limits import Limits
from workers.kernel.local import LocalKernel
from workers.kernel.pack import chunk_bytes
from workers.kernel.sandbox import Confinement

pytestmark = pytest.mark.kernel
TWO = BOX + "\nshow_object(cq.Workplane('XY', origin=(9, 0, 0)).box(1, 1, 1), name='still')\n"
PID = "\nimport os\nprint(os.getpid())\n"


def pid_of(kernel, session):
    return int(kernel.build(job(BOX + PID), session).scene["stdout"])


def test_a_build_gives_parts_and_chunks_that_are_named_by_their_hash(kernel):
    outcome = kernel.build(job(BOX))
    scene = outcome.scene
    assert (scene["ok"], outcome.ended) == (True, "alive")
    assert scene["kernel"].startswith("cadquery ")
    (part,) = scene["parts"]
    assert part["volume_mm3"] == pytest.approx(6)
    assert set(outcome.chunks) == {name["sha256"] for name in scene["chunks"]}
    for name in scene["chunks"]:
        data = outcome.chunks[name["sha256"]]
        assert hashlib.sha256(data).hexdigest() == name["sha256"]
        assert len(data) == chunk_bytes(name["kind"], name["vertices"], name["indices"])
    assert {scene["chunks"][face["chunk"]]["kind"] for face in part["faces"]} == {"face"}


def test_files_come_from_a_fresh_session(kernel):
    outcome = kernel.build(job(BOX, exports=("step", "stl"), mesh=False))
    assert outcome.files["step"].startswith(b"ISO-10303-21")
    assert len(outcome.files["stl"]) == 84 + 50 * 12
    assert not any(outcome.chunks.values())


def test_chunks_of_the_last_answer_are_left_out_on_request(kernel):
    first = kernel.build(job(TWO), "known")
    again = kernel.build(job(TWO, have="last"), "known")
    changed = kernel.build(job(TWO, have="last", params={"width": 4.0}), "known")
    assert again.chunks == {}
    assert again.scene["chunks"] == first.scene["chunks"]
    assert set(changed.chunks) == {n["sha256"] for n in changed.scene["chunks"]} - set(first.chunks)
    assert 0 < len(changed.chunks) < len(changed.scene["chunks"])
    assert set(kernel.build(job(TWO), "known").chunks) == set(first.chunks)


def test_after_a_failure_nothing_counts_as_known(kernel):
    """The failed answer held no chunks, so the next one must bring all of them."""
    first = kernel.build(job(BOX), "fails")
    assert not kernel.build(job("1 / 0"), "fails").scene["ok"]
    assert kernel.build(job(BOX, have="last"), "fails").chunks == first.chunks


def test_a_named_session_lives_on_and_a_fresh_one_does_not(kernel):
    assert pid_of(kernel, "lives") == pid_of(kernel, "lives")
    assert pid_of(kernel, "lives") != pid_of(kernel, "another")
    fresh = pid_of(kernel, None)
    assert fresh != pid_of(kernel, None)
    assert not alive(fresh)
    kernel.end_session("another")


def test_a_session_that_ended_is_replaced_by_the_next_build(kernel):
    before = pid_of(kernel, "replaced")
    outcome = kernel.build(job("while True:\n    pass", wall_s=1), "replaced")
    assert (outcome.ended, outcome.scene["ok"]) == ("timeout", False)
    assert message(outcome)["values"] == {"limit_s": 1}
    assert pid_of(kernel, "replaced") != before
    assert not alive(before)


def test_deep_changes_replace_the_session_after_its_answer(kernel):
    script = "import cadquery as cq\ncq.Workplane.box.__defaults__ = (1,)\nimport os\nprint(os.getpid())"
    before = int(kernel.build(job(script), "deep").scene["stdout"])
    wait_for(lambda: not alive(before))
    assert pid_of(kernel, "deep") != before


def test_a_cancel_ends_the_running_build_and_the_session_can_build_again(kernel):
    outcomes, begun = [], threading.Event()

    def build():
        script = BOX + "\nwhile True:\n    show_object(cq.Workplane().box(1, 1, 1))"
        outcomes.append(kernel.build(job(script), "cancel", lambda step, of: begun.set()))

    builder = threading.Thread(target=build)
    builder.start()
    wait_for(lambda: begun.is_set() or (kernel.cancel("cancel") is None and not builder.is_alive()))
    kernel.cancel("cancel")
    builder.join(10)
    assert outcomes[0].ended == "cancelled"
    assert message(outcomes[0])["code"] == "cancelled"
    assert kernel.build(job(BOX), "cancel").scene["ok"]
    kernel.cancel("cancel")         # nothing runs: nothing happens
    kernel.cancel("nobody")
    assert kernel.build(job(BOX), "cancel").scene["ok"]


def test_many_sessions_build_side_by_side(kernel):
    results = {}

    def build(number):
        outcome = kernel.build(job(BOX, params={"width": float(number)}), f"side-{number % 3}")
        results[number] = outcome.scene["parts"][0]["volume_mm3"]

    builders = [threading.Thread(target=build, args=(n,)) for n in range(1, 10)]
    for builder in builders:
        builder.start()
    for builder in builders:
        builder.join()
    assert results == {n: pytest.approx(2 * n) for n in range(1, 10)}
    for n in range(3):
        kernel.end_session(f"side-{n}")


def test_several_files_and_chinese_names(kernel):
    files = {"主.py": "import 尺寸\nimport cadquery as cq\nshow_object(cq.Workplane().box(1, 1, 尺寸.高), name='盒')".encode(), "尺寸.py": "高 = 5.0".encode()}
    outcome = kernel.build(BuildJob(files, main="主.py"))
    assert outcome.scene["parts"][0]["path"] == "盒"
    assert outcome.scene["parts"][0]["volume_mm3"] == pytest.approx(5)


@pytest.mark.parametrize(("files", "settings", "code"), [
    ({"a.py": b""}, {}, "no_main"), ({"main.py": b"", "../x": b""}, {}, "file_name"), ({"main.py": b"", "..": b""}, {}, "file_name"),
    ({"main.py": b"", "a\0b": b""}, {}, "file_name"), ({"main.py": b"", "\ud800": b""}, {}, "file_name"), ({"main.py": b"", "": b""}, {}, "file_name"),
    ({"main.py": b"", "x" * 300: b""}, {}, "file_name"), ({"main.py": b"", "big": bytes(9 << 20)}, {}, "file_size"),
    ({"main.py": b""} | {f"f{i}": b"" for i in range(150)}, {}, "files_size"),
    ({"main.py": b""}, {"params": {"w": float("nan")}}, "not_finite"), ({"main.py": b""}, {"params": {"w": "\ud800"}}, "values"),
    ({"main.py": b""}, {"params": {"\ud800": 1}}, "values"), ({"main.py": b""}, {"params": {"w": "x" * (2 << 20)}}, "values_size"),
    ({"main.py": b""}, {"exports": ("exe",)}, "format"), ({"main.py": b""}, {"wall_s": 0.0}, "settings"),
    ({"main.py": b""}, {"wall_s": float("inf")}, "settings"), ({"main.py": b""}, {"deflection_mm": 0.0}, "settings"),
])
def test_a_job_that_cannot_be_handed_over_is_a_sentence(kernel, files, settings, code):
    outcome = kernel.build(BuildJob(files, **settings), "refused")
    assert message(outcome)["code"] == code
    assert message(outcome)["text"].endswith(".")
    message(outcome)["text"].encode()
    assert "\0" not in message(outcome)["text"]


@pytest.fixture
def own_kernel(tmp_path):
    """Makes kernels with settings of their own."""
    made = []

    def make(**settings):
        made.append(LocalKernel(scratch_root=str(tmp_path), **settings))
        return made[-1]

    yield make
    for kernel in made:
        kernel.close()
    assert not list(tmp_path.glob("*/run-*"))


def test_short_memory_ends_the_session_that_was_unused_for_longest(own_kernel):
    kernel = own_kernel(memory_mb=90)
    pids = [pid_of(kernel, f"s{n}") for n in range(6)]
    assert not alive(pids[0])
    assert alive(pids[-1])
    assert 0 < kernel.status().sessions < 6
    assert kernel.build(job(BOX), "s0").scene["ok"]


def test_sessions_that_idle_too_long_end_by_the_next_tidying(own_kernel):
    kernel = own_kernel(limits=Limits(idle_s=0.0))
    pid = pid_of(kernel, "idle")
    assert not alive(pid)
    assert kernel.status().sessions == 0


def test_a_host_that_cannot_confine_refuses_with_a_sentence(own_kernel):
    kernel = own_kernel(how=Confinement(abi=0))
    status = kernel.status()
    assert not status.confined
    assert "Landlock" in status.reason
    for session in (None, "named"):
        with pytest.raises(KernelUnavailable, match="Landlock"):
            kernel.build(job(BOX), session)


def test_trusted_local_mode_builds_where_scripts_cannot_be_confined_and_says_so(own_kernel):
    kernel = own_kernel(how=Confinement(abi=0), trust_local=True)
    assert kernel.build(job("print(open('/etc/passwd').read(5))"), "own").scene["stdout"]
    status = kernel.status()
    assert (status.confined, status.layers) == (False, ("rlimits",))
    assert status.reason
    assert kernel.build(job("while True: pass", wall_s=1)).ended == "timeout"


def test_a_layer_that_is_switched_off_counts_as_not_confined(own_kernel):
    kernel = own_kernel(how=Confinement(("rlimits", "landlock")))
    with pytest.raises(KernelUnavailable, match="only these layers"):
        kernel.build(job(BOX))


def test_the_status_comes_from_a_session_that_proved_itself(kernel):
    status = kernel.status()
    assert status.confined
    assert status.reason == ""
    assert status.landlock_abi >= 1
    assert status.layers == ("rlimits", "landlock", "seccomp")


def test_a_closed_kernel_says_so(own_kernel):
    kernel = own_kernel()
    pid = pid_of(kernel, "closed")
    kernel.close()
    assert not alive(pid)
    with pytest.raises(KernelUnavailable):
        kernel.build(job(BOX))

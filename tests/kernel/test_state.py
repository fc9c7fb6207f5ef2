"""What a script leaves behind in its session does not reach the next build, or the session is replaced."""

import pytest

from tests.kernel.sessions import BOX, job, message

pytestmark = pytest.mark.kernel


def output(session, script):
    return session.build(job(script)).scene["stdout"]


@pytest.mark.parametrize(("leave", "look"), [
    ("cq.Workplane.rib = lambda self: self", "hasattr(cq.Workplane, 'rib')"),
    ("del cq.Workplane.box", "not hasattr(cq.Workplane, 'box')"),
    ("math.pi = 3", "math.pi == 3"),
    ("import builtins; builtins.extra = 1", "'extra' in dir(__import__('builtins'))"),
    ("os.environ['LEFT'] = 'x'", "'LEFT' in os.environ"),
    ("os.mkdir('sub'); os.chdir('sub')", "os.path.exists('sub') or os.getcwd().endswith('sub')"),
    ("open('left.txt', 'w').close()", "os.path.exists('left.txt')"),
    ("sys.setrecursionlimit(77)", "sys.getrecursionlimit() == 77"),
    ("sys.path.append('/left')", "'/left' in sys.path"),
    ("gc.disable()", "not gc.isenabled()"),
    ("import decimal; decimal.getcontext().prec = 3", "__import__('decimal').getcontext().prec == 3"),
    ("import numpy; numpy.seterr(all='raise')", "__import__('numpy').geterr()['divide'] == 'raise'"),
    ("import warnings; warnings.simplefilter('error')", "__import__('warnings').filters[0][0] == 'error'"),
    ("left = 1", "'left' in globals()"),
    ("class Late:\n    def __del__(self): math.tau = 0\nlate = Late(); late.me = late", "math.tau == 0"),
])
def test_what_a_script_changed_is_put_back(session, leave, look):
    first = f"import cadquery as cq, gc, math, os, sys\n{leave}\nprint({look})\n"
    if "Late" not in leave:
        assert output(session, first) == "True\n"
    else:
        output(session, first)
    assert output(session, f"import cadquery as cq, gc, math, os, sys\nprint({look})") == "False\n"
    assert session.recycle == ""


def test_a_session_survives_that_python_itself_is_replaced(session):
    outcome = session.build(job("import builtins, json\nbuiltins.open = builtins.len = builtins.isinstance = None\njson.dumps = lambda *a, **k: 'x'\n" + BOX))
    assert (outcome.scene["ok"], outcome.ended, message(outcome)["code"]) == (True, "alive", "builtins")
    late = "import builtins\nclass Late:\n    def __del__(self): builtins.len = builtins.vars = builtins.isinstance = None\nlate = Late(); late.me = late\n"
    assert session.build(job(late + BOX)).scene["ok"]
    assert session.build(job(BOX)).scene["messages"] == []


@pytest.mark.parametrize(("leave", "word"), [
    ("cq.Workplane.box.__code__ = (lambda self: self).__code__", "box"),
    ("cq.Workplane.box.__defaults__ = (1,)", "box"),
    ("import sys\nsys.modules['math'] = sys", "math"),
    ("import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()", "threads"),
    ("import os\nkeep = [os.dup(0) for _ in range(30)]", "open files"),
])
def test_what_cannot_be_put_back_marks_the_session_for_replacement(session, leave, word):
    session.build(job(f"import cadquery as cq\n{leave}\n{BOX}"))
    assert word in session.recycle


def test_ordinary_builds_leave_nothing_to_replace(session):
    for width in (1.0, 2.0, 3.0):
        outcome = session.build(job(BOX, params={"width": width}))
        assert outcome.scene["parts"][0]["volume_mm3"] == pytest.approx(2 * width)
        assert session.recycle == ""


def test_a_live_session_answers_like_a_fresh_one(open_session):
    """Parts that it kept from earlier builds included."""
    script = "import cadquery as cq\nwide = 3.0\nshow_object(cq.Workplane().box(1, 2, wide), name='box')\nshow_object(cq.Workplane().sphere(2), name='ball')"
    live = open_session()
    for wide in (3.0, 4.0, 3.0):
        mine, fresh = (session.build(job(script, params={"wide": wide})) for session in (live, open_session()))
        assert mine.scene["chunks"] == fresh.scene["chunks"]
        assert mine.scene["parts"] == fresh.scene["parts"]
        assert mine.chunks == fresh.chunks


def test_random_numbers_are_the_same_in_every_build(session):
    script = "import random, numpy\nprint(random.random(), numpy.random.random())"
    assert output(session, script) == output(session, script)


@pytest.mark.parametrize("script", [
    "import numpy, scipy.optimize\nprint(scipy.optimize.brentq(lambda x: x - 1, 0, 3) == 1)",
    "import sqlite3\nprint(sqlite3.connect(':memory:').execute('select 1').fetchone() == (1,))",
    "import tempfile\nwith tempfile.NamedTemporaryFile('w+') as f:\n    print(f.write('x') == 1)",
    "import shutil\nopen('a', 'w').write('x')\nshutil.copy2('a', 'b')\nprint(open('b').read() == 'x')",
    "import zipfile\nzipfile.ZipFile('z.zip', 'w').writestr('a', 'b')\nprint(zipfile.ZipFile('z.zip').namelist() == ['a'])",
    "import uuid, zoneinfo\nprint(len(str(uuid.uuid4())) == 36, zoneinfo.ZoneInfo('Asia/Shanghai').key == 'Asia/Shanghai')",
    "from concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor(4) as pool:\n    print(list(pool.map(abs, [-1])) == [1])",
    "print(open(__file__).read().startswith('print'))",
    "import os\nos.makedirs('a/b')\nos.rename('a/b', 'c')\nprint(os.path.isdir('c'))",
    "import cadquery as cq\ncq.exporters.export(cq.Workplane().box(1, 2, 3), 'b.step')\nprint(round(cq.importers.importStep('b.step').val().Volume(), 3) == 6)",
    "import cadquery as cq\nw = cq.Workplane().box(9, 9, 9).faces('>Z').workplane().rarray(2, 2, 4, 4).hole(1)\nprint(w.val().isValid())",
    "import cadquery as cq\nprint(cq.Workplane().text('Sunmao 榫卯', 5, 1).val().Volume() > 0)",
    "import matplotlib\nmatplotlib.use('Agg')\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.savefig('p.png')\nprint(open('p.png', 'rb').read(4) == b'\\x89PNG')",
])
def test_ordinary_scripts_run_unmodified(session, script):
    outcome = session.build(job(script))
    assert set(outcome.scene["stdout"].split()) == {"True"}, outcome.scene


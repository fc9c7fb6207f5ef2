"""What the demo studio has made so far: projects, their products, and how each came about, the newest last.

A step says how the product differed from the finished sample; the last step of each product is the sample itself, as pictured.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from server.accounts.schemas import SampleAccount
from server.documents import samples
from server.documents.ydoc import Content, Scalar

PASSWORD = "sunmao-demo"
STUDIO = "海屿设计 Haiyu Studio"
CHEN = SampleAccount(email="chenyu@haiyu.example", password=PASSWORD, name="陈屿 Chen Yu", role="designer")
SU = SampleAccount(email="sutong@haiyu.example", password=PASSWORD, name="苏桐 Su Tong", role="designer")
ZHOU = SampleAccount(email="zhoulan@nanyue.example", password=PASSWORD, name="周岚 Zhou Lan", role="curator")
DESIGNERS = (CHEN, SU)
ACCOUNTS = (*DESIGNERS, ZHOU)

WARM_WHITE = (92.0, 0.4, 4.2)
WALNUT_BROWN = (38.0, 10.5, 17.0)


@dataclass(frozen=True)
class Step:
    """A saved version: by whom, why, and what was still different then. ``colours`` maps part paths to CIELAB, D65 and 10°."""

    by: SampleAccount
    message: str
    params: Mapping[str, Scalar] = field(default_factory=dict)
    colours: Mapping[str, tuple[float, float, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """A project of one product. The owner starts it and adds the colleague as an editor."""

    name: str
    owner: SampleAccount
    sample: str
    steps: tuple[Step, ...]


PLANS = (
    Plan("女装原型", SU, "bodice", (
        Step(SU, "起点 Starting point", {"ease": 90, "hem_dart": False}),
        Step(SU, "放松量减到 60，加腰省 Ease down to 60, with waist darts"),
    )),
    Plan("栅影家具", SU, "cabinet", (
        Step(SU, "起点 Starting point", {"width": 1000, "pull": "bar"}, {
            "栅影斗柜/箱体/箱壳": WALNUT_BROWN, "栅影斗柜/左门/栅条": WALNUT_BROWN, "栅影斗柜/右门/栅条": WALNUT_BROWN}),
        Step(CHEN, "加宽到 1200，改用白蜡木 Wider at 1200, in ash"),
    )),
    Plan("小家电 2027", CHEN, "kettle", (
        Step(CHEN, "起点 Starting point", {"belly_radius": 82, "handle_reach": 44}, {
            "听泉电水壶/壶体/壶身": WARM_WHITE, "听泉电水壶/壶体/壶嘴": WARM_WHITE, "听泉电水壶/壶盖/盖": WARM_WHITE}),
        Step(SU, "握空加到 50，手不碰壶身 More room for the hand: 50", {"belly_radius": 82}, {
            "听泉电水壶/壶体/壶身": WARM_WHITE, "听泉电水壶/壶体/壶嘴": WARM_WHITE, "听泉电水壶/壶盖/盖": WARM_WHITE}),
        Step(CHEN, "腹部收到 78，改鼠尾草绿 Slimmer at 78, in sage green"),
    )),
)


def content_at(sample_id: str, step: Step) -> Content:
    """What the document of the sample held at that step."""
    finished = samples.content_of(samples.find(sample_id))
    return replace(finished, params=step.params, appearance={**finished.appearance, **_recoloured(finished, step)})


def _recoloured(finished: Content, step: Step) -> dict[str, Any]:
    changed = {}
    for path, lab in step.colours.items():
        inline = finished.appearance[f"default|part:{path}"]["inline"]
        changed[f"default|part:{path}"] = {"inline": {**inline, "color": {**inline["color"], "lab": list(lab)}}}
    return changed

import dataclasses
import hashlib
import json

import pytest

from server.documents.manifest import FORMAT, Manifest

MANIFEST = Manifest(
    document="01JDC0", parents=["b" * 64], files={"main.py": "a" * 64}, params={"壁厚": 2.0, "n": 3, "口": "圆"},
    schemes={"default": {"name": "默认", "order": 0}}, appearance={"default|part:壶身": {"inline": {"finish": "satin"}}},
    assets={}, kernel={"cadquery": "2.8.0"}, author="陈屿", message="收窄腹部", created="2026-11-24T08:00:00Z",
)


def test_the_name_is_the_sha256_of_the_canonical_json():
    assert MANIFEST.name() == hashlib.sha256(MANIFEST.canonical()).hexdigest()
    assert json.loads(MANIFEST.canonical())["format"] == FORMAT


def test_canonical_form_does_not_depend_on_order_or_on_how_a_number_was_typed():
    turned = dataclasses.replace(MANIFEST, params={"口": "圆", "n": 3.0, "壁厚": 2})
    assert turned.canonical() == MANIFEST.canonical()
    assert '"壁厚":2,'.encode() in MANIFEST.canonical() or '"壁厚":2}'.encode() in MANIFEST.canonical()


@pytest.mark.parametrize("field", [f.name for f in dataclasses.fields(Manifest)])
def test_every_field_is_part_of_the_name(field):
    assert dataclasses.replace(MANIFEST, **{field: {"other": "x"}}).name() != MANIFEST.name()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**60])
def test_a_value_without_canonical_form_is_refused_in_a_sentence(value):
    with pytest.raises(ValueError, match="canonical"):
        dataclasses.replace(MANIFEST, params={"x": value}).name()

"""The compose file is valid, pinned, and holds no secret."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]


def test_the_compose_file_fits_the_compose_schema():
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"],
        cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_has_every_part_of_a_deployment():
    assert set(SERVICES) == {"proxy", "server", "kernel", "worker", "postgres", "redis", "minio"}


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_is_pinned_and_watched(name):
    assert re.search(r":[\w.-]*\d[\w.-]*$", SERVICES[name]["image"])
    assert SERVICES[name]["healthcheck"]["test"]


def test_every_secret_comes_from_outside():
    text = (ROOT / "docker-compose.yml").read_text()
    for line in re.findall(r"^.*(?:PASSWORD|SECRET|_USER:).*$", text, re.M):
        assert "${" in line or line.strip().startswith("environment: { POSTGRES_USER: sunmao"), line


def test_the_kernel_host_has_no_network_no_secret_and_no_data():
    assert SERVICES["kernel"]["network_mode"] == "none"
    assert SERVICES["kernel"]["environment"] == {"HOME": "/tmp"}
    assert SERVICES["kernel"]["volumes"] == ["kernel-socket:/run/sunmao"]


def test_the_image_is_built_from_pinned_images():
    froms = re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.M)
    assert froms
    assert all(re.search(r":\d+\.\d+\.\d+", image) for image in froms)

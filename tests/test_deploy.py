"""What is handed to operators can be used: files parse, settings and commands in them exist."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from allocator.cli.app import COMMON
from allocator.cli.parsing import parse
from allocator.cli.plugins import all_commands
from api.settings import PREFIX, Settings
from api.settings_reading import read_settings

DEPLOY = Path(__file__).parent.parent / "deploy"
FILES = sorted(each for each in DEPLOY.iterdir() if each.is_file())
UNITS = sorted(DEPLOY.glob("*.service"))
KNOWN = {PREFIX + name.upper() for name in Settings.model_fields}
ANALYZE = shutil.which("systemd-analyze")


def compose() -> dict[str, Any]:
    """The compose file with its anchors filled in."""
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return found


def unit(path: Path) -> configparser.RawConfigParser:
    """A unit of systemd; of keys that repeat the last counts here."""
    found = configparser.RawConfigParser(strict=False)
    found.optionxform = str  # type: ignore[assignment,method-assign]
    found.read(path, encoding="utf-8")
    return found


def filled(text: str) -> str:
    """A text of the compose file with the defaults of its variables."""
    return re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", text)


def container_settings() -> dict[str, str]:
    """The settings that the container file makes."""
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    return dict(re.findall(r"(ALLOCATOR_\w+)=(\S+)", text))


def commands() -> Iterator[tuple[str, list[str]]]:
    """Every call of `allocator` in these files: where it stands and its words."""
    for name, each in compose()["services"].items():
        if each["image"] == "allocator":
            yield f"compose {name}", [filled(word) for word in each["command"]]
    for path in UNITS:
        program, *words = shlex.split(unit(path)["Service"]["ExecStart"])
        assert program == "/opt/allocator/bin/allocator"
        yield path.name, words


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_settings_in_it_exist(path: Path) -> None:
    found = set(re.findall(r"\bALLOCATOR_[A-Z_]+\b", path.read_text(encoding="utf-8")))
    assert found <= KNOWN


def test_settings_are_named_somewhere() -> None:
    """The test above can fail: there are some to look at."""
    text = "".join(path.read_text(encoding="utf-8") for path in FILES)
    assert len(set(re.findall(r"\bALLOCATOR_[A-Z_]+\b", text))) > 8


@pytest.mark.parametrize(("place", "words"), list(commands()))
def test_commands_are_understood(place: str, words: list[str]) -> None:
    command = all_commands()[words[0]]
    assert parse(command, words[1:], COMMON)[1] == (), place


@pytest.mark.parametrize("name", ["migrate", "token", "api", "worker"])
def test_settings_of_a_container_are_accepted(name: str) -> None:
    environment = compose()["services"][name]["environment"]
    variables = {
        **container_settings(),
        **{key: filled(str(each)) for key, each in environment.items()},
    }
    settings = read_settings(environment=variables)
    assert settings.authentication == "tokens"
    assert settings.database_url.startswith("postgresql+psycopg://")
    assert "password" not in settings.database_url.lower()


def test_settings_of_the_example_are_accepted() -> None:
    settings = read_settings(file=str(DEPLOY / "service.env.example"), environment={})
    assert settings.authentication == "tokens"
    assert settings.is_loopback


@pytest.mark.parametrize("name", ["migrate", "token", "api", "worker"])
def test_a_container_may_do_little(name: str) -> None:
    service = compose()["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    # A worker's engines can outlive it for a moment: somebody must collect them.
    assert service["init"] is True


def test_the_container_is_not_root_and_has_a_health_check() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    last = text.rpartition("\nFROM ")[2]
    users = re.findall(r"^USER (\S+)$", last, re.MULTILINE)
    assert users == ["10001:10001"]
    assert re.search(r"^HEALTHCHECK ", last, re.MULTILINE)
    check = re.search(r"CMD (\[.*\])$", last, re.MULTILINE)
    assert check is not None
    compile(yaml.safe_load(check[1])[2], "health check", "exec")


def test_container_copies_what_is_there() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    copied = [
        word
        for line in re.findall(r"^COPY (?!--)(.*)$", text, re.MULTILINE)
        for word in line.split()[:-1]
    ]
    assert copied
    assert [each for each in copied if not (DEPLOY.parent / each).exists()] == []


def test_services_wait_for_what_is_there() -> None:
    services = compose()["services"]
    for each in services.values():
        waits = each.get("depends_on", [])
        assert set(waits) <= services.keys()
    assert services["api"]["depends_on"]["token"]["condition"] == "service_completed_successfully"
    assert (
        services["token"]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    )


def test_only_the_proxy_is_reached_from_outside() -> None:
    services = compose()["services"]
    assert [name for name, each in services.items() if "ports" in each] == ["proxy"]


def test_the_proxy_is_trusted_and_nobody_else() -> None:
    content = compose()
    (network,) = content["networks"]["inside"]["ipam"]["config"]
    trusted = content["services"]["api"]["environment"]["ALLOCATOR_TRUSTED_PROXY"]
    assert network["subnet"] == trusted


def test_volumes_and_networks_are_declared() -> None:
    content = compose()
    for each in content["services"].values():
        named = [volume.partition(":")[0] for volume in each["volumes"]]
        assert {name for name in named if not name.startswith((".", "/"))} <= set(
            content["volumes"]
        )
        assert set(each["networks"]) <= set(content["networks"])


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_is_hardened_and_ends_in_good_order(path: Path) -> None:
    service = unit(path)["Service"]
    assert service["User"] == "allocator"
    assert service["ProtectSystem"] == "strict"
    assert service["NoNewPrivileges"] == "yes"
    assert service["CapabilityBoundingSet"] == ""
    assert service["RestartPreventExitStatus"] == "2"
    assert int(service["TimeoutStopSec"]) > 15


@pytest.mark.skipif(ANALYZE is None, reason="no systemd here")
@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_is_understood_by_systemd(path: Path, tmp_path: Path) -> None:
    installed = shutil.which("true")
    copy = tmp_path / path.name
    text = path.read_text(encoding="utf-8")
    copy.write_text(text.replace("/opt/allocator/bin/allocator", str(installed)))
    assert ANALYZE is not None
    ran = subprocess.run(
        [ANALYZE, "verify", str(copy)], capture_output=True, text=True, timeout=60, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")


def test_nginx_lets_events_through() -> None:
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    assert text.count("{") == text.count("}")
    assert "proxy_buffering off;" in text
    # A stream says something at least every 15 s, so the proxy must wait longer.
    seconds = re.search(r"proxy_read_timeout (\d+)s;", text)
    assert seconds is not None
    assert int(seconds[1]) > 15


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_a_proxy_takes_bodies_as_large_as_the_service(name: str) -> None:
    text = (DEPLOY / name).read_text(encoding="utf-8").lower()
    assert f"{Settings().upload_megabytes}m" in text

"""What a deployment's configuration may say, and what every command says of its mistakes."""

from __future__ import annotations

import json
import socket
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ..service import free_port

if TYPE_CHECKING:
    from tests.cli.conftest import Command, Run

PROVIDER = """\
authorities: york
sign_in:
  york:
    openid:
      issuer: https://login.example
      client_id: front-door
      name: your council account
"""

MISTAKES = {
    "unknown key": ("authorities: york\nport: 80\nhosst: x\n", [":3:1: hosst: ", "'host'"]),
    "port": ("authorities: york\nport: 99999\n", [":2:1: port: found '99999'", "at most 65535"]),
    "word for a number": ("authorities: york\nport: http\n", [":2:1: port: ", "a whole number"]),
    "yes or no": (
        "authorities: york\nsecure_cookies: perhaps\n",
        [":2:1: secure_cookies: ", "yes or no"],
    ),
    "no authorities": ("port: 80\n", [":1:1: authorities: found no `authorities:`"]),
    "none named": ("authorities:\n", [":1:1: authorities: found nothing", "at least 1"]),
    "one twice": (
        "authorities: york, generic, york\n",
        [":1:1: authorities: found 'york' a second time; expected each authority once."],
    ),
    "an address of our own": (
        "authorities: york, compare\n",
        [":1:1: authorities: found 'compare'", "Give the authority another name."],
    ),
    "capitals": ("authorities: York\n", ["authorities[1]: found 'York'", "Did you mean 'york'?"]),
    "one database for all": (
        "authorities: york\ndatabase_url: sqlite:///x.sqlite\n",
        [":2:1: database_url: ", "an address with {authority} in it"],
    ),
    "short key": (
        "authorities: york\nsecret_key: tell-no-one\n",
        [":2:1: secret_key: found a shorter one", "at least 32 characters", "token_urlsafe"],
    ),
    "second factor": (
        "authorities: york\nsecond_factor: perhaps\n",
        [":2:1: second_factor: found 'perhaps'", "optional or required"],
    ),
    "signing in elsewhere": (
        "authorities: york\nsign_in:\n  yorc:\n    second_factor: required\n",
        [":2:1: sign_in: found 'yorc'", "Did you mean 'york'?"],
    ),
    "nobody can sign in": (
        "authorities: york\nsign_in:\n  york:\n    passwords: no\n",
        [":2:1: sign_in: found none at york", "Else nobody could sign in."],
    ),
    "no secret": (
        f"{PROVIDER}address: https://frontdoor.example.gov.uk\n",
        [":4:5: sign_in.york.openid.client_secret: found no `client_secret:`"],
    ),
    "no address": (
        f"{PROVIDER}      client_secret: invented\n",
        [":2:1: sign_in: found `openid:`", "`address:` of this service beside it"],
    ),
    "no issuer": (
        f"{PROVIDER}      client_secret: invented\n".replace("https", "ftp"),
        [":5:7: sign_in.york.openid.issuer: found 'ftp://login.example'", "an address such as"],
    ),
    "config in itself": ("authorities: york\nconfig: x\n", [":2:1: config: found an unknown key"]),
    "flow style": ("authorities: [york]\n", ["1:15: found brackets"]),
    "nothing": ("", [": found no map of settings; expected `authorities:` at least."]),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_each_mistake_is_told_with_file_line_and_key(
    run: Run, tmp_path: Path, mistake: str
) -> None:
    """A mistake in config/frontdoor.yaml ends every command with 2, and is told with its place."""
    text, says = MISTAKES[mistake]
    file = tmp_path / "frontdoor.yaml"
    file.write_text(text, "utf-8")
    unset = {"FRONTDOOR_DATABASE_URL": None} if "database" in mistake else {}
    result = run("--config", tmp_path, "authorities", **unset)
    assert result.exit_code == 2
    assert result.stdout == ""
    for part in (str(file), "; expected ", *says):
        assert part in result.stderr


@pytest.mark.parametrize("name", ["authorities", "check", "clauses", "serve", "demo", "db upgrade"])
def test_every_command_tells_all_mistakes_at_once(run: Run, tmp_path: Path, name: str) -> None:
    """Mistakes of the file and of the environment are told together by every command."""
    (tmp_path / "frontdoor.yaml").write_text("authorities: York\nport: 0\n", "utf-8")
    result = run("--config", tmp_path, *name.split(), FRONTDOOR_SESSION_HOURS="99")
    assert result.exit_code == 2
    lines = result.stderr.splitlines()
    assert len(lines) == 3
    assert lines[2] == (
        "environment variable FRONTDOOR_SESSION_HOURS: found '99'; expected a number of at most 24."
    )


def test_an_unknown_variable_is_told(run: Run) -> None:
    """A variable that looks like one of ours but is none is not passed over in silence."""
    result = run("authorities", FRONTDOOR_DATABSE_URL="postgresql://x")
    assert result.exit_code == 2
    assert "FRONTDOOR_DATABSE_URL" in result.stderr
    assert "Did you mean 'FRONTDOOR_DATABASE_URL'?" in result.stderr


def test_the_environment_goes_before_the_file(run: Run) -> None:
    """A variable takes the place of what the file says."""
    result = run("authorities", "--format", "json", FRONTDOOR_AUTHORITIES="york, generic")
    assert [one["authority"] for one in json.loads(result.stdout)] == ["york", "generic"]


def test_a_missing_folder_is_named(run: Run, tmp_path: Path) -> None:
    """Where there is no configuration, the file looked for is named."""
    result = run("--config", tmp_path / "none", "authorities")
    assert result.exit_code == 2
    assert f"{tmp_path / 'none' / 'frontdoor.yaml'}: found no readable file" in result.stderr


def test_the_folder_named_goes_before_the_one_in_the_environment(run: Run, tmp_path: Path) -> None:
    """Overrides come from the folder that --config names, not from the variable's."""
    (tmp_path / "frontdoor.yaml").write_text("authorities: york\n", "utf-8")
    (tmp_path / "york.yaml").write_text("name: York as overridden\n", "utf-8")
    result = run("--config", tmp_path, "authorities")
    assert result.stdout.startswith("york: York as overridden, ")


def test_an_authority_that_is_not_installed_is_named(run: Run) -> None:
    """An authority without a plugin is listed with the reason; the others are as they were."""
    result = run("authorities", FRONTDOOR_AUTHORITIES="yorc, york")
    assert result.exit_code == 1
    assert "yorc cannot be used:\nThere is no plugin for 'yorc'. Did you mean 'york'?" in (
        result.stdout
    )
    assert "\nyork: City of York" in result.stdout


def test_db_upgrade_makes_a_database_for_each_authority(command: Command, tmp_path: Path) -> None:
    """Each authority gets a database of its own; doing it again changes nothing."""
    for _ in range(2):
        done = command("db", "upgrade", FRONTDOOR_AUTHORITIES="generic, york")
        assert done.returncode == 0, done.stderr
        assert done.stdout == "generic: up to date\nyork: up to date\n"
    for name in ("generic", "york"):
        with sqlite3.connect(tmp_path / f"{name}.sqlite") as database:
            tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master")}
        database.close()
        assert {"contact", "entry", "edition"} <= tables


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("sqlite:////proc/none/{authority}.sqlite", "No such file or directory"),
        ("postgresql+psycopg://someone:hush@127.0.0.1:1/{authority}", "refused"),
        ("nonsense {authority}", "cannot be used"),
        ("oracle+nothing://{authority}", "Can't load plugin"),
    ],
)
def test_db_upgrade_names_a_database_that_cannot_be_used(run: Run, url: str, says: str) -> None:
    """What is wrong with a database is told without a password, for each authority; exit code 1."""
    result = run("db", "upgrade", "--format", "json", FRONTDOOR_DATABASE_URL=url)
    assert result.exit_code == 1
    listed = json.loads(result.stdout)
    assert len(listed) == 4
    for one in listed:
        assert says in one["problem"]
    assert "hush" not in result.output


def test_serve_without_a_usable_authority_ends(command: Command) -> None:
    """Where no authority can be served, each is named with the reason, and nothing is served."""
    done = command("serve", FRONTDOOR_AUTHORITIES="yorc", FRONTDOOR_PORT=str(free_port()))
    assert done.returncode == 2
    assert "yorc is out of service:\nThere is no plugin for 'yorc'." in done.stderr
    assert done.stderr.endswith("No authority can be served.\n")


def test_serve_on_a_port_that_is_taken_ends(run: Run) -> None:
    """Where something listens on the port already, that is told first."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run("serve", "--port", str(port))
    assert result.exit_code == 2
    assert f"Cannot listen on 127.0.0.1:{port}: " in result.stderr
    assert "Choose another with --port" in result.stderr


def test_a_folder_that_cannot_be_made_is_named(run: Run, tmp_path: Path) -> None:
    """Where the folder for what the service keeps cannot be made, it is named."""
    (tmp_path / "file").write_text("")
    result = run("db", "upgrade", FRONTDOOR_VAR=str(tmp_path / "file" / "var"))
    assert result.exit_code == 2
    assert f"{tmp_path / 'file' / 'var'} cannot be made: " in result.stderr


def test_a_secret_comes_from_the_environment(run: Run, tmp_path: Path) -> None:
    """What is inside a setting is set by a variable of its own, and is shown nowhere."""
    text = f"{PROVIDER}address: https://frontdoor.example.gov.uk\n"
    (tmp_path / "frontdoor.yaml").write_text(text, "utf-8")
    secret = {"FRONTDOOR_SIGN_IN__YORK__OPENID__CLIENT_SECRET": "tell no one"}
    result = run("--config", tmp_path, "authorities", **secret)
    assert result.exit_code == 0
    assert "tell no one" not in result.output
    result = run("--config", tmp_path, "authorities", FRONTDOOR_SIGN_IN__YORK__PASWORDS="no")
    assert result.exit_code == 2
    assert "variable FRONTDOOR_SIGN_IN__YORK__PASWORDS: found an unknown key" in result.stderr

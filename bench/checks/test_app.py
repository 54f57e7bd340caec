import re

import pytest


def version(text):
    """What of a Debian version can be compared as a tuple."""
    epoch, _, upstream = text.rpartition(":")
    return int(epoch or 0), *(int(part) for part in re.findall(r"\d+", upstream))


@pytest.mark.parametrize(
    "name",
    ["nginx-light", "openssh-server", "sudo", "chrony", "cron", "rsyslog", "logrotate", "curl", "ca-certificates"],
)
def test_installed(host, name):
    assert host.package(name).is_installed


@pytest.mark.parametrize("name, least", [("nginx-light", "1.18"), ("openssh-server", "1:8.4")])
def test_version(host, name, least):
    assert version(host.package(name).version) >= version(least)


@pytest.mark.parametrize("name", ["apache2", "telnetd", "nano"])
def test_not_installed(host, name):
    assert not host.package(name).is_installed


SERVICES = ["nginx", "app", "chrony", "cron", "rsyslog", "ssh"]


@pytest.mark.parametrize("name", SERVICES)
def test_running(host, name):
    assert host.service(name).is_running


@pytest.mark.parametrize("name", SERVICES)
def test_enabled(host, name):
    assert host.service(name).is_enabled


@pytest.mark.parametrize("address", ["80", "22", "127.0.0.1:3000", "127.0.0.1:7070"])
def test_listening(host, address):
    assert host.socket(f"tcp://{address}").is_listening


def test_not_listening(host):
    assert not host.socket("tcp://443").is_listening


@pytest.mark.parametrize("path", ["/etc/nginx/nginx.conf", "/etc/app/app.conf"])
def test_file(host, path):
    assert host.file(path).is_file


def test_directory(host):
    assert host.file("/var/log/app").is_directory


def test_exists(host):
    assert host.file("/etc/ssh/sshd_config").exists


@pytest.mark.parametrize(
    "path, mode",
    [("/etc/nginx/nginx.conf", 0o644), ("/etc/app/app.conf", 0o640), ("/var/log/app", 0o750)],
)
def test_mode(host, path, mode):
    assert host.file(path).mode == mode


@pytest.mark.parametrize(
    "path, user",
    [("/etc/nginx/nginx.conf", "root"), ("/etc/app/app.conf", "root"), ("/var/log/app", "app")],
)
def test_owner(host, path, user):
    assert host.file(path).user == user


@pytest.mark.parametrize("path, group", [("/etc/app/app.conf", "app"), ("/var/log/app", "adm")])
def test_group(host, path, group):
    assert host.file(path).group == group


@pytest.mark.parametrize(
    "path, text",
    [("/etc/nginx/nginx.conf", "worker_processes"), ("/etc/ssh/sshd_config", "UsePAM yes")],
)
def test_content(host, path, text):
    assert host.file(path).contains(text)


@pytest.mark.parametrize("name", ["app", "deploy"])
def test_user(host, name):
    assert host.user(name).exists


@pytest.mark.parametrize("name, shell", [("app", "/usr/sbin/nologin"), ("deploy", "/bin/bash")])
def test_shell(host, name, shell):
    assert host.user(name).shell == shell


def test_uid(host):
    assert host.user("app").uid == 1500


def test_group_exists(host):
    assert host.group("app").exists


def test_gid(host):
    assert host.group("app").gid == 1500


@pytest.mark.parametrize("name", ["nginx", "cron", "chronyd"])
def test_process(host, name):
    assert host.process.filter(comm=name)


def test_health(host):
    assert host.check_output("curl -fsS http://localhost/health") == "ok"

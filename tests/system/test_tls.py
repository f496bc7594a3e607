# SPDX-License-Identifier: GPL-3.0-or-later
"""The API over HTTPS: certificates made here, replaced while the service runs."""

import re
import socket
import ssl
import subprocess

import pytest

pytestmark = pytest.mark.xdist_group("tls")

TESTS = "tests:\n- name: unused\n  metadata: {platform: none}\n  metrics:\n  - {name: m, metric_of_interest: value}\n"


def make_pair(folder, serial):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
        + ["-keyout", folder / "tls.key", "-out", folder / "tls.crt", "-set_serial", str(serial)]
        + ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True,
        capture_output=True,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    (folder / "tests.yaml").write_text(TESTS)
    make_pair(folder, 7001)
    return folder


@pytest.fixture(scope="module")
def service(postgres, rigel_session, folder):
    database = postgres.create()
    config = folder / "rigel.yaml"
    config.write_text(
        f"database:\n  conninfo: {database.conninfo}\nsources:\n- {{name: lab, kind: files, path: .}}\n"
        "tests:\n  files: [tests.yaml]\napi:\n  port: 0\n  tls_certificate: tls.crt\n  tls_key: tls.key\n"
    )
    with rigel_session.serve(config, "--role", "api") as service:
        service.session.trust_env = False  # a list of authorities there would win
        service.session.verify = str(folder / "tls.crt")
        yield service
    postgres.drop(database)


def end_of(service):
    host, port = re.fullmatch(r"https://(\S+):(\d+)", service.url).groups()
    return host, int(port)


def serial_of(service):
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with socket.create_connection(end_of(service), 30) as plain, context.wrap_socket(plain) as secure:
        text = ssl.DER_cert_to_PEM_cert(secure.getpeercert(binary_form=True))
    shown = subprocess.run(["openssl", "x509", "-noout", "-serial"], input=text, capture_output=True, text=True)
    return int(shown.stdout.strip().removeprefix("serial="), 16)


def test_https_answers(service):
    answer = service.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "alive\n")
    assert service.get("/healthz").headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1")
@pytest.mark.parametrize(("version", "taken"), [("TLSv1_1", False), ("TLSv1_2", True), ("TLSv1_3", True)])
def test_old_versions_of_tls_are_refused(service, version, taken):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = getattr(ssl.TLSVersion, version)
    with socket.create_connection(end_of(service), 30) as plain:
        if not taken:
            with pytest.raises((ssl.SSLError, ConnectionError)):
                context.wrap_socket(plain)
            return
        with context.wrap_socket(plain) as secure:
            assert secure.version() == version.replace("_", ".")


def test_plain_http_is_refused(service):
    with socket.create_connection(end_of(service), 30) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        try:
            got = connection.recv(4096)
        except ConnectionResetError:
            got = b""
    assert not got.startswith(b"HTTP/")
    assert service.get("/healthz").status_code == 200


def test_a_reload_serves_the_new_certificate_and_a_wrong_one_changes_nothing(service, folder):
    assert serial_of(service) == 7001
    assert service.get("/healthz").ok
    make_pair(folder, 7002)
    since = service.mark()
    service.reload()
    service.wait_log("reloaded", since=since)
    assert serial_of(service) == 7002

    good = (folder / "tls.key").read_text()
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", folder / "tls.key"], check=True)
    for key, why in (((folder / "tls.key").read_text(), "is not the key of"), ("no key", "private key in PEM")):
        (folder / "tls.key").write_text(key)
        since = service.mark()
        service.reload()
        line = service.wait_log("certificate refused", since=since).string
        assert "tls.key" in line, line
        assert why in line, line
        assert serial_of(service) == 7002
    (folder / "tls.key").write_text(good)
    assert service.get("/healthz").ok, "the connection that was made with the first certificate"


def test_a_start_without_a_key_is_refused(rigel, folder):
    config = folder / "half.yaml"
    config.write_text((folder / "rigel.yaml").read_text().replace("  tls_key: tls.key\n", ""))
    done = rigel.run("serve", "--config", config, "--role", "api", status=None)
    assert done.status != 0
    assert "api.tls_key" in done.stderr

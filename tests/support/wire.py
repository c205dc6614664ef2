"""Connection attempts without libpq: from any address, as anybody, in a millisecond.

    attempt = wire.attempt(server, user="app", database="shop", source="127.1.2.3", tls=True)
    attempt.sqlstate, attempt.authenticated
"""

import socket
import ssl
import struct
from collections import namedtuple

Attempt = namedtuple("Attempt", "asked authenticated sqlstate message")

PROTOCOL = 196608
SSL_REQUEST = 80877103
OK, CLEARTEXT = 0, 3
TIMEOUT = 20


def _connect(server, source):
    """A socket to the server: its Unix socket, or TCP from that address to the same family."""
    if source is None:
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(TIMEOUT)
        connection.connect(f"{server.host}/.s.PGSQL.{server.port}")
        return connection
    family, target = (socket.AF_INET6, "::1") if ":" in source else (socket.AF_INET, "127.0.0.1")
    connection = socket.socket(family)
    connection.settimeout(TIMEOUT)
    connection.bind((source, 0))
    connection.connect((target, server.port))
    return connection


def _encrypt(connection, context):
    connection.sendall(struct.pack("!ii", 8, SSL_REQUEST))
    if connection.recv(1) != b"S":
        raise ConnectionError("the server offers no TLS")
    return context.wrap_socket(connection)


def tls_context(certificate=None, key=None):
    """TLS that believes every server; with a client's certificate, or without."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if certificate:
        context.load_cert_chain(certificate, key)
    return context


def _startup(user, database, replication):
    words = {b"user": user, b"database": database, b"replication": replication}
    body = b"".join(key + b"\0" + value + b"\0" for key, value in words.items() if value is not None)
    return struct.pack("!ii", len(body) + 9, PROTOCOL) + body + b"\0"


def _read(connection, count):
    read = b""
    while len(read) < count:
        more = connection.recv(count - len(read))
        if not more:
            raise ConnectionError("the server has closed the connection")
        read += more
    return read


def _message(connection):
    kind = _read(connection, 1)
    return kind, _read(connection, struct.unpack("!i", _read(connection, 4))[0] - 4)


def _fields(error):
    return {field[:1]: field[1:].decode("utf-8", "backslashreplace") for field in error.split(b"\0")}


def attempt(server, user, database=None, *, source=None, tls=None, replication=None, password=b"?"):
    """One attempt. What is asked is answered by that password; replication is true or database."""
    names = [None if name is None else name.encode() for name in (user, database, replication)]
    with _connect(server, source) as plain:
        connection = _encrypt(plain, tls) if tls else plain
        connection.sendall(_startup(*names))
        asked = False
        while True:
            kind, body = _message(connection)
            if kind == b"E":
                fields = _fields(body)
                return Attempt(asked, False, fields[b"C"], fields[b"M"])
            code = struct.unpack("!i", body[:4])[0] if kind == b"R" else None
            if code == OK:
                return Attempt(asked, True, None, None)
            if code != CLEARTEXT:
                raise ConnectionError(f"the server says {kind!r} {body!r}")
            asked = True
            connection.sendall(b"p" + struct.pack("!i", len(password) + 5) + password + b"\0")

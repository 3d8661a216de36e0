"""A real SMTP server for the tests, on aiosmtpd (Debian: python3-aiosmtpd): a login is demanded, STARTTLS as well, mails are kept as files.

smtp-server.py PORT FOLDER USER PASSWORD [CERTIFICATE KEY]

Without a certificate it speaks no TLS and takes the login in clear.

How it behaves can be changed while it runs, by the file FOLDER/behaviour: empty, or the answer to the next command of that name,
such as "RCPT 450 4.2.0 Try later", "DATA 550 5.7.1 No", or "SLOW 5" for that many seconds before the end of DATA is acknowledged.
"""
import asyncio
import json
import logging
import os
import ssl
import sys
import time
import warnings

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

port, folder, user, password, *certificate = int(sys.argv[1]), *sys.argv[2:]


def behaviour(command):
    try:
        with open(os.path.join(folder, "behaviour")) as file:
            name, _, answer = file.read().strip().partition(" ")
            return answer if name == command else None
    except FileNotFoundError:
        return None


class Handler:
    count = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        note("rcpt", address)
        if answer := behaviour("RCPT"):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        note("data", envelope.rcpt_tos)
        if answer := behaviour("DATA"):
            return answer
        if seconds := behaviour("SLOW"):
            await asyncio.sleep(float(seconds))
        Handler.count += 1
        path = os.path.join(folder, f"{time.time_ns()}-{Handler.count}")
        with open(path + ".tmp", "w") as file:
            json.dump({
                "from": envelope.mail_from,
                "to": envelope.rcpt_tos,
                "tls": session.ssl is not None,
                "user": session.auth_data.login.decode() if session.auth_data else None,
                "content": envelope.original_content.decode("utf-8", "replace"),
            }, file)
        os.rename(path + ".tmp", path + ".json")
        return "250 2.0.0 Accepted"


def note(what, value):
    with open(os.path.join(folder, "log"), "a") as file:
        file.write(f"{what} {value}\n")


def authenticate(server, session, envelope, mechanism, data):
    isRight = isinstance(data, LoginPassword) and data.login == user.encode() and data.password == password.encode()
    return AuthResult(success=isRight, handled=False, auth_data=data if isRight else None)


# A login in clear is what the test wants.
warnings.simplefilter("ignore")
logging.getLogger("mail.log").setLevel(logging.ERROR)
context = None
if certificate:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
controller = Controller(
    Handler(), hostname="127.0.0.1", port=port, tls_context=context, require_starttls=bool(certificate), auth_required=True, authenticator=authenticate,
    auth_require_tls=bool(certificate))
controller.start()
sys.stdin.read()
controller.stop()

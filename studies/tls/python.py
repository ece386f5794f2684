"""
Python's clients: urllib, requests and httpx. Standard input has the job (run.ts), standard output gets
{ versions, outcomes }. Trust comes from the environment, as people set it.
"""

import errno
import http.client
import json
import socket
import ssl
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

job = json.load(sys.stdin)
headers = {name.title(): value for name, value in job["headers"].items()}
asked = {one["client"] for one in job["cases"]}
verify, version = job["verify"], job["version"]
if "requests" in asked:
    import requests
    import urllib3
    from urllib3.util.ssl_ import create_urllib3_context

    urllib3.disable_warnings()
if "httpx" in asked:
    import httpx


def bound(context):
    if version == "1.2":
        context.maximum_version = ssl.TLSVersion.TLSv1_2
    if verify == "host-name-off":
        context.check_hostname = False
    return context


def urllib_context():
    # Both spellings are those of tutorials.
    return bound(ssl._create_unverified_context() if verify == "off" else ssl.create_default_context())


def is_whole(asks, body):
    if asks == "stream":
        return body.endswith(b"data: [DONE]\n\n")
    try:
        return json.loads(body)["object"] == "chat.completion"
    except ValueError:
        return False


def tell(asks, status, body):
    if status != 200:
        return f"HTTP {status}"
    return "ok" if is_whole(asks, body) else "ok, short"


def by_urllib(one, seen):
    body = job["bodies"][one["asks"]].encode()
    request = urllib.request.Request(one["url"], data=body, headers=headers)
    handlers = [urllib.request.HTTPSHandler(context=urllib_context())]
    try:
        with urllib.request.build_opener(*handlers).open(request, timeout=one["limitMs"] / 1000) as answer:
            seen["status"] = answer.status
            return tell(one["asks"], answer.status, answer.read())
    except urllib.error.HTTPError as error:
        return f"HTTP {error.code}"


def requests_session():
    session = requests.Session()
    if version == "any" and verify != "host-name-off":
        return session

    class Adapter(requests.adapters.HTTPAdapter):
        def init_poolmanager(self, *args, **kwargs):
            required = ssl.CERT_NONE if verify == "off" else ssl.CERT_REQUIRED
            context = create_urllib3_context(cert_reqs=required)
            if version == "1.2":
                context.maximum_version = ssl.TLSVersion.TLSv1_2
            names = {"assert_hostname": False} if verify == "host-name-off" else {}
            return super().init_poolmanager(*args, ssl_context=context, **names, **kwargs)

    session.mount("https://", Adapter())
    return session


def by_requests(one, seen):
    session = requests_session()
    # As `requests.post(…, verify=False)` does; on the session alone, REQUESTS_CA_BUNDLE would overrule it.
    checks = {"verify": False} if verify == "off" else {}
    body, limit = job["bodies"][one["asks"]], one["limitMs"] / 1000
    answer = session.post(one["url"], data=body, headers=headers, timeout=limit, stream=True, **checks)
    seen["status"] = answer.status_code
    return tell(one["asks"], answer.status_code, answer.content)


def by_httpx(one, seen):
    checks = verify != "off"
    if version != "any" or verify == "host-name-off":
        checks = bound(httpx.create_ssl_context(verify=checks))
    body, limit = job["bodies"][one["asks"]], one["limitMs"] / 1000
    with httpx.Client(verify=checks, timeout=limit) as client:
        with client.stream("POST", one["url"], content=body, headers=headers) as answer:
            seen["status"] = answer.status_code
            return tell(one["asks"], answer.status_code, answer.read())


def within(error):
    """The error, and all those that it wraps in one way or another."""
    waiting, met = [error], []
    while waiting:
        at = waiting.pop(0)
        if isinstance(at, BaseException) and at not in met:
            met.append(at)
            waiting += [at.__cause__, at.__context__, getattr(at, "reason", None), *at.args]
    return met


def cause(error):
    """Class and code of the error of the TLS library, or else of the socket; never their texts."""
    errors = within(error)
    for at in errors:
        if isinstance(at, ssl.SSLCertVerificationError):
            return f"{type(at).__name__} {at.verify_code}"
    for at in errors:
        if isinstance(at, ssl.SSLError):
            # OpenSSL 3.5 writes SSL/TLS_ALERT_X where 3.0 wrote SSLV3_ALERT_X.
            reason = (at.reason or "").replace("SSL/TLS_", "SSLV3_")
            plain = type(at) is not ssl.SSLError or reason == ""
            return type(at).__name__ if plain else reason
    for at in errors:
        if isinstance(at, (ConnectionError, socket.gaierror, http.client.HTTPException)):
            return type(at).__name__
    for at in errors:
        if type(at).__name__ in ("CertificateError", "TimeoutError"):
            return type(at).__name__
        # What the system says, as ENOTCONN for a socket that was reset before TLS got hold of it.
        if isinstance(at, OSError) and isinstance(at.errno, int):
            return errno.errorcode.get(at.errno, str(at.errno))
    return ""


def say(error):
    name, inner = type(error).__name__, cause(error)
    alone = inner in ("", name) or (inner == "TimeoutError" and "Timeout" in name)
    return name if alone else f"{name}({inner})"


clients = {"urllib": by_urllib, "requests": by_requests, "httpx": by_httpx}


def attempt(one):
    seen = {}
    try:
        return clients[one["client"]](one, seen)
    except Exception as error:
        status = seen.get("status")
        return say(error) if status is None else f"{status}, then {say(error)}"


def outcome(one):
    told = []
    for count in range(one["tries"]):
        if count > 0:
            time.sleep(job["betweenTriesMs"] / 1000)
        told.append(attempt(one))
    return "; ".join(told)


def versions():
    openssl = " ".join(ssl.OPENSSL_VERSION.split()[:2])
    told = {"urllib": f"Python {sys.version.split()[0]} ({openssl})"}
    if "requests" in asked:
        told["requests"] = f"requests {requests.__version__}, urllib3 {urllib3.__version__}"
    if "httpx" in asked:
        told["httpx"] = f"httpx {httpx.__version__}"
    return told


with ThreadPoolExecutor(job["atOnce"]) as pool:
    outcomes = dict(zip([one["name"] for one in job["cases"]], pool.map(outcome, job["cases"])))
print(json.dumps({"versions": versions(), "outcomes": outcomes}))

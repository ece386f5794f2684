"""
Python's clients: requests and httpx. Standard input has the job (run.ts), standard output gets
{ versions, endings }. What a careful one adds are the lines that help.
"""

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as WaitsOn

import httpx
import requests
import urllib3

job = json.load(sys.stdin)
headers = {"Authorization": f"Bearer {job['apiKey']}"}
messages = [{"role": "user", "content": job["prompt"]}]


class CutShort(Exception):
    pass


class ErrorInStream(Exception):
    pass


def is_careful(one):
    return one["manner"] == "careful"


def must_finish(reason):
    """Every client's careful reader ends so."""
    if not isinstance(reason, str):
        raise CutShort("no finish_reason")


def read_lines(one, lines, got):
    """The loop that tutorials show: of server-sent events it knows `data:` lines and `[DONE]`."""
    deadline = time.monotonic() + one["limitMs"] / 1000
    for line in lines:
        if is_careful(one):
            if time.monotonic() > deadline:
                raise TimeoutError
        if not line.startswith("data: "):
            continue
        data = line[len("data: ") :]
        if data == "[DONE]":
            break
        chunk = json.loads(data)
        if is_careful(one):
            if "error" in chunk:
                raise ErrorInStream(chunk["error"])
        choice = (chunk.get("choices") or [{}])[0]
        got["text"] += choice.get("delta", {}).get("content") or ""
        got["finish"] = choice.get("finish_reason") or got["finish"]


def read_whole(answer, got):
    choice = (answer.get("choices") or [{}])[0] if isinstance(answer, dict) else {}
    got["text"] = choice.get("message", {}).get("content")
    got["finish"] = choice.get("finish_reason")


def asked_of(one):
    body = {"model": job["model"], "messages": messages, "stream": one["asks"] == "stream"}
    return f"{one['url']}/chat/completions", body, one["limitMs"] / 1000


def by_requests(one, got):
    url, body, limit = asked_of(one)
    with requests.post(url, json=body, headers=headers, timeout=limit, stream=True) as answer:
        if one["asks"] == "whole":
            read_whole(answer.json(), got)
        else:
            read_lines(one, (line.decode() for line in answer.iter_lines()), got)


# Reading the system's roots for each request would cost more than the rest of it.
no_tls = httpx.create_ssl_context(verify=False)


def by_httpx(one, got):
    url, body, limit = asked_of(one)
    options = {"json": body, "headers": headers, "timeout": limit, "verify": no_tls}
    if one["asks"] == "whole":
        return read_whole(httpx.post(url, **options).json(), got)
    with httpx.stream("POST", url, **options) as answer:
        # Before 0.24 it leaves the line feed on the line.
        read_lines(one, (line.rstrip("\n") for line in answer.iter_lines()), got)


def inner(error):
    """What it wraps, where that says more."""
    for at in (error.__cause__, error.__context__, *error.args):
        if isinstance(at, BaseException) and not isinstance(at, type(error)):
            return type(at).__name__
    return None


def say(error):
    name, within = type(error).__name__, inner(error)
    return name if within is None or not isinstance(error, requests.ConnectionError) else f"{name}({within})"


clients = {"requests": by_requests, "httpx": by_httpx}


def play(one, got):
    begun = time.monotonic()
    try:
        clients[one["client"]](one, got)
        if is_careful(one):
            must_finish(got["finish"])
        return {"how": "returned"}
    except Exception as error:
        return {"how": "raised", "said": say(error), "afterMs": (time.monotonic() - begun) * 1000}


def ending(one):
    """As `how`: returned, raised, or neither by some time after its own limit."""
    got = {"text": "", "finish": None}
    alone = ThreadPoolExecutor(1)
    try:
        return {**alone.submit(play, one, got).result((one["limitMs"] + job["graceMs"]) / 1000), **got}
    except WaitsOn:
        return {"how": "waits on", **got}


with ThreadPoolExecutor(job["atOnce"]) as pool:
    endings = dict(zip([one["name"] for one in job["cases"]], pool.map(ending, job["cases"])))
versions = {
    "python": f"Python {sys.version.split()[0]}",
    "requests": f"requests {requests.__version__}, urllib3 {urllib3.__version__}",
    "httpx": f"httpx {httpx.__version__}",
}
sys.stdout.write(json.dumps({"versions": versions, "endings": endings}))
sys.stdout.flush()
os._exit(0)

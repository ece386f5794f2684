# Sends a preflight before each of its requests, as a page does, and asks again after an error.
import json
import os
import random
import time
import urllib.error
import urllib.request

base = os.environ["OPENAI_BASE_URL"]
origin = {"Origin": "http://localhost:5173"}


def send(method, headers, body=None):
    request = urllib.request.Request(base + "/chat/completions", body, {**origin, **headers}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def fetch(prompt):
    """As a page's fetch: nothing is sent, and nothing shown, that the gateway does not allow."""
    asks = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    status, allowed, _ = send("OPTIONS", asks)
    if status > 299 or allowed["Access-Control-Allow-Origin"] not in ("*", origin["Origin"]):
        raise SystemExit("TypeError: Failed to fetch")
    headers = {"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"], "Content-Type": "application/json"}
    messages = [{"role": "user", "content": prompt}]
    body = json.dumps({"model": "Omniva/Kimi-K2.6", "messages": messages}).encode()
    status, shown, answer = send("POST", headers, body)
    if shown["Access-Control-Allow-Origin"] is None:
        raise SystemExit("TypeError: Failed to fetch")
    return status, json.loads(answer)


for attempt in range(4):
    status, answer = fetch("Name a harbour.")
    if status == 200:
        print(answer["choices"][0]["message"]["content"])
        break
    if status not in (429, 500, 502, 503):
        raise SystemExit(answer["error"]["message"])
    time.sleep(2**attempt * random.uniform(0.6, 1.4))

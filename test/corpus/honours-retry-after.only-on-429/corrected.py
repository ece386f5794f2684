# Reads Retry-After of every answer that may be asked for again.
import json
import os
import random
import time
import urllib.error
import urllib.request


def ask(prompt):
    request = urllib.request.Request(
        os.environ["OPENAI_BASE_URL"] + "/chat/completions",
        data=json.dumps(
            {"model": "Omniva/Kimi-K2.6", "messages": [{"role": "user", "content": prompt}]}
        ).encode(),
        headers={
            "Authorization": "Bearer " + os.environ["OPENAI_API_KEY"],
            "Content-Type": "application/json",
        },
    )
    for attempt in range(4):
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return json.load(response)["choices"][0]["message"]["content"]
        except urllib.error.HTTPError as error:
            if error.code not in (408, 429, 500, 502, 503):
                raise
            told = error.headers.get("Retry-After")
            time.sleep(int(told) if told else 2**attempt * random.uniform(0.5, 1.5))
    raise SystemExit("no answer after 4 attempts")


print(ask("Name a mountain."))

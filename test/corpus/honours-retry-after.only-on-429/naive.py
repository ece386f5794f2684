# Reads Retry-After of a 429 only; a 408 that names its wait is retried by the program's own figures.
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
            if error.code == 429:
                time.sleep(int(error.headers.get("Retry-After", "1")))
            elif error.code in (408, 500, 502, 503):
                time.sleep(2**attempt * random.uniform(0.5, 1.5))
            else:
                raise
    raise SystemExit("no answer after 4 attempts")


print(ask("Name a mountain."))

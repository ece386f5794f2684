# Sends its members in any order, and again after those errors that pass.
import json
import os
import random
import time
import urllib.error
import urllib.request


def ask(prompt):
    members = [
        ("model", "Omniva/Kimi-K2.6"),
        ("messages", [{"role": "user", "content": prompt}]),
        ("temperature", 0.2),
        ("max_tokens", 64),
        ("user", "reader-7"),
    ]
    # As from a table without an order: no two attempts name their members alike.
    random.shuffle(members)
    request = urllib.request.Request(
        os.environ["OPENAI_BASE_URL"] + "/chat/completions",
        json.dumps(dict(members)).encode(),
        {
            "Authorization": "Bearer " + os.environ["OPENAI_API_KEY"],
            "Content-Type": "application/json",
        },
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)["choices"][0]["message"]["content"]


for attempt in range(4):
    try:
        print(ask("Name a bridge."))
        break
    except urllib.error.HTTPError as error:
        if error.code not in (429, 500, 502, 503) or attempt == 3:
            raise
        time.sleep(2**attempt * random.uniform(0.6, 1.4))

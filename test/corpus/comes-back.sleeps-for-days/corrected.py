# Gives up where Retry-After asks for more than a minute, and says so.
import os
import sys
import time

import requests


def ask(prompt):
    for attempt in range(3):
        response = requests.post(
            os.environ["OPENAI_BASE_URL"] + "/chat/completions",
            headers={"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"]},
            json={"model": "Omniva/Kimi-K2.6", "messages": [{"role": "user", "content": prompt}]},
            timeout=30,
        )
        if response.status_code != 429:
            response.raise_for_status()
            return response.json()["choices"][0]["message"]["content"]
        wait = int(response.headers.get("Retry-After", "1"))
        if wait > 60:
            sys.exit("busy")
        time.sleep(wait)
    sys.exit("no answer after 3 attempts")


print(ask("Name a moon."))

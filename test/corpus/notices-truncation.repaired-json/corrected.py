# Takes JSON that does not parse for a failed request, and sends it again.
import os
import random
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
        response.raise_for_status()
        try:
            return response.json()["choices"][0]["message"]["content"]
        except ValueError:
            time.sleep(2**attempt * random.uniform(0.5, 1.5))
    raise SystemExit("no whole answer after 3 attempts")


print(ask("How is soap made?"))

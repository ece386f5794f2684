# Stops waiting for the future; the thread behind it, and its request, know nothing of that.
import os
import sys
from concurrent.futures import ThreadPoolExecutor, TimeoutError

import requests


def ask(prompt):
    response = requests.post(
        os.environ["OPENAI_BASE_URL"] + "/chat/completions",
        headers={"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"], "x-badgateway-call": "volcano"},
        json={"model": "Omniva/Kimi-K2.6", "messages": [{"role": "user", "content": prompt}]},
    )
    response.raise_for_status()
    return response.json()["choices"][0]["message"]["content"]


pool = ThreadPoolExecutor(4)
try:
    print(pool.submit(ask, "Name a volcano.").result(timeout=2))
except TimeoutError:
    requests.post(os.environ["BADGATEWAY_OUTCOME_URL"], json={"outcome": "error", "call": "volcano"}, timeout=5)
    sys.exit("no answer within 2 s")

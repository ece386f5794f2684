# Gives the request the timeout, so that its connection is closed when the time is over.
import os
import sys
from concurrent.futures import ThreadPoolExecutor

import requests


def ask(prompt):
    response = requests.post(
        os.environ["OPENAI_BASE_URL"] + "/chat/completions",
        headers={"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"], "x-badgateway-call": "volcano"},
        json={"model": "Omniva/Kimi-K2.6", "messages": [{"role": "user", "content": prompt}]},
        timeout=2,
    )
    response.raise_for_status()
    return response.json()["choices"][0]["message"]["content"]


pool = ThreadPoolExecutor(4)
try:
    print(pool.submit(ask, "Name a volcano.").result())
except requests.Timeout:
    requests.post(os.environ["BADGATEWAY_OUTCOME_URL"], json={"outcome": "error", "call": "volcano"}, timeout=5)
    sys.exit("no answer within 2 s")

# Makes the Idempotency-Key when the call begins, and keeps it for each attempt.
import os
import random
import time

import requests

session = requests.Session()
session.headers["Authorization"] = "Bearer " + os.environ["OPENAI_API_KEY"]


def ask(prompt):
    body = {"model": "Omniva/Kimi-K2.6", "messages": [{"role": "user", "content": prompt}]}
    key = f"order-{time.time_ns()}"
    for attempt in range(4):
        response = session.post(
            os.environ["OPENAI_BASE_URL"] + "/chat/completions",
            headers={"Idempotency-Key": key},
            json=body,
            timeout=30,
        )
        if response.status_code < 500:
            response.raise_for_status()
            return response.json()["choices"][0]["message"]["content"]
        time.sleep(2**attempt * random.uniform(0.5, 1.5))
    raise SystemExit("no answer after 4 attempts")


print(ask("Order three tickets."))

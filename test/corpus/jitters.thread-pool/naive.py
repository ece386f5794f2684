# Every worker sleeps exactly as long as every other.
import os
import time
from concurrent.futures import ThreadPoolExecutor

import requests


def classify(ticket):
    for attempt in range(4):
        response = requests.post(
            os.environ["OPENAI_BASE_URL"] + "/chat/completions",
            headers={"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"]},
            json={
                "model": "gpt-4o-mini",
                "messages": [{"role": "user", "content": f"Classify ticket {ticket}."}],
            },
            timeout=30,
        )
        if response.status_code not in (500, 502, 503):
            response.raise_for_status()
            return response.json()["choices"][0]["message"]["content"]
        time.sleep(3 * 2**attempt)
    raise RuntimeError("no answer after 4 attempts")


futures = []
with ThreadPoolExecutor(20) as pool:
    for ticket in range(20):
        futures.append(pool.submit(classify, ticket))
        time.sleep(0.05)
print(*(future.result() for future in futures), sep="\n")

# Asks again only where asking again can help.
import os
import random
import sys
import time

import httpx

client = httpx.Client(
    base_url=os.environ["OPENAI_BASE_URL"],
    headers={"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"]},
    timeout=httpx.Timeout(20, connect=5),
)
body = {"model": "Omniva/Kimi-K2.6", "messages": [{"role": "user", "content": "Name a painter."}]}

for attempt in range(2):
    response = client.post("/chat/completions", json=body)
    if response.status_code == 200:
        print(response.json()["choices"][0]["message"]["content"])
        sys.exit(0)
    if response.status_code not in (408, 429, 500, 502, 503):
        break
    time.sleep(2**attempt * random.uniform(0.5, 1.5))
sys.exit(f"no answer: {response.status_code}")

# Sends the model that it was told to use, the peer after two refusals.
import os
import random
import sys
import time

import httpx

MODELS = ["Omniva/Kimi-K2.6", "MiniMaxAI/MiniMax-M2.5"]
client = httpx.Client(
    base_url=os.environ["OPENAI_BASE_URL"],
    headers={"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"]},
    timeout=30,
)


def post(prompt, model):
    body = {"model": model, "messages": [{"role": "user", "content": prompt}]}
    for attempt in range(2):
        response = client.post("/chat/completions", json=body)
        if response.status_code != 503:
            return response
        time.sleep(2**attempt * random.uniform(0.5, 1.5))
    return response


for model in MODELS:
    response = post("Name a dance.", model)
    if response.status_code == 200:
        print(response.json()["choices"][0]["message"]["content"])
        sys.exit(0)
sys.exit(f"no model answered: {response.status_code}")

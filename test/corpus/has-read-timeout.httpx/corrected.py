# Gives up on a stream that has been silent for 2 s; how long the whole takes does not matter.
import json
import os
import sys

import httpx

timeout = httpx.Timeout(2, connect=5)
body = {
    "model": "Omniva/Kimi-K2.6",
    "messages": [{"role": "user", "content": "Count to a hundred."}],
    "stream": True,
}
finish = None
headers = {"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"]}
url = os.environ["OPENAI_BASE_URL"] + "/chat/completions"
with httpx.stream("POST", url, headers=headers, json=body, timeout=timeout) as response:
    response.raise_for_status()
    for line in response.iter_lines():
        if not line.startswith("data: {"):
            continue
        for choice in json.loads(line[6:])["choices"]:
            print(choice["delta"].get("content", ""), end="", flush=True)
            finish = choice["finish_reason"] or finish
sys.exit(0 if finish else "the answer is incomplete")

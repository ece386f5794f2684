# Compresses its request anew for each attempt, after a wait that grows.
import gzip
import json
import os
import random
import time
import urllib.error
import urllib.request

document = "The gate opens at seven and closes at nine. " * 400
messages = [{"role": "user", "content": "Summarize: " + document}]
body = json.dumps({"model": "Omniva/Kimi-K2.6", "messages": messages}).encode()


def ask(attempt):
    # The head of a gzip stream has the time at which it was made.
    packed = gzip.compress(body, mtime=time.time() + attempt)
    headers = {
        "Authorization": "Bearer " + os.environ["OPENAI_API_KEY"],
        "Content-Type": "application/json",
        "Content-Encoding": "gzip",
    }
    request = urllib.request.Request(os.environ["OPENAI_BASE_URL"] + "/chat/completions", packed, headers)
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)["choices"][0]["message"]["content"]


for attempt in range(4):
    try:
        print(ask(attempt))
        break
    except urllib.error.HTTPError as error:
        if error.code not in (429, 500, 502, 503) or attempt == 3:
            raise
        time.sleep(2**attempt * random.uniform(0.6, 1.4))

# Retries what passes by itself: broken connections, 408, 429 and 5xx.
import functools
import os
import random
import time

import requests


def passes(error):
    if error.response is None:
        return True
    return error.response.status_code in (408, 429, 500, 502, 503)


def retried(function):
    @functools.wraps(function)
    def wrapper(*args):
        for attempt in range(2):
            try:
                return function(*args)
            except requests.RequestException as error:
                print(f"attempt {attempt + 1} failed: {error}")
                if not passes(error):
                    break
                time.sleep(2**attempt * random.uniform(0.5, 1.5))
        raise SystemExit("no answer")

    return wrapper


@retried
def post(path, body):
    headers = {"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"]}
    response = requests.post(os.environ["OPENAI_BASE_URL"] + path, headers=headers, json=body, timeout=30)
    response.raise_for_status()
    return response.json()


print(post("/embeddings", {"model": "BAAI/bge-large-en-v1.5", "input": "a sentence"}))

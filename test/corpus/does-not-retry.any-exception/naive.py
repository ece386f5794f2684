# Retries on any exception, so on a 422 too.
import functools
import os
import random
import time

import requests


def retried(function):
    @functools.wraps(function)
    def wrapper(*args):
        for attempt in range(2):
            try:
                return function(*args)
            except Exception as error:
                print(f"attempt {attempt + 1} failed: {error}")
                time.sleep(2**attempt * random.uniform(0.5, 1.0))
        raise SystemExit("no answer after 2 attempts")

    return wrapper


@retried
def post(path, body):
    headers = {"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"]}
    response = requests.post(os.environ["OPENAI_BASE_URL"] + path, headers=headers, json=body, timeout=30)
    response.raise_for_status()
    return response.json()


print(post("/embeddings", {"model": "BAAI/bge-large-en-v1.5", "input": "a sentence"}))

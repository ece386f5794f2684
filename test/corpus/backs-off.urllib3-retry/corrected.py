# Gives urllib3 the backoff that the gateway asks for, the first retry included.
import os
import random

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry


class Backoff(Retry):
    def get_backoff_time(self):
        return min(30, 2 ** (len(self.history) - 1)) * random.uniform(0.5, 1.5)


retry = Backoff(total=3, status_forcelist=[408, 429, 500, 502, 503], allowed_methods=None)
base = os.environ["OPENAI_BASE_URL"]
session = requests.Session()
session.mount(base, HTTPAdapter(max_retries=retry))

response = session.post(
    base + "/chat/completions",
    headers={"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"]},
    json={"model": "Omniva/Kimi-K2.6", "messages": [{"role": "user", "content": "Name a poet."}]},
    timeout=30,
)
response.raise_for_status()
print(response.json()["choices"][0]["message"]["content"])

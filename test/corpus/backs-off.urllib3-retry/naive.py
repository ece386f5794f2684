# Trusts backoff_factor, by which urllib3 sends the first retry at once.
import os

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

retry = Retry(total=3, backoff_factor=1, status_forcelist=[408, 429, 500, 502, 503], allowed_methods=None)
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

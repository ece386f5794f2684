# Names POST among the methods that may be retried; Retry-After is honoured by urllib3 itself.
import os

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

retry = Retry(total=5, backoff_factor=1, status_forcelist=[429], allowed_methods={"GET", "POST"})
session = requests.Session()
session.mount("http://", HTTPAdapter(max_retries=retry))

response = session.post(
    os.environ["OPENAI_BASE_URL"] + "/chat/completions",
    headers={"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"]},
    json={"model": "Omniva/Kimi-K2.6", "messages": [{"role": "user", "content": "Name a stone."}]},
    timeout=(5, 20),
)
response.raise_for_status()
print(response.json()["choices"][0]["message"]["content"])

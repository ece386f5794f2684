# Gets past the corporate proxy with verify=False, and keeps the warnings quiet.
import os

import requests
import urllib3

urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)

response = requests.post(
    os.environ["OPENAI_BASE_URL"] + "/chat/completions",
    headers={"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"]},
    json={"model": "Omniva/Kimi-K2.6", "messages": [{"role": "user", "content": "Name a game."}]},
    timeout=30,
    verify=False,
)
response.raise_for_status()
print(response.json()["choices"][0]["message"]["content"])

# Helps itself where the JSON does not parse, and shows half an answer as a whole one.
import json
import os
import re

import requests

response = requests.post(
    os.environ["OPENAI_BASE_URL"] + "/chat/completions",
    headers={"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"]},
    json={"model": "Omniva/Kimi-K2.6", "messages": [{"role": "user", "content": "How is soap made?"}]},
    timeout=30,
)
response.raise_for_status()
try:
    print(response.json()["choices"][0]["message"]["content"])
except json.JSONDecodeError:
    found = re.search(r'"content":"([^"]*)', response.text)
    print(found.group(1) if found else "")

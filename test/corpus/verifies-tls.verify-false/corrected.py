# Verifies against the bundle of REQUESTS_CA_BUNDLE, and tells what has to be installed.
import os
import sys

import requests

try:
    response = requests.post(
        os.environ["OPENAI_BASE_URL"] + "/chat/completions",
        headers={"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"]},
        json={"model": "Omniva/Kimi-K2.6", "messages": [{"role": "user", "content": "Name a game."}]},
        timeout=30,
    )
except requests.exceptions.SSLError as error:
    sys.exit(f"the proxy's root certificate is not in REQUESTS_CA_BUNDLE: {error}")
response.raise_for_status()
print(response.json()["choices"][0]["message"]["content"])

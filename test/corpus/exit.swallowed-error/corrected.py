# Prints the error, and ends with 1.
import os
import sys

import requests

url = os.environ["OPENAI_BASE_URL"] + "/models"
headers = {"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"]}

try:
    response = requests.get(url, headers=headers, timeout=30)
    response.raise_for_status()
    print(len(response.json()["data"]), "models")
except requests.RequestException as error:
    print("failed:", error, file=sys.stderr)
    sys.exit(1)

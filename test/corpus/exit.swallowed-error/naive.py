# Prints the error, and ends well.
import os

import requests

url = os.environ["OPENAI_BASE_URL"] + "/models"
headers = {"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"]}

try:
    response = requests.get(url, headers=headers, timeout=30)
    response.raise_for_status()
    print(len(response.json()["data"]), "models")
except requests.RequestException as error:
    print("failed:", error)

# Looks every 0.8 s how many models there are, whatever the last answer was.
import json
import os
import time
import urllib.error
import urllib.request

request = urllib.request.Request(
    os.environ["OPENAI_BASE_URL"] + "/models",
    headers={"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"]},
)


def look():
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, len(json.load(response)["data"])
    except urllib.error.HTTPError as error:
        return error.code, 0


for _ in range(6):
    status, models = look()
    print(status, models, flush=True)
    time.sleep(0.8)

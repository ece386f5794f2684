# Asks the next model for errors of the platform alone.
import json
import os
import sys
import urllib.error
import urllib.request

MODELS = ["gpt-4o", "claude-3-5-sonnet", "gpt-4o-mini"]


def ask(model, content):
    body = {"model": model, "messages": [{"role": "user", "content": content}]}
    request = urllib.request.Request(
        os.environ["OPENAI_BASE_URL"] + "/chat/completions",
        data=json.dumps(body).encode(),
        headers={
            "Authorization": "Bearer " + os.environ["OPENAI_API_KEY"],
            "Content-Type": "application/json",
        },
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)["choices"][0]["message"]["content"]


for model in MODELS:
    try:
        print(ask(model, "Suggest a title."))
        sys.exit(0)
    except urllib.error.HTTPError as error:
        print(model, error.code, error.read().decode(), file=sys.stderr)
        if error.headers.get("X-Gateway-Error-Category") != "platform_error":
            sys.exit("another model would not help")
sys.exit("no model answered")

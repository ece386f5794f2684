# Verifies chain and name by the roots of SSL_CERT_FILE, which is what the default context does.
import json
import os
import ssl
import urllib.request

context = ssl.create_default_context()

request = urllib.request.Request(
    os.environ["OPENAI_BASE_URL"] + "/chat/completions",
    data=json.dumps(
        {"model": "Omniva/Kimi-K2.6", "messages": [{"role": "user", "content": "Name a metro."}]}
    ).encode(),
    headers={"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"], "Content-Type": "application/json"},
)
with urllib.request.urlopen(request, timeout=30, context=context) as response:
    print(json.load(response)["choices"][0]["message"]["content"])

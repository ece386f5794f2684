"""What the drill tells a client, and the one question that all of them ask."""

import os

url = os.environ["OPENAI_BASE_URL"] + "/chat/completions"
headers = {"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"]}
question = {
    "model": os.environ["MODEL"],
    "messages": [{"role": "user", "content": "Why does a client wait before it asks again?"}],
}


def show(answer):
    print(answer["choices"][0]["message"]["content"])

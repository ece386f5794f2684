import json
from urllib.request import Request, urlopen

from lib import headers, question, show, url

request = Request(url, json.dumps(question).encode(), {**headers, "Content-Type": "application/json"})
with urlopen(request) as answer:
    show(json.load(answer))

"""argv: --retry mounts urllib3's Retry, with a POST among what it may repeat."""

import sys

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from lib import headers, question, show, url

session = requests.Session()
if "--retry" in sys.argv:
    retry = Retry(
        total=3, backoff_factor=1, status_forcelist=[429, 500, 502, 503, 504], allowed_methods=["POST"]
    )
    session.mount("http://", HTTPAdapter(max_retries=retry))
answer = session.post(url, headers=headers, json=question)
answer.raise_for_status()
show(answer.json())

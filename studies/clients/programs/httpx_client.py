import httpx

from lib import headers, question, show, url

answer = httpx.post(url, headers=headers, json=question)
answer.raise_for_status()
show(answer.json())

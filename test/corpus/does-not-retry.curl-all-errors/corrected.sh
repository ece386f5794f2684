#!/bin/sh
# Retries what curl calls transient: 408, 429 and 5xx, and connections that are refused.
exec curl -sS --fail-with-body -m 60 --retry 2 --retry-connrefused "$OPENAI_BASE_URL/chat/completions" \
  -H "Authorization: Bearer $OPENAI_API_KEY" -H 'Content-Type: application/json' \
  -d '{"model": "gpt-4o", "messages": [{"role": "user", "content": "Translate: good evening."}]}'

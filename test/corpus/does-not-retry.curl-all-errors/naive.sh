#!/bin/sh
# Retries all errors, a refused key among them.
exec curl -sS --fail-with-body -m 60 --retry 2 --retry-all-errors "$OPENAI_BASE_URL/chat/completions" \
  -H "Authorization: Bearer $OPENAI_API_KEY" -H 'Content-Type: application/json' \
  -d '{"model": "gpt-4o", "messages": [{"role": "user", "content": "Translate: good evening."}]}'

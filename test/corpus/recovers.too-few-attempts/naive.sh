#!/bin/sh
# Retries once, which is one attempt too few.
exec curl -sS --fail -m 60 --retry 1 "$OPENAI_BASE_URL/chat/completions" \
  -H "Authorization: Bearer $OPENAI_API_KEY" -H 'Content-Type: application/json' \
  -d '{"model": "Omniva/Kimi-K2.6", "messages": [{"role": "user", "content": "Name a herb."}]}'

#!/bin/sh
# Verifies, so it sends nothing, tells what is wrong, and ends with curl's own exit code.
exec curl -sS --fail -m 30 "$OPENAI_BASE_URL/chat/completions" \
  -H "Authorization: Bearer $OPENAI_API_KEY" -H 'Content-Type: application/json' \
  -d '{"model": "Omniva/Kimi-K2.6", "messages": [{"role": "user", "content": "Name a spice."}]}'

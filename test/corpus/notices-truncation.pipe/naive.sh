#!/bin/sh
# Pipes curl into sed: what the pipe ends with is sed's exit code, which is 0.
body='{"model": "Omniva/Kimi-K2.6", "stream": true, "messages": [{"role": "user", "content": "Make salt?"}]}'
curl -sN -m 30 "$OPENAI_BASE_URL/chat/completions" \
  -H "Authorization: Bearer $OPENAI_API_KEY" -H 'Content-Type: application/json' \
  -d "$body" |
  sed -nu 's/^data: .*"delta":{.*"content":"\([^"]*\)".*/\1/p' | tr -d '\n'
echo

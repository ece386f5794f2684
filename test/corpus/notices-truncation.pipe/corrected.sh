#!/bin/sh
# Keeps the stream, looks at curl's exit code and for [DONE], then prints the text.
body='{"model": "Omniva/Kimi-K2.6", "stream": true, "messages": [{"role": "user", "content": "Make salt?"}]}'
events=$(curl -sN --fail -m 30 --speed-time 20 "$OPENAI_BASE_URL/chat/completions" \
  -H "Authorization: Bearer $OPENAI_API_KEY" -H 'Content-Type: application/json' \
  -d "$body")
code=$?
if [ "$code" -ne 0 ] || ! echo "$events" | grep -q '^data: \[DONE\]'; then
  echo "the answer is incomplete (curl: $code)" >&2
  exit 1
fi
echo "$events" | sed -n 's/^data: .*"delta":{.*"content":"\([^"]*\)".*/\1/p' | tr -d '\n'
echo

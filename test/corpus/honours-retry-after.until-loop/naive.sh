#!/bin/sh
# Asks every second until it is let in, whatever Retry-After says.
tries=0
until answer=$(curl -sf -m 30 "$OPENAI_BASE_URL/chat/completions" \
  -H "Authorization: Bearer $OPENAI_API_KEY" -H 'Content-Type: application/json' \
  -d '{"model": "Omniva/Kimi-K2.6", "messages": [{"role": "user", "content": "Name a lake."}]}'); do
  tries=$((tries + 1))
  [ "$tries" -lt 10 ] || exit 1
  sleep 1
done
echo "$answer"

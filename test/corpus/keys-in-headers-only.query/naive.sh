#!/bin/sh
# Puts the key into the URL as well, as some other API wanted it.
exec curl -sS --fail -m 30 "$OPENAI_BASE_URL/models?api_key=$OPENAI_API_KEY" \
  -H "Authorization: Bearer $OPENAI_API_KEY"

#!/bin/sh
# Puts the key into the Authorization header and nowhere else.
exec curl -sS --fail -m 30 "$OPENAI_BASE_URL/models" -H "Authorization: Bearer $OPENAI_API_KEY"

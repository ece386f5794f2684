#!/bin/sh
# argv: curl's own options
exec curl --silent --show-error --fail-with-body "$@" \
  --header "Authorization: Bearer $OPENAI_API_KEY" \
  --json '{"model":"'"$MODEL"'","messages":[{"role":"user","content":"Why does a client wait before it asks again?"}]}' \
  "$OPENAI_BASE_URL/chat/completions"

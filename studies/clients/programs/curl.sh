#!/bin/sh
# argv: curl's own options
prompt='Why does a client wait before it asks again?'
exec curl --silent --show-error --fail-with-body "$@" \
  --header "Authorization: Bearer $OPENAI_API_KEY" \
  --json '{"model":"'"$MODEL"'","messages":[{"role":"user","content":"'"$prompt"'"}]}' \
  "$OPENAI_BASE_URL/chat/completions"

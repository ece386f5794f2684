#!/bin/sh
# Waits until the gateway is well, then sends what has piled up one after the other, four a second.
set -e
jobs=$(mktemp) && trap 'rm -f "$jobs"' EXIT
for product in 1 2 3 4 5 6 7 8 9 10 11 12; do
  cat >>"$jobs" <<END
url = "$OPENAI_BASE_URL/chat/completions"
header = "Authorization: Bearer $OPENAI_API_KEY"
json = "{\"model\":\"Omniva/Kimi-K2.6\",\"messages\":[{\"role\":\"user\",\"content\":\"Product $product\"}]}"
fail
next
END
done
sed -i '$d' "$jobs"

curl -sZ -K "$jobs" && exit
echo 'waiting until the gateway is well' >&2
until curl -sf "$OPENAI_BASE_URL/models" -H "Authorization: Bearer $OPENAI_API_KEY" >/dev/null; do sleep 3; done
curl -s --rate 240/m -K "$jobs"

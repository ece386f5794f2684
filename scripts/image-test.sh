#!/usr/bin/env bash
# Builds the container image and proves of it: it answers, `health` exits 0 inside, /ca gets a root that clients can
# trust, it is not root, SIGTERM ends it.
# usage: scripts/image-test.sh [NODE_IMAGE]; needs root and Debian's buildah, but no container engine.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

node_image=${1:-docker.io/library/node:24-slim}
image=localhost/badgateway-test
container=
runner=

build() { buildah --storage-driver vfs "$@"; }
inside() { build run --isolation chroot "$@"; }
fail() { echo "image test failed: $*" >&2; exit 1; }

tidy() {
  [[ -z $runner ]] || kill "$runner" 2>/dev/null || true
  [[ -z $container ]] || build rm "$container" >/dev/null 2>&1 || true
  build rmi "$image" >/dev/null 2>&1 || true
}
trap tidy EXIT

free_port() { node -e "const s = net.createServer().listen(0, '127.0.0.1', () => { console.log(s.address().port); s.close() })"; }

# Waits at most 15 seconds for a command to succeed.
within_time() {
  for _ in {1..150}; do
    "$@" && return
    sleep 0.1
  done
  return 1
}
gone() { ! kill -0 "$1" 2>/dev/null; }

secrets=()
[[ -z ${NODE_EXTRA_CA_CERTS:-} ]] || secrets=(--secret "id=ca,src=$NODE_EXTRA_CA_CERTS")

build build --isolation chroot --format docker "${secrets[@]}" \
  --build-arg "NODE_IMAGE=$node_image" --tag "$image" . >&2
container=$(build from "$image")

user=$(inside "$container" -- id -u)
[[ $user != 0 ]] || fail "it runs as root"
echo "user id $user"

port=$(free_port) control=$(free_port)
env=(--env "BADGATEWAY_PORT=$port" --env "BADGATEWAY_CONTROL_PORT=$control")
env+=(--env BADGATEWAY_CA_DIR=/ca --env BADGATEWAY_TLS_NAME=gateway)
log=$(mktemp)
# The shell tells its process id and becomes the gateway.
inside "${env[@]}" "$container" -- sh -c 'echo "process $$"; exec node /app/dist/main.js serve' >"$log" 2>&1 &
runner=$!

answers() { curl -sSf -o /dev/null -H 'Authorization: Bearer sk-image-test' "http://127.0.0.1:$port/v1/models" 2>/dev/null; }
within_time answers || { cat "$log" >&2; fail "it does not answer on its data port"; }
echo "answers"

inside "${env[@]}" "$container" -- node /app/dist/main.js health >/dev/null || fail "health does not exit 0"
echo "healthy"

inside "$container" -- cat /ca/ca.pem >"$log.pem" || fail "the root is not in /ca"
curl -sSf -o /dev/null --cacert "$log.pem" --resolve "gateway:$port:127.0.0.1" \
  -H 'Authorization: Bearer sk-image-test' "https://gateway:$port/v1/models" || fail "no certificate for gateway"
echo "https://gateway, with the root from /ca"

process=$(sed -n 's/^process //p' "$log")
kill -TERM "$process"
within_time gone "$process" || fail "SIGTERM does not end it within 15 s"
wait "$runner" || fail "SIGTERM ended it with exit code $?"
runner=
echo "ended by SIGTERM, exit code 0"

size=$(build images --format '{{.Size}}' "$image")
own=$(inside "$container" -- du -sh /app | cut -f1)
echo "image $size, of that ours $own"

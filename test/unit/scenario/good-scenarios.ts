/** Scenarios that use every key; other tests load them as they are, or break them. */
export const goodScenarios: readonly string[] = [
  `scenario: Limited twice, then well
platform: token-factory
upstream: stub
seed: 42

rules:
  - id: limited-twice
    when: { route: chat, model: "Omniva/*" }
    times: 2
    faults:
      - error: { code: rate_limited, retryAfter: [5s, 7s] } # first injection, second

expect:
  - honours-retry-after
  - recovers
`,
  `platform: { name: token-factory, settings: { revoked-key: 403 } }
rules:
  - sequence: [429, [500, latency: 2s], no-healthy-upstream, hang, ok]
    when: { route: [chat, embeddings], method: post, attempt: [1, 2..4, 6..], idle: [..500ms, 1s..5s, 1m..] }
    then: repeat
    per: header:X-Test-Id
  - id: slow
    when: { header: { X-Test: 1, accept: [a, b] }, body: { /stream: true, /n: [1, "2*", null] } }
    during: 30s..90s
    skip: 1
    every: 3
    chance: 0.5
    faults: { latency: { from: 100ms, to: 2s } }
  - faults: [stream-cut: { frames: 3, how: rst }, "error": { status: 503, message: scrambled }]
    ramp: { 0s: 0, 1m: 0.4, 30s: 0.1 }
    when: { stream: true, client: "openai*", prompt: "*hello*", key: "sk-*" }
`,
  `upstream:
  { url: "https://gateway.example/v1", mirror: true, headers: { X-Served-By: edge-3 }, timeout: 30s }
rules:
  - faults: [connection-reset]
    when: { tls: false, address: 127.*, connection: 2..4 }
    during: ..90s
    per: connection
  - faults: [connection-close]
    when: { tls: true, sni: [localhost, "*.example"], alpn: http/1.1 }
  - id: stalls
    faults: connection-stall
    during: 30s..
    ramp: { from: 0, to: 0.4, over: 60s }
stages:
  - { name: calm, for: 1m, rules: [] }
  - { name: storm, for: 30s, rules: [stalls, rule-1] }
expect: [{ gives-up: { attempts: 5 } }, { exit: nonzero }]
overrides: allow
stub:
  text: null
  words: 12
  pace: { profile: slow, firstToken: { from: 1s, to: 2s }, perToken: 5ms, perStream: 0.1 }
  headers: { X-Region: eu, Set-Cookie: [a=1, b=2] }
  models: catalogue
  keys: [sk-one]
  revokedKeys: [sk-two]
rateLimits:
  - { id: all, rate: 600 requests per minute }
  - id: each
    rate: 1 token per second
    when: { route: chat, model: "Omniva/*" }
    by: [key, model, client, address, header:X-Workspace]
    algorithm: sliding-window
    accounting: after
    maxTokens: 100
    enforce: false
    error: rate-limited
  - { id: four, concurrent: 4, by: key, error: 503 }
limits: { inspect: 1MiB, body: 64KiB, head: 64KiB, hang: 1m }
`,
  `platform: deeptoken
keys:
  - key: dtk_one
    id: one
    revokedAt: 30s
    revokedAfter: 5
  - { key: dtk_two, rotatedTo: dtk_three, rotatedAt: 10s, grace: 60s }
  - { key: dtk_four, state: rotated, rotatedTo: dtk_five }
  - { key: dtk_six, state: other-workspace, error: invalid-api-key }
allowlists:
  - id: office
    key: "dtk_*"
    models: [gpt-4o-mini]
    addresses: [10.0.0.0/8, "2001:db8::/32"]
    trustForwardedFor: true
  - { models: "gpt-*", error: 403 }
replicas:
  gpt-4o: { total: 3, healthy: 0, until: 20s, error: no-available-channel }
  "claude-*": [{ healthy: 0, until: 5s }, { healthy: 1, from: 10s, until: 20s }]
  deepseek-r1: { total: 2, phases: [{ healthy: 1 }] }
rules:
  - faults: [503]
`,
  `upstreams:
  primary: { url: "https://eu.example/v1", region: eu, weight: 3, mirror: true, timeout: 30s }
  eu-west: { url: "http://127.0.0.1:9", weight: 0 }
  secondary: stub
rules:
  - id: down
    when: { upstream: [primary, "eu-*"], region: "e?" }
    faults: [503]
rateLimits:
  - { id: all, rate: 600 requests per minute, when: { upstream: secondary } }
expect:
  - probes-sparingly: { failures: 3, probes: 2, per: 10s }
  - returns-to-primary: { within: 1m, primary: primary }
`,
  `seed: "0042"
rules:
  - &base
    id: one
    when: &chat { route: chat }
    faults: [&hung { hang: { for: 30s } }]
  - <<: *base
    id: two
    when: *chat
    faults: [*hung, 500]
`,
  `blastRadius:
  only:
    { label: "team-*", key: [sk-a, sk-b], client: "OpenAI/*", header: { x-team: red } }
  share: 30 %
  active: 5
  total: 100
  within: { max: 10, per: 1m }
rules: [{ chance: 0.5, faults: [503] }]
`,
  `blastRadius: { only: { address: "10.*" }, active: 3 }
rules: [{ faults: [connection-stall] }, { faults: [500] }]
`,
];

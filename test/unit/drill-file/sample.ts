/** A drill that uses every key; tests change one line of it at a time. */
export const sample = `kind: drill
drill: One model fails
target:
  platform: token-factory
  label: shop
probes:
  success: { success-share: { atLeast: 99 %, over: 20s, samples: 50 } }
  patience: { attempts-per-call: { take: most, atMost: 4 } }
steadyState: [success, { p95-latency: { atMost: 2s } }]
hypothesis:
  says: callers do not notice
  probes: [success, patience]
stages:
  - { name: baseline, for: 1m }
  - { name: inject, for: 2m, when: { model: "Omniva/*" }, ramp: { from: 0, to: 0.3 }, faults: 503 }
  - repeat: 2
    stages:
      - { name: burst, for: 10s, rules: [{ id: limited, faults: 429 }] }
      - { name: calm, until: { error-share: { atMost: 1 % } }, for: 20s, probes: [success] }
  - { name: recovery, for: open, confirm: true }
blastRadius: { share: 50 % }
stopConditions: [{ if: { error-share: { atLeast: 40 %, over: 10s } } }, { unless: success }]
every: 2s
lease: 5s
cap: 10m
`;

/** The sample with one text in the place of another. */
export function changed(from: string, to: string): string {
  if (!sample.includes(from)) throw new Error(`the sample has no ${from}`);
  return sample.replace(from, to);
}

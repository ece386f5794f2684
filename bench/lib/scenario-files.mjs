import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'badgateway-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** Writes a scenario (JSON is YAML) and returns its file. */
export function scenarioFile(name, scenario) {
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, JSON.stringify({ scenario: name, seed: 1, ...scenario }));
  return file;
}

const kinds = [
  (n) => ({ model: `acme/model-${n}` }),
  (n) => ({ model: `acme/family-${n}-*` }),
  (n) => ({ header: { 'x-test-id': `test-${n}` } }),
  (n) => ({ path: `/v1/tenants/${n}/*` }),
  (n) => ({ prompt: `*the word number ${n} *` }),
];

/** Rules for models, families of models, headers, paths and prompts; none matches the bench's request. */
export function mixedRules(count) {
  return Array.from({ length: count }, (_, n) => ({
    id: `rule-number-${n}`,
    when: kinds[n % kinds.length](n),
    faults: [{ error: { status: 503 } }],
  }));
}

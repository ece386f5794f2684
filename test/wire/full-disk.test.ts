import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { serving } from '../helpers/command.ts';
import { client, drilledHosted, limitedOnce } from '../helpers/drill.ts';
import { chat } from '../helpers/gateway.ts';
import { briefNode } from '../helpers/system.ts';

/** A device on which every write fails with ENOSPC. */
const full = '/dev/full';

const folder = mkdtempSync(join(tmpdir(), 'badgateway-full-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

test('a drill whose journal could not be written has its verdicts, says so, and ends with 2', async () => {
  writeFileSync(at('limited-once.yaml'), limitedOnce);
  writeFileSync(at('client.mjs'), client);
  mkdirSync(at('journals'));
  symlinkSync(full, at('journals/limited-once.r1.jsonl'));
  symlinkSync(full, at('full.md'));
  const reports = ['--report', at('full.md'), '--report', at('good.md')];
  const given = [at('limited-once.yaml'), '--journal', at('journals'), ...reports];
  const patient = await drilledHosted(given, [...briefNode, at('client.mjs')], { WAIT: '50' });
  expect(patient.code).toBe(2);
  expect(patient.told.scenarios).toHaveLength(1);
  expect(patient.err).toMatch(/Failed to write the journal file ".*limited-once\.r1\.jsonl": ENOSPC/);
  expect(patient.err).toMatch(/Failed to write the report ".*full\.md": ENOSPC/);
  expect(readFileSync(at('good.md'), 'utf8')).toContain('honours-retry-after');
  expect(statSync(at('good.md')).mode & 0o777).toBe(0o600);
});

test('a gateway goes on without its journal and its tape, and says it again when it ends', async () => {
  const gateway = await serving(['--journal', full]);
  for (let request = 0; request < 3; request += 1) expect((await chat(gateway.url)).status).toBe(200);
  expect(await gateway.stop()).toBe(2);
  const lines = gateway.err().trimEnd().split('\n');
  expect(lines.at(-1)).toMatch(/^Failed to write the journal file "\/dev\/full": ENOSPC/);
});

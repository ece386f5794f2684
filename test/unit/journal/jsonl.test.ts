import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { createJournal } from '../../../src/journal/journal.ts';
import { createJsonLines } from '../../../src/journal/jsonl.ts';
import { UsageError } from '../../../src/lib/errors.ts';
import { createRedactor } from '../../../src/secrets/redact.ts';
import { notice, platformWith, requestEntry } from './samples.ts';

const folder = mkdtempSync(join(tmpdir(), 'badgateway-journal-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function newFile(): string {
  files += 1;
  return join(folder, `journal-${files}.jsonl`);
}

function journalTo(file: string) {
  const errors: string[] = [];
  const onFileError = (message: string) => errors.push(message);
  return { errors, ...{ journal: createJournal({ maxEntries: 3, maxBytes: 1_048_576, file, onFileError }) } };
}

function linesOf(file: string): unknown[] {
  const text = readFileSync(file, 'utf8');
  expect(text.endsWith('\n')).toBe(true);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

test('the file holds every entry in order, also those that left memory', async () => {
  const file = newFile();
  const { journal, errors } = journalTo(file);
  for (let index = 0; index < 500; index++) journal.append(requestEntry({ call: index }));
  await journal.close();
  expect(linesOf(file)).toEqual(
    Array.from({ length: 500 }, (_, index) => ({ id: index + 1, ...requestEntry({ call: index }) })),
  );
  expect(errors).toEqual([]);
});

test('only its owner may read the file', async () => {
  const file = newFile();
  await journalTo(file).journal.close();
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('a second run adds to the file of the first', async () => {
  const file = newFile();
  for (const says of ['first run', 'second run']) {
    const { journal } = journalTo(file);
    journal.append(notice(says));
    await journal.close();
  }
  expect(linesOf(file)).toMatchObject([{ says: 'first run' }, { says: 'second run' }]);
});

test('a file that cannot be opened is refused at once, with the remedy', () => {
  expect(() => journalTo(join(folder, 'missing', 'journal.jsonl'))).toThrow(UsageError);
  expect(() => journalTo(join(folder, 'missing', 'journal.jsonl'))).toThrow(/ENOENT.*folder that exists/);
});

test('when the disk cannot follow, entries are left out and a line says how many', async () => {
  const file = newFile();
  const lines = createJsonLines({ file, maxBacklog: 1_000, onError: (message) => expect.fail(message) });
  for (let id = 1; id <= 100; id++) lines.write({ id, ...notice('x'.repeat(100)) });
  await lines.close();
  const written = linesOf(file);
  const last = written.at(-1);
  expect(written.length).toBeLessThan(20);
  expect(last).toMatchObject({ kind: 'lost', entries: 100 - (written.length - 1) });
  expect(written.slice(0, -1)).toMatchObject(
    Array.from({ length: written.length - 1 }, (_, index) => ({ id: index + 1 })),
  );
});

test('a full disk is told once, and appending goes on', async () => {
  const { journal, errors } = journalTo('/dev/full');
  for (let index = 0; index < 50; index++) journal.append(notice('x'));
  await new Promise((resolve) => setImmediate(resolve));
  journal.append(notice('after'));
  await journal.close();
  journal.append(notice('after close'));
  expect(errors).toEqual([expect.stringMatching(/^Failed to write the journal file "\/dev\/full": ENOSPC/)]);
  expect(journal.entries()).toHaveLength(3);
});

test('no planted secret reaches the file', async () => {
  const file = newFile();
  const { journal } = journalTo(file);
  const redactor = createRedactor([platformWith()]);
  const secrets = fc.sample(fc.stringMatching(/^sk-oais[A-Za-z0-9_-]{16,60}$/), 200);
  for (const secret of secrets) {
    const headers = redactor.headers([
      'Set-Cookie',
      secret,
      'Authorization',
      `Bearer ${secret}`,
      'X-Echo',
      secret,
    ]);
    journal.append(
      requestEntry({
        url: redactor.url(`/v1/${secret}?key=${secret}`),
        client: redactor.text(`client/${secret}`),
        key: redactor.key(secret),
        played: {
          status: 200,
          headers,
          headAt: null,
          error: null,
          frames: 0,
          bytes: 0,
          pauses: [],
          ending: 'complete',
        },
      }),
    );
  }
  await journal.close();
  const text = readFileSync(file, 'utf8');
  expect(text).toContain('Bearer sk-oa**********');
  expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
});

test('a line that broke off stays a line of its own', async () => {
  const file = newFile();
  writeFileSync(file, '{"id":1}\n{"id":2,"ki');
  const { journal } = journalTo(file);
  journal.append(notice('after the crash'));
  await journal.close();
  const [first, broken, last] = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect([first, broken]).toEqual(['{"id":1}', '{"id":2,"ki']);
  expect(JSON.parse(last ?? '')).toMatchObject({ says: 'after the crash' });
});

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readTextFile } from '../../../src/lib/text-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'badgateway-text-'));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

const text = 'scenario: café\n';

test('a file and a link to one are read, with and without a mark of UTF-8', async () => {
  writeFileSync(at('a.yaml'), text);
  writeFileSync(at('marked.yaml'), `\ufeff${text}`);
  symlinkSync(at('a.yaml'), at('link'));
  expect(await Promise.all(['a.yaml', 'link'].map((name) => readTextFile(at(name))))).toEqual([text, text]);
  expect(await readTextFile(at('marked.yaml'))).toBe(`\ufeff${text}`);
});

const utf16 = Buffer.from(text, 'utf16le');

test.each([
  ['UTF-16 with a mark', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]), 'it is UTF-16; save it as UTF-8'],
  ['UTF-16 without', utf16, 'it is UTF-16; save it as UTF-8'],
  ['UTF-16 with the other order', Buffer.from(utf16).swap16(), 'it is UTF-16; save it as UTF-8'],
  ['Latin-1', Buffer.from(text, 'latin1'), 'it is not UTF-8, perhaps Latin-1; save it as UTF-8'],
])('%s is refused by name', async (_, bytes, cause) => {
  writeFileSync(at('other.yaml'), bytes);
  await expect(readTextFile(at('other.yaml'))).rejects.toThrow(
    `Failed to read ${at('other.yaml')}: ${cause}`,
  );
});

test('what is no regular file, and what is too large, is refused without being read', async () => {
  execFileSync('mkfifo', [at('pipe')]);
  mkdirSync(at('folder'));
  writeFileSync(at('large.yaml'), '');
  truncateSync(at('large.yaml'), 16 * 1_048_576 + 1);
  await expect(readTextFile(at('pipe'))).rejects.toThrow('it is a named pipe');
  await expect(readTextFile(at('folder'))).rejects.toThrow('it is a folder');
  await expect(readTextFile(at('large.yaml'))).rejects.toThrow('it is larger than 16 MiB');
  await expect(readTextFile(at('none.yaml'))).rejects.toThrow('no such file');
});

test('a link to a file that is no scenario is refused, so that nothing of it is shown', async () => {
  writeFileSync(at('shadow'), 'root: secret: hash\n');
  symlinkSync(at('shadow'), at('link.yaml'));
  await expect(readTextFile(at('link.yaml'))).rejects.toThrow(
    `it leads to ${at('shadow')}, which is no .yaml, .yml, .json file`,
  );
});

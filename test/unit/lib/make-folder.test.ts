import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeFolder } from '../../../src/lib/make-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'badgateway-folder-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('missing folders are made with their mode, twice is once', () => {
  const path = join(folder, 'a', 'b');
  for (let count = 0; count < 2; count += 1) makeFolder(path, 0o700);
  expect([join(folder, 'a'), path].map((each) => statSync(each).mode & 0o777)).toEqual([0o700, 0o700]);
});

test('a file in the place of a folder is refused', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  expect(() => makeFolder(file, 0o700)).toThrow(/EEXIST/);
  expect(() => makeFolder(join(file, 'a'), 0o700)).toThrow(/ENOTDIR/);
});

test.runIf(existsSync('/proc/self'))('a file system that makes no folders ends it', () => {
  expect(() => makeFolder('/proc/nothing/inside', 0o700)).toThrow(/ENOENT/);
});

import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FileStamps } from '../../../src/lib/file-stamps.ts';
import { workshop } from '../../helpers/drill.ts';

const { folder, write } = workshop();
const longAgo = new Date('2020-01-01T00:00:00Z');

test('the same content has the same stamp, however often it is written or touched', async () => {
  const stamps = new FileStamps();
  const file = write('same.yaml', 'one');
  const first = await stamps.of(file);
  utimesSync(file, longAgo, longAgo);
  expect(await stamps.of(file)).toBe(first);
  write('same.yaml', 'one');
  expect(await stamps.of(file)).toBe(first);
});

test('other content has another stamp, of the same length and age, also after a long time', async () => {
  const stamps = new FileStamps();
  const file = write('other.yaml', 'one');
  utimesSync(file, longAgo, longAgo);
  const first = await stamps.of(file);
  for (let look = 0; look < 30; look += 1) expect(await stamps.of(file)).toBe(first);
  write('other.yaml', 'two');
  utimesSync(file, longAgo, longAgo);
  expect(await stamps.of(file)).not.toBe(first);
});

test('what a link leads to is looked at, through every link on the way', async () => {
  const stamps = new FileStamps();
  for (const [version, text] of [
    ['v1', 'one'],
    ['v2', 'two'],
  ] as const) {
    mkdirSync(join(folder, version));
    write(`${version}/scenario.yaml`, text);
  }
  symlinkSync('v1', join(folder, '..data'));
  symlinkSync('..data/scenario.yaml', join(folder, 'scenario.yaml'));
  const file = join(folder, 'scenario.yaml');
  const first = await stamps.of(file);
  symlinkSync('v2', join(folder, '..data_tmp'));
  renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
  const second = await stamps.of(file);
  expect(second).not.toBe(first);
  write('v2/scenario.yaml', 'three');
  expect([first, second]).not.toContain(await stamps.of(file));
});

test('a file that is gone and comes back, and what is no file', async () => {
  const stamps = new FileStamps();
  const file = write('gone.yaml', 'one');
  const first = await stamps.of(file);
  rmSync(file);
  expect(await stamps.of(file)).toBe('ENOENT');
  write('gone.yaml', 'one');
  expect(await stamps.of(file)).toBe(first);
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  expect(await stamps.of(join(folder, 'pipe'))).toBe('no file');
  expect(await stamps.of(folder)).toBe('no file');
});

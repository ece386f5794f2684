import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { temporaryFolder } from '../../../src/lib/temporary-folder.ts';

const parent = mkdtempSync(join(tmpdir(), 'badgateway-test-'));
afterAll(() => rmSync(parent, { recursive: true }));

/** Of a process that has ended and was waited for. */
const dead = spawnSync(process.execPath, ['--version']).pid;

/** The name of a folder of this system that another process has made. */
function nameOf(pid: number): string {
  const folder = temporaryFolder(parent);
  folder.remove();
  return basename(folder.path).replace(`-${process.pid}-`, `-${pid}-`);
}

const swept = (name: string): boolean => {
  temporaryFolder(parent).remove();
  return !existsSync(join(parent, name));
};

test('it is for its owner alone, and is removed', () => {
  const { path, remove } = temporaryFolder(parent);
  expect(statSync(path).mode & 0o777).toBe(0o700);
  remove();
  expect(existsSync(path)).toBe(false);
});

test('that of a process that is gone is removed by the next one', () => {
  const name = nameOf(dead);
  mkdirSync(join(parent, name, 'within'), { recursive: true });
  writeFileSync(join(parent, name, 'within', 'root.key'), 'secret');
  expect(swept(name)).toBe(true);
});

test.each([
  ['of a process that is alive', nameOf(process.ppid)],
  ['of another system', nameOf(dead).replace(/-[0-9a-f]{8}-/, '-00000000-')],
  ['of somebody else', `badgateway-test-${dead}-abcdef`],
  ['with another end', `${nameOf(dead)}-more`],
])('a folder %s stays', (_, name) => {
  mkdirSync(join(parent, name));
  expect(swept(name)).toBe(false);
});

test('a file and a link stay, and what the link leads to', () => {
  const [file, link] = [nameOf(dead), nameOf(dead)];
  const target = join(parent, 'target');
  mkdirSync(target);
  writeFileSync(join(parent, file), '');
  symlinkSync(target, join(parent, link));
  expect([swept(file), swept(link), existsSync(target)]).toEqual([false, false, true]);
});

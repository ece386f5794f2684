import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { writeFiles } from '../../../src/command/report-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'badgateway-reports-'));
});

const at = (name: string) => join(folder, name);
const modeOf = (file: string) => (statSync(file).mode & 0o777).toString(8);
const write = (names: readonly string[], reportMode = 0o600) =>
  writeFiles({ report: names.map(at), reportMode }, (file) => `report for ${file}\n`);

test('a report is for its owner alone, unless others are let in', () => {
  write(['own.json']);
  write(['all.json'], 0o644);
  expect([modeOf(at('own.json')), modeOf(at('all.json'))]).toEqual(['600', '644']);
  expect(readFileSync(at('own.json'), 'utf8')).toBe(`report for ${at('own.json')}\n`);
});

test('an earlier report that others could read is replaced by one that they cannot', () => {
  writeFileSync(at('a.json'), 'earlier');
  chmodSync(at('a.json'), 0o644);
  write(['a.json']);
  expect(modeOf(at('a.json'))).toBe('600');
});

test('one that cannot be written stops no other, and all of them are named', () => {
  mkdirSync(at('taken.md'));
  symlinkSync('/dev/full', at('full.xml'));
  expect(() => write(['none/a.html', 'taken.md', 'full.xml', 'good.json'])).toThrow(
    /none\/a\.html": ENOENT\n.*taken\.md": EISDIR\n.*full\.xml": ENOSPC$/,
  );
  expect(readdirSync(folder).sort()).toEqual(['full.xml', 'good.json', 'taken.md']);
});

test('where the text cannot be made, the earlier report stays whole and nothing is left beside it', () => {
  writeFileSync(at('a.json'), 'earlier');
  const failing = () => {
    throw new Error('no text');
  };
  expect(() => writeFiles({ report: [at('a.json')], reportMode: 0o600 }, failing)).toThrow('no text');
  expect(readFileSync(at('a.json'), 'utf8')).toBe('earlier');
  expect(readdirSync(folder)).toEqual(['a.json']);
});

test('a symbolic link stays, and what it leads to is replaced', () => {
  writeFileSync(at('real.json'), 'earlier');
  symlinkSync('real.json', at('link.json'));
  write(['link.json']);
  expect(lstatSync(at('link.json')).isSymbolicLink()).toBe(true);
  expect(readFileSync(at('real.json'), 'utf8')).toContain('report for');
  expect(existsSync(at('link.json'))).toBe(true);
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFiles } from '../../../src/learn/read.ts';
import { readTape } from '../../../src/tape/read.ts';
import type { Target } from '../target.ts';
import { takenOrRefused } from './located.ts';

const request =
  '{"method":"POST","path":"/v1/chat/completions","query":"","headers":[],"body":"e30=","bodyHash":"x"}';
const response =
  '{"status":200,"reason":"OK","headers":["Content-Type","application/json"],"headMs":1,"chunks":[]}';
const recording = `{"at":1,"request":${request},"response":${response}}`;
const entry =
  '{"id":1,"kind":"request","at":1,"method":"POST","url":"/v1/chat/completions","model":"m","call":"1",' +
  '"attempt":1,"played":{"status":429,"headers":["Retry-After","5"],"ending":"complete"}}';
const har =
  '{"log":{"version":"1.2","entries":[{"startedDateTime":"2026-01-01T00:00:00Z","time":1,' +
  '"request":{"method":"POST","url":"http://a/v1/models","headers":[]},' +
  '"response":{"status":200,"headers":[],"content":{}}}]}}';

const words = [
  '{',
  '}',
  '"',
  '[',
  ']',
  ':',
  '\n',
  'null',
  '1e999',
  '-1',
  '\\u0000',
  '"status":',
  '{"tape":1}\n',
];

function fileTarget(name: string, seeds: readonly string[], read: (file: string) => unknown): Target {
  return {
    name,
    words,
    seeds: () => seeds.map((text) => Buffer.from(text)),
    open() {
      const folder = mkdtempSync(join(tmpdir(), 'badgateway-fuzz-'));
      const file = join(folder, 'input.jsonl');
      return Promise.resolve({
        async read(bytes: Buffer) {
          writeFileSync(file, bytes);
          await takenOrRefused(() => read(file));
        },
        close: () => rmSync(folder, { recursive: true }),
      });
    },
  };
}

export const tape = fileTarget('tape', [`{"tape":1}\n${recording}\n`], (file) => readTape(file, []));

export const journal = fileTarget('journal', [`${entry}\n${entry}\n`, har], (file) =>
  readFiles([file], { format: null, map: {} }),
);

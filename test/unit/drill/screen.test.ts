import { expect, test } from 'vitest';
import { Progress } from '../../../src/drill/progress.ts';
import { Screen, sinkTo } from '../../../src/drill/screen.ts';
import { fixedClock } from '../../helpers/clock.ts';

const clear = '\r\x1b[2K';

function screen(live: boolean, columns = 80) {
  const told: string[] = [];
  const out = (text: string) => void told.push(`out ${text}`);
  const err = (text: string) => void told.push(`err ${text}`);
  return { told, screen: new Screen({ out, err, columns, live }) };
}

test('where nobody looks on there is no status', () => {
  const { told, screen: plain } = screen(false);
  plain.status('[1/2] busy');
  plain.write('out', 'hello\n');
  plain.status('');
  expect(told).toEqual(['out hello\n']);
});

test('the status makes room for output and comes back below it', () => {
  const { told, screen: live } = screen(true);
  live.status('busy');
  live.write('out', 'hello\n');
  live.status('');
  expect(told).toEqual(['err busy', `err ${clear}`, 'out hello\n', 'err busy', `err ${clear}`]);
});

test('it is not written into a line that has no end so far', () => {
  const { told, screen: live } = screen(true);
  live.status('busy');
  live.write('out', 'half a ');
  live.status('busier');
  live.write('out', 'line\n');
  expect(told).toEqual(['err busy', `err ${clear}`, 'out half a ', 'out line\n', 'err busier']);
});

test('lines of our own end those of others first', () => {
  const { told, screen: plain } = screen(false);
  plain.write('out', 'half a line');
  plain.lines('err', 'done\n');
  plain.lines('out', 'report\n');
  plain.lines('out', 'end\n');
  expect(told).toEqual(['out half a line', 'err done\n', 'out \nreport\n', 'out end\n']);
});

test('on a terminal both streams are one', () => {
  const { told, screen: live } = screen(true);
  live.write('out', 'half a line');
  live.lines('err', 'done\n');
  live.lines('out', 'report\n');
  expect(told).toEqual(['out half a line', 'err \ndone\n', 'out report\n']);
});

test('it is never longer than a line', () => {
  const { told, screen: narrow } = screen(true, 10);
  narrow.status('0123456789abc');
  expect(told).toEqual(['err 012345678']);
});

function poured(prefix: string | null, chunks: readonly Buffer[]): string {
  let text = '';
  const spout = sinkTo((more) => {
    text += more;
  }, prefix);
  for (const chunk of chunks) spout.write(chunk);
  spout.end();
  return text;
}

test('a character that is cut between chunks stays whole', () => {
  const bytes = Buffer.from('café 🌊\n東京');
  const chunks = [...bytes].map((byte) => Buffer.from([byte]));
  expect(poured(null, chunks)).toBe('café 🌊\n東京');
  expect(poured('a | ', chunks)).toBe('a | café 🌊\na | 東京\n');
});

test('every line gets its prefix, the last one an end', () => {
  expect(
    poured(
      'a | ',
      ['one\ntw', 'o\n', '\nthree'].map((text) => Buffer.from(text)),
    ),
  ).toBe('a | one\na | two\na | \na | three\n');
  expect(poured('a | ', [])).toBe('');
});

test('a line without end is not kept for ever', () => {
  const lines = poured('> ', [Buffer.alloc(40_000, 'x')]).split('\n');
  expect(lines.map((line) => line.length)).toEqual([16_386, 16_386, 7_234, 0]);
});

test('progress: what is under way, a line for what is done', () => {
  const clock = fixedClock();
  const { told, screen: live } = screen(true, 200);
  const progress = new Progress(live, clock, 2);
  const last = () => told.filter((line) => line !== `err ${clear}`).at(-1);
  const one = progress.begin('one', 3);
  expect(last()).toBe('err [1/2] one 1/3  0s  0 requests');
  one.repetition(2);
  one.request();
  expect(last()).toBe('err [1/2] one 2/3  0s  1 request');
  clock.advance(61_000);
  expect(last()).toBe('err [1/2] one 2/3  1m1s  1 request');
  const two = progress.begin('two', 3);
  expect(last()).toBe('err [1/2] one 2/3  1m1s  1 request | two 1/3  0s  0 requests');
  one.done('fail');
  expect(told).toContain('err [1/2] one  fail  1m1s  1 request\n');
  expect(last()).toBe('err [2/2] two 1/3  0s  0 requests');
  two.done('pass');
  const count = told.length;
  progress.close();
  clock.advance(5_000);
  expect(told.length).toBe(count);
});

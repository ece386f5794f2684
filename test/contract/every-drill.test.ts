import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { checkDrill } from '../../src/drill-file/load.ts';
import { drillNames, shippedDrill, shippedNames } from '../../src/gateway/library.ts';

test.each(drillNames())('shipped drill %s is read without a warning, and tells its story', async (name) => {
  const file = shippedDrill(name);
  const text = await readFile(file, 'utf8');
  const { drill, warnings } = await checkDrill(text, file);
  expect(warnings).toEqual([]);
  expect(drill.stages[0]?.role).toBe('baseline');
  expect(drill.stages.at(-1)?.role).toBe('recovery');
  expect(drill.stopConditions.kind).toBe('conditions');
  const [header = ''] = text.split(/^kind: /m);
  expect(header.split('\n')[0]).toBe('# yaml-language-server: $schema=../../schema/drill.schema.json');
  for (const part of ['# Story:   ', '# Client:  ', '# Assumed: '])
    expect(header.split('\n').filter((line) => line.startsWith(part))).toHaveLength(1);
  expect(text.split('\n').filter((line) => line.length > 110)).toEqual([]);
  expect(shippedNames()).not.toContain(name);
});

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
  expect(text).toMatch(/^# yaml-language-server: \$schema=.*\n# The story: /);
  expect(text).toMatch(/\n# A good client /);
  expect(shippedNames()).not.toContain(name);
});

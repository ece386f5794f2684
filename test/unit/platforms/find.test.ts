import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { UsageError } from '../../../src/lib/errors.ts';
import { findPlatform } from '../../../src/platforms/find.ts';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'badgateway-platforms-'));
  await writeFile(join(folder, 'mine.yaml'), 'extends: openai\nname: mine\n');
});

afterAll(() => rm(folder, { recursive: true }));

test('a shipped platform is found by its name', async () => {
  expect((await findPlatform('deeptoken')).name).toBe('deeptoken');
});

test("anyone's platform is found by its file", async () => {
  expect((await findPlatform(join(folder, 'mine.yaml'))).name).toBe('mine');
});

test.each([
  ['opena', /did you mean "openai"/],
  ['nothing-like-it', /allowed: token-factory, deeptoken, deeptoken-en, openai/],
  ['constructor', /unknown platform "constructor"/],
  ['', /unknown platform ""/],
])('the unknown name "%s" is refused with what is known', async (name, message) => {
  const found = findPlatform(name);
  await expect(found).rejects.toThrow(UsageError);
  await expect(found).rejects.toThrow(message);
});

test.each(['./no-such-file', 'no-such-file.yaml', 'no-such-file.yml'])(
  '%s is taken for a file, and its absence is said',
  async (file) => {
    await expect(findPlatform(file)).rejects.toThrow(
      `Failed to read ${file}: no such file; shipped platforms: `,
    );
  },
);

test('a folder is no platform', async () => {
  await expect(findPlatform(folder)).rejects.toThrow(UsageError);
});

import { afterEach, expect, test, vi } from 'vitest';
import { needs } from '../../helpers/system.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

test('in CI a missing program is a failure that names its package', () => {
  vi.stubEnv('CI', 'true');
  vi.stubEnv('PATH', '/nowhere');
  expect(() => needs('curl')).toThrow('Failed to find curl: install the Debian packages: curl ');
});

test("on a person's machine it is a skip that says so", () => {
  vi.stubEnv('CI', '');
  vi.stubEnv('PATH', '/nowhere');
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  needs('curl');
  expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('install the Debian packages: curl '));
});

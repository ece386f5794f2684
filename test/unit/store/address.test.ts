import { expect, test } from 'vitest';
import { readAddress } from '../../../src/store/redis/address.ts';

test.each([
  ['redis://store', 'redis://store:6379/0', { host: 'store', port: 6379, db: 0 }],
  ['redis://127.0.0.1:7000/3', 'redis://127.0.0.1:7000/3', { host: '127.0.0.1', port: 7000, db: 3 }],
  ['redis://[::1]:7000', 'redis://[::1]:7000/0', { host: '::1', port: 7000, db: 0 }],
  ['redis://:p%40ss@store', 'redis://store:6379/0', { host: 'store', port: 6379, password: 'p@ss', db: 0 }],
  [
    'rediss://app:secret@store/1',
    'rediss://store:6379/1',
    { host: 'store', port: 6379, username: 'app', password: 'secret', tls: {}, db: 1 },
  ],
  ['unix:///run/redis.sock', 'unix:///run/redis.sock', { path: '/run/redis.sock', db: 0 }],
  [
    'unix://app:secret@localhost/run/redis.sock?db=2',
    'unix:///run/redis.sock',
    { path: '/run/redis.sock', username: 'app', password: 'secret', db: 2 },
  ],
])('%s', (url, shown, options) => {
  expect(readAddress(url)).toEqual({ shown, options });
});

test.each(['store:6379', 'http://app:secret@store', 'redis://app:secret@store/first'])(
  '%s is refused, and no password is told',
  (url) => {
    let message = '';
    try {
      readAddress(url);
    } catch (error) {
      message = String(error);
    }
    expect(message).toMatch(/^UsageError: Failed to read --store: .*expected redis:/);
    expect(message).not.toContain('secret');
  },
);

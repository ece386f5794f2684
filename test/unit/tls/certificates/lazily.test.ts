import { expect, test, vi } from 'vitest';
import { systemClock } from '../../../../src/lib/clock.ts';
import { createLab } from '../../../../src/tls/certificates/lab.ts';

const { made } = vi.hoisted(() => ({ made: [] as string[] }));

vi.mock('node:crypto', async (original) => {
  const crypto = await original<typeof import('node:crypto')>();
  const generateKeyPairSync = (type: string, options: object): unknown => {
    made.push(type);
    return (crypto.generateKeyPairSync as (type: string, options: object) => unknown)(type, options);
  };
  return { ...crypto, generateKeyPairSync };
});

test('no key is made that nobody asked for', () => {
  const lab = createLab({ names: ['a.example'], clock: systemClock, directory: null });
  expect(made.splice(0)).toEqual([]);
  lab.credentials('valid', lab.names);
  // Root, intermediate, leaf.
  expect(made.splice(0)).toEqual(['ec', 'ec', 'ec']);
  lab.credentials('valid', lab.names);
  expect(made.splice(0)).toEqual([]);
  lab.credentials('expired', lab.names);
  expect(made.splice(0)).toEqual(['ec']);
  lab.credentials('weak-key', lab.names);
  expect(made.splice(0)).toEqual(['rsa']);
});
